// limner templates check [TEMPLATE…]
#include "app/template_lookup.hpp"
#include "cli/command/templates.hpp"
#include "cli/render/failure.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"

#include <limner/engine.hpp>

#include <memory>

namespace limner::cli {

namespace {

struct CheckTemplatesOptions {
  std::vector<std::string> names;
};

struct TemplateCheck {
  std::string name;
  std::optional<Error> fault;
};

TemplateCheck check_template(const std::string& name, const Session& session) {
  try {
    const templates::Template workflow = app::load_named_template(session, name);
    std::vector<Problem> problems =
        engine::unusable_literals(workflow, app::load_catalogue(session));
    if (problems.empty()) return {name, {}};
    const bool single = problems.size() == 1;
    Error error(ErrorCode::invalid_template, "{}",
                single ? problems.front().message
                       : fmt::format("{} problems in {}", problems.size(), workflow.origin));
    error.with_help(single ? problems.front().help : std::string())
        .with_problems(std::move(problems));
    return {name, error};
  } catch (const Error& error) {
    return {name, error};
  }
}

ordered_json template_check_json(const TemplateCheck& one) {
  const ordered_json failure =
      one.fault ? app::failure_document(*one.fault)["error"] : ordered_json();
  return {{"template", one.name}, {"ok", !one.fault}, {"error", failure}};
}

void print_template_checks(const std::vector<TemplateCheck>& all, const Session& session) {
  for (const TemplateCheck& one : all) {
    if (one.fault) {
      session.out.text << std::flush;
      session.err.text << failure_text(*one.fault, session.err, FailureOf::checked_file);
    } else {
      session.out.text << sign(StatusMark::done, session.out) << ' ' << plain(one.name) << '\n';
    }
  }
}

void check_templates(const CheckTemplatesOptions& options, Session& session) {
  std::vector<TemplateCheck> all;
  const std::vector<std::string> names =
      options.names.empty() ? app::template_names(session) : options.names;
  for (const std::string& name : names) {
    all.push_back(check_template(name, session));
    if (all.back().fault && session.exit_code == 0)
      session.exit_code = traits(all.back().fault->code()).exit_code;
  }
  if (!printed_as_json(session, "checked", all, template_check_json))
    print_template_checks(all, session);
}

}  // namespace

void add_templates_check(CLI::App& group, Session& session) {
  auto options = std::make_shared<CheckTemplatesOptions>();
  CLI::App* command =
      add_command(group, "check", "Check templates and report all problems",
                  {"limner templates check", "limner templates check templates/mine.yaml",
                   "limner templates check templates/*.yaml --json"});
  command->add_option("templates", options->names, "Names or paths (default: all templates)")
      ->type_name("TEMPLATE");
  command->callback([options, &session] { check_templates(*options, session); });
}

}  // namespace limner::cli
