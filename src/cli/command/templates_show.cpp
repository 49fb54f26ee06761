// limner templates show TEMPLATE
#include "app/template_lookup.hpp"
#include "cli/command/templates.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"
#include "cli/render/table.hpp"

#include <limner/step.hpp>

#include <fmt/ranges.h>

#include <memory>

namespace limner::cli {

namespace {

using nlohmann::json;

struct ShowTemplateOptions {
  std::string name;
  bool source = false;
};

std::string allowed_values(const templates::IntakeField& field) {
  std::vector<std::string> words;
  for (const json& choice : field.choices) words.push_back(value_text(choice));
  if (!words.empty()) return fmt::format("{}", fmt::join(words, ", "));
  return std::string(to_string(field.type));
}

std::string fallback_of(const templates::IntakeField& field) {
  return field.has_default && !field.default_value.is_null() ? value_text(field.default_value) : "";
}

std::string flag_of(const templates::IntakeField& field) {
  if (field.flag.empty()) return "--set " + app::field_path(field) + "=…";
  return (field.type == templates::FieldType::boolean ? "--[no-]" : "--") + field.flag;
}

void print_intake(const templates::Template& workflow, const Output& out) {
  print_heading(out, "intake");
  for (const templates::IntakeField& field : workflow.intake) {
    out.text << "  " << out.paint(TextStyle::strong, plain(app::field_path(field))) << "  "
             << out.paint(TextStyle::faint, for_locale(plain(flag_of(field)), out)) << '\n';
    if (!field.help.empty()) print_field(out, "  about", field.help);
    print_field(out, "  values", allowed_values(field));
    if (const std::string fallback = fallback_of(field); !fallback.empty())
      print_field(out, "  default", fallback);
    if (field.required) print_field(out, "", "required");
  }
}

std::string model_of(const templates::StepSpec& step) {
  const step::StepKind* kind = step::find_step_kind(step.uses);
  if (!kind || !kind->signature.metered) return "";
  return step.with.contains("model") ? value_text(step.with.at("model")) : "auto";
}

void print_template_steps(const templates::Template& workflow, const Output& out) {
  print_heading(out, "steps");
  for (const templates::StepSpec& step : workflow.steps) {
    out.text << "  " << out.paint(TextStyle::strong, plain(step.name)) << '\n';
    if (step.name != step.uses) print_field(out, "  uses", step.uses);
    if (const std::string model = model_of(step); !model.empty())
      print_field(out, "  model", model);
    if (!step.condition.empty()) print_field(out, "  if", step.condition);
    if (step.on_failure == templates::OnFailure::continue_run)
      print_field(out, "  failing", "the run goes on");
    if (step.timeout) print_field(out, "  timeout", format_duration(*step.timeout));
  }
}

void print_template_header(const templates::Template& workflow, const Output& out) {
  out.text << out.paint(TextStyle::strong, plain(workflow.id)) << "  " << plain(workflow.version)
           << "  " << plain(workflow.name) << '\n';
  if (!workflow.description.empty()) print_field(out, "about", workflow.description);
  print_field(out, "from", workflow.origin);
  print_field(out, "sha256", workflow.digest().hex());
  const ordered_json shape = app::template_json(workflow);
  print_field(out, "review", shape["review"].get<std::string>());
  if (workflow.max_cost) print_field(out, "at most", dollars(*workflow.max_cost) + " per run");
  if (workflow.max_duration) print_field(out, "at most", format_duration(*workflow.max_duration));
  if (workflow.pricing)
    print_field(out, "price", workflow.pricing->credits.str() + " credits per run");
}

void show_template(const ShowTemplateOptions& options, const Session& session) {
  const templates::Template workflow = app::load_named_template(session, options.name);
  if (options.source) {
    session.out.text << (session.out.terminal ? plain_lines(workflow.source) : workflow.source)
                     << (workflow.source.ends_with('\n') ? "" : "\n");
  } else if (session.flags.json || session.flags.jsonl) {
    print_json(session, app::template_json(workflow));
  } else {
    print_template_header(workflow, session.out);
    print_intake(workflow, session.out);
    print_template_steps(workflow, session.out);
    if (session.err.terminal)
      note(session, fmt::format("run it: limner run {} --help", options.name));
  }
}

}  // namespace

void add_templates_show(CLI::App& group, Session& session) {
  auto options = std::make_shared<ShowTemplateOptions>();
  CLI::App* command =
      add_command(group, "show", "Show a template's inputs, steps, models and limits",
                  {"limner templates show generate-clip-art-asset",
                   "limner templates show generate-clip-art-asset --source > templates/mine.yaml"});
  command->add_option("template", options->name, "A name, NAME@VERSION or a path")
      ->required()
      ->type_name("TEMPLATE");
  command->add_flag("--source", options->source, "Print the source text");
  command->callback([options, &session] { show_template(*options, session); });
}

}  // namespace limner::cli
