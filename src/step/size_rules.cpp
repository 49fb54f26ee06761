#include "step/size_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

namespace limner::step {

namespace {

using nlohmann::json;
using Number = std::int64_t;

struct Edges {
  Number width = 0, height = 0;
};

struct SizeRule {
  std::string_view name;
  bool (*is_kept)(Number limit, Number shorter, Number longer);
  std::string_view words;
};
constexpr std::array<SizeRule, 6> size_rules{{
    {"multipleOf", [](Number n, Number s, Number l) { return s % n == 0 && l % n == 0; },
     "both edges must be multiples of"},
    {"minEdge", [](Number n, Number s, Number) { return s >= n; },
     "the shortest edge must be at least"},
    {"maxEdge", [](Number n, Number, Number l) { return l <= n; },
     "the longest edge must be at most"},
    {"maxAspect", [](Number n, Number s, Number l) { return l <= s * n; },
     "the long edge divided by the short one must be at most"},
    {"minPixels", [](Number n, Number s, Number l) { return s * l >= n; },
     "the number of pixels must be at least"},
    {"maxPixels", [](Number n, Number s, Number l) { return s * l <= n; },
     "the number of pixels must be at most"},
}};

Number rule_limit(const json& limits, std::string_view name) {
  const auto flexible = limits.find("flexible");
  if (flexible == limits.end() || !flexible->is_object()) return 0;
  return flexible->value(std::string(name), Number{0});
}

// "1024x768" or "4:3".
std::optional<Edges> parse_edges(std::string_view text) {
  const std::size_t between = text.find_first_of("x:");
  if (between == text.npos) return std::nullopt;
  Edges edges;
  std::from_chars(text.data(), text.data() + between, edges.width);
  std::from_chars(text.data() + between + 1, text.data() + text.size(), edges.height);
  return edges.width > 0 && edges.height > 0 ? std::optional(edges) : std::nullopt;
}

std::string text_of(Edges edges) {
  return fmt::format("{}x{}", edges.width, edges.height);
}

// First the shape counts, then the number of pixels.
double distance(Edges one, Edges other) {
  const auto log_of = [](Number value) { return std::log(static_cast<double>(value)); };
  const double shape =
      log_of(one.width) - log_of(one.height) - log_of(other.width) + log_of(other.height);
  const double pixels =
      log_of(one.width) + log_of(one.height) - log_of(other.width) - log_of(other.height);
  return 8 * std::abs(shape) + std::abs(pixels);
}

Number steps_to(Edges one, Edges other) {
  return std::abs(one.width - other.width) + std::abs(one.height - other.height);
}

std::optional<Edges> nearest_listed(const json& list, Edges asked) {
  std::optional<Edges> best;
  for (const json& item : list) {
    const std::optional<Edges> edges = parse_edges(item.get_ref<const std::string&>());
    if (edges && (!best || distance(*edges, asked) < distance(*best, asked))) best = edges;
  }
  return best;
}

bool is_valid(const SizeLimits& limits, Edges edges) {
  return edges.width > 0 && edges.height > 0 &&
         broken_size_rule(limits, edges.width, edges.height).empty();
}

// The factor that brings a size within the bounds, as far as they can be met together.
double scale_into(const SizeLimits& limits, double width, double height) {
  const auto shrink = [](double limit, double value) {
    return limit > 0 && value > limit ? limit / value : 1.0;
  };
  const auto grow = [](double limit, double value) {
    return limit > 0 && value < limit ? limit / value : 1.0;
  };
  const auto limit = [&](std::string_view name) {
    return static_cast<double>(rule_limit(limits.model, name));
  };
  double scale = std::sqrt(grow(limit("minPixels"), width * height));
  scale *= grow(limit("minEdge"), std::min(width, height) * scale);
  scale *= std::sqrt(shrink(limit("maxPixels"), width * height * scale * scale));
  scale *= shrink(limit("maxEdge"), std::max(width, height) * scale);
  return scale *
         std::sqrt(shrink(static_cast<double>(limits.pixels), width * height * scale * scale));
}

// The rounded size, or the best of its neighbours on the grid of multiples.
std::optional<Edges> nearest_by_rules(const SizeLimits& limits, Edges asked) {
  auto width = static_cast<double>(asked.width);
  auto height = static_cast<double>(asked.height);
  if (const auto aspect = static_cast<double>(rule_limit(limits.model, "maxAspect")); aspect > 0) {
    width = std::min(width, height * aspect);
    height = std::min(height, width * aspect);
  }
  const double scale = scale_into(limits, width, height);
  const Number step = std::max<Number>(1, rule_limit(limits.model, "multipleOf"));
  const auto rounded = [&](double edge) {
    return std::llround(edge * scale / static_cast<double>(step));
  };
  constexpr Number reach = 3;
  const Edges middle{rounded(width), rounded(height)};
  const Edges ideal{std::max<Number>(1, std::llround(width * scale)),
                    std::max<Number>(1, std::llround(height * scale))};
  std::optional<Edges> best;
  for (Number i = -reach; i <= reach; ++i) {
    for (Number j = -reach; j <= reach; ++j) {
      const Edges edges{(middle.width + i) * step, (middle.height + j) * step};
      const bool is_better =
          is_valid(limits, edges) && (!best || steps_to(edges, ideal) <= steps_to(*best, ideal));
      if (is_better) best = edges;
    }
  }
  return best;
}

// About as many pixels as asked for, in exactly this ratio.
Edges sized(Edges ratio, Edges asked, Number max_pixels) {
  const auto area = [](Edges edges) {
    return static_cast<double>(edges.width) * static_cast<double>(edges.height);
  };
  const auto most = static_cast<double>(max_pixels);
  const double scale = std::sqrt(std::min(area(asked), most) / area(ratio));
  const Number whole = std::max<Number>(1, static_cast<Number>(scale));
  return {ratio.width * whole, ratio.height * whole};
}

}  // namespace

std::string broken_size_rule(const SizeLimits& limits, Number width, Number height) {
  const auto [shorter, longer] = std::minmax(width, height);
  for (const SizeRule& rule : size_rules) {
    const Number limit = rule_limit(limits.model, rule.name);
    if (limit > 0 && !rule.is_kept(limit, shorter, longer))
      return fmt::format("{} {}", rule.words, limit);
  }
  if (shorter * longer <= limits.pixels) return "";
  return fmt::format("the number of pixels must be at most {}; --max-pixels N raises the limit",
                     limits.pixels);
}

std::string nearest_size(const SizeLimits& limits, Number width, Number height) {
  const Edges asked{std::max<Number>(1, width), std::max<Number>(1, height)};
  std::optional<Edges> near;
  const bool is_flexible = limits.model.contains("flexible");
  if (!is_flexible && limits.model.contains("sizes")) {
    near = nearest_listed(limits.model.at("sizes"), asked);
  } else if (!is_flexible && limits.model.contains("aspectRatios")) {
    near = nearest_listed(limits.model.at("aspectRatios"), asked);
    if (near) near = sized(*near, asked, limits.pixels);
  } else {
    near = nearest_by_rules(limits, asked);
  }
  return near ? text_of(*near) : "";
}

}  // namespace limner::step
