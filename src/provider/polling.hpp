// Waiting for what a company has taken: questions that cost nothing, asked again when
// they were not answered.
#pragma once

#include "provider/provider_client.hpp"

#include <functional>
#include <optional>
#include <string>

namespace limner::provider {

// The request was taken and may be charged for, and how it ends is not known here.
CallError still_open(const Company& company, std::string_view why);

// A small answer that was kept in memory.
nlohmann::json parsed(const Company& company, std::string_view body);

// Throws CallError{unknown} for a URL that the key may not be sent to.
void refuse_foreign(const ProviderClient& client, const std::string& url);

struct Task {
  net::HttpRequest question;  // asked until the task is over
  std::function<bool(const net::HttpAnswer&)> is_over;
  std::optional<net::HttpRequest> cancel;  // where a company lets a request be taken back
};

// The answer that says so. Throws CallError{unknown} when nobody knows any more, when it
// takes longer than half an hour, and after a stop, which takes back first what this
// process has sent.
net::HttpAnswer wait_for(const ProviderClient& client, const Task& task,
                         const std::stop_token& stop);

// Whatever is answered, short of "not now".
net::HttpAnswer ask_again(const ProviderClient& client, const net::HttpRequest& request,
                          const std::stop_token& stop);

// A picture that an answer points to. Throws CallError{unknown} when it cannot be had:
// it is there and paid for.
Bytes fetch_again(const ProviderClient& client, const std::string& url,
                  const std::filesystem::path& scratch, const std::stop_token& stop);

}  // namespace limner::provider
