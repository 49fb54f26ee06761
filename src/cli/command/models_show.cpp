// limner models show MODEL
#include "cli/command/models.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"
#include "cli/render/table.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <tuple>

namespace limner::cli {

namespace {

struct ShowModelOptions {
  std::string id;
};

const provider::Model& find_model(const provider::Catalogue& catalogue, const std::string& id) {
  if (const provider::Model* model = catalogue.find(id)) return *model;
  const std::string near = catalogue.nearest(id);
  throw Error(ErrorCode::not_found, "unknown model \"{}\"", id)
      .with_help(near.empty() ? "list the models: limner models ls"
                              : fmt::format("did you mean \"{}\"?", near));
}

std::string join_or_nothing(const std::vector<std::string>& words) {
  return words.empty() ? "nothing" : fmt::format("{}", fmt::join(words, ", "));
}

std::string format_retirement(const provider::Model& model) {
  std::string words = model.until ? fmt::format("retired on {}", *model.until) : "retired";
  if (!model.replacement.empty()) words += fmt::format("; use {} instead", model.replacement);
  return words;
}

std::string format_key_source(const provider::Catalogue& catalogue, const provider::Model& model,
                              const Session& session) {
  const std::optional<bool> key = key_present(session, catalogue, model.provider);
  if (!key) return "not required";
  const provider::ProviderFacts* facts = catalogue.provider(model.provider);
  const std::string names =
      facts ? fmt::format("{}", fmt::join(facts->key_variables, " or ")) : "unknown";
  return *key ? fmt::format("found ({})", names) : fmt::format("not found: set {}", names);
}

void print_status(const provider::Model& model, const Session& session) {
  const Output& out = session.out;
  if (model.retired_on(app::today(session))) {
    print_field(out, "status", format_retirement(model), TextStyle::bad);
    return;
  }
  print_field(out, "status", to_string(model.status));
  if (model.until) {
    print_field(out, "until",
                fmt::format("{}{}", *model.until,
                            model.replacement.empty() ? "" : "; then use " + model.replacement),
                TextStyle::warn);
  }
}

// "maxImages" → "max images", "text_to_image" → "text to image"
std::string in_words(std::string_view name) {
  std::string words;
  for (const char c : name) {
    const bool capital = c >= 'A' && c <= 'Z';
    if (capital) words += ' ';
    words += capital ? static_cast<char>(c - 'A' + 'a') : c == '_' ? ' ' : c;
  }
  return words;
}

std::string join_in_words(std::vector<std::string> names) {
  for (std::string& name : names) name = in_words(name);
  return join_or_nothing(names);
}

std::string_view format_mode(provider::GenerationMode mode) {
  switch (mode) {
    case provider::GenerationMode::none: return "does not generate pictures";
    case provider::GenerationMode::direct_image_model: return "image model";
    case provider::GenerationMode::hosted_image_generation_tool:
      return "image tool of a chat model";
  }
  return "";
}

// "max edge 3840, multiple of 16"
std::string format_members(const nlohmann::json& members) {
  std::vector<std::string> words;
  for (const auto& [name, value] : members.items())
    words.push_back(fmt::format("{} {}", in_words(name), value_text(value)));
  return join_or_nothing(words);
}

std::string format_limit(const nlohmann::json& limits, const std::string& name) {
  const nlohmann::json& limit = limits.at(name);
  if (limit.is_boolean()) return limit.get<bool>() ? "supported" : "not supported";
  if (limit.is_object()) return format_members(limit);
  const bool words = limit.is_array() &&
                     std::ranges::all_of(limit, [](const auto& item) { return item.is_string(); });
  return words ? join_or_nothing(limit.get<std::vector<std::string>>()) : text_at(limits, name);
}

std::string limit_title(const std::string& name) {
  if (name == "flexible") return "sizes";
  return name == "preview" ? "preview since" : in_words(name);
}

void print_limits(const provider::Model& model, const Output& out) {
  if (model.limits.empty()) return;
  std::vector<Field> fields;
  for (const auto& limit : model.limits.items())
    fields.push_back({limit_title(limit.key()), format_limit(model.limits, limit.key())});
  print_heading(out, "limits");
  print_fields(out, fields);
}

std::string format_price(const provider::Price& price) {
  std::string words = fmt::format("{} per {}", dollars(price.amount), price.unit);
  for (const std::string& detail : {price.quality, price.size}) {
    if (!detail.empty()) words += ", " + detail;
  }
  return words;
}

// Each source is listed once, below its prices.
void print_prices(const provider::Model& model, const Output& out) {
  print_heading(out, "prices");
  std::vector<Field> fields;
  for (std::size_t i = 0; i < model.prices.size(); ++i) {
    const provider::Price& price = model.prices[i];
    fields.push_back({in_words(price.item), format_price(price)});
    const bool last = i + 1 == model.prices.size() ||
                      std::tie(model.prices[i + 1].from, model.prices[i + 1].source) !=
                          std::tie(price.from, price.source);
    if (last)
      fields.push_back({"", fmt::format("{}, {}", price.from, price.source), TextStyle::faint});
  }
  if (fields.empty()) fields.push_back({"", "unknown: runs that need it are refused"});
  print_fields(out, fields);
}

void print_model_details(const provider::Catalogue& catalogue, const provider::Model& model,
                         const Session& session) {
  const Output& out = session.out;
  out.text << out.paint(TextStyle::strong, plain(model.id)) << '\n';
  print_status(model, session);
  print_field(out, "type", format_mode(model.mode));
  print_field(out, "tasks", join_in_words(provider::to_strings(model.capabilities)));
  print_field(out, "input", join_or_nothing(provider::to_strings(model.input_modalities)));
  print_field(out, "output", join_or_nothing(provider::to_strings(model.output_modalities)));
  print_field(out, "key", format_key_source(catalogue, model, session));
  if (const std::optional<Money> price = price_of_one(model))
    print_field(out, "price", fmt::format("at most {} for a 1024x1024 picture", dollars(*price)));
  if (model.auto_rank > 0)
    print_field(out, "auto", fmt::format("rank {} in the catalogue", model.auto_rank));
  if (!model.notes.empty()) print_field(out, "notes", model.notes);
  print_field(out, "source", fmt::format("{}, as of {}", model.source, model.as_of));
  print_limits(model, out);
  print_prices(model, out);
}

void show_model(const ShowModelOptions& options, const Session& session) {
  const provider::Catalogue catalogue = app::load_catalogue(session);
  const provider::Model& model = find_model(catalogue, options.id);
  if (session.flags.json || session.flags.jsonl) {
    print_json(session, app::model_json(model, key_present(session, catalogue, model.provider)));
  } else {
    print_model_details(catalogue, model, session);
  }
}

}  // namespace

void add_models_show(CLI::App& group, Session& session) {
  auto options = std::make_shared<ShowModelOptions>();
  CLI::App* command = add_command(
      group, "show", "Show one model's capabilities and prices",
      {"limner models show openai/gpt-image-2", "limner models show openai/gpt-image-2 --json"});
  command->add_option("model", options->id, "Model id: PROVIDER/NAME")
      ->required()
      ->type_name("MODEL");
  command->callback([options, &session] { show_model(*options, session); });
}

}  // namespace limner::cli
