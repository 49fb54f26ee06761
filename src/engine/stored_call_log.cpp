#include "engine/stored_call_log.hpp"

#include "engine/call_request.hpp"

#include <limner/error.hpp>

#include <algorithm>
#include <fstream>
#include <system_error>

namespace limner::engine {

namespace {

std::string remote_name(const nlohmann::json& remote) {
  const auto name = remote.is_object() ? remote.find("id") : remote.end();
  return name != remote.end() && name->is_string() ? name->get<std::string>() : std::string();
}

// In bytes: pictures without compression, as base64 in JSON.
std::uint64_t largest_answer(const provider::Operation& operation) {
  constexpr std::uint64_t bytes_per_pixel = 4, text = std::uint64_t{64} << 10;
  constexpr std::uint64_t usual_pixels =
      std::uint64_t{1024} * 1024;  // where the model chooses the size
  const auto* request = std::get_if<provider::GenerateImage>(&operation);
  const auto pixels = request == nullptr ? 0
                                         : static_cast<std::uint64_t>(request->width) *
                                               static_cast<std::uint64_t>(request->height);
  const auto count = static_cast<std::uint64_t>(picture_count(operation));
  return text + count * std::max(pixels, usual_pixels) * bytes_per_pixel * 4 / 3;
}

// Without a sync, because the file is removed when the call ends.
bool write_unsynced(const std::filesystem::path& file, const Bytes& bytes) {
  std::ofstream out(file, std::ios::binary);
  out << as_text(bytes) << std::flush;
  return out.good();
}

}  // namespace

void StoredCallLog::open_answer_file(const provider::Operation& operation) {
  answer_file_ = env_.records.open_answer(call_.id, largest_answer(operation));
}

StoredCallLog::~StoredCallLog() {
  std::error_code ignored;
  for (const std::filesystem::path& file : partials_) std::filesystem::remove(file, ignored);
}

void StoredCallLog::accepted(const nlohmann::json& remote) {
  call_.remote = remote;
  call_.remote_id = remote_name(remote);
  try {
    env_.records.accept_call(call_.id, remote);
  } catch (const Error& error) {
    Error lost(error.code(), "{} has accepted the request as \"{}\", and that cannot be kept: {}",
               call_.provider, call_.remote_id, error.what());
    throw CallError(std::move(lost), Billing::unknown);
  }
  call_.state = store::CallState::accepted;
}

std::filesystem::path StoredCallLog::answered(const std::filesystem::path& body,
                                              std::string_view media_type) {
  try {
    const Asset raw = env_.records.store_answer(call_.id, body, media_type);
    call_.raw_answer = raw.digest;
    // The answer of a queue names pictures that are still to be fetched.
    if (before_reading && call_.remote.is_null()) before_reading(raw.size);
    return env_.blobs.path_of(raw);
  } catch (const Error& error) {
    throw CallError(error, Billing::unknown);
  }
}

void StoredCallLog::partial(const provider::Picture& picture) noexcept try {
  const int number = static_cast<int>(partials_.size()) + 1;
  partials_.push_back(scratch() / fmt::format("{}-{}.{}", call_.id.short_id(), number,
                                              extension_of(picture.media_type)));
  if (!write_unsynced(partials_.back(), picture.bytes)) return;
  env_.events.on(PartialPicture{.ordinal = call_.step,
                                .name = step_name_,
                                .model = call_.model,
                                .number = number,
                                .file = partials_.back()});
} catch (...) {
}

}  // namespace limner::engine
