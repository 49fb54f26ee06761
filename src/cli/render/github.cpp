// Workflow commands of GitHub Actions. Untrusted text is escaped so that it cannot
// start a command.
#include "cli/render/github.hpp"

#include "cli/render/format.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace limner::cli {

namespace {

constexpr std::size_t most_annotations = 10;

std::string escape_workflow_command(std::string_view text, bool property) {
  std::string safe;
  for (const char letter : plain(text)) {
    const bool special = letter == '%' || (property && (letter == ':' || letter == ','));
    safe +=
        special ? fmt::format("%{:02X}", static_cast<unsigned>(letter)) : std::string(1, letter);
  }
  return safe;
}

std::string annotation(const Problem& problem, const Error& error) {
  const std::string title = escape_workflow_command(traits(error.code()).name, true);
  const std::string message = escape_workflow_command(problem.message, false);
  if (!problem.mark) return fmt::format("::error title={}::{}\n", title, message);
  return fmt::format("::error file={},line={},col={},title={}::{}\n",
                     escape_workflow_command(problem.mark->file, true), problem.mark->line,
                     problem.mark->column, title, message);
}

}  // namespace

std::string annotations(const Error& error) {
  const std::vector<Problem>& problems = error.problems();
  if (problems.empty()) return annotation({.message = error.what()}, error);
  std::string lines;
  for (std::size_t i = 0; i < std::min(problems.size(), most_annotations); ++i)
    lines += annotation(problems[i], error);
  return lines;
}

}  // namespace limner::cli
