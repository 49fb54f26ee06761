#include "provider/option_rules.hpp"

#include "provider/aspect_ratio.hpp"
#include "provider/companies.hpp"
#include "provider/request_validation.hpp"

#include <limner/error.hpp>
#include <limner/provider/options.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace limner::provider {

namespace {

using nlohmann::json;

using OptionTable = std::span<const OptionRule> (*)();

constexpr std::array<std::pair<std::string_view, OptionTable>, 8> option_tables{
    {{"openai", openai_options},
     {"openai-compatible", openai_compatible_options},
     {"fal", fal_options},
     {"google", google_options},
     {"bfl", bfl_options},
     {"replicate", replicate_options},
     {"stability", stability_options},
     {"exec", exec_options}}};

std::span<const OptionRule> rules_for(const Model& model) {
  if (model.is_embedded()) return local_options();
  const auto found = std::ranges::find(option_tables, model.provider,
                                       &std::pair<std::string_view, OptionTable>::first);
  return found == option_tables.end() ? std::span<const OptionRule>() : found->second();
}

void require_known_options(std::span<const OptionRule> rules, const Model& model) {
  const auto applies = [&](const OptionRule& rule) { return applies_to(rule, model); };
  if (std::ranges::any_of(rules, applies)) return;
  throw Error(ErrorCode::unsupported_model, "the parameters of {} are not known", model.id)
      .with_help("choose another model: limner models ls");
}

// An option whose value can ask for nothing.
struct OptionDemand {
  std::string_view option;
  bool (*is_made)(const GenerateImage&);
};

using Image = GenerateImage;
constexpr std::array<OptionDemand, 11> demands{
    {{"size", [](const Image&) { return true; }},
     {"count", [](const Image& image) { return image.count > 1; }},
     {"quality", [](const Image& image) { return image.quality != Quality::automatic; }},
     {"background", [](const Image& image) { return image.background != Background::automatic; }},
     {"moderation", [](const Image& image) { return image.moderation != Moderation::automatic; }},
     {"outputFormat", [](const Image&) { return true; }},
     {"outputCompression", [](const Image& image) { return image.output_compression.has_value(); }},
     {"seed", [](const Image& image) { return image.seed.has_value(); }},
     {"partialImages", [](const Image& image) { return image.partial_images > 0; }},
     {"references", [](const Image& image) { return !image.references.empty(); }},
     {"mask", [](const Image& image) { return image.mask.has_value(); }}}};

// Whether the catalogue allows a value; a list that it does not state allows all.
bool is_allowed(const Model& model, const char* limit, std::string_view value) {
  const auto list = model.limits.find(limit);
  return list == model.limits.end() || std::ranges::find(*list, value) != list->end();
}

// The values of an enum that the model takes.
template <NamedEnum E>
void add_words(std::vector<std::string>& words, const Model& model, const char* limit, E Image::*to,
               std::string_view option) {
  for (const std::string_view word : words_of<E>) {
    Image probe;
    probe.*to = parse_enum<E>(word).value();
    if (is_allowed(model, limit, word) && is_sent(rules_for(model), option, model, probe) &&
        word != "auto")
      words.emplace_back(word);
  }
}

std::vector<std::string> words_for(const Model& model, std::string_view option) {
  std::vector<std::string> words;
  if (option == "quality") add_words(words, model, "qualities", &Image::quality, option);
  if (option == "background") add_words(words, model, "backgrounds", &Image::background, option);
  if (option == "moderation") add_words(words, model, "", &Image::moderation, option);
  if (option != "outputFormat") return words;
  for (const char* format : {"png", "jpeg", "webp"}) {
    const Image probe{.output_format = format};
    if (is_allowed(model, "outputFormats", format) &&
        is_sent(rules_for(model), option, model, probe))
      words.emplace_back(format);
  }
  return words;
}

bool takes_other(const Model& model, std::string_view option) {
  if (option == "partialImages" && !model.limits.contains("partialImages")) return false;
  Image probe{.output_format = "webp", .output_compression = 80, .seed = 1, .partial_images = 1};
  if (option == "mask") probe.references.resize(1);
  if (option == "count" && model.limits.value("maxImages", 2) < 2) return false;
  return is_sent(rules_for(model), option, model, probe);
}

std::string described(const Model& model, std::string_view option) {
  constexpr std::array<std::string_view, 4> with_words{"quality", "background", "moderation",
                                                       "outputFormat"};
  if (std::ranges::find(with_words, option) == with_words.end())
    return takes_other(model, option) ? std::string(option) : "";
  const std::vector<std::string> words = words_for(model, option);
  return words.empty() ? "" : fmt::format("{} {}", option, fmt::join(words, "|"));
}

}  // namespace

