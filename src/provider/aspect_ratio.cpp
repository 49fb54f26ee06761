#include "provider/aspect_ratio.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <numeric>
#include <vector>

namespace limner::provider {

namespace {

struct Ratio {
  std::int64_t width = 0, height = 0;
};

Ratio ratio_of(std::string_view text) {
  Ratio ratio;
  const std::size_t colon = text.find(':');
  if (colon == text.npos) return ratio;
  std::from_chars(text.data(), text.data() + colon, ratio.width);
  std::from_chars(text.data() + colon + 1, text.data() + text.size(), ratio.height);
  return ratio;
}

// The larger ratio divided by the smaller one, in millionths.
std::int64_t distance(Ratio a, Ratio b) {
  constexpr std::int64_t million = 1'000'000;
  const std::int64_t one = a.width * b.height;
  const std::int64_t other = b.width * a.height;
  const auto [less, more] = std::minmax(one, other);
  return less <= 0 ? std::numeric_limits<std::int64_t>::max() : more * million / less;
}

}  // namespace

std::string aspect_ratio(const Model& model, int width, int height) {
  const int divisor = std::max(1, std::gcd(width, height));
  const Ratio asked{width / divisor, height / divisor};
  std::string best = fmt::format("{}:{}", asked.width, asked.height);
  if (!model.limits.contains("aspectRatios")) return best;
  const auto words = model.limits.at("aspectRatios").get<std::vector<std::string>>();
  const auto nearest = std::ranges::min_element(
      words, {}, [&](const std::string& word) { return distance(asked, ratio_of(word)); });
  return nearest == words.end() ? best : *nearest;
}

std::string size_class(int width, int height) {
  const int edge = std::max(width, height);
  if (edge <= 1536) return "1K";
  return edge <= 3072 ? "2K" : "4K";
}

}  // namespace limner::provider
