// limner artifacts
#include "cli/command/artifacts.hpp"

namespace limner::cli {

void add_artifacts(CLI::App& app, Session& session) {
  CLI::App* group = add_command(app, "artifacts", "List, show and export pictures");
  add_artifacts_ls(*group, session);
  add_artifacts_show(*group, session);
  add_artifacts_path(*group, session);
  add_artifacts_open(*group, session);
  add_artifacts_add(*group, session);
  add_artifacts_export(*group, session);
}

}  // namespace limner::cli
