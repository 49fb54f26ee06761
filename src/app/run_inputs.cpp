// Reads the inputs of a run from flags, files and stdin.
#include "app/run_inputs.hpp"

#include "app/external_image.hpp"
#include "app/template_lookup.hpp"
#include "app/text_arguments.hpp"

#include <limner/document.hpp>
#include <limner/engine.hpp>
#include <limner/error.hpp>
#include <limner/suggest.hpp>
#include <limner/text.hpp>
#include <limner/unicode.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace limner::app {

using nlohmann::json;

namespace {

Document read_object(const Context& context, std::string_view flag, const std::string& path) {
  const std::string name = path == "-" ? "stdin" : path;
  const std::string help = fmt::format("{} takes a JSON or YAML object", flag);
  try {
    Document document = parse_document(read_argument(context, path), name);
    if (document.root.kind == NodeKind::map) return document;
  } catch (const Error& error) {
    throw Error(ErrorCode::invalid_input, "{}", error.what())
        .with_problems(error.problems())
        .with_help(help);
  }
  throw Error(ErrorCode::invalid_input, "{} is not an object", name).with_help(help);
}

// The intake in a request body, or in a file of its own.
const Node* intake_of(const Document& document, bool is_request) {
  return is_request ? document.root.find("intake") : &document.root;
}

void apply_document(Document document, bool is_request, RunInputs& given) {
  const Node* intake = intake_of(document, is_request);
  if (intake == nullptr) return;
  given.intake = templates::intake_from(given.workflow, *intake);
  given.document = std::move(document);
}

// The node that a path of a problem leads to, {"intake", "intent", "style"}; nullptr: none.
const Node* node_at(const Document& document, const std::vector<std::string>& path) {
  const bool is_request = document.root.find("templateId") != nullptr;
  const Node* node = intake_of(document, is_request);
  for (std::size_t i = 1; node != nullptr && i < path.size(); ++i) node = node->find(path[i]);
  return node;
}

std::vector<std::string> place_of(const std::vector<std::string>& field) {
  std::vector<std::string> place{"intake"};
  place.insert(place.end(), field.begin(), field.end());
  return place;
}

void set_field(RunInputs& given, const std::vector<std::string>& field, json value) {
  set_at(given.intake, field, std::move(value));
  given.faults.erase(place_of(field));
  given.overridden.insert(place_of(field));
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("_-.").find(c) != std::string_view::npos;
}

// Whether a noun follows `before`, as in "another size", and not the name of a parameter.
bool ends_with_article(std::string_view before) {
  constexpr std::array<std::string_view, 4> articles{"a ", "an ", "another ", "the "};
  return std::ranges::any_of(articles,
                             [&](std::string_view word) { return before.ends_with(word); });
}

// `text` with `flag` for each word `name`, in quotes or not; "choose name: x" is "choose flag x".
std::string with_flag(std::string_view text, std::string_view name, std::string_view flag) {
  std::string result;
  while (true) {
    const std::size_t at = text.find(name);
    if (at == std::string_view::npos) return result.append(text);
    const std::string_view after = text.substr(at + name.size());
    result += text.substr(0, at);
    const bool is_word = (result.empty() || !is_name_character(result.back())) &&
                         (after.empty() || !is_name_character(after.front()));
    text = after;
    if (!is_word || ends_with_article(result)) {
      result += name;
      continue;
    }
    if (result.ends_with('"') && text.starts_with('"')) {
      result.pop_back();
      text.remove_prefix(1);
    }
    if (result.ends_with("choose ") && text.starts_with(": ")) text.remove_prefix(1);
    result += flag;
  }
}

// The flag that sets "intake.image.size" or "run.seed"; empty: there is none.
std::string flag_of(std::string_view source, const RunInputs& inputs) {
  constexpr std::string_view intake = "intake.";
  if (!source.starts_with(intake)) return "--seed";
  const std::string path(source.substr(intake.size()));
  const auto named = inputs.flags.find(path);
  if (named != inputs.flags.end()) return named->second;
  for (const templates::IntakeField& field : inputs.workflow.intake) {
    if (!field.flag.empty() && fmt::format("{}", fmt::join(field.path, ".")) == path)
      return "--" + field.flag;
  }
  return {};
}

// With flags in place of the parameters, and without the name of the step's kind.
Error with_flags(const engine::StepRefused& error, const RunInputs& inputs) {
  std::string message = error.what(), help(error.help());
  for (const auto& [parameter, source] : error.sources()) {
    const std::string flag = flag_of(source, inputs);
    if (flag.empty()) continue;
    message = with_flag(message, parameter, flag);
    help = with_flag(help, parameter, flag);
  }
  constexpr std::string_view kind = "image.generate: ";
  if (message.starts_with(kind)) message.erase(0, kind.size());
  Error named(error.code(), "{}", message);
  return named.with_help(std::move(help)).with_charged(error.charged());
}

// A problem whose value a flag has set: its message begins with the name of the field.
void name_flag(Problem& problem, const RunInputs& inputs) {
  if (problem.mark || problem.loc.size() < 2) return;
  const std::string field =
      fmt::format("{}", fmt::join(problem.loc.begin() + 1, problem.loc.end(), "."));
  const auto flag = inputs.flags.find(field);
  if (flag != inputs.flags.end() && problem.message.starts_with(field + " "))
    problem.message.replace(0, field.size(), flag->second);
}

void refuse_second_stdin(const RunInputOptions& options) {
  std::size_t readers = (options.intake == "-" ? 1u : 0u) + (options.request == "-" ? 1u : 0u);
  readers += static_cast<std::size_t>(std::ranges::count(options.images, "-"));
  for (const std::string& text : options.sets) readers += text.ends_with("=@-") ? 1u : 0u;
  if (readers <= 1) return;
  throw Error(ErrorCode::usage, "stdin can be read only once")
      .with_help("write one of the inputs to a file");
}

void set_text(RunInputs& given, const templates::IntakeField& field, const std::string& text) {
  std::optional<Problem> fault;
  json value = text;
  try {
    value = templates::intake_value(field, text);
  } catch (const Error& error) {
    fault = error.problems().front();
  }
  set_field(given, field.path, std::move(value));
  if (fault) given.faults.emplace(place_of(field.path), *std::move(fault));
}

const templates::IntakeField& field_at(const templates::Template& workflow,
                                       const std::string& path) {
  std::vector<std::string> names;
  for (const templates::IntakeField& field : workflow.intake) {
    names.push_back(fmt::format("{}", fmt::join(field.path, ".")));
    if (is_same_name(names.back(), path)) return field;
  }
  const std::string near = nearest(path, names);
  throw Error(ErrorCode::usage, "--set: {} has no input {}", workflow.id, in_quotes(path))
      .with_help(near.empty() ? fmt::format("its inputs are: {}", fmt::join(names, ", "))
                              : fmt::format("did you mean \"{}\"?", near));
}

void apply_sets(const Context& context, const std::vector<std::string>& sets, RunInputs& given) {
  std::set<std::vector<std::string>> seen;
  for (const std::string& text : sets) {
    auto [path, value] = split_assignment("--set", text, "PATH=VALUE");
    const templates::IntakeField& field = field_at(given.workflow, path);
    if (!seen.insert(field.path).second) {
      throw Error(ErrorCode::usage, "--set {} is given twice", path)
          .with_help("give each input one value");
    }
    if (value.starts_with('@')) {
      value = read_text_argument(context, value.substr(1));
      if (value.ends_with('\n')) value.pop_back();
    }
    set_text(given, field, value);
  }
}

// The value at `path`; null when absent.
const json& value_at_path(const json& intake, const std::vector<std::string>& path) {
  static const json none;
  const json* here = &intake;
  for (const std::string& key : path) {
    const auto found = here->find(key);
    if (found == here->end()) return none;
    here = &*found;
  }
  return *here;
}

// A flag of a list adds to it.
void apply_flag(const templates::IntakeField& field, const std::string& text, RunInputs& given) {
  const json& before = value_at_path(given.intake, field.path);
  if (field.type != templates::FieldType::images || !before.is_array())
    return set_text(given, field, text);
  json value = before;
  value.push_back(text);
  set_field(given, field.path, std::move(value));
}

// Each goes to the first picture field without a value; a list takes all.
void apply_images(const std::vector<std::string>& images, RunInputs& given) {
  const templates::Template& workflow = given.workflow;
  auto next = images.begin();
  for (const templates::IntakeField& field : workflow.intake) {
    if (next == images.end()) return;
    if (field.type == templates::FieldType::image &&
        value_at_path(given.intake, field.path).is_null())
      set_field(given, field.path, *next++);
    for (; field.type == templates::FieldType::images && next != images.end(); ++next)
      apply_flag(field, *next, given);
  }
  if (next == images.end()) return;
  throw Error(ErrorCode::usage, "--image {}: {} takes {}", redacted_reference(*next), workflow.id,
              next == images.begin() ? "no picture" : "no more pictures")
      .with_help(fmt::format("see its inputs: limner templates show {}", workflow.id));
}

struct Request {
  std::string template_id;
  Document document;
};

Request read_request(const Context& context, const std::string& path) {
  Document document = read_object(context, "--request", path);
  const Node* id = document.root.find("templateId");
  if (!id || !id->to_json().is_string() || id->text.empty()) {
    throw Error(ErrorCode::invalid_input, "{} has no \"templateId\"", document.name)
        .with_help("a request is {\"templateId\": …, \"intake\": {…}}");
  }
  for (const auto& [key, value] : document.root.entries) {
    if (key.text == "templateId" || key.text == "intake") continue;
    throw Error(ErrorCode::invalid_input, "{} has an unknown key {}", document.name,
                in_quotes(key.text))
        .with_help("a request is {\"templateId\": …, \"intake\": {…}}");
  }
  std::string template_id = id->text;
  return {std::move(template_id), std::move(document)};
}

templates::Template workflow_for(const Context& context,
                                 const std::optional<ChosenWorkflow>& chosen,
                                 const std::optional<Request>& request) {
  if (!chosen) {
    if (!request) refuse_no_template();
    return load_named_template(context, request->template_id, TemplateUse::run);
  }
  const templates::Template& workflow = chosen->workflow;
  if (request && request->template_id != workflow.id && request->template_id != chosen->name) {
    throw Error(ErrorCode::usage, "the request is for \"{}\", the command line for \"{}\"",
                request->template_id, chosen->name)
        .with_help("remove the TEMPLATE argument: the request names it");
  }
  return workflow;
}

}  // namespace

