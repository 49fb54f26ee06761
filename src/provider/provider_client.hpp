// HTTP access to one provider: its address, its key, and the reading of its responses.
#pragma once

#include "provider/answer_file.hpp"
#include "provider/error_billing.hpp"

#include <limner/net.hpp>
#include <limner/provider.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace limner::provider {

struct ProviderEndpoint {
  ProviderInfo info;
  std::string_view default_url;  // "https://api.openai.com/v1"; empty: a base URL must be set
  std::string_view key_header;   // "Authorization"
  std::string_view key_prefix;   // "Bearer "
  ErrorBody (*error_body)(const nlohmann::json& body) = nullptr;
  std::vector<std::string> hosts;       // that may receive the key
  std::vector<std::string> file_hosts;  // for pictures, requested without the key
};

// The client of one call, used by one thread. The key is read at the first request that
// needs it.
class ProviderClient {
 public:
  ProviderClient(const net::Network& network, ProviderEndpoint facts);

  // Throws Error{invalid_config} when the provider has no address and no base URL is set.
  std::string url(std::string_view path) const;
  // Whether the key may be sent to that URL: the provider's hosts, or the base URL's.
  bool is_own(std::string_view url) const;

  // Sends a request that may cost money, with the key. Returns a response of status 2xx, also
  // one that was cut short, whose body is a file in `scratch` (empty: in memory); throws
  // CallError for any other.
  net::HttpAnswer send(net::HttpRequest request, const std::filesystem::path& scratch,
                       const std::stop_token& stop) const;
  // The same for a request whose answer was paid for: the body is in the call's answer file, or
  // without one in a file of its scratch().
  net::HttpAnswer send_and_keep(net::HttpRequest request, const ModelCall& call,
                                const std::stop_token& stop) const;
  // Sends a request that may be repeated, with the key. The body is in memory unless the
  // request names a directory. Returns any status, also of a response that was cut short; throws
  // net::HttpError without one.
  net::HttpAnswer query(net::HttpRequest request, const std::stop_token& stop) const;
  // Downloads a picture without the key: from the provider's file hosts, or, when a base
  // URL is set, from its host or any public one. Throws Error{generation_failed} when the host is
  // not allowed or refuses, and Error with another code when another attempt may succeed.
  Bytes fetch(const std::string& url, const std::filesystem::path& scratch,
              const std::stop_token& stop) const;

  // Whether the response is an error document of the provider, not that of a gateway.
  bool is_own_error(const net::HttpAnswer& answer) const;
  CallError refusal(const net::HttpAnswer& answer) const;
  // See error_billing.hpp.
  CallError truncated_answer_error(const nlohmann::json& body, bool is_begun) const;
  const ProviderInfo& info() const { return facts_.info; }
  Clock& clock() const { return network_.clock; }

 private:
  void add_key(net::HttpRequest& request) const;

  const net::Network& network_;
  const ProviderEndpoint facts_;
  std::string base_;
  bool uses_default_url_;  // no base URL is set
  mutable std::optional<std::string> key_;
};

// Parses a stored answer. Throws CallError{unknown} when it cannot be parsed. For
// `picture_members` see read_answer_file().
AnswerFile read_answer(const ProviderInfo& info, const std::filesystem::path& path,
                       std::span<const std::string_view> picture_members);

// The pictures in a known format. Throws CallError{billed_unusable} when there is none.
// `cost` is that of the reported usage, if any.
std::vector<Picture> require_pictures(const ProviderInfo& info, std::vector<Picture> pictures,
                                      std::optional<PricedCost> cost = {});

// Of a failure that another attempt may not have: 408, 425, 429 and 5xx.
bool is_transient(int status);

// Ignores errors and an empty path.
void remove_file(const std::filesystem::path& file);

// False when a stop ended the sleep.
bool sleep_unless_stopped(Clock& clock, Millis duration, const std::stop_token& stop);

// Members of untrusted JSON; an empty value when the type differs.
std::string text_at(const nlohmann::json& object, const char* member);
// A count: absent when there is no such member, negative when it is not a whole number from
// 0. 1756.0 is a whole number, "1756" is not a number.
std::optional<std::int64_t> count_at(const nlohmann::json& object, const char* member);
// The digits of a number or of a text; "" otherwise.
std::string decimal_at(const nlohmann::json& object, const char* member);
const nlohmann::json& member_at(const nlohmann::json& object, const char* member);  // or null

}  // namespace limner::provider
