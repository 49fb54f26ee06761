// The line to one company: its address, its key, and what to make of what comes back.
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
  Company company;
  std::string_view own_url;     // "https://api.openai.com/v1"; empty: only a base URL says
  std::string_view key_header;  // "Authorization"
  std::string_view key_prefix;  // "Bearer "
  ErrorBody (*error_body)(const nlohmann::json& body) = nullptr;
  std::vector<std::string> hosts;       // that are asked with the key
  std::vector<std::string> file_hosts;  // that pictures are fetched from, without it
  bool only_asks = false;               // for what another process has sent: takes nothing back
};

// One call's use of the line: the key is asked for once, when something is sent with it.
class ProviderClient {
 public:
  ProviderClient(const net::Network& network, ProviderEndpoint facts);

  // Throws Error{invalid_config} where the company has no address and none was given.
  std::string url(std::string_view path) const;
  // Whether the key may go to that URL: the company's own hosts, or the base URL's.
  bool is_own(std::string_view url) const;

  // Sends with the key. Gives a success whose body is a file of `scratch`; throws
  // CallError for everything else.
  net::HttpAnswer ask(net::HttpRequest request, const std::filesystem::path& scratch,
                      const std::stop_token& stop) const;
  // The same for small answers that may be asked for again: the body is in memory,
  // and any status is given.
  net::HttpAnswer look(net::HttpRequest request, const std::stop_token& stop) const;
  // A picture, without the key: from the company's file hosts; where a base URL was given,
  // from its host, or from any that is public.
  Bytes fetch(const std::string& url, const std::filesystem::path& scratch,
              const std::stop_token& stop) const;

  CallError refusal(const net::HttpAnswer& answer) const;
  // An error that a success tells of; `is_begun`: after a part of what was asked for.
  CallError broken_off(const nlohmann::json& body, bool is_begun) const;
  const Company& company() const { return facts_.company; }
  bool only_asks() const { return facts_.only_asks; }
  Clock& clock() const { return network_.clock; }

 private:
  void add_key(net::HttpRequest& request) const;

  const net::Network& network_;
  const ProviderEndpoint facts_;
  std::string base_;
  bool own_base_;  // nobody gave another one
  mutable std::optional<std::string> key_;
};

// An answer that was kept; a CallError{unknown} when it cannot be read. The members that
// hold pictures are named as for read_answer_file().
AnswerFile read_answer(const Company& company, const std::filesystem::path& path,
                       std::span<const std::string_view> picture_members);

// The pictures among `pictures`; a CallError{billed_unusable} when there is none.
std::vector<Picture> usable(const Company& company, std::vector<Picture> pictures);

// Removes the file of an answer that nobody needs.
void discard(const std::filesystem::path& file);

// Sleeps until then or until the stop; false: stopped.
bool pause(Clock& clock, Millis duration, const std::stop_token& stop);

// Members of outside JSON, and a fallback for any other type.
std::string text_at(const nlohmann::json& object, const char* member);
std::int64_t integer_at(const nlohmann::json& object, const char* member);
// A number's digits, whether it comes as a number or as a text; "" otherwise.
std::string decimal_at(const nlohmann::json& object, const char* member);
const nlohmann::json& member_at(const nlohmann::json& object, const char* member);  // or null

}  // namespace limner::provider
