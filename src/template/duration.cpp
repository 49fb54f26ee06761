// Adds up hours, minutes, seconds and milliseconds.
#include "template/duration.hpp"

#include <charconv>

namespace limner::templates {

Millis duration_of(std::string_view text) {
  Millis total{0};
  while (!text.empty()) {
    std::int64_t amount = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.starts_with("ms")) {
      total += Millis(amount);
    } else if (text.starts_with('h')) {
      total += std::chrono::hours(amount);
    } else if (text.starts_with('m')) {
      total += std::chrono::minutes(amount);
    } else {
      total += std::chrono::seconds(amount);
    }
    text.remove_prefix(text.starts_with("ms") ? 2 : 1);
  }
  return total;
}

}  // namespace limner::templates
