// What can follow on the command line: the answers that the scripts in
// completions/ ask for with `limner __complete WORD…`.
#pragma once

#include "cli/session.hpp"

#include <string>
#include <vector>

namespace limner::cli {

struct Answer {
  std::string word;   // or ":files", ":directories": the shell knows those better
  std::string about;  // may be empty
};

// `words` are those after the program's name; the last is the one at the cursor
// and may be empty. Creates nothing, and gives no answer rather than an error.
std::vector<Answer> complete(const std::vector<std::string>& words, Session& session);

// One answer a line, a tab before what it is about.
void print_answers(const std::vector<Answer>& answers, Session& session);

}  // namespace limner::cli
