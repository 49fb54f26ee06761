// limner batch
#include "cli/command/batch.hpp"

namespace limner::cli {

void add_batch(CLI::App& app, Session& session) {
  CLI::App* group = add_command(app, "batch", "List and show batches: runs of the rows of a file");
  add_batch_ls(*group, session);
  add_batch_show(*group, session);
}

}  // namespace limner::cli
