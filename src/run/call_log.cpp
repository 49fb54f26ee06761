#include "run/call_log.hpp"

#include <limner/error.hpp>

#include <utility>

namespace limner {

namespace {

std::string name_in(const nlohmann::json& remote) {
  const auto name = remote.is_object() ? remote.find("id") : remote.end();
  return name != remote.end() && name->is_string() ? name->get<std::string>() : std::string();
}

}  // namespace

void StoredCallLog::accepted(const nlohmann::json& remote) {
  call_.remote = remote;
  call_.remote_id = name_in(remote);
  try {
    records_.accept_call(call_.id, remote);
  } catch (const Error& error) {
    Error lost(error.code(), "{} has accepted the request as \"{}\", and that cannot be kept: {}",
               call_.provider, call_.remote_id, error.what());
    throw CallError(std::move(lost), Billing::unknown);
  }
  call_.state = "accepted";
}

std::filesystem::path StoredCallLog::answered(const std::filesystem::path& body,
                                              std::string_view media_type) {
  try {
    const Asset raw = records_.keep_answer(call_.id, body, media_type);
    call_.raw_answer = raw.digest;
    return blobs_.path_of(raw);
  } catch (const Error& error) {
    throw CallError(error, Billing::unknown);
  }
}

}  // namespace limner
