#include "net/cassette.hpp"

#include <limner/file.hpp>
#include <limner/json.hpp>

#include <algorithm>
#include <array>
#include <cctype>

namespace limner::net {

namespace fs = std::filesystem;

namespace {

using nlohmann::json;

constexpr std::uint64_t largest_document = 16 << 20;  // bytes
constexpr std::uint64_t largest_replayed_body = 1ull << 30;
constexpr std::size_t stem_letters = 16;  // of the digest, in file names

// The headers that providers read; others may contain private data.
constexpr std::array<std::string_view, 5> kept_headers{
    "content-type", "x-request-id", "x-fal-billable-units", "retry-after", "retry-after-ms"};

json headers_of(const HttpAnswer& answer) {
  json headers = json::object();
  for (const std::string_view name : kept_headers) {
    if (const std::string_view value = answer.header(name); !value.empty())
      headers[std::string(name)] = value;
  }
  return headers;
}

Recording read_recording(const fs::path& file) {
  const json document = parse_json(read_file(file, largest_document), file.string());
  const auto is_object = [&](const char* name) {
    return document.contains(name) && document[name].is_object();
  };
  const bool whole = document.is_object() && is_object("request") && is_object("answer") &&
                     document["answer"].contains("status") &&
                     document["answer"]["status"].is_number_integer() &&
                     document["answer"].contains("body") && document["answer"]["body"].is_string();
  if (!whole) throw Error(ErrorCode::invalid_input, "{} is not a recording", file.string());
  return {file.filename().string(), document["request"], document["answer"]};
}

}  // namespace

std::string digest_of_request(const json& normal) {
  return Digest::of(canonical(normal)).hex();
}

void Cassette::add(const json& normal, const HttpAnswer& answer, std::string_view body) {
  const std::lock_guard lock(mutex_);
  const std::string stem = digest_of_request(normal).substr(0, stem_letters);
  int& count = count_[stem];
  if (count++ == 0) remove_earlier(stem);
  const std::string digest = Digest::of(body).hex();
  fs::create_directories(directory_ / "bodies");
  write_file(directory_ / "bodies" / digest, as_bytes(body));
  const json document{{"schema", 1},
                      {"request", normal},
                      {"answer",
                       {{"status", answer.status},
                        {"headers", headers_of(answer)},
                        {"body", digest},
                        {"size", body.size()}}}};
  const std::string text = document.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
  write_file(directory_ / fmt::format("{}-{:04}.json", stem, count), as_bytes(text));
}

void Cassette::remove_earlier(const std::string& stem) const {
  std::error_code none;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory_, none)) {
    if (entry.path().filename().string().starts_with(stem + "-")) fs::remove(entry.path());
  }
}

std::map<std::string, std::vector<Recording>> Cassette::load() const {
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory_)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::map<std::string, std::vector<Recording>> recordings;
  for (const fs::path& file : files) {
    Recording recorded = read_recording(file);
    const std::string digest = digest_of_request(recorded.request);
    recordings[digest].push_back(std::move(recorded));
  }
  return recordings;
}

std::string Cassette::body_of(const Recording& recorded) const {
  const std::string name = recorded.answer["body"].get<std::string>();
  const Digest digest = Digest::parse(name);
  std::string body = read_file(directory_ / "bodies" / name, largest_replayed_body);
  if (Digest::of(body) == digest) return body;
  throw Error(ErrorCode::invalid_input, "{} has changed since it was recorded", name)
      .with_help("record it again: --record DIR");
}

}  // namespace limner::net
