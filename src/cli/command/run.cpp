// limner run TEMPLATE: one run, or one for each row of a file.
#include "cli/batch_command.hpp"

#include <memory>

namespace limner::cli {

namespace {

struct RunOptions {
  std::string name;
  app::RunInputOptions given;
  RunFlags flags;
  BatchFlags rows;
};

void add_run_inputs(CLI::App& command, RunOptions& options) {
  add_reference_flag(command, options.given.images, "Reference picture")->group("Inputs");
  add_list(command, "--set", options.given.sets, "PATH=VALUE",
           "Set one input; VALUE may be @FILE or @- for stdin")
      ->group("Inputs");
  command
      .add_option("--intake", options.given.intake,
                  "Read all inputs from a JSON or YAML file, - for stdin")
      ->type_name("FILE")
      ->group("Inputs");
  command
      .add_option("--request", options.given.request,
                  "Read an API request body, {\"templateId\", \"intake\"}, - for stdin")
      ->type_name("FILE")
      ->group("Inputs");
}

}  // namespace

void add_run(CLI::App& app, Session& session) {
  const auto options = std::make_shared<RunOptions>();
  CLI::App* command =
      add_command(app, "run", "Run a template, once or for each row of a file",
                  {"limner run generate-clip-art-asset --offline --prompt \"a cute chipmunk\"",
                   "limner run generate-clip-art-asset --prompt \"a fox\" --style flat --dry-run",
                   "limner run image-to-image --prompt \"the same fox, asleep\" -i fox.png",
                   "limner run generate-clip-art-asset --request body.json --json",
                   "limner run generate-clip-art-asset --rows prompts.csv --out pictures/",
                   "limner run generate-clip-art-asset --prompt \"a fox\" --takes 4",
                   "limner run generate-clip-art-asset --help    # the template's own flags"});
  command->add_option("template", options->name, "Name or path of a template")
      ->type_name("TEMPLATE");
  add_result_flags(*command, options->flags);
  add_run_inputs(*command, *options);
  add_row_flags(*command, options->rows);
  add_making_flags(*command, options->flags);
  add_money_flags(*command, options->flags);
  add_detach_flags(*command, options->flags);
  command->callback([options, &session] {
    open_log(session, options->flags.dry_run ? "" : options->flags.log_file);
    const app::RunInputs given = app::read_run_inputs(session, session.workflow, options->given);
    if (has_rows(options->rows)) return run_rows(session, given, options->flags, options->rows);
    run_from_flags(session, given, options->flags);
  });
}

}  // namespace limner::cli
