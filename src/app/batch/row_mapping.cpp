#include "app/batch/row_mapping.hpp"

#include "app/batch/row_input.hpp"
#include "app/text_arguments.hpp"

#include <limner/suggest.hpp>
#include <limner/text.hpp>
#include <limner/unicode.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace limner::app {

namespace {

using templates::FieldType;
using templates::IntakeField;
using templates::Template;

constexpr std::string_view tag_prefix = "tag.";
constexpr std::string_view ignored_column = "-";

struct RunOption {
  std::string_view name;
  ColumnRole role;
};
constexpr std::array<RunOption, 4> run_options{{{"seed", ColumnRole::seed},
                                                {"take", ColumnRole::take},
                                                {"key", ColumnRole::key},
                                                {"model", ColumnRole::model}}};

std::string folded_name(std::string_view name) {
  std::string folded = without_accents(name);
  std::erase_if(folded, [](char c) { return c == ' ' || c == '-' || c == '_'; });
  return folded;
}

std::string path_text(const std::vector<std::string>& path) {
  return fmt::format("{}", fmt::join(path, "."));
}

// Adds the parts of "a.b".
void add_parts(std::vector<std::string>& path, const std::string& text) {
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find('.', start), text.size());
    path.push_back(text.substr(start, end - start));
    start = end + 1;
  }
}

bool takes_pictures(const IntakeField& field) {
  return field.type == FieldType::image || field.type == FieldType::images;
}

ColumnTarget field_target(const IntakeField& field) {
  return {.role = ColumnRole::field, .field = &field, .path = field.path};
}

// Finds targets by name. Ambiguous names have several.
class TargetNames {
 public:
  explicit TargetNames(const Template& workflow) {
    for (const IntakeField& field : workflow.intake) {
      add(paths_, path_text(field.path), field);
      if (!field.flag.empty()) add(flags_, field.flag, field);
      add(endings_, field.path.back(), field);
      if (takes_pictures(field)) pictures_.push_back(&field);
      if (field.type == FieldType::object) maps_.push_back(&field);
    }
  }

  std::vector<ColumnTarget> find(const std::string& name) const {
    const std::string folded = folded_name(name);
    for (const Names* names : {&paths_, &flags_, &endings_}) {
      const auto found = names->find(folded);
      if (found != names->end()) return targets(found->second);
    }
    for (const IntakeField* field : maps_) {
      const std::string group = path_text(field->path) + ".";
      if (!name.starts_with(group)) continue;
      ColumnTarget target = field_target(*field);
      add_parts(target.path, name.substr(group.size()));
      return {target};
    }
    if (folded == "image" && pictures_.size() == 1) return {field_target(*pictures_.front())};
    return option(name, folded);
  }

  // For suggestions.
  std::vector<std::string> list() const {
    std::vector<std::string> names = names_;
    for (const RunOption& option : run_options) names.emplace_back(option.name);
    return names;
  }

 private:
  using Names = std::map<std::string, std::vector<const IntakeField*>>;

  void add(Names& names, const std::string& name, const IntakeField& field) {
    names[folded_name(name)].push_back(&field);
    if (std::ranges::find(names_, name) == names_.end()) names_.push_back(name);
  }

  static std::vector<ColumnTarget> targets(const std::vector<const IntakeField*>& fields) {
    std::vector<ColumnTarget> targets;
    targets.reserve(fields.size());
    for (const IntakeField* field : fields) targets.push_back(field_target(*field));
    return targets;
  }

  static std::vector<ColumnTarget> option(const std::string& name, const std::string& folded) {
    const auto found = std::ranges::find(run_options, folded, &RunOption::name);
    if (found != run_options.end()) return {{.role = found->role}};
    if (name.starts_with(tag_prefix) && name.size() > tag_prefix.size())
      return {{.role = ColumnRole::tag, .tag = name.substr(tag_prefix.size())}};
    return {};
  }

  Names paths_, flags_, endings_;
  std::vector<const IntakeField*> pictures_, maps_;
  std::vector<std::string> names_;
};

std::string near_or_all(const std::string& name, const std::vector<std::string>& names) {
  const std::string near = nearest(name, names);
  return near.empty() ? fmt::format("available: {}", fmt::join(names, ", "))
                      : fmt::format("did you mean \"{}\"?", near);
}

std::size_t named_column(const RowTable& table, std::string_view flag, const std::string& name) {
  if (const auto column = table.find_column(name)) return *column;
  throw Error(ErrorCode::usage, "{}: {} has no column {}", flag, table.name(), in_quotes(name))
      .with_help(near_or_all(name, table.columns));
}

class ColumnMapper {
 public:
  ColumnMapper(const Template& workflow, const RowTable& table, const RowMappingOptions& options)
      : workflow_(workflow), table_(table), options_(options), names_(workflow) {
    mapping_.columns.resize(table.columns.size());
  }

  RowMapping map() && {
    for (const std::string& text : options_.maps) apply_map(text);
    for (std::size_t column = 0; column < table_.columns.size(); ++column) {
      if (!mapped_.contains(column)) find_target(column);
    }
    choose_key();
    refuse_two_columns();
    if (options_.has_takes) refuse_columns_of_takes();
    if (problems_.empty()) return std::move(mapping_);
    throw row_file_error(table_.name(), std::move(problems_));
  }

