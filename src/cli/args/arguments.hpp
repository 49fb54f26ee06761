// The arguments taken apart before CLI11 sees them: which command is meant, what
// belongs to which flag. Reports unknown commands and flags.
#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace limner::cli {

enum class Unknown { refuse, ignore };

struct Arguments {
  CLI::App* command = nullptr;      // a group alone stands for its default command
  std::vector<std::string> flags;   // each followed by its value, if it takes one
  std::vector<std::string> words;   // neither command nor flag
  std::vector<std::string> unsure;  // words right behind an unknown flag: perhaps its values
  bool help = false;

  // What CLI11 is given: command, flags, words, so that order never matters.
  std::vector<std::string> for_parser() const;
};

// Throws Error{usage} for unknown commands and flags and for missing values,
// unless they are to be ignored.
Arguments scan_arguments(CLI::App& program, const std::vector<std::string>& given, Unknown unknown);

// "limner runs show"
std::string command_path(const CLI::App& command);

// Is `flag` among the arguments, before "--"? For what must be known even when
// the rest is wrong.
bool mentions(const std::vector<std::string>& given, std::string_view flag);
std::string value_of(const std::vector<std::string>& given, std::string_view flag);

}  // namespace limner::cli
