// limner models check: checks the models of templates against the current catalogue.
#include "app/template_lookup.hpp"
#include "cli/command/models.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"
#include "cli/render/table.hpp"

#include <algorithm>
#include <memory>

namespace limner::cli {

namespace {

struct ModelCheck {
  std::string name;
  engine::ModelVerdict verdict;
};

bool passes(const ModelCheck& one) {
  return one.verdict.state != engine::ModelState::refused &&
         one.verdict.state != engine::ModelState::unpriced;
}

ordered_json model_check_json(const ModelCheck& one) {
  return {{"template", one.name},
          {"step", one.verdict.step},
          {"model", app::text_or_null(one.verdict.model)},
          {"state", to_string(one.verdict.state)},
          {"ok", passes(one)},
          {"message", app::text_or_null(one.verdict.message)}};
}

TextStyle model_state_ink(engine::ModelState state) {
  if (state == engine::ModelState::good) return TextStyle::good;
  return state == engine::ModelState::open || state == engine::ModelState::retires ? TextStyle::warn
                                                                                   : TextStyle::bad;
}

void print_model_checks(const std::vector<ModelCheck>& all, const Session& session) {
  Table table({{"TEMPLATE", false, true},
               {.title = "STEP", .optional = true},
               {"MODEL", false, true},
               {"STATE", false, true},
               {"WHY", false, true, true}});
  for (const ModelCheck& one : all) {
    const engine::ModelVerdict& verdict = one.verdict;
    table.add({{one.name},
               {verdict.step},
               {verdict.model, verdict.model.empty() ? "-" : ""},
               {std::string(to_string(verdict.state)),
                verdict.state == engine::ModelState::open ? "chosen at run time" : "",
                model_state_ink(verdict.state)},
               {verdict.message}});
  }
  table.print(session.out);
}

void check_template_models(const std::vector<std::string>& names, Session& session) {
  const provider::Catalogue catalogue = app::load_catalogue(session);
  std::vector<ModelCheck> all;
  for (const std::string& name : names.empty() ? app::template_names(session) : names) {
    const templates::Template workflow = app::load_named_template(session, name);
    for (engine::ModelVerdict& verdict :
         engine::check_models(workflow, catalogue, session.clock.now()))
      all.push_back({name, std::move(verdict)});
  }
  if (!std::ranges::all_of(all, passes)) session.exit_code = exit_check_failed;
  if (printed_as_json(session, "checked", all, model_check_json)) return;
  if (all.empty()) return note(session, "no step uses a paid model");
  print_model_checks(all, session);
  note(session, fmt::format("compared with the catalogue of {} only; no provider was asked",
                            catalogue.version()));
}

}  // namespace

void add_models_check(CLI::App& group, Session& session) {
  auto names = std::make_shared<std::vector<std::string>>();
  CLI::App* command = add_command(
      group, "check", "Check that the models used by templates are available; exit 10 if not",
      {"limner models check", "limner models check templates/mine.yaml --json",
       "limner models check --exec ./painter"});
  command->add_option("templates", *names, "Names or paths (default: all known templates)")
      ->type_name("TEMPLATE");
  const auto program = std::make_shared<std::string>();
  command
      ->add_option("--exec", *program,
                   "Check a program for the exec provider instead: limner help exec")
      ->type_name("PROGRAM");
  command->callback([names, program, &session] {
    program->empty() ? check_template_models(*names, session) : check_exec(*program, session);
  });
}

}  // namespace limner::cli
