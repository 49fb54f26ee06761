// Exporting the pictures of artifacts under names that the user has chosen.
#pragma once

#include "app/name_pattern.hpp"
#include "app/report/json_output.hpp"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace limner::app {

constexpr std::string_view default_name_pattern = "{slug}-{id}.{ext}";

// --out, --name and --overwrite.
struct ExportTarget {
  std::filesystem::path directory;
  NamePattern pattern{std::string(default_name_pattern)};
  bool is_exact = false;  // --out is the file of a single picture
  bool overwrite = false;
};

// `out` is a directory when it exists as one, ends in "/" or has no picture extension; else the
// file of a single picture. Relative to `base`. None: `out` is empty. Throws Error{usage} for
// `name` without a directory, and as NamePattern. Reads only.
std::optional<ExportTarget> export_target(const std::filesystem::path& base, const std::string& out,
                                          const std::string& name, bool overwrite);

// What is known of the pictures of a run before it.
struct PlannedExport {
  const nlohmann::json& intake;
  std::string title = {};
  nlohmann::json columns = {};  // as ExportSource::columns
  int take = 1;
  int pictures = 1;       // the number of artifacts, as far as it is known
  bool are_made = false;  // an earlier run has made them
};

// Before a run, so that its pictures can be exported. Throws Error{usage} for placeholders that
// the intake does not have, for a single file with more than one picture, and for a file that
// exists already, where the pattern has the whole name and the pictures are not made: export_file()
// keeps a file that has the same content. Reads only.
void check_export(const ExportTarget& target, const PlannedExport& planned);
// The part of it that does not look for files: throws Error{usage} for placeholders only.
void check_placeholders(const ExportTarget& target, const PlannedExport& planned);
// The names of those files, as far as the pattern has the whole name with its extension.
std::vector<std::string> planned_names(const ExportTarget& target, const PlannedExport& planned);
// Creates the directory. Throws Error{usage} when it cannot be written.
void create_directory(const ExportTarget& target);

// An artifact to export.
struct ExportSource {
  const ArtifactReport* report = nullptr;
  const nlohmann::json* intake = nullptr;   // of its run; null: of no run
  const nlohmann::json* columns = nullptr;  // texts of its row in a batch; null: of none
  int take = 1;
  int index = 1;  // among the artifacts of its run
};

struct PictureExport {
  const ArtifactReport* report = nullptr;
  const store::ArtifactFile* file = nullptr;
  std::string name;
};

// Every picture of the artifacts, or with `role` that file, each under its own name: a picture
// that is not the primary one has its role in the name, and further ones of the same name a
// number. A single file (ExportTarget::is_exact) is for primary pictures only. Throws Error{usage}
// for an unknown placeholder.
std::vector<PictureExport> plan_exports(std::span<const ExportSource> sources,
                                        const ExportTarget& target, const std::string& role = "");

// Writes the copy. Throws as export_file().
std::filesystem::path export_picture(const store::BlobStore& blobs, const PictureExport& picture,
                                     const ExportTarget& target);

// A warning when the name has the extension of another format; else empty.
std::string other_extension(const PictureExport& picture);

}  // namespace limner::app
