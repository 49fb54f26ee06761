#include "svg/number.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace limner::svg {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Powers that a double represents exactly: one division or multiplication by them rounds once,
// so the result does not depend on the C library.
constexpr std::array<double, 20> powers = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,
                                           1e7,  1e8,  1e9,  1e10, 1e11, 1e12, 1e13,
                                           1e14, 1e15, 1e16, 1e17, 1e18, 1e19};

struct Decimal {
  std::uint64_t digits = 0;
  int exponent = 0;
  bool any = false;
};

void read_digits(std::string_view& text, Decimal& into, bool behind_point) {
  constexpr std::uint64_t full = 100'000'000'000'000;  // further digits do not matter
  while (!text.empty() && is_digit(text.front())) {
    const auto digit = static_cast<std::uint64_t>(text.front() - '0');
    text.remove_prefix(1);
    into.any = true;
    const bool room = into.digits < full;
    if (room) into.digits = into.digits * 10 + digit;
    if (room && behind_point) --into.exponent;
    if (!room && !behind_point) ++into.exponent;
  }
}

// "e-2", or nothing when no number follows the "e".
int read_exponent(std::string_view& text) {
  if (text.size() < 2 || (text[0] != 'e' && text[0] != 'E')) return 0;
  std::size_t i = 1;
  const bool minus = text[i] == '-';
  if (text[i] == '-' || text[i] == '+') ++i;
  if (i >= text.size() || !is_digit(text[i])) return 0;
  int value = 0;
  for (; i < text.size() && is_digit(text[i]); ++i) {
    if (value < 1000) value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(i);
  return minus ? -value : value;
}

double scaled(double value, int exponent) {
  constexpr int most = static_cast<int>(powers.size()) - 1;
  for (; exponent > most && value < 1e300; exponent -= most) value *= powers.back();
  for (; exponent < -most && value > 1e-300; exponent += most) value /= powers.back();
  if (exponent > most || exponent < -most) return value;
  return exponent < 0 ? value / powers[static_cast<std::size_t>(-exponent)]
                      : value * powers[static_cast<std::size_t>(exponent)];
}

bool read_number(std::string_view& text, double& value) {
  std::string_view rest = text;
  const bool minus = !rest.empty() && rest.front() == '-';
  if (!rest.empty() && (rest.front() == '-' || rest.front() == '+')) rest.remove_prefix(1);
  Decimal decimal;
  read_digits(rest, decimal, false);
  if (!rest.empty() && rest.front() == '.') {
    rest.remove_prefix(1);
    read_digits(rest, decimal, true);
  }
  if (!decimal.any) return false;
  const int exponent = read_exponent(rest);
  value = scaled(static_cast<double>(decimal.digits), decimal.exponent + exponent);
  if (minus) value = -value;
  text = rest;
  return true;
}

}  // namespace

void NumberScan::skip_separators() {
  while (!text_.empty() && (text_.front() == ' ' || text_.front() == ',' || text_.front() == '\n' ||
                            text_.front() == '\t' || text_.front() == '\r')) {
    text_.remove_prefix(1);
  }
}

bool NumberScan::at_end() {
  skip_separators();
  return text_.empty();
}

bool NumberScan::at_number() {
  skip_separators();
  if (text_.empty()) return false;
  const char c = text_.front();
  return is_digit(c) || c == '-' || c == '+' || c == '.';
}

double NumberScan::number() {
  skip_separators();
  double value = 0;
  if (!read_number(text_, value)) {
    throw std::logic_error("scene: number expected at \"" + std::string(text_.substr(0, 20)) + '"');
  }
  return value;
}

bool NumberScan::flag() {
  skip_separators();
  if (text_.empty() || (text_.front() != '0' && text_.front() != '1')) {
    throw std::logic_error("scene: arc flag expected");
  }
  const bool set = text_.front() == '1';
  text_.remove_prefix(1);
  return set;
}

char NumberScan::letter() {
  skip_separators();
  if (text_.empty()) return '\0';
  const char c = text_.front();
  if ((c < 'a' || c > 'z') && (c < 'A' || c > 'Z')) return '\0';
  text_.remove_prefix(1);
  return c;
}

double leading_number(std::string_view text) {
  NumberScan scan(text);
  const double value = scan.number();
  return scan.rest().substr(0, 1) == "%" ? value / 100 : value;
}

}  // namespace limner::svg
