// The text of a row file with its positions. Internal to batch.
#pragma once

#include "app/batch/row_text.hpp"

#include <limner/error.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace limner::app {

// A byte of the text, and its line.
struct TextPlace {
  std::size_t offset = 0;
  int line = 1;
};

struct RowInput {
  std::string name;  // for messages
  RowText text;
  std::uint64_t longest_value;  // bytes
  std::string longer_values;    // how to raise that limit

  // `bytes` from `offset` on, up to the end of their line. `start` is the start of a line before
  // it. The source line is cut at 16 KiB.
  Mark mark(TextPlace start, std::size_t offset, std::size_t bytes = 1) const;

  // The first byte in [start, end) that is not text.
  std::optional<Problem> encoding_problem(TextPlace start, std::size_t end) const;

  // About a value of more than `longest_value` bytes; `what` names it.
  Problem too_long(const std::string& what, std::optional<Mark> mark) const;
};

constexpr std::size_t most_row_columns = 1000;
Problem too_many_columns(std::optional<Mark> mark);

// "3 problems with x.csv", or the only problem.
Error row_file_error(const std::string& name, std::vector<Problem> problems);

}  // namespace limner::app
