// What the largest hostile texts cost to refuse, and what twice the text costs: near 2 is
// linear, near 4 is quadratic.
#include "template/text_pattern.hpp"

#include <limner/document.hpp>
#include <limner/error.hpp>

#include <fmt/format.h>

#include <chrono>
#include <functional>
#include <string>

using namespace limner;

namespace {

std::string repeated(std::string_view part, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += part;
  return out;
}

double milliseconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

void row(std::string_view name, double half, double whole) {
  fmt::print("{:<36} {:>10.1f} ms   {:>6.1f} times half of it\n", name, whole, whole / half);
}

void refuse(const std::string& text) {
  try {
    parse_document(text, "t");
  } catch (const Error&) {
  }
}

struct HostileText {
  std::string_view name;
  std::string before, part, after;
  int times;
};

}  // namespace

int main() {
  const HostileText texts[] = {
      {"many values in one list", "a: [", "1,", "1]", 60'000},
      {"one key again and again", "", "a: 1\n", "", 40'000},
      {"surrogate pairs", "[", "\"\\ud83d\\ude00\",", "1,]", 40'000},
      {"lists in lists, by dashes", "", "- ", "", 100'000},
      {"lists in lists, by brackets", "", "[", "", 900'000},
      {"maps in maps", "", "{", "", 900'000},
      {"an unfinished string", "a: \"", "x", "", 1'000'000},
      {"a long key", "? ", "x", "\n: [", 1'000'000},
      {"spaces", "", " ", "\t- @", 900'000},
  };
  for (const HostileText& text : texts) {
    const auto cost = [&](int times) {
      const std::string whole = text.before + repeated(text.part, times) + text.after;
      return milliseconds([&] { refuse(whole); });
    };
    row(text.name, cost(text.times / 2), cost(text.times));
  }
  for (const char* pattern : {"^(a+)+$b", "(a|aa)+b", "(.*)*(.*)*(.*)*b", "(a*){60}b"}) {
    const auto cost = [&](std::size_t letters) {
      const std::string letters_a(letters, 'a');
      return milliseconds([&] { templates::TextPattern(pattern).matches(letters_a); });
    };
    row(pattern, cost(2'000), cost(4'000));
  }
}
