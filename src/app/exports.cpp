#include "app/exports.hpp"

#include "app/artifact_files.hpp"

#include <limner/error.hpp>

#include <unistd.h>

#include <algorithm>
#include <set>
#include <system_error>

namespace limner::app {

namespace fs = std::filesystem;

namespace {

// The values that every artifact has.
NameValues common_values() {
  NameValues values;
  for (const char* name : {"slug", "index", "take", "id", "role"}) values[name] = "";
  return values;
}

// {row.COLUMN} is the text of a column, as far as it can be a part of a file name.
void add_columns(const nlohmann::json& columns, NameValues& values) {
  for (const auto& [name, text] : columns.items())
    values["row." + name] = file_name_part(text.get_ref<const std::string&>(), "none");
}

NameValues values_of_source(const ExportSource& source, const store::ArtifactFile& file) {
  NameValues values{{"slug", name_part(source.report->title, "picture")},
                    {"index", std::to_string(source.index)},
                    {"take", std::to_string(source.take)},
                    {"id", std::string(source.report->artifact.id.short_id())},
                    {"role", name_part(file.role, "file")}};
  if (source.intake != nullptr) values.merge(intake_values(*source.intake));
  if (source.columns != nullptr) add_columns(*source.columns, values);
  return values;
}

// "fox.webp" and "-2" → "fox-2.webp".
std::string with_suffix(const std::string& name, const std::string& suffix) {
  const std::size_t dot = name.rfind('.');
  return name.substr(0, dot) + suffix + name.substr(dot);
}

std::string free_name(const std::string& name, std::set<std::string>& taken) {
  std::string free = name;
  for (int number = 2; !taken.insert(free).second; ++number)
    free = with_suffix(name, fmt::format("-{}", number));
  return free;
}

std::vector<const store::ArtifactFile*> files_to_export(const store::ArtifactRow& artifact,
                                                        const ExportTarget& target,
                                                        const std::string& role) {
  if (!role.empty()) {
    const store::ArtifactFile* file = file_of(artifact, role);
    return file == nullptr ? std::vector<const store::ArtifactFile*>() : std::vector{file};
  }
  std::vector<const store::ArtifactFile*> files = picture_files(artifact);
  if (target.is_exact && files.size() > 1) files.resize(1);
  return files;
}

// "." and "./pictures" without their dot. ".." stays: it is not the parent of a symbolic link's
// name.
fs::path joined_path(const fs::path& base, const std::string& out) {
  fs::path path = base;
  for (const fs::path& part : fs::path(out)) {
    if (part != ".") path /= part;
  }
  return path;
}

NameValues planned_values(const PlannedExport& planned) {
  NameValues values = common_values();
  values.merge(intake_values(planned.intake));
  add_columns(planned.columns, values);
  return values;
}

// Whether names do not depend on what is known only after a run: ids, roles and formats.
bool is_known_before(const NamePattern& pattern) {
  return !pattern.uses("id") && !pattern.uses("role") && !pattern.uses("ext");
}

}  // namespace

std::optional<ExportTarget> export_target(const fs::path& base, const std::string& out,
                                          const std::string& name, bool overwrite) {
  if (out.empty()) {
    if (name.empty()) return std::nullopt;
    throw Error(ErrorCode::usage, "--name needs a directory")
        .with_help(fmt::format("add it: --out pictures --name \"{}\"", name));
  }
  const fs::path path = joined_path(base, out);
  ExportTarget target{.directory = path, .overwrite = overwrite};
  std::error_code ignored;
  target.is_exact =
      !out.ends_with('/') && has_picture_extension(out) && !fs::is_directory(path, ignored);
  if (target.is_exact && !name.empty()) {
    throw Error(ErrorCode::usage, "--out {} is a file, and --name is for the files of a directory",
                out)
        .with_help("leave --name out, or end the directory with a slash: --out DIR/");
  }
  if (target.is_exact) target.directory = path.parent_path();
  if (target.is_exact) target.pattern = NamePattern(path.filename().string());
  if (!name.empty()) target.pattern = NamePattern(name);
  return target;
}

void check_placeholders(const ExportTarget& target, const PlannedExport& planned) {
  target.pattern.check(planned_values(planned));
}

std::vector<std::string> planned_names(const ExportTarget& target, const PlannedExport& planned) {
  std::vector<std::string> names;
  if (!is_known_before(target.pattern)) return names;
  NameValues values = planned_values(planned);
  values["slug"] = name_part(planned.title, "picture");
  values["take"] = std::to_string(planned.take);
  for (int index = 1; index <= planned.pictures; ++index) {
    values["index"] = std::to_string(index);
    std::string name = target.pattern.name(values, "");
    if (has_picture_extension(name)) names.push_back(std::move(name));
  }
  return names;
}

void check_export(const ExportTarget& target, const PlannedExport& planned) {
  check_placeholders(target, planned);
  if (target.is_exact && planned.pictures > 1) {
    throw Error(ErrorCode::usage, "--out names one file, and {} pictures are planned",
                planned.pictures)
        .with_help("give a directory: --out DIR/, with --name for the names of its files");
  }
  if (target.overwrite || planned.are_made) return;
  for (const std::string& name : planned_names(target, planned)) {
    const fs::path file = target.directory / name;
    std::error_code ignored;
    if (!fs::exists(fs::symlink_status(file, ignored))) continue;
    throw Error(ErrorCode::usage, "--out: {} already exists", file.string())
        .with_help("replace it: --overwrite, or choose another name");
  }
}

void create_directory(const ExportTarget& target) {
  std::error_code failure;
  fs::create_directories(target.directory, failure);
  if (!failure && access(target.directory.c_str(), W_OK) == 0) return;
  throw Error(ErrorCode::usage, "--out: cannot write into {}", target.directory.string())
      .with_help("choose another directory: --out DIR");
}

std::vector<PictureExport> plan_exports(std::span<const ExportSource> sources,
                                        const ExportTarget& target, const std::string& role) {
  std::vector<PictureExport> exports;
  std::set<std::string> taken;
  for (const ExportSource& source : sources) {
    const store::ArtifactRow& artifact = source.report->artifact;
    const store::ArtifactFile* primary = primary_file(artifact);
    for (const store::ArtifactFile* file : files_to_export(artifact, target, role)) {
      std::string name = target.pattern.name(values_of_source(source, *file),
                                             extension_of(file->asset.media_type));
      if (file != primary && !target.is_exact && !target.pattern.uses("role"))
        name = with_suffix(name, "-" + name_part(file->role, "file"));
      exports.push_back({source.report, file, free_name(name, taken)});
    }
  }
  return exports;
}

fs::path export_picture(const store::BlobStore& blobs, const PictureExport& picture,
                        const ExportTarget& target) {
  return export_file(blobs, picture.file->asset, target.directory, picture.name,
                     target.overwrite ? Existing::replaced : Existing::kept);
}

std::string other_extension(const PictureExport& picture) {
  const std::string& type = picture.file->asset.media_type;
  const std::string end = fs::path(picture.name).extension().string();
  const bool is_jpeg = type == "image/jpeg" && (end == ".jpeg" || end == ".JPEG");
  if (is_jpeg || end.substr(1) == extension_of(type)) return {};
  return fmt::format("{} contains {} data; its usual extension is .{}", picture.name, type,
                     extension_of(type));
}

}  // namespace limner::app
