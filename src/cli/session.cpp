// The store, the catalogue and the streams, as a command asks for them.
#include "cli/session.hpp"

#include "cli/places.hpp"
#include "cli/shapes.hpp"

#include <limner/file.hpp>

#include <iterator>

namespace limner {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t largest_argument_file = 1 << 20;  // bytes

// A store named in the user's own file stands back behind a project's.
bool store_setting_applies(const Session& session, const SettingValue& store) {
  if (store.text.empty()) return false;
  return !session.project || store.source != SettingSource::user_file;
}

std::string read_standard_input(const Session& session) {
  std::string text;
  for (std::istreambuf_iterator<char> letter(session.in), end; letter != end; ++letter) {
    text += *letter;
    if (text.size() > largest_argument_file) {
      throw Error(ErrorCode::invalid_input, "what comes in on stdin is larger than {} bytes",
                  largest_argument_file);
    }
  }
  return text;
}

// What is not there holds nothing; what cannot be looked into is an error.
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

StorePlace store_place(const Session& session) {
  StorePlace place;
  const SettingValue& named = session.settings.value("store");
  if (store_setting_applies(session, named)) {
    place = {named.text, named.origin};
  } else if (session.project) {
    place = {*session.project / ".limner", "project"};
  } else {
    place = {data_directory(session.variable), "user store"};
  }
  std::error_code unreadable;
  place.exists = fs::exists(place.path / "limner.db", unreadable);
  return place;
}

Records open_records(const Session& session) {
  return Records(store_place(session).path, OpenMode::read_write, session.clock.now());
}

std::optional<Records> existing_records(const Session& session) {
  const StorePlace place = store_place(session);
  if (!place.exists) {
    refuse_unusable(place.path);
    return std::nullopt;
  }
  try {
    return Records(place.path, OpenMode::read_only, session.clock.now());
  } catch (const Error& error) {
    // A file that nobody has lived to fill is no store yet.
    if (error.code() == ErrorCode::not_found) return std::nullopt;
    throw;
  }
}

Records records_to_look_up(const Session& session, std::string_view id) {
  auto records = existing_records(session);
  if (records) return std::move(*records);
  throw Error(ErrorCode::not_found, "there is no \"{}\": {} holds nothing yet", id,
              store_place(session).path.string())
      .with_help("name another store: --store DIR");
}

BlobStore open_blobs(const Session& session) {
  return BlobStore(store_place(session).path);
}

Catalogue load_catalogue(const Session& session) {
  Catalogue catalogue = Catalogue::built_in();
  fs::path file = session.settings.text("catalog");
  if (file.empty() && (session.variable("HOME") || session.variable("XDG_CONFIG_HOME"))) {
    file = config_directory(session.variable) / "catalog.yaml";
    std::error_code unreadable;
    if (!fs::exists(file, unreadable)) return catalogue;
  }
  if (!file.empty()) catalogue.overlay(read_file(file, largest_argument_file), file.string());
  return catalogue;
}

std::string today(const Session& session) {
  return rfc3339(session.clock.now()).substr(0, 10);
}

std::string read_argument(const Session& session, const std::string& path) {
  if (path == "-") return read_standard_input(session);
  try {
    return read_file(session.directory / path, largest_argument_file);
  } catch (const Error& error) {
    throw Error(ErrorCode::invalid_input, "{}", error.what()).with_help("check the path: " + path);
  }
}

void print_json(const Session& session, const nlohmann::ordered_json& document) {
  if (session.flags.jsonl) return print_json_line(session, document);
  session.out.text << json_text(document) << '\n';
}

void print_json_line(const Session& session, const nlohmann::ordered_json& document) {
  session.out.text << json_text(document, 0) << '\n' << std::flush;
}

}  // namespace limner
