// Polls a queued request. These requests cost nothing and are repeated after failures.
#pragma once

#include "provider/provider_client.hpp"

#include <functional>
#include <optional>
#include <string>

namespace limner::provider {

// The request was accepted and may be billed; its outcome is unknown.
CallError outcome_unknown(const ProviderInfo& info, std::string_view why);

// Parses a response in memory, whatever precedes or follows its document. Throws
// CallError{unknown}.
nlohmann::json parsed(const ProviderInfo& info, std::string_view body);

// The same for the answer to a request that may cost money: one that was cut short is read as far
// as it came, because a document with the request's name may be whole.
nlohmann::json accepted_document(const ProviderInfo& info, const net::HttpAnswer& answer,
                                 const std::stop_token& stop);

// Throws CallError{unknown} for a URL that the key may not be sent to.
void refuse_foreign_url(const ProviderClient& client, const std::string& url);

struct PictureUrl {
  std::string url;
  std::string media_type;  // as the answer declares it; may be empty
};

struct Task {
  net::HttpRequest question;  // the status request
  std::function<bool(const net::HttpAnswer&)> is_over;
};

// Polls until `is_over` and returns that response. Throws CallError{unknown} when the
// status cannot be had, after 30 minutes, and after a stop. The request is never canceled
// at the provider: its answer can be collected later.
net::HttpAnswer wait_for(const ProviderClient& client, const Task& task,
                         const std::stop_token& stop);

// Returns the first response that is whole and whose status is not is_transient(), or the last
// one. Throws CallError{unknown} without a whole response, or after a stop.
net::HttpAnswer query_with_retries(const ProviderClient& client, const net::HttpRequest& request,
                                   const std::stop_token& stop);

// Fetches the result of a finished request. Like query_with_retries(), but a server error
// that the provider itself describes is the result and is not asked for again. Throws
// CallError{unknown} for a status of which the provider is not the author: the result
// can be fetched later.
net::HttpAnswer fetch_result(const ProviderClient& client, const net::HttpRequest& request,
                             const std::stop_token& stop);

// Downloads the pictures that an answer refers to. A file that is a page instead of a picture, or
// the first part of one, is asked for again. A picture that the server refuses is left out when
// another one came. Throws CallError{unknown} otherwise: the pictures are billed and can be
// downloaded later.
std::vector<Picture> fetch_pictures(const ProviderClient& client,
                                    const std::vector<PictureUrl>& urls,
                                    const std::filesystem::path& scratch,
                                    const std::stop_token& stop);

}  // namespace limner::provider
