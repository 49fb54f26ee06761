#include "app/trust.hpp"

#include "app/config_lock.hpp"
#include "app/directories.hpp"

#include <limner/file.hpp>
#include <limner/json.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

namespace limner::app {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t largest_list = 8 << 20;        // bytes
constexpr std::uint64_t largest_trusted = 256u << 20;  // bytes; programs may be large

Error unusable_list(const fs::path& file, std::string_view why) {
  return Error(ErrorCode::invalid_config, "{} {}", file.string(), why)
      .with_help("remove it, and trust the projects again: limner trust");
}

void check_list_owner(const fs::path& file, const struct stat& facts) {
  if (facts.st_uid != geteuid()) throw unusable_list(file, "belongs to another user");
  if ((facts.st_mode & 022) != 0) throw unusable_list(file, "can be written by others");
}

std::vector<TrustedFile> parse_files(const nlohmann::json& list) {
  std::vector<TrustedFile> files;
  for (const nlohmann::json& entry : list) {
    files.push_back({entry.at("path").get<std::string>(),
                     Digest::parse(entry.at("sha256").get<std::string>()),
                     parse_time(entry.at("since").get<std::string>())});
  }
  std::ranges::sort(files, {}, &TrustedFile::path);
  return files;
}

nlohmann::json files_json(const std::vector<TrustedFile>& files) {
  nlohmann::json list = nlohmann::json::array();
  for (const TrustedFile& trusted : files) {
    list.push_back({{"path", trusted.path.string()},
                    {"sha256", trusted.digest.hex()},
                    {"since", rfc3339(trusted.since)}});
  }
  return list;
}

bool is_as_listed(const std::vector<TrustedFile>& files, const fs::path& path) {
  const auto found = std::ranges::find(files, path, &TrustedFile::path);
  return found != files.end() && trust_digest(path) == found->digest;
}

// Replaces the entry of that path.
void add_to(std::vector<TrustedFile>& files, const fs::path& path, Time now) {
  const std::optional<Digest> digest = trust_digest(path);
  if (!digest) {
    throw Error(ErrorCode::invalid_input, "{} cannot be read", path.string())
        .with_help("check the path and its permissions");
  }
  std::erase_if(files, [&](const TrustedFile& file) { return file.path == path; });
  files.push_back({path, *digest, now});
  std::ranges::sort(files, {}, &TrustedFile::path);
}

fs::path real_path(const fs::path& path) {
  std::error_code failure;
  fs::path real = fs::weakly_canonical(path, failure);
  return failure ? fs::absolute(path).lexically_normal() : real;
}

// The project of the file, else the file: what `limner trust` takes to show them all.
fs::path argument_for(const TrustClaim& claim) {
  std::error_code unreadable;
  for (fs::path root = claim.file.parent_path(); root.has_relative_path();
       root = root.parent_path()) {
    if (fs::exists(root / "limner.yaml", unreadable) || fs::exists(root / ".limner", unreadable))
      return root;
  }
  return claim.file;
}

// In single quotes when a shell would split or expand it.
std::string shell_word(const std::string& text) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("/._-+,:=@%").find(c) != std::string_view::npos;
  };
  if (!text.empty() && std::ranges::all_of(text, is_plain)) return text;
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? "'\\''" : std::string(1, c);
  return word + "'";
}

}  // namespace

fs::path trusted_path(const fs::path& file) {
  return real_path(file);
}

fs::path trusted_link_path(const fs::path& link) {
  return real_path(link.parent_path()) / link.filename();
}

std::optional<Digest> trust_digest(const fs::path& path) {
  struct stat facts {};
  if (lstat(path.c_str(), &facts) != 0) return std::nullopt;
  if (S_ISLNK(facts.st_mode)) return Digest::of("symlink to " + real_path(path).string());
  if (S_ISDIR(facts.st_mode)) return Digest::of(fmt::format("directory of {}", facts.st_uid));
  if (!S_ISREG(facts.st_mode)) return std::nullopt;
  try {
    return Digest::of(read_file(path, largest_trusted));
  } catch (const Error&) {
    return std::nullopt;
  }
}

fs::path trust_list_path(const Environment& variable) {
  return config_directory(variable) / "trust.json";
}

