// Parses retry headers.
#include <limner/net.hpp>

#include <time.h>

#include <charconv>
#include <cmath>

namespace limner::net {

namespace {

constexpr Millis longest{std::chrono::days(31)};

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

// "Sat, 21 Nov 2026 07:28:00 GMT"
std::optional<Time> http_date(std::string_view text) {
  tm parts{};
  const std::string copy(text);
  const char* end = strptime(copy.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return Time(Millis(static_cast<std::int64_t>(timegm(&parts)) * 1000));
}

std::optional<Millis> accepted_wait(double milliseconds) {
  if (!(milliseconds > 0) || milliseconds > static_cast<double>(longest.count()))
    return std::nullopt;
  return Millis(std::llround(std::ceil(milliseconds)));
}

}  // namespace

std::optional<Millis> retry_after(const HttpAnswer& answer, Time now) {
  if (const auto exact = number(answer.header("retry-after-ms"))) return accepted_wait(*exact);
  const std::string_view text = answer.header("retry-after");
  if (const auto seconds = number(text)) return accepted_wait(*seconds * 1000);
  if (const auto date = http_date(text))
    return accepted_wait(static_cast<double>((*date - now).count()));
  return std::nullopt;
}

}  // namespace limner::net
