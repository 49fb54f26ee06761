// Makes the inputs of each run of a batch from its row, and finds all that is wrong with the rows.
#pragma once

#include "app/batch/row_mapping.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace limner::app {

// The run of a row, or why it has none.
struct CheckedRow {
  std::size_t index = 0;  // in RowTable::rows
  int number = 0;         // of the row in its file, from 1
  // Canonical JSON, which takes a third of the memory of a parsed value; empty when the row is
  // wrong.
  std::string intake_text = {};
  // Distinct: the key column's text, with the values of the matrix as " style=flat" and a take
  // other than 1 of its own as " take=2"; without a key column 32 hexadecimal digits of the digest
  // of the validated intake (pictures as the row writes them), the seed and the model, with the
  // take, so that a row keeps its key when others are added, removed or moved.
  std::string key = {};
  std::optional<std::int64_t> seed = {};  // as --seed
  std::optional<int> take = {};           // as --take
  std::string model = {};                 // as --model; empty: not given
  std::vector<std::pair<std::string, std::string>> tags = {};
  // With loc {"rows", number, column} and the place in the file; a problem with a value that all
  // rows are given has neither.
  std::vector<Problem> problems = {};

  bool is_wrong() const { return !problems.empty(); }
  // For templates::validate_intake(), which has accepted it: what the command line and the row
  // give, with pictures by paths for read_external_image(). Null when the row is wrong.
  nlohmann::json intake() const;
};

struct RowDraft;

// Checks rows one after another. Refers to its arguments, which must outlive it. Not thread safe.
class RowChecker {
 public:
  // `given` is the intake that each row starts from, shaped as for validate_intake(); a row's value
  // takes precedence. Throws Error{invalid_input} when a required input has neither a value in
  // `given` nor a column.
  RowChecker(const Context& context, const templates::Template& workflow, const RowTable& table,
             const RowMapping& mapping, const nlohmann::json& given);

  // Text is converted as for the flag of its input, without spaces around it unless the input is
  // free text. An empty cell is not given: the default applies, and a required input is missing;
  // so is a null of JSON where the input is not nullable. Pictures are paths relative to the row
  // file, URLs, data: URLs or artifact:ID; several in one cell are separated by "|". That their
  // files exist is checked, nothing is read from them. A row with the key of an earlier row without
  // problems is wrong. Throws nothing but std::bad_alloc.
  CheckedRow check(std::size_t index);

 private:
  void refuse_missing_columns() const;
  bool is_given(const templates::IntakeField& field) const;
  nlohmann::json validate(RowDraft& draft) const;
  void resolve_pictures(RowDraft& draft);
  void resolve_picture(std::size_t column, nlohmann::json& reference, RowDraft& draft);
  bool is_file(const std::string& path);
  void choose_key(const nlohmann::json& validated, RowDraft& draft) const;
  void refuse_duplicate(RowDraft& draft);

  const Context& context_;
  const templates::Template& workflow_;
  const RowTable& table_;
  const RowMapping& mapping_;
  const nlohmann::json& given_;
  std::map<std::string, std::size_t> keys_;  // → index of the row
  std::map<std::string, bool> files_;        // of pictures: whether they exist
};

// All rows of the table, in its order.
std::vector<CheckedRow> check_rows(const Context& context, const templates::Template& workflow,
                                   const RowTable& table, const RowMapping& mapping,
                                   const nlohmann::json& given);

// Throws Error{invalid_input} with the problems of all rows when one is wrong: "3 of 200 rows are
// wrong".
void refuse_wrong_rows(const RowTable& table, const std::vector<CheckedRow>& rows);

// Removes the wrong rows, for --skip-invalid, and returns their problems. Throws as
// refuse_wrong_rows() when all are wrong.
std::vector<Problem> remove_wrong_rows(const RowTable& table, std::vector<CheckedRow>& rows);

}  // namespace limner::app
