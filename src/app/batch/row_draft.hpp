// A row while it is checked. Internal to batch.
#pragma once

#include "app/batch/row_check.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace limner::app {

struct RowDraft {
  const RowTable& table;
  const RowMapping& mapping;
  const Row& row;
  CheckedRow result;
  nlohmann::json intake;  // pictures as the row writes them, until they are resolved
  // Why the text of a cell is not a value of its field, by the field's path.
  std::map<std::vector<std::string>, Problem> faults = {};

  // Adds a problem with the cell, or with the row.
  void add(std::optional<std::size_t> column, Problem problem);
  void add(std::optional<std::size_t> column, std::string type, std::string message,
           std::string help);
  void set_value(std::size_t column, nlohmann::json value);
  std::string column_name(std::size_t column) const;  // for messages: column "Style"
};

// Sets the intake and the options of `draft` from the cells of its row.
void take_cells(const templates::Template& workflow, RowDraft& draft);

// The value at `path`; nullptr when there is none.
const nlohmann::json* value_in(const nlohmann::json& values, const std::vector<std::string>& path);

}  // namespace limner::app
