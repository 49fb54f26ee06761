// std::regex over wide characters, with the matcher that does not backtrack.
#include "template/text_pattern.hpp"

#include <limner/utf8.hpp>

#include <algorithm>
#include <charconv>
#include <vector>

namespace limner::templates {

namespace {

// Together these bound the slowest match to about 0.1 s.
constexpr std::size_t longest_pattern = 200;
constexpr std::size_t most_states = 200;
constexpr std::size_t longest_text = 4'000;  // characters

#ifdef __GLIBCXX__
constexpr auto syntax = std::regex_constants::ECMAScript | std::regex_constants::__polynomial;
#else
constexpr auto syntax = std::regex_constants::ECMAScript;
#endif

std::wstring to_wide(std::string_view text) {
  std::wstring out;
  while (!text.empty()) {
    const Character next = first_character(text);
    out += static_cast<wchar_t>(next.code);
    text.remove_prefix(next.bytes);
  }
  return out;
}

// A search restarts at every character and takes quadratic time, so the whole text is matched
// instead.
std::wregex compiled(std::string_view pattern) {
  return std::wregex(L"[\\s\\S]*(?:" + to_wide(pattern) + L")[\\s\\S]*", syntax);
}

// {3,20} → 20
std::size_t times(std::string_view braces) {
  std::size_t most = 1;
  for (std::size_t at = 1; at < braces.size(); ++at) {
    std::size_t number = 0;
    std::from_chars(braces.data() + at, braces.data() + braces.size(), number);
    most = std::max(most, std::min(number, most_states));
  }
  return most;
}

// Estimates the number of states of the matcher; repetitions multiply their operand.
std::size_t count_states(std::string_view pattern) {
  std::vector<std::size_t> groups{0};
  std::size_t last = 0;  // size of the operand of a repetition
  const auto add = [&](std::size_t size) {
    last = size;
    groups.back() += size;
  };
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] == '(') {
      groups.push_back(1);
    } else if (pattern[at] == ')' && groups.size() > 1) {
      const std::size_t size = groups.back();
      groups.pop_back();
      add(size);
    } else if (pattern[at] == '{') {
      const std::size_t end = std::min(pattern.find('}', at), pattern.size());
      groups.back() += last * (times(pattern.substr(at, end - at)) - 1);
      at = end;
    } else {
      if (pattern[at] == '\\') ++at;
      add(1);
    }
    if (groups.back() > most_states) return groups.back();
  }
  return groups.back();
}

}  // namespace

std::string TextPattern::error_in(std::string_view pattern) {
  if (pattern.size() > longest_pattern) return "is too long";
  if (count_states(pattern) > most_states) return "repeats too much";
  try {
    std::wregex(to_wide(pattern), syntax);  // alone: x)|(y would be whole within a group
    compiled(pattern);
  } catch (const std::regex_error& error) {
    switch (error.code()) {
      case std::regex_constants::error_paren: return "does not fit together: check ( ) * + and ?";
      case std::regex_constants::error_brack: return "has [ and ] that do not match";
      case std::regex_constants::error_brace: return "has { and } that do not match";
      case std::regex_constants::error_badrepeat: return "repeats nothing";
      case std::regex_constants::error_escape: return "has a \\ escape that is not known";
      case std::regex_constants::error_range: return "has a range that runs backwards";
      case std::regex_constants::error_complexity: return "refers back, which is not possible here";
      default: return "cannot be read";
    }
  }
  return {};
}

TextPattern::TextPattern(std::string_view pattern) : compiled_(compiled(pattern)) {}

bool TextPattern::matches(std::string_view text) const {
  const std::wstring characters = to_wide(text);
  return characters.size() <= longest_text && std::regex_match(characters, compiled_);
}

}  // namespace limner::templates
