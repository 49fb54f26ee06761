// Columns of a batch as inputs of a template and options of its runs.
#pragma once

#include "app/batch/row_selection.hpp"

#include <limner/template.hpp>

#include <optional>
#include <string>
#include <vector>

namespace limner::app {

// Of a column: an input, an option of the row's run, or nothing.
enum class ColumnRole { field, seed, take, key, model, tag, unused };

struct ColumnTarget {
  ColumnRole role = ColumnRole::unused;
  const templates::IntakeField* field = nullptr;  // of the template; of a field only
  std::vector<std::string> path = {};  // below the intake; beyond the field's within a map
  std::string tag = {};                // key of a tag
};

struct RowMappingOptions {
  // --map: "COLUMN=PATH", where PATH is an input by path, flag or name, an option ("seed", "take",
  // "key", "model", "tag.NAME"), or "-" to ignore the column.
  std::vector<std::string> maps = {};
  std::string key = {};  // --key: the column that names the rows; empty: none
  // Columns that something else uses, as --where or a pattern for file names: they need not be
  // inputs.
  std::vector<std::string> used = {};
  bool has_takes = false;  // --takes is given: a column of takes or seeds contradicts it
};

struct RowMapping {
  std::vector<ColumnTarget> columns;      // by column of the table
  std::optional<std::size_t> key_column;  // may be a field too

  // The column of a field or of a group that has it; absent: none.
  std::optional<std::size_t> column_of(const std::vector<std::string>& path) const;
};

// Finds the target of each column. Names are compared without case, accents, spaces, "-" and "_":
// "Aspect Ratio" is --aspect-ratio. In this order: --map; the path of an input ("intent.style"), or
// one within an input that is a map; its flag; the last part of its path, where no other input ends
// alike; "image", of the only input that takes pictures; an option: "seed", "take", "key", "model",
// "tag.NAME". A column without a name of these is unknown, unless it is used.
//
// Refers to `workflow`, which must outlive the result. Throws Error{invalid_input} with all
// Problems: unknown columns with the nearest name and their place, names that several inputs have,
// two columns for one input or option. Throws Error{usage} for --map and --key of another form, of
// an unknown column, or to an unknown input.
RowMapping map_columns(const templates::Template& workflow, const RowTable& table,
                       const RowMappingOptions& options);

}  // namespace limner::app
