// limner runs
#include "cli/command/runs.hpp"

namespace limner::cli {

void add_runs(CLI::App& app, Session& session) {
  CLI::App* group = add_command(app, "runs", "List, show, explain, watch and cancel runs");
  add_runs_ls(*group, session);
  add_runs_show(*group, session);
  add_runs_why(*group, session);
  add_runs_watch(*group, session);
  add_runs_wait(*group, session);
  add_runs_cancel(*group, session);
}

}  // namespace limner::cli
