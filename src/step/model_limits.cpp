// Checks a request against the limits of a model, before it costs anything.
#include "step/generate_request.hpp"
#include "step/size_rules.hpp"

#include <limner/error.hpp>
#include <limner/utf8.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

namespace limner::step {

namespace {

using nlohmann::json;

using provider::Quality;

// Other words for the same quality; providers send the one that the model knows.
constexpr std::array<std::pair<Quality, Quality>, 2> quality_aliases{
    {{Quality::standard, Quality::medium}, {Quality::hd, Quality::high}}};

// Other limits than that of the size are not checked when the catalogue does not state them.
class Limits {
 public:
  Limits(const provider::Model& model, const image::ImageLimits& pictures)
      : model_(model), sizes_{model.limits, static_cast<std::int64_t>(pictures.pixels)} {}

  void require_at_most(const char* limit, std::int64_t value, std::string_view what) const {
    const json* maximum = find(limit);
    if (!maximum || value <= maximum->get<std::int64_t>()) return;
    refuse(
        fmt::format("{} {}, but it accepts at most {}", value, what, maximum->get<std::int64_t>()),
        fmt::format("use at most {}", maximum->get<std::int64_t>()));
  }

  void require_one_of(const char* limit, const std::vector<std::string>& any,
                      std::string_view what) const {
    const std::vector<std::string> known = words(limit);
    const auto is_known = [&](const std::string& one) {
      return std::ranges::find(known, one) != known.end();
    };
    if (known.empty() || std::ranges::any_of(any, is_known)) return;
    refuse(fmt::format("{} {} is not supported", what, any.front()),
           fmt::format("choose {}", fmt::join(known, ", ")));
  }

  // A size that the catalogue does not limit is limited by what can be decoded.
  void size(int width, int height) const {
    const std::string text = fmt::format("{}x{}", width, height);
    if (const std::string broken = broken_size_rule(sizes_, width, height); !broken.empty())
      refuse(fmt::format("size {}: {}", text, broken), size_help(width, height));
    if (find("flexible")) return;
    const int divisor = std::gcd(width, height);
    const std::string ratio = fmt::format("{}:{}", width / divisor, height / divisor);
    const std::vector<std::string> ratios = words("aspectRatios");
    if (find("sizes")) {
      const std::vector<std::string> sizes = words("sizes");
      if (std::ranges::find(sizes, text) == sizes.end())
        refuse(fmt::format("size {} is not supported", text), size_help(width, height));
    } else if (!ratios.empty() && std::ranges::find(ratios, ratio) == ratios.end()) {
      refuse(fmt::format("aspect ratio {} is not supported", ratio), size_help(width, height));
    }
  }

  [[noreturn]] void refuse(const std::string& why, const std::string& help,
                           ErrorCode code = ErrorCode::invalid_input) const {
    throw Error(code, "{}: {}", model_.id, why)
        .with_help(fmt::format("{}, or another model: limner models ls", help));
  }

 private:
  const json* find(const char* limit) const {
    const auto found = model_.limits.find(limit);
    return found == model_.limits.end() || found->is_null() ? nullptr : &*found;
  }

  std::vector<std::string> words(const char* limit) const {
    const json* list = find(limit);
    return list ? list->get<std::vector<std::string>>() : std::vector<std::string>();
  }

  // The nearest size that the model accepts, and all values of a short list.
  std::string size_help(int width, int height) const {
    std::vector<std::string> known = words("sizes");
    if (known.empty() && !find("flexible")) known = words("aspectRatios");
    std::erase(known, "auto");
    const std::string near = nearest_size(sizes_, width, height);
    const std::string list =
        known.empty() ? "" : fmt::format(" (it accepts {})", fmt::join(known, ", "));
    return near.empty() ? "choose another size" : fmt::format("use size {}{}", near, list);
  }

  const provider::Model& model_;
  const SizeLimits sizes_;
};

std::vector<std::string> quality_words(Quality asked) {
  std::vector<std::string> words{std::string(to_string(asked))};
  for (const auto& [one, other] : quality_aliases) {
    if (asked == one) words.emplace_back(to_string(other));
    if (asked == other) words.emplace_back(to_string(one));
  }
  return words;
}

void check_pictures(const provider::GenerateImage& request, const provider::Model& model,
                    const Limits& limits) {
  constexpr std::size_t max_references = 16;
  if (!request.references.empty() && !model.supports_image_input) {
    limits.refuse("reference pictures are not supported", "leave the references out",
                  ErrorCode::unsupported_model);
  }
  if (request.references.size() > max_references)
    limits.refuse(fmt::format("{} references, but at most {} are accepted",
                              request.references.size(), max_references),
                  "leave some out");
  limits.require_at_most("maxReferences", std::ssize(request.references), "references");
  if (request.mask && !model.can(provider::Capability::edit)) {
    limits.refuse("a mask is not supported", "leave the mask out", ErrorCode::unsupported_model);
  }
}

// Without the limit in the catalogue a model sends none, but might bill them.
void check_partials(const provider::GenerateImage& request, const provider::Model& model,
                    const Limits& limits) {
  if (request.partial_images == 0) return;
  if (!model.limits.contains("partialImages")) {
    limits.refuse("it sends no unfinished pictures", "leave partialImages out",
                  ErrorCode::unsupported_model);
  }
  limits.require_at_most("partialImages", request.partial_images, "unfinished pictures");
}

}  // namespace

void check_limits(const provider::GenerateImage& request, const provider::Model& model,
                  const image::ImageLimits& pictures) {
  const Limits limits(model, pictures);
  check_pictures(request, model, limits);
  limits.require_at_most("maxImages", request.count, "pictures at once");
  check_partials(request, model, limits);
  limits.require_at_most("maxPromptCharacters",
                         static_cast<std::int64_t>(count_characters(request.prompt)),
                         "characters of prompt");
  if (!request.is_auto_size()) limits.size(request.width, request.height);
  if (request.quality != Quality::automatic)
    limits.require_one_of("qualities", quality_words(request.quality), "quality");
  if (request.background != provider::Background::automatic)
    limits.require_one_of("backgrounds", {std::string(to_string(request.background))},
                          "background");
  limits.require_one_of("outputFormats", {request.output_format}, "outputFormat");
  if (request.seed && !model.limits.value("seed", false))
    limits.refuse("it would ignore the seed", "leave the seed out");
}

}  // namespace limner::step
