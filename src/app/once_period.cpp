#include "app/once_period.hpp"

#include <limner/error.hpp>
#include <limner/utf8.hpp>

#include <fmt/format.h>

#include <array>
#include <ctime>
#include <string>

namespace limner::app {

namespace {

constexpr std::string_view key_word = "key ";

struct Period {
  std::string_view word;
  const char* format;  // of strftime; names each period once
};

// The hour with its offset: when clocks are set back, one hour occurs twice.
constexpr std::array periods{Period{"hour", "hour %Y-%m-%dT%H%z"}, Period{"day", "day %Y-%m-%d"},
                             Period{"week", "week %G-W%V"}};

std::string local_time(Time now, const char* format) {
  const std::time_t seconds =
      std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  std::tm parts{};
  localtime_r(&seconds, &parts);
  std::array<char, 64> text{};
  return {text.data(), std::strftime(text.data(), text.size(), format, &parts)};
}

[[noreturn]] void refuse_period(std::string_view text, std::string_view why) {
  throw Error(ErrorCode::usage, "--once-per cannot be \"{}\"{}", text, why)
      .with_help("write hour, day, week, or a word of your own, such as nightly or nightly=20h");
}

}  // namespace

store::OnceKey parse_once_period(std::string_view text, Time now) {
  for (const Period& period : periods) {
    if (text == period.word)
      return {.template_id = {}, .name = {}, .period = local_time(now, period.format)};
  }
  const std::size_t equals = text.find('=');
  const std::string_view key = text.substr(0, equals);
  if (key.empty() || !is_utf8(key)) refuse_period(text, "");
  store::OnceKey once{.template_id = {}, .name = {}, .period = fmt::format("{}{}", key_word, key)};
  if (equals == std::string_view::npos) return once;
  const std::optional<Millis> duration = parse_duration(text.substr(equals + 1));
  if (!duration || *duration <= Millis(0)) refuse_period(text, ": after = comes a duration");
  once.expires = now + *duration;
  return once;
}

bool is_own_key(const store::OnceKey& key) {
  return key.period.starts_with(key_word);
}

}  // namespace limner::app
