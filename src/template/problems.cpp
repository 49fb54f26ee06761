// Marks for whole nodes and for a part of a text, and the Error at the end.
#include "template/problems.hpp"

#include <limner/utf8.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace limner::templates {

namespace {

constexpr std::size_t most_problems = 1000;  // bounds the memory for a generated file

std::size_t offset_of(std::string_view text, int line, int column) {
  std::size_t at = 0;
  for (int n = 1; n < line && at != text.npos; ++n) {
    at = text.find_first_of("\r\n", at);
    if (at != text.npos) at += text.substr(at).starts_with("\r\n") ? 2 : 1;
  }
  for (int n = 1; n < column && at < text.size(); ++n) at += first_character(text.substr(at)).bytes;
  return std::min(at, text.size());
}

int count_of(std::string_view part, std::string_view text) {
  int count = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

// The source of a block or folded scalar differs from its text, so the part is searched in the
// source, by the number of equal parts before it.
Mark mark_inside(const Document& document, const Node& scalar, Span span) {
  const std::string_view text = scalar.text;
  std::string_view part = text.substr(std::min(span.at, text.size()), span.length);
  part = part.substr(0, part.find('\n'));
  if (part.empty()) return document.mark(scalar);
  const std::string_view source = document.text;
  std::size_t at = offset_of(source, scalar.line, scalar.column);
  int before = count_of(part, text.substr(0, span.at));
  std::size_t found = source.find(part, at);
  for (; before > 0 && found != source.npos; --before)
    found = source.find(part, found + part.size());
  if (found == source.npos) return document.mark(scalar);
  int line = scalar.line;
  std::size_t line_start = at;
  for (auto end = source.find('\n', at); end < found; end = source.find('\n', end + 1)) {
    ++line;
    line_start = end + 1;
  }
  const int column = line == scalar.line ? scalar.column : 1;
  const auto into = count_characters(source.substr(line_start, found - line_start));
  return document.mark(line, column + static_cast<int>(into),
                       static_cast<int>(count_characters(part)));
}

}  // namespace

Loc operator/(Loc loc, std::string_view part) {
  loc.emplace_back(part);
  return loc;
}

void Problems::add(const Node& at, Loc loc, std::string type, std::string message,
                   std::string help) {
  if (problems_.size() == most_problems) {
    ++more_;
    return;
  }
  const Document& document = documents_[static_cast<std::size_t>(at.source)];
  problems_.push_back({.message = std::move(message),
                       .type = std::move(type),
                       .loc = std::move(loc),
                       .mark = document.mark(at),
                       .help = std::move(help)});
}

void Problems::add(const Node& scalar, Loc loc, std::string type, const ExpressionFault& fault) {
  add(scalar, std::move(loc), std::move(type), fault.message, fault.help);
  if (more_ > 0) return;
  const Document& document = documents_[static_cast<std::size_t>(scalar.source)];
  problems_.back().mark = mark_inside(document, scalar, fault.span);
}

std::string Problems::place(const Node& node) const {
  if (node.source == 0) return fmt::format("on line {}", node.line);
  return fmt::format("in {}, line {}", documents_[static_cast<std::size_t>(node.source)].name,
                     node.line);
}

void Problems::throw_if_any() {
  if (problems_.empty()) return;
  const std::string& file = documents_.front().name;
  std::ranges::stable_sort(problems_, {}, [&](const Problem& problem) {
    const Mark& mark = *problem.mark;
    return std::tuple(mark.file != file, mark.line, mark.column);
  });
  const std::string count =
      more_ == 0
          ? fmt::format("{} problems in {}", problems_.size(), file)
          : fmt::format("{} problems in {}, the first {} of them here",
                        problems_.size() + static_cast<std::size_t>(more_), file, problems_.size());
  const bool single = problems_.size() == 1;
  Error error(ErrorCode::invalid_template, "{}", single ? problems_.front().message : count);
  error.with_help(single ? problems_.front().help : std::string());
  throw error.with_problems(std::move(problems_));
}

}  // namespace limner::templates