TrustList TrustList::load(const Environment& variable) {
  TrustList list;
  if (!variable("HOME") && !variable("XDG_CONFIG_HOME")) return list;
  const fs::path file = trust_list_path(variable);
  struct stat facts {};
  if (stat(file.c_str(), &facts) != 0) return list;
  check_list_owner(file, facts);
  try {
    const nlohmann::json stored = parse_json(read_file(file, largest_list), "trust.json");
    list.files_ = parse_files(stored.at("files"));
    list.stores_ = parse_files(stored.value("stores", nlohmann::json::array()));
  } catch (const std::exception&) {
    throw unusable_list(file, "is not a list of trusted files");
  }
  return list;
}

bool TrustList::has(const fs::path& path, const Digest& digest) const {
  const auto found = std::ranges::find(files_, path, &TrustedFile::path);
  return found != files_.end() && found->digest == digest;
}

bool TrustList::has(const fs::path& path) const {
  return is_as_listed(files_, path);
}

bool TrustList::is_own_store(const fs::path& id) const {
  return is_as_listed(stores_, id);
}

void TrustList::add(const fs::path& path, Time now) {
  add_to(files_, path, now);
}

void TrustList::add_store(const fs::path& id, Time now) {
  add_to(stores_, id, now);
}

void TrustList::add(const fs::path& path, const Digest& seen, Time now) {
  std::erase_if(files_, [&](const TrustedFile& file) { return file.path == path; });
  files_.push_back({path, seen, now});
  std::ranges::sort(files_, {}, &TrustedFile::path);
}

std::size_t TrustList::remove(const fs::path& path) {
  return std::erase_if(files_, [&](const TrustedFile& file) {
    const fs::path below = file.path.lexically_relative(path);
    return file.path == path || (!below.empty() && *below.begin() != "..");
  });
}

void TrustList::save(const Environment& variable) const {
  const fs::path file = trust_list_path(variable);
  const nlohmann::json list{
      {"schemaVersion", 1}, {"files", files_json(files_)}, {"stores", files_json(stores_)}};
  write_file(file,
             as_bytes(list.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n"),
             0600);
}

TrustList change_trust_list(const Environment& variable,
                            const std::function<void(TrustList&)>& change) {
  const ConfigLock lock(variable);
  TrustList list = TrustList::load(variable);
  change(list);
  list.save(variable);
  return list;
}

Error not_trusted(const std::vector<TrustClaim>& claims) {
  std::vector<Problem> problems;
  for (const TrustClaim& claim : claims) {
    const std::string place = claim.mark ? "" : ": " + claim.file.string();
    problems.push_back({.message = "not trusted: " + claim.what + place,
                        .type = "not_trusted",
                        .loc = {claim.file.string()},
                        .mark = claim.mark,
                        .help = ""});
  }
  const std::string message =
      claims.size() == 1
          ? problems.front().message
          : fmt::format("{} statements of this project are not trusted; nothing was sent",
                        claims.size());
  return Error(ErrorCode::not_trusted, "{}", message)
      .with_problems(std::move(problems))
      .with_help("a project decides about money, keys and programs only after: limner trust " +
                 shell_word(argument_for(claims.front()).string()));
}

std::vector<TrustClaim> link_claims(const fs::path& store, const fs::path& project) {
  std::vector<TrustClaim> claims;
  const auto add_link = [&](const fs::path& path) {
    std::error_code unreadable;
    if (!fs::is_symlink(path, unreadable)) return;
    claims.push_back({trusted_link_path(path),
                      "a symbolic link to " + fs::read_symlink(path, unreadable).string()});
  };
  fs::path directory = project;
  for (const fs::path& name : store.lexically_relative(project)) add_link(directory /= name);
  if (!claims.empty()) return claims;
  for (const char* part : {"", "artifacts", "logs", "tmp", "workers"}) {
    std::error_code unreadable;
    if (fs::is_symlink(store / part, unreadable)) continue;
    for (fs::directory_iterator entry(store / part, unreadable), end; entry != end;
         entry.increment(unreadable))
      add_link(entry->path());
  }
  return claims;
}

bool is_below(const fs::path& path, const fs::path& directory) {
  const fs::path relative = real_path(path).lexically_relative(real_path(directory));
  return !relative.empty() && *relative.begin() != "..";
}

}  // namespace limner::app
