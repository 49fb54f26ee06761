#include "provider/polling.hpp"

#include <limner/base64.hpp>
#include <limner/image.hpp>

#include <algorithm>

namespace limner::provider {

namespace {

constexpr Millis first_pause{500};
constexpr Millis longest_pause{2000};
constexpr Millis longest_wait{30 * 60'000};
constexpr int max_attempts = 8;  // in a row

CallError stopped(const ProviderClient& client) {
  Error error(ErrorCode::interrupted, "stopped while waiting for {}", client.info().title);
  return CallError(error.with_help("collect the result later: limner doubts ls"), Billing::unknown);
}

// The response when the task is over.
std::optional<net::HttpAnswer> poll_once(const ProviderClient& client, const Task& task,
                                         const std::stop_token& stop) {
  try {
    net::HttpAnswer answer = query_with_retries(client, task.question, stop);
    try {
      if (answer.status >= 400) {
        throw outcome_unknown(client.info(),
                              fmt::format("its status request failed ({})", answer.status));
      }
      if (task.is_over(answer)) return answer;
    } catch (const CallError&) {
      remove_file(answer.file);
      throw;
    }
    remove_file(answer.file);
    return std::nullopt;
  } catch (const CallError&) {
    if (stop.stop_requested()) throw stopped(client);
    throw;
  }
}

}  // namespace

CallError outcome_unknown(const ProviderInfo& info, std::string_view why) {
  Error error(ErrorCode::in_doubt, "{} accepted the request, but {}", info.title, why);
  return CallError(error.with_help("collect the result later: limner doubts ls"), Billing::unknown);
}

nlohmann::json parsed(const ProviderInfo& info, std::string_view body) {
  try {
    return read_answer_text(body, {}).document;
  } catch (const Error& error) {
    throw unreadable(info, error);
  }
}

nlohmann::json accepted_document(const ProviderInfo& info, const net::HttpAnswer& answer,
                                 const std::stop_token& stop) try {
  return parsed(info, answer.body);
} catch (const CallError&) {
  if (!answer.is_truncated) throw;
  throw cut_short_error(info, stop.stop_requested());
}

void refuse_foreign_url(const ProviderClient& client, const std::string& url) {
  if (client.is_own(url)) return;
  throw unreadable(client.info(),
                   Error(ErrorCode::generation_failed,
                         "refers to {}, which is not one of its hosts", net::redact_url(url)));
}

net::HttpAnswer wait_for(const ProviderClient& client, const Task& task,
                         const std::stop_token& stop) {
  const Millis start = client.clock().uptime();
  Millis wait = first_pause;
  for (;;) {
    if (stop.stop_requested()) throw stopped(client);
    if (auto answer = poll_once(client, task, stop)) return std::move(*answer);
    if (client.clock().uptime() - start > longest_wait)
      throw outcome_unknown(client.info(), "has not finished it");
    if (!sleep_unless_stopped(client.clock(), wait, stop)) throw stopped(client);
    wait = std::min(wait * 3 / 2, longest_pause);
  }
}

namespace {

// A response that was cut short has its document when only the end of the body is missing.
bool is_whole(const net::HttpAnswer& answer) {
  if (!answer.is_truncated) return true;
  try {
    answer.file.empty() ? read_answer_text(answer.body, {}) : read_answer_file(answer.file, {});
    return true;
  } catch (const Error&) {
    return false;
  }
}

net::HttpAnswer query_until(const ProviderClient& client, const net::HttpRequest& request,
                            const std::stop_token& stop,
                            const std::function<bool(const net::HttpAnswer&)>& is_final) {
  Millis wait = first_pause;
  for (int failures = 1;; ++failures) {
    try {
      net::HttpAnswer answer = client.query(request, stop);
      const bool whole = is_whole(answer);
      if (whole && (is_final(answer) || failures == max_attempts)) return answer;
      remove_file(answer.file);
      if (failures == max_attempts)
        throw outcome_unknown(client.info(), "its answer was cut short");
    } catch (const net::HttpError& error) {
      if (failures == max_attempts || stop.stop_requested())
        throw outcome_unknown(client.info(), error.what());
    }
    if (!sleep_unless_stopped(client.clock(), wait, stop))
      throw outcome_unknown(client.info(), "waiting for it was stopped");
    wait = std::min(wait * 2, 8 * longest_pause);
  }
}

}  // namespace

net::HttpAnswer query_with_retries(const ProviderClient& client, const net::HttpRequest& request,
                                   const std::stop_token& stop) {
  return query_until(client, request, stop,
                     [](const net::HttpAnswer& answer) { return !is_transient(answer.status); });
}

net::HttpAnswer fetch_result(const ProviderClient& client, const net::HttpRequest& request,
                             const std::stop_token& stop) {
  net::HttpAnswer answer = query_until(client, request, stop, [&](const net::HttpAnswer& one) {
    return !is_transient(one.status) || (one.status >= 500 && client.is_own_error(one));
  });
  if (answer.status < 400 || client.is_own_error(answer)) return answer;
  remove_file(answer.file);
  throw outcome_unknown(client.info(),
                        fmt::format("its result cannot be fetched ({})", answer.status));
}

namespace {

// Whether the bytes are what the provider published: not the page of a server before it, and not
// the first part of a picture. Pictures above the limits and other files are for the caller.
bool is_published_file(std::span<const std::byte> bytes) {
  const auto info = image::probe(bytes);
  if (!info) return bytes.empty() || bytes.front() != std::byte{'<'};
  try {
    image::decode(bytes);
    return true;
  } catch (const Error&) {
    const auto pixels =
        static_cast<std::uint64_t>(info->width) * static_cast<std::uint64_t>(info->height);
    return pixels > image::ImageLimits{}.pixels || bytes.size() > image::ImageLimits{}.bytes;
  }
}

Bytes fetch_once(const ProviderClient& client, const std::string& url,
                 const std::filesystem::path& scratch, const std::stop_token& stop) {
  if (auto inside = data_uri_bytes(url)) return std::move(*inside);
  Bytes bytes = client.fetch(url, scratch, stop);
  if (is_published_file(bytes)) return bytes;
  throw Error(ErrorCode::provider_unavailable, "{} is not a whole PNG, JPEG or WebP",
              net::redact_url(url));
}

// The server of the picture answered, and will not give it. Others fail for now.
bool is_refusal(const Error& error) {
  return error.code() == ErrorCode::generation_failed;
}

// Throws the Error of the last attempt.
Bytes fetch_with_retries(const ProviderClient& client, const std::string& url,
                         const std::filesystem::path& scratch, const std::stop_token& stop) {
  Millis wait = first_pause;
  for (int failures = 1;; ++failures) {
    try {
      return fetch_once(client, url, scratch, stop);
    } catch (const Error& error) {
      if (is_refusal(error) || failures == max_attempts / 2 ||
          !sleep_unless_stopped(client.clock(), wait, stop))
        throw;
    }
    wait *= 2;
  }
}

}  // namespace

std::vector<Picture> fetch_pictures(const ProviderClient& client,
                                    const std::vector<PictureUrl>& urls,
                                    const std::filesystem::path& scratch,
                                    const std::stop_token& stop) {
  std::vector<Picture> pictures;
  std::optional<Error> refused;
  for (const PictureUrl& one : urls) {
    try {
      pictures.push_back({.bytes = fetch_with_retries(client, one.url, scratch, stop),
                          .media_type = one.media_type});
    } catch (const Error& error) {
      refused = error;
      if (!is_refusal(error)) break;
    }
  }
  const bool is_usable = !refused || (is_refusal(*refused) && !pictures.empty());
  if (is_usable) return pictures;
  throw outcome_unknown(client.info(),
                        fmt::format("its picture cannot be fetched: {}", refused->what()));
}

}  // namespace limner::provider
