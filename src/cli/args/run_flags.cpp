// The flags of commands that make a run.
#include "cli/run_command.hpp"

namespace limner::cli {

void add_result_flags(CLI::App& command, RunFlags& flags) {
  command.add_option("--out", flags.out, "Also put the picture into this directory")
      ->type_name("DIR");
  add_choice(command, "--print", flags.print, {"path", "id", "url", "none"},
             "What stdout gets for each picture");
  command.add_flag("--open", flags.open, "Open the picture when it is there");
}

void add_making_flags(CLI::App& command, RunFlags& flags) {
  add_list(command, "--model", flags.models, "[STEP=]ID", "Use this model, in one step or all")
      ->group("Making");
  add_number(command, "--seed", flags.seed, 0, 4'294'967'295, "The same seed, the same picture")
      ->group("Making");
  add_number(command, "--take", flags.take, 1, 1'000'000, "Number of the sample")->group("Making");
  add_list(command, "--tag", flags.tags, "KEY=VALUE", "Mark the run and its artifacts")
      ->group("Making");
}

void add_max_cost_flag(CLI::App& command, RunFlags& flags) {
  add_money(command, "--max-cost", flags.max_cost, "Refuse to start what may cost more")
      ->group("Money");
}

void add_money_flags(CLI::App& command, RunFlags& flags) {
  add_max_cost_flag(command, flags);
  add_choice(command, "--charge", flags.charge, {"hosted", "personal"},
             "Who pays: the prepaid wallet, or your own key")
      ->group("Money");
  command
      .add_flag("--dry-run", flags.dry_run, "Print the plan and its price; send and write nothing")
      ->group("Money");
}

}  // namespace limner::cli
