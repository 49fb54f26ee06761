// limner templates ls
#include "cli/screens.hpp"
#include "cli/table.hpp"
#include "cli/templates.hpp"
#include "cli/templates_by_name.hpp"

namespace limner {

namespace {

struct TemplateSummary {
  ListedTemplate where;
  std::string version, about;
  std::string fault;  // why it cannot be run; empty when it can
};

// The first sentence, for a list.
std::string in_brief(const Template& workflow) {
  if (!workflow.name.empty()) return workflow.name;
  return workflow.description.substr(0, workflow.description.find(". "));
}

TemplateSummary summarise_template(const ListedTemplate& where, const Session& session) {
  try {
    const Template workflow = load_named_template(session, where.name);
    return {where, workflow.version, in_brief(workflow), ""};
  } catch (const Error& error) {
    return {where, "", "", error.what()};
  }
}

ordered_json template_summary_shape(const TemplateSummary& row) {
  return {{"name", row.where.name},
          {"version", text_or_null(row.version)},
          {"origin", row.where.origin},
          {"about", text_or_null(row.about)},
          {"fault", text_or_null(row.fault)}};
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
               {broken ? "broken: " + row.fault : row.about, "", broken ? Ink::bad : Ink::plain}});
  }
  table.print(session.out);
}

void print_template_list(const Session& session) {
  std::vector<TemplateSummary> rows;
  for (const ListedTemplate& where : list_templates(session))
    rows.push_back(summarise_template(where, session));
  if (printed_as_json(session, "templates", rows, template_summary_shape)) return;
  print_templates_table(rows, session);
  for (const TemplateSummary& row : rows) {
    if (!row.fault.empty())
      note(session, fmt::format("what is wrong: limner templates check {}", row.where.name));
  }
}

}  // namespace

void add_templates_ls(CLI::App& group, Session& session) {
  CLI::App* command =
      add_command(group, "ls", "List templates: the project's, then the shipped ones",
                  {"limner templates ls", "limner templates ls --json"});
  command->callback([&session] { print_template_list(session); });
}

}  // namespace limner
