// The store and the catalogue, as a command asks for them.
#include "app/context.hpp"

#include "app/directories.hpp"
#include "app/limits.hpp"
#include "app/project_store.hpp"

#include <limner/file.hpp>

#include <charconv>
#include <iterator>

namespace limner::app {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t largest_catalogue = 1 << 20;  // bytes

// A store named in the user's own file stands back behind a project's.
bool store_setting_applies(const Context& context, const SettingValue& store) {
  if (store.text.empty()) return false;
  return !context.project || store.source != SettingSource::user_file;
}

// A clone can bring links that lead the store's files into directories of the user.
void refuse_untrusted_links(const Context& context, const fs::path& store) {
  std::vector<TrustClaim> claims = store_link_claims(context, store);
  if (claims.empty()) return;
  const TrustList trusted = TrustList::load(context.variable);
  std::erase_if(claims, [&](const TrustClaim& claim) { return trusted.has(claim.file); });
  if (!claims.empty()) throw not_trusted(claims);
}

constexpr std::string_view text_limit = "limits.text_bytes";

std::string read_standard_input(const Context& context, std::uint64_t limit) {
  std::string text;
  for (std::istreambuf_iterator<char> letter(context.in), end; letter != end; ++letter) {
    text += *letter;
    if (text.size() > limit)
      throw above_limit(context, text_limit, "stdin", fmt::format("at least {}", text.size()));
  }
  return text;
}

// A missing directory counts as empty; an unreadable one is an error.
void refuse_unusable(const fs::path& place) {
  std::error_code failure;
  const bool is_there = fs::exists(place / "limner.db", failure);
  std::error_code unreadable;
  const bool usable =
      is_there || !fs::exists(place, unreadable) || fs::is_directory(place, unreadable);
  if (!failure && usable) return;
  throw Error(ErrorCode::store_failed, "cannot use {} as a store: {}", place.string(),
              failure ? failure.message() : "it is not a directory")
      .with_help("name another: --store DIR");
}

}  // namespace

store::NetworkFileSystem network_file_system(const Context& context) {
  return context.settings.is_on("store.allow_network_fs") ? store::NetworkFileSystem::allowed
                                                          : store::NetworkFileSystem::refused;
}

std::vector<TrustClaim> store_link_claims(const Context& context, const fs::path& store) {
  if (!context.project) return {};
  const fs::path path = store.lexically_normal();
  const fs::path project = context.project->lexically_normal();
  const fs::path relative = path.lexically_relative(project);
  if (!relative.empty() && *relative.begin() != "..") return link_claims(path, project);
  // Named through a link from elsewhere.
  if (!is_below(path, project)) return {};
  return link_claims(trusted_path(path), trusted_path(project));
}

StoreLocation store_location(const Context& context) {
  StoreLocation place;
  const SettingValue& named = context.settings.declared("store");
  if (store_setting_applies(context, named)) {
    place = {std::string(context.settings.text("store")), named.origin};
    place.is_in_project = named.source == SettingSource::project_file && context.project &&
                          is_below(place.path, *context.project);
  } else if (context.project) {
    place = {*context.project / ".limner", "project"};
    place.is_in_project = true;
  } else {
    place = {data_directory(context.variable), "user store"};
  }
  refuse_untrusted_links(context, place.path);
  place.exists = store::has_store(place.path);
  return place;
}

store::Records open_records(const Context& context) {
  const StoreLocation place = store_location(context);
  if (place.is_in_project) require_own_store(context, place);
  return store::Records(place.path, store::OpenMode::read_write, context.clock.now(),
                        network_file_system(context));
}

// So that a list shows a request of a killed process as in doubt. A store that this user may not
// write stays as it is.
void settle_abandoned_runs(const Context& context) {
  try {
    open_records(context);
  } catch (const Error&) {
  }
}

std::optional<store::Records> existing_records(const Context& context) {
  const StoreLocation place = store_location(context);
  if (!place.exists) {
    refuse_unusable(place.path);
    return std::nullopt;
  }
  try {
    store::Records records(place.path, store::OpenMode::read_only, context.clock.now(),
                           network_file_system(context));
    if (records.has_abandoned_runs()) settle_abandoned_runs(context);
    return records;
  } catch (const Error& error) {
    // An empty file, left by a process that died, is not a store yet.
    if (error.code() == ErrorCode::not_found) return std::nullopt;
    throw;
  }
}

store::Records records_to_look_up(const Context& context, std::string_view id) {
  auto records = existing_records(context);
  if (records) return std::move(*records);
  throw Error(ErrorCode::not_found, "unknown id \"{}\": {} is empty", id,
              store_location(context).path.string())
      .with_help("name another store: --store DIR");
}

store::BlobStore open_blobs(const Context& context) {
  return store::BlobStore(store_location(context).path);
}

provider::Catalogue load_catalogue(const Context& context) {
  provider::Catalogue catalogue = provider::Catalogue::built_in();
  const SettingValue& named = context.settings.value("catalog");
  fs::path file = named.text;
  if (file.empty() && (context.variable("HOME") || context.variable("XDG_CONFIG_HOME"))) {
    file = config_directory(context.variable) / "catalog.yaml";
    std::error_code unreadable;
    if (!fs::exists(file, unreadable)) return catalogue;
  }
  if (file.empty()) return catalogue;
  std::string text = read_file(file, largest_catalogue);
  const fs::path path = trusted_path(file);
  if (named.source == SettingSource::project_file &&
      !TrustList::load(context.variable).has(path, Digest::of(text)))
    throw not_trusted({{path, "models and prices of the setting catalog"}});
  try {
    catalogue.overlay(std::move(text), file.string());
  } catch (const Error& error) {
    if (error.help() != traits(ErrorCode::invalid_config).hint) throw;
    throw Error(error).with_help("limner help catalogue");
  }
  return catalogue;
}

std::optional<Time> source_date(const Context& context) {
  constexpr std::int64_t latest = 253'402'300'799;  // the end of 9999
  const std::string text = context.variable("SOURCE_DATE_EPOCH").value_or("");
  if (text.empty()) return std::nullopt;
  std::int64_t seconds = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size() || seconds < 0 || seconds > latest) {
    throw Error(ErrorCode::invalid_config, "SOURCE_DATE_EPOCH is \"{}\"", text)
        .with_help("it must be a number of seconds since 1970");
  }
  return Time(std::chrono::seconds(seconds));
}

std::string today(const Context& context) {
  return rfc3339(context.clock.now()).substr(0, 10);
}

std::string read_argument(const Context& context, const std::string& path) {
  const std::uint64_t limit = limit_of(context, text_limit);
  if (path == "-") return read_standard_input(context, limit);
  const fs::path file = context.directory / path;
  check_file_size(context, text_limit, path, file);
  try {
    return read_file(file, limit);
  } catch (const Error& error) {
    throw Error(ErrorCode::invalid_input, "{}", error.what()).with_help("check the path: " + path);
  }
}

}  // namespace limner::app
