#include "app/batch/row_file.hpp"

#include "app/batch/delimited_rows.hpp"
#include "app/batch/object_rows.hpp"
#include "app/limits.hpp"

#include <limner/suggest.hpp>
#include <limner/text.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>
#include <variant>

namespace limner::app {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view value_limit = "limits.text_bytes";

// Size and time of change: they differ when the content does, as far as the file system notices.
using FileVersion = std::pair<std::uintmax_t, fs::file_time_type>;

// nullopt for pipes and devices.
std::optional<FileVersion> version_of(const fs::path& file) {
  std::error_code failure;
  if (!fs::is_regular_file(file, failure)) return std::nullopt;
  FileVersion version{fs::file_size(file, failure), {}};
  if (!failure) version.second = fs::last_write_time(file, failure);
  return failure ? std::nullopt : std::optional(version);
}

std::unique_ptr<std::ifstream> open_row_file(const fs::path& file, const std::string& name) {
  errno = 0;
  auto stream = std::make_unique<std::ifstream>(file, std::ios::binary);
  if (*stream) return stream;
  throw Error(ErrorCode::invalid_input, "cannot read {}: {}", name, std::strerror(errno))
      .with_help("check the path: " + name);
}

std::string lower_extension(const fs::path& file) {
  std::string extension = file.extension().string();
  for (char& letter : extension)
    letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return extension.empty() ? extension : extension.substr(1);
}

[[noreturn]] void refuse_extension(const std::string& name, const std::string& extension) {
  const bool is_workbook = extension == "xlsx" || extension == "xls" || extension == "ods";
  throw Error(ErrorCode::usage, "{} is not a file of rows", name)
      .with_help(is_workbook ? "save the sheet as CSV (UTF-8)"
                             : "rows are read from .csv .tsv .jsonl .json .yaml and .txt");
}

std::optional<RowFormat> format_of_extension(const std::string& extension) {
  if (extension == "yml") return RowFormat::yaml;
  if (extension == "ndjson") return RowFormat::json_lines;
  return parse_enum<RowFormat>(extension);
}

// By the first letter.
RowFormat format_of_text(RowText& text) {
  std::size_t first = std::string::npos;
  do first = text.text().find_first_not_of(" \t\n");
  while (first == std::string::npos && text.read_more());
  const char letter = first == std::string::npos ? '\0' : text.text()[first];
  if (letter == '{') return RowFormat::json_lines;
  return letter == '[' ? RowFormat::json : RowFormat::csv;
}

// "Unicode text" of Excel: a table in UTF-16, with the extension .txt.
bool is_unicode_table(RowText& text) {
  const std::size_t end = end_of_row_line(text, 0);
  return text.encoding() != RowEncoding::utf8 && text.text().find('\t') < end;
}

RowFormat format_of(const RowSource& source, bool is_regular, const std::string& name,
                    RowText& text) {
  if (source.format) return *source.format;
  const std::string extension = source.path == "-" ? "" : lower_extension(source.path);
  const std::optional<RowFormat> named = format_of_extension(extension);
  if (!named && is_regular) refuse_extension(name, extension);
  if (!named) return format_of_text(text);
  return *named == RowFormat::text && is_unicode_table(text) ? RowFormat::tsv : *named;
}

using FormatRows = std::variant<LineRows, DelimitedRows, ObjectRows>;

FormatRows open_rows(RowInput& input, RowFormat format) {
  switch (format) {
    case RowFormat::csv: return FormatRows(std::in_place_type<DelimitedRows>, input, '\0');
    case RowFormat::tsv: return FormatRows(std::in_place_type<DelimitedRows>, input, '\t');
    case RowFormat::text: return FormatRows(std::in_place_type<LineRows>, input);
    default: return FormatRows(std::in_place_type<ObjectRows>, input, format);
  }
}

}  // namespace

const nlohmann::json& Row::cell(std::size_t column) const {
  static const nlohmann::json none;
  return column < cells.size() ? cells[column] : none;
}

struct RowFile::State {
  State(const Context& context, const RowSource& source)
      : path(source.path == "-" ? fs::path() : context.directory / source.path),
        directory(source.path == "-" ? fs::path() : fs::path(source.path).parent_path()),
        before(version_of(path)),
        stream(source.path == "-" ? nullptr : open_row_file(path, source.path)),
        input{.name = source.path == "-" ? "stdin" : source.path,
              .text = RowText(stream ? *stream : context.in,
                              source.path == "-" ? "stdin" : source.path, context.stop.get_token()),
              .longest_value = limit_of(context, value_limit),
              .longer_values = how_to_raise(value_limit)},
        format(format_of(source, before.has_value(), input.name, input.text)),
        rows(open_rows(input, format)) {}

  fs::path path, directory;
  std::optional<FileVersion> before;
  std::unique_ptr<std::ifstream> stream;
  RowInput input;
  RowFormat format;
  FormatRows rows;
  int count = 0;
};

RowFile::RowFile(const Context& context, const RowSource& source)
    : state_(std::make_unique<State>(context, source)) {}
RowFile::RowFile(RowFile&&) noexcept = default;
RowFile::~RowFile() = default;

const std::string& RowFile::name() const {
  return state_->input.name;
}
const fs::path& RowFile::directory() const {
  return state_->directory;
}
RowFormat RowFile::format() const {
  return state_->format;
}

const std::vector<std::string>& RowFile::columns() const {
  return std::visit(
      [](const auto& rows) -> const auto& { return rows.columns(); }, state_->rows);
}

bool RowFile::has_objects() const {
  return std::holds_alternative<ObjectRows>(state_->rows);
}

std::optional<Row> RowFile::next() {
  Row row{.number = state_->count + 1, .cells = {}};
  if (std::visit([&](auto& rows) { return rows.next(row); }, state_->rows)) {
    ++state_->count;
    return row;
  }
  if (state_->before != version_of(state_->path)) {
    throw Error(ErrorCode::invalid_input, "{} was changed while it was read", name())
        .with_help("repeat the command when the file is complete");
  }
  if (state_->count == 0) {
    throw Error(ErrorCode::invalid_input, "{} has no rows", name())
        .with_help(has_objects() ? "a row is an object, such as {\"prompt\": \"a fox\"}"
                                 : "add a row below the names of the columns");
  }
  return std::nullopt;
}

Mark RowFile::mark(const Row& row, std::optional<std::size_t> column) const {
  return std::visit([&](const auto& rows) { return rows.mark(row, column); }, state_->rows);
}

std::optional<Mark> RowFile::column_mark(std::size_t column) const {
  return std::visit([&](const auto& rows) { return rows.column_mark(column); }, state_->rows);
}

RowObject RowFile::object(const Row& row) const {
  return std::get<ObjectRows>(state_->rows).object(row);
}

}  // namespace limner::app
