// limner templates check TEMPLATE…
#include "cli/failure.hpp"
#include "cli/screens.hpp"
#include "cli/style.hpp"
#include "cli/templates.hpp"
#include "cli/templates_by_name.hpp"

#include <memory>

namespace limner {

namespace {

struct Options {
  std::vector<std::string> names;
};

struct Checked {
  std::string name;
  std::optional<Error> fault;
};

Checked check(const std::string& name, const Session& session) {
  try {
    load_named_template(session, name);
    return {name, {}};
  } catch (const Error& error) {
    return {name, error};
  }
}

ordered_json checked_shape(const Checked& one) {
  const ordered_json failure = one.fault ? failure_document(*one.fault)["error"] : ordered_json();
  return {{"template", one.name}, {"ok", !one.fault}, {"error", failure}};
}

void print_verdicts(const std::vector<Checked>& all, const Session& session) {
  for (const Checked& one : all) {
    if (one.fault) {
      session.out.text << std::flush;
      session.err.text << failure_text(*one.fault, session.err);
    } else {
      session.out.text << sign(Sign::done, session.out) << ' ' << plain(one.name) << '\n';
    }
  }
}

void check_all(const Options& options, Session& session) {
  std::vector<Checked> all;
  for (const std::string& name : options.names) {
    all.push_back(check(name, session));
    if (all.back().fault && session.exit_code == 0)
      session.exit_code = traits(all.back().fault->code()).exit_code;
  }
  if (!printed_as_json(session, "checked", all, checked_shape)) print_verdicts(all, session);
}

}  // namespace

void add_templates_check(CLI::App& group, Session& session) {
  auto options = std::make_shared<Options>();
  CLI::App* command = add_command(group, "check", "Find everything that is wrong with templates",
                                  {"limner templates check templates/mine.yaml",
                                   "limner templates check templates/*.yaml --json"});
  command->add_option("templates", options->names, "Names or paths")
      ->required()
      ->type_name("TEMPLATE");
  command->callback([options, &session] { check_all(*options, session); });
}

}  // namespace limner
