#include "app/batch/row_input.hpp"

#include <limner/utf8.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace limner::app {

namespace {

constexpr std::size_t longest_excerpt = 1 << 14;  // bytes

Problem encoding_fault(const RowInput& input, char32_t code, Mark mark) {
  Problem problem{.message = "this is not UTF-8 text",
                  .type = "encoding",
                  .loc = {},
                  .mark = std::move(mark),
                  .help = "save the file as UTF-8; in Excel: \"CSV UTF-8\""};
  const bool is_utf16 = input.text.encoding() != RowEncoding::utf8;
  if (is_utf16) problem.message = "half a character: the UTF-16 text is damaged";
  if (code == 0) problem.message = "the character U+0000 is not allowed";
  return problem;
}

}  // namespace

Mark RowInput::mark(TextPlace start, std::size_t offset, std::size_t bytes) const {
  const std::string_view all = text.text();
  const std::string_view before = all.substr(0, offset);
  const auto lines =
      std::count(before.begin() + static_cast<std::ptrdiff_t>(start.offset), before.end(), '\n');
  const std::size_t begin = lines == 0 ? start.offset : before.rfind('\n') + 1;
  const std::string_view marked =
      all.substr(offset, std::min(bytes, all.find('\n', offset) - offset));
  const std::string_view line = all.substr(begin, all.find('\n', begin) - begin);
  return {.file = name,
          .line = start.line + static_cast<int>(lines),
          .column = static_cast<int>(count_characters(all.substr(begin, offset - begin))) + 1,
          .length = std::max(1, static_cast<int>(count_characters(marked))),
          .excerpt = valid_utf8(line.substr(0, longest_excerpt))};
}

std::optional<Problem> RowInput::encoding_problem(TextPlace start, std::size_t end) const {
  std::string_view rest = std::string_view(text.text()).substr(0, end).substr(start.offset);
  while (!rest.empty()) {
    const Character next = first_character(rest);
    if (!next.valid || next.code == 0)
      return encoding_fault(*this, next.valid ? 0 : 1, mark(start, end - rest.size()));
    rest.remove_prefix(next.bytes);
  }
  return std::nullopt;
}

Problem RowInput::too_long(const std::string& what, std::optional<Mark> mark) const {
  return {.message = fmt::format("{} is longer than {} bytes", what, longest_value),
          .type = "too_long",
          .loc = {},
          .mark = std::move(mark),
          .help = longer_values};
}

Problem too_many_columns(std::optional<Mark> mark) {
  return {.message = fmt::format("there are more than {} columns", most_row_columns),
          .type = "too_many_columns",
          .loc = {},
          .mark = std::move(mark),
          .help = "is this a table of prompts?"};
}

Error row_file_error(const std::string& name, std::vector<Problem> problems) {
  const bool is_single = problems.size() == 1;
  Error error(ErrorCode::invalid_input, "{}",
              is_single ? problems.front().message
                        : fmt::format("{} problems with {}", problems.size(), name));
  error.with_help(is_single && !problems.front().help.empty() ? problems.front().help
                                                              : "correct the file: " + name);
  return error.with_problems(std::move(problems));
}

}  // namespace limner::app
