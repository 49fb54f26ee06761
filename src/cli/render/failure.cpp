// Renders failures as text.
#include "cli/render/failure.hpp"

#include "cli/render/format.hpp"
#include "cli/render/help_page.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace limner::cli {

namespace {

constexpr std::size_t most_problems = 20;  // `templates check` prints all
constexpr int widest_excerpt = 72;         // columns
constexpr int narrow = 60;        // columns; on wider terminals a message is one line to copy
constexpr int error_columns = 7;  // "error: "

// The bytes of the first `count` characters.
std::size_t bytes_of(std::string_view text, int count) {
  std::size_t at = 0;
  while (at < text.size() && count > 0) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
    --count;
  }
  return at;
}

struct Excerpt {
  std::string line;
  int caret = 0;   // columns before it
  int length = 1;  // columns under it
};

// Keeps the marked column visible in a long line. Trailing spaces count, because
// the column may come after them.
Excerpt excerpt_of(const Mark& mark) {
  const auto kept = [](std::string_view part) {
    std::string text = plain(std::string(part) + "|");
    text.pop_back();
    return text;
  };
  const std::string_view line = mark.excerpt;
  const std::size_t start = bytes_of(line, std::max(0, mark.column - 1));
  const std::size_t end = start + bytes_of(line.substr(start), std::max(1, mark.length));
  std::string before = kept(line.substr(0, start));
  const std::string marked = kept(line.substr(start, end - start));
  if (display_width(before) > widest_excerpt / 2) {
    while (display_width(before) > widest_excerpt / 4) before.erase(0, bytes_of(before, 1));
    before.insert(0, "...");
  }
  Excerpt excerpt;
  excerpt.caret = display_width(before);
  const int available = std::max(1, widest_excerpt - excerpt.caret);
  excerpt.length = std::clamp(display_width(marked), 1, available);
  excerpt.line = cut(plain(before + marked + std::string(line.substr(end))), widest_excerpt, false);
  return excerpt;
}

std::string mark_text(const Mark& mark, const std::string& help, const Output& output) {
  const Excerpt excerpt = excerpt_of(mark);
  const std::string number = std::to_string(mark.line);
  const std::string margin(number.size() + 2, ' ');
  std::string text =
      fmt::format(" {}{} {}:{}:{}\n", std::string(number.size(), ' '),
                  output.paint(TextStyle::faint, "-->"), plain(mark.file), mark.line, mark.column);
  text += fmt::format(" {} {} {}\n", output.paint(TextStyle::faint, number),
                      output.paint(TextStyle::faint, "|"), excerpt.line);
  const std::string carets(static_cast<std::size_t>(excerpt.length), '^');
  text += fmt::format("{}{} {}{}", margin, output.paint(TextStyle::faint, "|"),
                      std::string(static_cast<std::size_t>(excerpt.caret), ' '),
                      output.paint(TextStyle::bad, carets));
  if (help.empty()) return text + "\n";
  const int used = static_cast<int>(margin.size()) + 3 + excerpt.caret + excerpt.length;
  if (used + display_width(help) <= page_width) return text + " " + help + "\n";
  return text + fmt::format("\n{}{} {}\n", margin, output.paint(TextStyle::faint, "="), help);
}

std::string headline(const std::string& message, const Output& output) {
  const std::string words = for_locale(plain(message), output);
  const bool is_narrow = output.terminal && output.columns() < narrow;
  return output.paint(TextStyle::bad, "error:") + " " +
         (is_narrow ? wrapped(words, output.columns(), error_columns) : words) + "\n";
}

bool has_place(const Problem& problem) {
  return problem.mark && problem.mark->line > 0;
}

std::string_view charge_text(Charged charged, FailureOf of) {
  if (charged == Charged::unknown) return "it is unknown whether this was charged\n";
  if (charged == Charged::yes) return "this was charged\n";
  return of == FailureOf::paid_call ? "this was not charged\n" : "";
}

// Problems without a file position are listed under one headline.
std::string problem_text(const Problem& problem, bool placed, const Output& output) {
  const std::string help = for_locale(plain(problem.help), output);
  if (!placed) {
    const std::string message = for_locale(plain(problem.message), output);
    const bool fits = display_width(message) + display_width(help) + 4 <= page_width;
    return fmt::format("  {}{}{}\n", message, help.empty() ? "" : fits ? ": " : "\n    ", help);
  }
  std::string text = headline(problem.message, output);
  if (has_place(problem)) return text + mark_text(*problem.mark, help, output);
  return help.empty() ? text : text + "  " + help + "\n";
}

}  // namespace

std::string failure_text(const Error& error, const Output& output, FailureOf of) {
  const std::vector<Problem>& problems = error.problems();
  const std::size_t shown =
      of == FailureOf::checked_file ? problems.size() : std::min(problems.size(), most_problems);
  const bool placed = std::ranges::any_of(problems, has_place);
  std::string text = placed ? "" : headline(error.what(), output);
  const bool alone = problems.size() == 1 && !placed && problems[0].message == error.what();
  for (std::size_t i = 0; i < shown && !alone; ++i)
    text += problem_text(problems[i], placed, output);
  if (problems.size() > shown) {
    const bool is_template = error.code() == ErrorCode::invalid_template && has_place(problems[0]);
    text += fmt::format(
        "and {} more{}\n", problems.size() - shown,
        is_template ? "; all of them: limner templates check " + plain(problems[0].mark->file)
                    : "");
  }
  if (placed && problems.size() > 1) text += headline(error.what(), output);
  text += charge_text(error.charged(), of);
  const bool nearer = alone && !problems[0].help.empty();
  const std::string help_text = nearer ? problems[0].help : std::string(error.help());
  const bool already_shown = !alone && shown == 1 && help_text == problems[0].help;
  const std::string help = for_locale(plain(help_text), output);
  if (!help.empty() && !already_shown)
    text += output.paint(TextStyle::strong, "help:") + " " + help + "\n";
  return text;
}

}  // namespace limner::cli
