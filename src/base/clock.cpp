// Formats and parses times: RFC 3339, UTC, milliseconds.
#include <limner/clock.hpp>
#include <limner/error.hpp>

#include <fmt/format.h>

#include <charconv>
#include <thread>

namespace limner {

namespace {

constexpr std::size_t date_length = 10;  // 2026-11-21
constexpr std::size_t full_length = 24;  // 2026-11-21T03:31:33.000Z

int digits(std::string_view text, std::size_t at, std::size_t count) {
  int value = -1;
  const char* end = text.data() + at + count;
  const auto [stop, error] = std::from_chars(text.data() + at, end, value);
  return error == std::errc() && stop == end ? value : -1;
}

}  // namespace

Time SystemClock::now() {
  return std::chrono::floor<Millis>(std::chrono::system_clock::now());
}

Millis SystemClock::uptime() {
  return std::chrono::floor<Millis>(std::chrono::steady_clock::now().time_since_epoch());
}

void SystemClock::sleep(Millis duration) {
  std::this_thread::sleep_for(duration);
}

std::string rfc3339(Time time) {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

Time parse_time(std::string_view text) {
  using namespace std::chrono;
  const std::string full = text.size() == date_length ? fmt::format("{}T00:00:00.000Z", text)
                           : text.size() == date_length + 10
                               ? fmt::format("{}.000Z", text.substr(0, date_length + 9))
                               : std::string(text);
  const bool shaped = full.size() == full_length && full[4] == '-' && full[7] == '-' &&
                      full[10] == 'T' && full[13] == ':' && full[16] == ':' && full[19] == '.' &&
                      full[23] == 'Z' && (text.size() == date_length || text.back() == 'Z');
  if (shaped) {
    const year_month_day date(year(digits(full, 0, 4)),
                              month(static_cast<unsigned>(digits(full, 5, 2))),
                              day(static_cast<unsigned>(digits(full, 8, 2))));
    const int h = digits(full, 11, 2);
    const int m = digits(full, 14, 2);
    const int s = digits(full, 17, 2);
    const int ms = digits(full, 20, 3);
    if (date.ok() && h >= 0 && h < 24 && m >= 0 && m < 60 && s >= 0 && s < 60 && ms >= 0)
      return Time(sys_days(date)) + hours(h) + minutes(m) + seconds(s) + milliseconds(ms);
  }
  throw Error(ErrorCode::invalid_input, "\"{}\" is not a time", text)
      .with_help("write it as 2026-11-21 or 2026-11-21T03:31:33Z");
}

}  // namespace limner
