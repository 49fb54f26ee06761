// The flags of commands that start a run.
#include "cli/run_command.hpp"

namespace limner::cli {

void add_result_flags(CLI::App& command, RunFlags& flags) {
  command
      .add_option("--out", flags.out,
                  "Also export the pictures to this directory, or one picture to this file")
      ->type_name("DIR");
  command
      .add_option("--name", flags.name,
                  "Names of exported files: {slug} {index} {take} {id} {role} {ext} and any input, "
                  "such as {style}")
      ->type_name("PATTERN");
  command.add_flag("--overwrite", flags.overwrite, "Overwrite existing files of --out");
  add_choice(command, "--print", flags.print, {"path", "id", "url", "none"},
             "What to print for each picture");
  command.add_flag("--open", flags.open, "Open the picture when it is finished");
  command
      .add_option("--log-file", flags.log_file,
                  "Also add the events that --jsonl prints to this file")
      ->type_name("FILE");
}

CLI::Option* add_reference_flag(CLI::App& command, std::vector<std::string>& images,
                                std::string_view about) {
  return add_list(command, "-i,--image", images, "IMAGE",
                  fmt::format("{}: a path, -, https://…, data:… or artifact:ID", about));
}

void add_cache_flags(CLI::App& command, RunFlags& flags) {
  CLI::Option* fresh = add_list(command, "--fresh", flags.fresh, "STEP",
                                "Execute this step also when an earlier run has its result")
                           ->group("Generation");
  command
      .add_flag("--no-cache", flags.no_cache,
                "Execute every step, also those whose results earlier runs have")
      ->group("Generation")
      ->excludes(fresh);
}

void add_making_flags(CLI::App& command, RunFlags& flags) {
  add_list(command, "--model", flags.models, "[STEP=]ID", "Model to use, for one step or for all")
      ->group("Generation");
  add_number(command, "--seed", flags.seed, 0, 4'294'967'295,
             "Random seed; the same seed gives the same picture")
      ->group("Generation");
  command
      .add_flag("--allow-ignored", flags.allow_ignored,
                "Send requests without the options that a model does not take, with a warning")
      ->group("Generation");
  command
      .add_flag("--send-original", flags.send_original,
                "Send given pictures as they are, with metadata such as the place")
      ->group("Generation");
  CLI::Option* take = add_number(command, "--take", flags.take, 1, 1'000'000,
                                 "Sample number; another number gives another picture")
                          ->group("Generation");
  command.add_flag("--again", flags.again, "Request another picture: the next take number")
      ->group("Generation")
      ->excludes(take);
  add_cache_flags(command, flags);
  add_answer_flags(command, flags);
  add_list(command, "--tag", flags.tags, "KEY=VALUE", "Tag the run and its artifacts")
      ->group("Generation");
}

void add_max_cost_flag(CLI::App& command, RunFlags& flags) {
  add_money(command, "--max-cost", flags.max_cost,
            "Limit of the cost of a run, or of all rows together")
      ->group("Money");
}

void add_answer_flags(CLI::App& command, RunFlags& flags) {
  add_duration(command, "--max-wait", flags.max_wait,
               "Longest pause that a provider may ask for (default 10m)")
      ->group("Generation");
  add_duration(command, "--grace", flags.grace,
               "After Ctrl-C, wait this long for a paid answer (default 60s)")
      ->group("Generation");
  command
      .add_flag("--strict", flags.strict,
                "Fail when a picture differs from the request in size, format, background or count")
      ->group("Generation");
}

void add_detach_flags(CLI::App& command, RunFlags& flags) {
  const std::string group = "Later";
  command
      .add_flag("--detach", flags.detach,
                "Check and submit, and leave the work to a process in the background")
      ->group(group);
  add_choice(command, "--format", flags.format, {"tasks", "job"},
             "The document that --detach --json prints for a run")
      ->group(group);
  command
      .add_option(
          "--once-per", flags.once_per,
          "Once per hour, day, week (local time), or KEY[=DURATION]: a finished or running one "
          "is left alone, a failed one is continued")
      ->type_name("PERIOD")
      ->group(group);
}

void add_money_flags(CLI::App& command, RunFlags& flags) {
  add_max_cost_flag(command, flags);
  add_choice(command, "--charge", flags.charge, {"hosted", "personal"},
             "Who pays: the prepaid wallet, or your own key")
      ->group("Money");
  command.add_flag("--dry-run", flags.dry_run, "Print the plan and its price without running it")
      ->group("Money");
}

}  // namespace limner::cli
