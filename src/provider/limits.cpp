#include "provider/limits.hpp"

#include "provider/map_reader.hpp"

#include <array>

namespace limner::provider {

namespace {

constexpr std::array<std::string_view, 6> numbers{"maxImages",           "maxReferences",
                                                  "maxPromptCharacters", "maxSeconds",
                                                  "maxOutputTokens",     "partialImages"};
constexpr std::array<std::string_view, 6> lists{"sizes",     "aspectRatios", "imageSizes",
                                                "qualities", "backgrounds",  "outputFormats"};
constexpr std::array<std::string_view, 6> flexible_numbers{"multipleOf", "minEdge",   "maxEdge",
                                                           "maxAspect",  "minPixels", "maxPixels"};

void read_numbers(MapReader& fields, std::span<const std::string_view> keys, nlohmann::json& into) {
  for (const std::string_view key : keys) {
    std::int64_t value = -1;
    fields.integer(key, value);
    if (value >= 0) into[std::string(key)] = value;
  }
}

}  // namespace

nlohmann::json read_limits(const Document& document, const Node& node,
                           const std::vector<std::string>& where, std::vector<Problem>& problems) {
  nlohmann::json limits = nlohmann::json::object();
  MapReader fields(document, node, where, problems);
  if (node.kind != NodeKind::map) {
    fields.refuse(node, "", "type", "\"limits\" must have fields");
    return limits;
  }
  read_numbers(fields, numbers, limits);
  for (const std::string_view key : lists) {
    std::vector<std::string> words;
    fields.words(key, words);
    if (!words.empty()) limits[std::string(key)] = words;
  }
  if (const Node* seed = fields.find("seed")) {
    bool has_seed = false;
    fields.boolean("seed", has_seed);
    if (seed->kind == NodeKind::scalar) limits["seed"] = has_seed;
  }
  if (const Node* flexible = fields.find("flexible")) {
    MapReader inner(document, *flexible, fields.path_to("flexible"), problems);
    read_numbers(inner, flexible_numbers, limits["flexible"] = nlohmann::json::object());
    inner.refuse_unknown();
  }
  if (const Node* preview = fields.find("preview")) {
    MapReader inner(document, *preview, fields.path_to("preview"), problems);
    nlohmann::json& since = limits["preview"] = nlohmann::json::object();
    for (const auto& [key, value] : preview->entries) {
      std::string date;
      inner.date(key.text, date);
      since[key.text] = date;
    }
  }
  fields.refuse_unknown();
  return limits;
}

}  // namespace limner::provider
