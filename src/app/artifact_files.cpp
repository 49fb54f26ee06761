// Readable names and exports of artifact files.
#include "app/artifact_files.hpp"

#include "app/report/json_output.hpp"

#include <limner/error.hpp>
#include <limner/file.hpp>

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace limner::app {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t longest_slug = 48;  // bytes

// Removes accents and converts to lower case: "Émile's Fox" → "emile's fox".
std::string folded(std::string_view text) {
  utf8proc_uint8_t* mapped = nullptr;
  const auto length = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
      static_cast<utf8proc_ssize_t>(text.size()), &mapped,
      static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_STRIPMARK |
                                     UTF8PROC_CASEFOLD | UTF8PROC_IGNORE));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
  if (length < 0) return {};
  return std::string(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(length));
}

bool is_letter_or_digit(utf8proc_int32_t code) {
  const utf8proc_category_t category = utf8proc_category(code);
  return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
         category == UTF8PROC_CATEGORY_ND;
}

// Letters and digits of any script, words joined by "-".
std::string unicode_slug(std::string_view title) {
  const std::string text = folded(title);
  std::string words;
  for (std::size_t at = 0; at < text.size();) {
    utf8proc_int32_t code = -1;
    const auto taken = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(&text[at]),
                                        static_cast<utf8proc_ssize_t>(text.size() - at), &code);
    const std::size_t bytes = taken > 0 ? static_cast<std::size_t>(taken) : 1;
    const bool kept = code >= 0 && is_letter_or_digit(code);
    if (words.size() + bytes > longest_slug) break;
    if (kept) {
      words += text.substr(at, bytes);
    } else if (!words.empty() && words.back() != '-' && code != '\'') {
      words += '-';
    }
    at += bytes;
  }
  while (words.ends_with('-')) words.pop_back();
  return words.empty() ? "picture" : words;
}

bool is_same(const fs::path& file, const Asset& asset) {
  std::error_code unreadable;
  if (fs::file_size(file, unreadable) != asset.size || unreadable) return false;
  return Digest::of(read_file(file)) == asset.digest;
}

Error unwritten(std::string_view why) {
  Error error(ErrorCode::artifact_storage_failed, "{}", why);
  return error.with_help("check the directory's permissions and free space");
}

}  // namespace

const store::ArtifactFile* primary_file(const store::ArtifactRow& artifact) {
  for (const std::string_view role : {std::string_view(artifact.primary),
                                      std::string_view("processed"), std::string_view("raw")}) {
    const auto file = std::ranges::find(artifact.files, role, &store::ArtifactFile::role);
    if (file != artifact.files.end()) return &*file;
  }
  return artifact.files.empty() ? nullptr : &artifact.files.front();
}

std::vector<const store::ArtifactFile*> primary_files(const store::ArtifactRow& artifact) {
  std::vector<const store::ArtifactFile*> files;
  const store::ArtifactFile* first = primary_file(artifact);
  for (const store::ArtifactFile& file : artifact.files) {
    if (&file == first || file.role.starts_with(first->role + ".")) files.push_back(&file);
  }
  return files;
}

std::string readable_name(const store::ArtifactRow& artifact, const store::ArtifactFile& file,
                          std::string_view title) {
  std::string name = unicode_slug(title) + "-" + std::string(artifact.id.short_id());
  if (file.role != primary_file(artifact)->role) name += "-" + unicode_slug(file.role);
  return name + "." + std::string(extension_of(file.asset.media_type));
}

fs::path export_file(const store::BlobStore& blobs, const Asset& asset, const fs::path& directory,
                     const std::string& name, Existing other) {
  fs::path to = directory / name;
  std::error_code failure;
  fs::create_directories(directory, failure);
  if (!failure && fs::exists(to, failure)) {
    if (is_same(to, asset)) return to;
    if (other == Existing::kept) {
      throw Error(ErrorCode::artifact_storage_failed, "{} already exists with different content",
                  to.string())
          .with_help("move it away, or choose another directory: --out DIR");
    }
  }
  if (failure) throw unwritten(fmt::format("cannot write {}: {}", to.string(), failure.message()));
  const Bytes content = blobs.get(asset);
  try {
    write_file(to, content);
  } catch (const Error& error) {
    throw unwritten(error.what());
  }
  return to;
}

const store::ArtifactFile& stored_file(const store::ArtifactRow& artifact, const std::string& role,
                                       const store::BlobStore& blobs) {
  const store::ArtifactFile* file = role.empty() ? primary_file(artifact) : file_of(artifact, role);
  if (!file) {
    throw Error(ErrorCode::not_found, "artifact {} has no file with the role \"{}\"",
                artifact.id.str(), role)
        .with_help(fmt::format("see its files: limner artifacts show {}", artifact.id.short_id()));
  }
  const std::filesystem::path path = blobs.path_of(file->asset);
  std::error_code unreadable;
  if (!std::filesystem::exists(path, unreadable)) {
    throw Error(ErrorCode::store_damaged, "{} is missing; it belongs to artifact {}", path.string(),
                artifact.id.str())
        .with_help("restore the file from a backup, or generate the picture again");
  }
  blobs.get(file->asset);  // throws when the digest does not match
  return *file;
}

}  // namespace limner::app