bool applies_to(const OptionRule& rule, const Model& model) {
  return rule.applies == nullptr || rule.applies(model);
}

bool is_sent(std::span<const OptionRule> rules, std::string_view option, const Model& model,
             const GenerateImage& operation) {
  return std::ranges::any_of(rules, [&](const OptionRule& rule) {
    return rule.option == option && applies_to(rule, model) &&
           (rule.value == nullptr || !rule.value(model, operation).is_null());
  });
}

void write_options(std::span<const OptionRule> rules, const Model& model,
                   const GenerateImage& operation, json& request) {
  require_known_options(rules, model);
  for (const OptionRule& rule : rules) {
    if (rule.member.empty() || rule.value == nullptr || !applies_to(rule, model)) continue;
    json value = rule.value(model, operation);
    if (!value.is_null()) request[json::json_pointer(std::string(rule.member))] = std::move(value);
  }
}

std::string_view model_quality(const Model& model, Quality quality) {
  const std::string_view word = to_string(quality);
  const bool is_alias = quality == Quality::standard || quality == Quality::hd;
  const auto listed = model.limits.find("qualities");
  const bool is_listed =
      listed != model.limits.end() && std::ranges::find(*listed, word) != listed->end();
  if (!is_alias || is_listed) return word;
  return to_string(quality == Quality::hd ? Quality::high : Quality::medium);
}

std::vector<std::string> unsent_options(const Model& model, const GenerateImage& operation) {
  std::vector<std::string> unsent;
  const std::span<const OptionRule> rules = rules_for(model);
  if (rules.empty()) return unsent;
  require_known_options(rules, model);
  for (const OptionDemand& demand : demands) {
    if (demand.is_made(operation) && !is_sent(rules, demand.option, model, operation))
      unsent.emplace_back(demand.option);
  }
  return unsent;
}

std::string describe_sent_options(const Model& model) {
  std::vector<std::string> parts;
  for (const OptionDemand& demand : demands) {
    if (std::string part = described(model, demand.option); !part.empty())
      parts.push_back(std::move(part));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

// ---- values that providers share ----

json count_value(const Model&, const GenerateImage& operation) {
  return operation.count;
}

json size_text(const Model&, const GenerateImage& operation) {
  if (operation.is_auto_size()) return nullptr;
  return fmt::format("{}x{}", operation.width, operation.height);
}

json width_value(const Model&, const GenerateImage& operation) {
  return operation.is_auto_size() ? json() : json(operation.width);
}

json height_value(const Model&, const GenerateImage& operation) {
  return operation.is_auto_size() ? json() : json(operation.height);
}

json ratio_value(const Model& model, const GenerateImage& operation) {
  if (operation.is_auto_size()) return nullptr;
  return aspect_ratio(model, operation.width, operation.height);
}

json quality_value(const Model& model, const GenerateImage& operation) {
  return model_quality(model, operation.quality);
}

json format_value(const Model&, const GenerateImage& operation) {
  return operation.output_format;
}

json compression_value(const Model&, const GenerateImage& operation) {
  const bool has_effect = operation.output_compression && operation.output_format != "png";
  return has_effect ? json(*operation.output_compression) : json();
}

json background_value(const Model&, const GenerateImage& operation) {
  if (operation.background == Background::automatic) return nullptr;
  return to_string(operation.background);
}

json moderation_value(const Model&, const GenerateImage& operation) {
  if (operation.moderation == Moderation::automatic) return nullptr;
  return to_string(operation.moderation);
}

json seed_value(const Model& model, const GenerateImage& operation) {
  const bool is_supported = operation.seed && model.limits.value("seed", false);
  return is_supported ? json(*operation.seed) : json();
}

json partials_value(const Model&, const GenerateImage& operation) {
  return operation.partial_images > 0 ? json(operation.partial_images) : json();
}

json only_background(const Model& model, const GenerateImage& operation) {
  const json list = model.limits.value("backgrounds", json::array());
  const auto others = std::ranges::count_if(list, [](const json& word) { return word != "auto"; });
  const json asked = to_string(operation.background);
  const bool is_listed = std::ranges::find(list, asked) != list.end();
  return others == 1 && is_listed && asked != "auto" ? asked : json();
}

json only_format(const Model& model, const GenerateImage& operation) {
  const json list = model.limits.value("outputFormats", json::array());
  return list.size() == 1 && list.front() == operation.output_format ? list.front() : json();
}

}  // namespace limner::provider
