// From intake fields to flags, and back to an intake.
#include "cli/args/intake_flags.hpp"

#include "app/template_lookup.hpp"
#include "cli/render/format.hpp"
#include "cli/render/help_page.hpp"
#include "cli/render/screen.hpp"

#include <fmt/ranges.h>

namespace limner::cli {

using nlohmann::json;

namespace {

// "aspect-ratio" → "RATIO"
std::string value_placeholder(const std::string& flag) {
  return upper_case(flag.substr(flag.rfind('-') + 1));
}

std::string value_type(const templates::IntakeField& field) {
  switch (field.type) {
    case templates::FieldType::integer: return "N";
    case templates::FieldType::number: return "NUMBER";
    case templates::FieldType::image:
    case templates::FieldType::images: return "IMAGE";
    case templates::FieldType::model: return "MODEL";
    case templates::FieldType::object:
    case templates::FieldType::array: return "JSON";
    default: return field.choices.empty() ? "TEXT" : value_placeholder(field.flag);
  }
}

// "aspectRatio" → "Aspect ratio"
std::string field_title(const std::string& name) {
  std::string title;
  for (const char c : name) {
    const bool capital = c >= 'A' && c <= 'Z';
    if ((capital || c == '_' || c == '-') && !title.empty()) title += ' ';
    if (c != '_' && c != '-') title += capital ? static_cast<char>(c - 'A' + 'a') : c;
  }
  title.replace(0, 1, upper_case(title.substr(0, 1)));
  return title;
}

std::string intake_field_help(const templates::IntakeField& field) {
  std::string text = plain_lines(field.help);
  if (text.empty()) text = field_title(field.path.back());
  if (field.required) return text + " (required)";
  const std::string fallback =
      field.has_default && !field.default_value.is_null() ? value_text(field.default_value) : "";
  if (!fallback.empty()) text += fmt::format(" (default: {})", fallback);
  return text;
}

// Lists allowed values for help and completion; they are checked with the rest of
// the intake, so that all problems are reported at once.
void declare_choices(CLI::Option& option, const templates::IntakeField& field) {
  if (field.choices.empty()) return;
  std::vector<std::string> choices;
  for (const json& choice : field.choices) choices.push_back(plain(value_text(choice)));
  option.check(CLI::Validator([](std::string&) { return std::string(); },
                              fmt::format("{}", fmt::join(choices, ",")), "choices"));
}

CLI::Option* add_intake_flag(CLI::App& command, app::ChosenWorkflow& chosen,
                             const templates::IntakeField& field) {
  const auto take = [&chosen, &field](const std::string& text) {
    chosen.given.emplace_back(&field, text);
  };
  const std::string name = "--" + field.flag;
  if (field.type == templates::FieldType::boolean) {
    return command.add_flag_function(
        name + ",!--no-" + field.flag,
        [take](std::int64_t count) { take(count > 0 ? "true" : "false"); },
        intake_field_help(field));
  }
  CLI::Option* option =
      command.add_option_function<std::string>(name, take, intake_field_help(field));
  option->type_name(value_type(field));
  declare_choices(*option, field);
  return option;
}

// The shortest command that runs the template.
std::string example_for(const app::ChosenWorkflow& chosen) {
  std::string line = "limner run " + chosen.name;
  for (const templates::IntakeField& field : chosen.workflow.intake) {
    if (!field.required || field.has_default || field.type == templates::FieldType::boolean)
      continue;
    if (field.flag.empty()) {
      line += fmt::format(" --set {}=…", fmt::join(field.path, "."));
    } else {
      line += fmt::format(" --{} {}", field.flag,
                          field.choices.empty() ? "\"…\"" : value_text(field.choices.front()));
    }
  }
  return line + "\n" + line + " --dry-run";
}

}  // namespace

std::optional<app::ChosenWorkflow> choose_workflow(const Session& session,
                                                   const Arguments& arguments) {
  const auto use = arguments.help ? app::TemplateUse::show : app::TemplateUse::run;
  for (const auto* words : {&arguments.words, &arguments.unsure}) {
    for (const std::string& word : *words) {
      if (app::find_template(session, word))
        return app::ChosenWorkflow{word, app::load_named_template(session, word, use)};
    }
  }
  if (arguments.words.empty()) return std::nullopt;
  const std::string& name = arguments.words.front();
  return app::ChosenWorkflow{name, app::load_named_template(session, name, use)};
}

void add_intake_flags(CLI::App& command, app::ChosenWorkflow& chosen) {
  const templates::Template& workflow = chosen.workflow;
  command.description(
      plain_lines(workflow.description.empty() ? workflow.name : workflow.description));
  command.footer(example_for(chosen));
  for (const templates::IntakeField& field : chosen.workflow.intake) {
    if (field.flag.empty()) continue;
    try {
      add_intake_flag(command, chosen, field)
          ->group(std::string(template_inputs) + chosen.workflow.id);
    } catch (const CLI::OptionAlreadyAdded&) {
      throw Error(ErrorCode::invalid_template, "{}: the flag --{} of {} is reserved by limner run",
                  chosen.workflow.origin, field.flag, fmt::join(field.path, "."))
          .with_help("choose another name for `flag:`");
    }
  }
}

}  // namespace limner::cli