 private:
  void apply_map(const std::string& text) {
    refuse_invalid_text("--map", text);
    const auto [name, path] = split_assignment("--map", text, "COLUMN=PATH");
    const std::size_t column = named_column(table_, "--map", name);
    if (!mapped_.emplace(column, true).second) {
      throw Error(ErrorCode::usage, "--map {} is given twice", name)
          .with_help("give each column one input");
    }
    if (path == ignored_column) return;
    const std::vector<ColumnTarget> targets = names_.find(path);
    if (targets.size() == 1) {
      mapping_.columns[column] = targets.front();
      return;
    }
    if (targets.size() > 1) {
      throw Error(ErrorCode::usage, "--map {}: several inputs are named {}", name, in_quotes(path))
          .with_help(fmt::format("write the path of one: {}", paths_of(targets)));
    }
    throw Error(ErrorCode::usage, "--map {}: {} has no input {}", name, workflow_.id,
                in_quotes(path))
        .with_help(path.empty() ? fmt::format("--map {}=- ignores the column", name)
                                : near_or_all(path, names_.list()));
  }

  void find_target(std::size_t column) {
    const std::string& name = table_.columns[column];
    const std::vector<ColumnTarget> targets = names_.find(name);
    if (targets.size() == 1) {
      mapping_.columns[column] = targets.front();
    } else if (is_used(name)) {
      return;
    } else if (targets.size() > 1) {
      add(column, "ambiguous_column", fmt::format("several inputs are named {}", in_quotes(name)),
          fmt::format("choose one, --map '{}'=PATH: {}", name, paths_of(targets)));
    } else {
      add(column, "unknown_column", unknown_column(column),
          fmt::format("{}; --map '{}=-' ignores it", near_or_all(name, names_.list()), name) +
              hint_of_prompts());
    }
  }

  std::string unknown_column(std::size_t column) const {
    return fmt::format("{} {}",
                       column < table_.file_columns ? "unknown column" : "--matrix: unknown input",
                       in_quotes(table_.columns[column]));
  }

  // A table of one column may be a list of prompts without a header.
  std::string hint_of_prompts() const {
    const bool is_list = table_.file && table_.file_columns == 1 && !table_.file->has_objects();
    return is_list ? "; a list of prompts is a .txt file, without a name in its first line" : "";
  }

  bool is_used(const std::string& name) const {
    const auto is_named = [&](const std::string& used) { return is_same_name(used, name); };
    return is_named(options_.key) || std::ranges::any_of(options_.used, is_named);
  }

  void choose_key() {
    if (!options_.key.empty()) {
      mapping_.key_column = named_column(table_, "--key", options_.key);
      return;
    }
    const auto found = std::ranges::find(mapping_.columns, ColumnRole::key, &ColumnTarget::role);
    if (found != mapping_.columns.end())
      mapping_.key_column = static_cast<std::size_t>(found - mapping_.columns.begin());
  }

  void refuse_two_columns() {
    std::map<std::string, std::size_t> first;
    for (std::size_t column = 0; column < mapping_.columns.size(); ++column) {
      const std::string name = target_name(mapping_.columns[column]);
      if (name.empty()) continue;
      const auto [at, is_first] = first.emplace(name, column);
      if (is_first) continue;
      add(column, "duplicate_column",
          fmt::format("two columns set {}: {} and {}", name, in_quotes(table_.columns[at->second]),
                      in_quotes(table_.columns[column])),
          fmt::format("remove one, or ignore it: --map '{}=-'", table_.columns[column]));
    }
  }

  void refuse_columns_of_takes() {
    for (std::size_t column = 0; column < mapping_.columns.size(); ++column) {
      const ColumnRole role = mapping_.columns[column].role;
      if (role != ColumnRole::take && role != ColumnRole::seed) continue;
      const bool is_take = role == ColumnRole::take;
      add(column, "takes",
          is_take ? fmt::format("column {} numbers the takes, and --takes does too",
                                in_quotes(table_.columns[column]))
                  : fmt::format("column {} gives all takes of a row the same seed",
                                in_quotes(table_.columns[column])),
          fmt::format("leave out --takes, or ignore the column: --map '{}=-'",
                      table_.columns[column]));
    }
  }

  static std::string target_name(const ColumnTarget& target) {
    if (target.role == ColumnRole::field) return path_text(target.path);
    if (target.role == ColumnRole::tag) return std::string(tag_prefix) + target.tag;
    const auto option = std::ranges::find(run_options, target.role, &RunOption::role);
    return option == run_options.end() ? "" : "the " + std::string(option->name);
  }

  static std::string paths_of(const std::vector<ColumnTarget>& targets) {
    std::vector<std::string> paths;
    paths.reserve(targets.size());
    for (const ColumnTarget& target : targets) paths.push_back(path_text(target.path));
    return fmt::format("{}", fmt::join(paths, ", "));
  }

  void add(std::size_t column, std::string type, std::string message, std::string help) {
    const bool has_place = table_.file && column < table_.file_columns;
    problems_.push_back({.message = std::move(message),
                         .type = std::move(type),
                         .loc = {},
                         .mark = has_place ? table_.file->column_mark(column) : std::nullopt,
                         .help = std::move(help)});
  }

  const Template& workflow_;
  const RowTable& table_;
  const RowMappingOptions& options_;
  TargetNames names_;
  std::map<std::size_t, bool> mapped_;  // by --map
  RowMapping mapping_;
  std::vector<Problem> problems_;
};

}  // namespace

std::optional<std::size_t> RowMapping::column_of(const std::vector<std::string>& path) const {
  const auto is_within = [&](const ColumnTarget& target) {
    return target.role == ColumnRole::field && target.path.size() <= path.size() &&
           std::equal(target.path.begin(), target.path.end(), path.begin());
  };
  const auto found = std::ranges::find_if(columns, is_within);
  if (found == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns.begin());
}

RowMapping map_columns(const Template& workflow, const RowTable& table,
                       const RowMappingOptions& options) {
  return ColumnMapper(workflow, table, options).map();
}

}  // namespace limner::app
