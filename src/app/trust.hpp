// Which files of projects the user has agreed to: trust.json in the user's own settings.
//
// A project comes with a clone. A statement in it about money, keys, programs or places outside
// of it is a TrustClaim: it is used only when the user has trusted the file that makes it, with
// its present content.
#pragma once

#include "app/environment.hpp"

#include <limner/asset.hpp>
#include <limner/clock.hpp>
#include <limner/error.hpp>

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace limner::app {

struct TrustClaim {
  std::filesystem::path file;  // to be trusted; see trusted_path()
  std::string what;            // one line: "providers.openai.base_url is https://proxy.example/v1"
  std::optional<Mark> mark = {};  // absent: the claim is the file itself
};

struct TrustedFile {
  std::filesystem::path path;  // absolute, without symbolic links, except its last part
  Digest digest;
  Time since;
};

// The path that a trusted file is listed with: for the directories of a project, which may be
// symbolic links, the link itself; for files the file that is read.
std::filesystem::path trusted_path(const std::filesystem::path& file);
std::filesystem::path trusted_link_path(const std::filesystem::path& link);

// Of a file: its content; of a symbolic link: where it leads; of a directory: its owner. Absent
// when it cannot be read.
std::optional<Digest> trust_digest(const std::filesystem::path& path);

// Not thread safe, except for the const functions.
class TrustList {
 public:
  // Empty when the file does not exist. Throws Error{invalid_config} when it belongs to another
  // user, others may write it, or it is not what save() wrote.
  static TrustList load(const Environment& variable);

  bool has(const std::filesystem::path& path, const Digest& digest) const;
  bool has(const std::filesystem::path& path) const;  // as it is now

  // Replaces the entry of that path. Throws Error{invalid_input} when it cannot be read.
  void add(const std::filesystem::path& path, Time now);
  // The store of a project that this user created, by the file that names it: see
  // project_store.hpp. Neither listed nor removed with the files.
  void add_store(const std::filesystem::path& id, Time now);
  bool is_own_store(const std::filesystem::path& id) const;  // as it is now
  // With the content that the user has seen, whatever the file is now.
  void add(const std::filesystem::path& path, const Digest& seen, Time now);
  // Removes the entries of `path` and of everything below; returns their number.
  std::size_t remove(const std::filesystem::path& path);
  std::span<const TrustedFile> files() const { return files_; }

 private:
  friend TrustList change_trust_list(const Environment&, const std::function<void(TrustList&)>&);
  void save(const Environment& variable) const;

  std::vector<TrustedFile> files_;   // sorted by path
  std::vector<TrustedFile> stores_;  // likewise
};

// Reads the list, has it changed and writes it, while no other process can; returns it. When
// `change` throws, nothing is written. Throws Error{store_failed}: the file is unchanged then.
// Throws as load() does, and Error{invalid_config} without a home.
TrustList change_trust_list(const Environment& variable,
                            const std::function<void(TrustList&)>& change);

std::filesystem::path trust_list_path(const Environment& variable);

// Error{not_trusted} that shows every claim with its place, and the command that allows them.
// `claims` must not be empty.
Error not_trusted(const std::vector<TrustClaim>& claims);

// The claims of a store in a project, both with absolute, normalized paths: the directories that
// lead to it from the project, and the entries of the store and of its directories artifacts, tmp
// and workers, where they are symbolic links.
std::vector<TrustClaim> link_claims(const std::filesystem::path& store,
                                    const std::filesystem::path& project);

// Whether `path`, with symbolic links followed, is `directory` or below it.
bool is_below(const std::filesystem::path& path, const std::filesystem::path& directory);

}  // namespace limner::app