void set_at(json& intake, const std::vector<std::string>& path, json value) {
  json* here = &intake;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    if (here->is_null()) *here = json::object();
    if (!here->is_object()) break;
    here = &(*here)[path[i]];
  }
  if (here->is_null()) *here = json::object();
  if (!here->is_object()) {
    throw Error(ErrorCode::usage, "{} cannot be set: a part of it is a value already",
                fmt::join(path, "."));
  }
  (*here)[path.back()] = std::move(value);
}

RunInputs read_run_inputs(const Context& context, const std::optional<ChosenWorkflow>& chosen,
                          const RunInputOptions& options) {
  refuse_second_stdin(options);
  if (!options.intake.empty() && !options.request.empty()) {
    throw Error(ErrorCode::usage, "--intake and --request cannot be combined")
        .with_help("use one of them");
  }
  std::optional<Request> request;
  if (!options.request.empty()) request = read_request(context, options.request);
  RunInputs given{workflow_for(context, chosen, request), json::object()};
  if (request) apply_document(std::move(request->document), true, given);
  if (!options.intake.empty())
    apply_document(read_object(context, "--intake", options.intake), false, given);
  if (chosen) {
    for (const auto& [field, text] : chosen->given) {
      apply_flag(*field, text, given);
      given.flags[fmt::format("{}", fmt::join(field->path, "."))] = "--" + field->flag;
    }
  }
  apply_images(options.images, given);
  apply_sets(context, options.sets, given);
  return given;
}

