// Maps a failed call to an error code and its billing: the one table of failures.
#pragma once

#include <limner/net.hpp>
#include <limner/provider.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace limner::provider {

// The properties of a provider that its errors depend on.
struct ProviderInfo {
  std::string_view name;   // "openai"
  std::string_view title;  // "OpenAI", for messages
  std::string_view key_help;
  // Statuses for which the provider promises not to charge; the catalogue has the promise
  // and its source. Only an error document of the provider's own is believed.
  std::span<const StatusRange> unbilled_statuses = {};
};

// The members of an error response; empty when absent.
struct ErrorBody {
  std::string code, type, message;
  std::optional<Millis> retry_delay = {};  // named in a member of its own

  // Whether the provider wrote it: a gateway's page has neither a code nor a type.
  bool is_own() const { return !code.empty() || !type.empty(); }
};

// A response with an error status. `secrets` are removed from its message.
CallError refused(const ProviderInfo& info, const net::HttpAnswer& answer,
                  const ErrorBody& error_body, const std::vector<std::string>& secrets, Time now);

// A request without a complete response.
CallError no_answer_error(const ProviderInfo& info, const net::HttpError& error);

// A response that was cut short, by the other side or by a stop, and cannot be read.
CallError cut_short_error(const ProviderInfo& info, bool is_stopped);

// An error reported inside a response with status 200. The table decides by the code and
// message; when pictures were received before it (`is_begun`), the cost is unknown.
CallError truncated_answer_error(const ProviderInfo& info, const ErrorBody& error_body,
                                 const std::vector<std::string>& secrets, bool is_begun);

// A success that cannot be parsed: the outcome is unknown.
CallError unreadable(const ProviderInfo& info, const Error& why);

// A success, billed, without a usable picture. `cost` is that of the usage the provider
// reported with it, if any.
CallError unusable(const ProviderInfo& info, ErrorCode code, std::string_view why,
                   std::optional<PricedCost> cost = {});

}  // namespace limner::provider
