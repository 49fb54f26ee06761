#include "cli/args/long_arguments.hpp"

#include <limner/text.hpp>
#include <limner/utf8.hpp>

namespace limner::cli {

namespace {

// The long arguments, and what follows each "=" in them, the longest first.
std::vector<std::string> long_texts(const std::vector<std::string>& given) {
  constexpr std::size_t longest = 200;  // characters
  std::vector<std::string> texts;
  for (const std::string& argument : given) {
    constexpr int most_parts = 3;  // --set=PATH=VALUE
    std::string part = argument;
    for (int i = 0; i < most_parts && count_characters(part) > longest; ++i) {
      texts.push_back(part);
      const std::size_t equals = part.find('=');
      if (equals == std::string::npos) break;
      part.erase(0, equals + 1);
    }
  }
  return texts;
}

std::string without(std::string text, const std::vector<std::string>& long_ones) {
  constexpr std::size_t kept = 120;  // characters
  for (const std::string& one : long_ones) {
    const std::string part = shortened(one, kept);
    for (std::size_t at = text.find(one); at != std::string::npos; at = text.find(one, at))
      text.replace(at, one.size(), part);
  }
  return text;
}

}  // namespace

Error with_short_arguments(const Error& error, const std::vector<std::string>& given) {
  const std::vector<std::string> texts = long_texts(given);
  if (texts.empty()) return error;
  Error shorter(error.code(), "{}", without(error.what(), texts));
  shorter.with_help(without(std::string(error.help()), texts)).with_charged(error.charged());
  std::vector<Problem> problems = error.problems();
  for (Problem& problem : problems) {
    problem.message = without(problem.message, texts);
    problem.help = without(problem.help, texts);
  }
  shorter.with_problems(std::move(problems));
  return shorter;
}

}  // namespace limner::cli