Error with_positions(const Error& error, const RunInputs& inputs) {
  std::vector<Problem> problems = error.problems();
  for (Problem& problem : problems) {
    const auto fault = inputs.faults.find(problem.loc);
    if (fault != inputs.faults.end()) problem = fault->second;
    const bool has_node = !problem.mark && !problem.loc.empty() && inputs.document &&
                          !inputs.overridden.contains(problem.loc);
    const Node* node = has_node ? node_at(*inputs.document, problem.loc) : nullptr;
    if (node != nullptr && problem.loc.size() > 1) problem.mark = inputs.document->mark(*node);
    name_flag(problem, inputs);
  }
  const auto* refused = dynamic_cast<const engine::StepRefused*>(&error);
  if (refused != nullptr && !inputs.flags.empty()) return with_flags(*refused, inputs);
  const bool is_single = problems.size() == 1;
  Error placed(error.code(), "{}", is_single ? problems.front().message : error.what());
  placed.with_charged(error.charged())
      .with_help(is_single && !problems.front().help.empty() ? problems.front().help
                                                             : std::string(error.help()));
  placed.with_problems(std::move(problems));
  return placed;
}

void refuse_no_template() {
  throw Error(ErrorCode::usage, "limner run needs a TEMPLATE")
      .with_help("list the templates: limner templates ls");
}

std::map<std::string, std::string> parse_models(const std::vector<std::string>& texts) {
  std::map<std::string, std::string> models;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    const std::string step = equals == std::string::npos ? "" : text.substr(0, equals);
    const std::string id = equals == std::string::npos ? text : text.substr(equals + 1);
    if (id.empty() || (equals == 0)) {
      throw Error(ErrorCode::usage, "--model {} is not of the form [STEP=]ID", in_quotes(text))
          .with_help("see the models: limner models ls");
    }
    models[lookup_form(step)] = lookup_form(id);
  }
  return models;
}

std::vector<std::pair<std::string, std::string>> parse_tags(const std::vector<std::string>& texts) {
  std::vector<std::pair<std::string, std::string>> tags;
  for (const std::string& text : texts) {
    refuse_invalid_text("--tag", text);
    auto tag = split_assignment("--tag", text, "KEY=VALUE");
    if (std::ranges::find(tags, tag.first, &decltype(tag)::first) != tags.end()) {
      throw Error(ErrorCode::usage, "--tag {} is given twice", tag.first)
          .with_help("give each tag one value");
    }
    tags.push_back(std::move(tag));
  }
  return tags;
}

}  // namespace limner::app
