// limner templates ls
#include "app/template_lookup.hpp"
#include "cli/command/templates.hpp"
#include "cli/render/screen.hpp"
#include "cli/render/table.hpp"

#include <algorithm>

namespace limner::cli {

namespace {

struct TemplateSummary {
  app::ListedTemplate where;
  std::string version, about;
  std::string fault;  // the error; empty when the template is valid
};

// The first sentence, for a list.
std::string in_brief(const templates::Template& workflow) {
  if (!workflow.name.empty()) return workflow.name;
  return workflow.description.substr(0, workflow.description.find(". "));
}

TemplateSummary summarise_template(const app::ListedTemplate& where, const Session& session) {
  try {
    const templates::Template workflow = app::load_named_template(session, where.name);
    return {where, workflow.version, in_brief(workflow), ""};
  } catch (const Error& error) {
    return {where, "", "", error.what()};
  }
}

ordered_json template_summary_json(const TemplateSummary& row) {
  return {{"name", row.where.name},
          {"version", app::text_or_null(row.version)},
          {"origin", row.where.origin},
          {"about", app::text_or_null(row.about)},
          {"fault", app::text_or_null(row.fault)}};
}

void print_templates_table(const std::vector<TemplateSummary>& rows, const Session& session) {
  Table table({{"TEMPLATE"},
               {.title = "VERSION", .optional = true},
               {"FROM", false, true, true},
               {"ABOUT", false, true}});
  for (const TemplateSummary& row : rows) {
    const bool broken = !row.fault.empty();
    table.add({{row.where.name},
               {row.version},
               {row.where.origin},
               {broken ? "broken: " + row.fault : row.about, "",
                broken ? TextStyle::bad : TextStyle::plain}});
  }
  table.print(session.out);
}

void print_template_list(const Session& session) {
  std::vector<TemplateSummary> rows;
  for (const app::ListedTemplate& where : app::list_templates(session))
    rows.push_back(summarise_template(where, session));
  if (printed_as_json(session, "templates", rows, template_summary_json)) return;
  print_templates_table(rows, session);
  const auto is_broken = [](const TemplateSummary& row) { return !row.fault.empty(); };
  const auto broken = std::ranges::count_if(rows, is_broken);
  if (broken == 0) return;
  const std::string name = std::ranges::find_if(rows, is_broken)->where.name;
  note(session,
       fmt::format("show the problems: limner templates check{}", broken == 1 ? " " + name : ""));
}

}  // namespace

void add_templates_ls(CLI::App& group, Session& session) {
  CLI::App* command =
      add_command(group, "ls", "List templates: the project's, then the built-in ones",
                  {"limner templates ls", "limner templates ls --json"});
  command->callback([&session] { print_template_list(session); });
}

}  // namespace limner::cli
