// limner artifacts
#include "cli/command/artifacts.hpp"

namespace limner::cli {

void add_artifacts(CLI::App& app, Session& session) {
  CLI::App* group = add_command(app, "artifacts", "Look at what runs have made, and take it out");
  add_artifacts_ls(*group, session);
  add_artifacts_show(*group, session);
  add_artifacts_path(*group, session);
  add_artifacts_open(*group, session);
  add_artifacts_add(*group, session);
  add_artifacts_export(*group, session);
}

}  // namespace limner::cli
