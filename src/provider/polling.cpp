#include "provider/polling.hpp"

#include <limner/json.hpp>

#include <algorithm>

namespace limner::provider {

namespace {

constexpr Millis first_pause{500};
constexpr Millis longest_pause{2000};
constexpr Millis longest_wait{30 * 60'000};
constexpr int most_failures = 8;  // in a row

// Whether a request is taken back in time is not known.
[[noreturn]] void cancel(const ProviderClient& client, const Task& task) {
  try {
    if (task.cancel && !client.only_asks()) client.look(*task.cancel, {});
  } catch (const net::HttpError&) {
    // Nothing more can be done: it stays open either way.
  }
  Error error(ErrorCode::interrupted, "stopped while {} was at work", client.company().title);
  throw CallError(error.with_help("see what became of it: limner doubts ls"), Billing::unknown);
}

// The answer to the question when the task is over.
std::optional<net::HttpAnswer> ask_once(const ProviderClient& client, const Task& task,
                                        const std::stop_token& stop) {
  try {
    net::HttpAnswer answer = ask_again(client, task.question, stop);
    try {
      if (answer.status >= 400) {
        throw still_open(client.company(),
                         fmt::format("does not tell how it stands ({})", answer.status));
      }
      if (task.is_over(answer)) return answer;
    } catch (const CallError&) {
      discard(answer.file);
      throw;
    }
    discard(answer.file);
    return std::nullopt;
  } catch (const CallError&) {
    if (stop.stop_requested()) cancel(client, task);
    throw;
  }
}

}  // namespace

CallError still_open(const Company& company, std::string_view why) {
  Error error(ErrorCode::in_doubt, "{} has taken the request, but {}", company.title, why);
  return CallError(error.with_help("what is there is fetched later: limner doubts ls"),
                   Billing::unknown);
}

nlohmann::json parsed(const Company& company, std::string_view body) {
  try {
    return parse_json(body, "the answer");
  } catch (const Error& error) {
    throw unreadable(company, error);
  }
}

void refuse_foreign(const ProviderClient& client, const std::string& url) {
  if (client.is_own(url)) return;
  throw unreadable(client.company(),
                   Error(ErrorCode::generation_failed, "points to {}, which is not its own",
                         net::redact_url(url)));
}

net::HttpAnswer wait_for(const ProviderClient& client, const Task& task,
                         const std::stop_token& stop) {
  const Millis start = client.clock().uptime();
  Millis wait = first_pause;
  for (;;) {
    if (stop.stop_requested()) cancel(client, task);
    if (auto answer = ask_once(client, task, stop)) return std::move(*answer);
    if (client.clock().uptime() - start > longest_wait)
      throw still_open(client.company(), "is not done with it");
    if (!pause(client.clock(), wait, stop)) cancel(client, task);
    wait = std::min(wait * 3 / 2, longest_pause);
  }
}

net::HttpAnswer ask_again(const ProviderClient& client, const net::HttpRequest& request,
                          const std::stop_token& stop) {
  Millis wait = first_pause;
  for (int failures = 1;; ++failures) {
    try {
      net::HttpAnswer answer = client.look(request, stop);
      const bool again = answer.status >= 500 || answer.status == 429 || answer.status == 408;
      if (!again || failures == most_failures) return answer;
      discard(answer.file);
    } catch (const net::HttpError& error) {
      if (failures == most_failures || stop.stop_requested())
        throw still_open(client.company(), error.what());
    }
    if (!pause(client.clock(), wait, stop)) throw still_open(client.company(), "it was stopped");
    wait = std::min(wait * 2, 8 * longest_pause);
  }
}

Bytes fetch_again(const ProviderClient& client, const std::string& url,
                  const std::filesystem::path& scratch, const std::stop_token& stop) {
  Millis wait = first_pause;
  for (int failures = 1;; ++failures) {
    try {
      return client.fetch(url, scratch, stop);
    } catch (const Error& error) {
      const bool again = error.code() == ErrorCode::provider_unavailable;
      if (!again || failures == most_failures / 2 || !pause(client.clock(), wait, stop))
        throw still_open(client.company(),
                         fmt::format("its picture cannot be fetched: {}", error.what()));
    }
    wait *= 2;
  }
}

}  // namespace limner::provider
