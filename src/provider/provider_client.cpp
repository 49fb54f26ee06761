#include "provider/provider_client.hpp"

#include <limner/file.hpp>
#include <limner/image.hpp>
#include <limner/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace limner::provider {

namespace {

using nlohmann::json;

constexpr std::string_view answer_limit_hint = "; --max-answer-bytes N raises the limit";
constexpr std::uint64_t pictures_per_limit = 4;  // of a size that one may have
constexpr std::uint64_t max_error_bytes = 256u << 10;
constexpr Millis query_timeout{60'000};
constexpr Millis slice{100};

// https on its usual port: another port of a provider's host is not known to be the provider.
bool is_encrypted_default(const net::Origin& origin) {
  constexpr int https_port = 443;
  return origin.scheme == "https" && origin.port == https_port;
}

std::string without_slash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

// Empty for a body that is not JSON.
ErrorBody read_error_body(const ProviderEndpoint& facts, std::string_view body) {
  try {
    return facts.error_body(parse_json(body, "the answer"));
  } catch (const Error&) {
    return {};
  }
}

std::string error_document(const net::HttpAnswer& answer) {
  if (answer.file.empty()) return answer.body;
  try {
    return read_file(answer.file, max_error_bytes);
  } catch (const Error&) {
    return {};
  }
}

}  // namespace

ProviderClient::ProviderClient(const net::Network& network, ProviderEndpoint facts)
    : network_(network),
      facts_(std::move(facts)),
      base_(without_slash(
          network.base_url(facts_.info.name).value_or(std::string(facts_.default_url)))),
      uses_default_url_(base_ == facts_.default_url) {}

std::string ProviderClient::url(std::string_view path) const {
  if (!base_.empty()) return base_ + std::string(path);
  throw Error(ErrorCode::invalid_config, "no base URL is set for {}", facts_.info.title)
      .with_help("set its base_url: limner help config");
}

bool ProviderClient::is_own(std::string_view url) const {
  const std::optional<net::Origin> origin = net::origin_of(url);
  if (!origin) return false;
  if (origin == net::origin_of(base_)) return true;
  return uses_default_url_ && is_encrypted_default(*origin) &&
         net::is_host_among(origin->host, facts_.hosts);
}

net::HttpAnswer ProviderClient::send(net::HttpRequest request, const std::filesystem::path& scratch,
                                     const std::stop_token& stop) const {
  add_key(request);
  request.max_body = network_.max_answer;
  request.max_body_hint = answer_limit_hint;
  request.save_in = scratch;
  request.keep_truncated = true;
  net::HttpAnswer answer;
  try {
    answer = network_.http.send(request, stop);
  } catch (const net::HttpError& error) {
    throw no_answer_error(facts_.info, error);
  }
  if (answer.status >= 200 && answer.status < 300) return answer;
  const CallError error = refusal(answer);
  remove_file(answer.file);
  throw error;
}

net::HttpAnswer ProviderClient::send_and_keep(net::HttpRequest request, const ModelCall& call,
                                              const std::stop_token& stop) const {
  request.save_to = call.log->answer_file();
  return send(std::move(request), call.log->scratch(), stop);
}

net::HttpAnswer ProviderClient::query(net::HttpRequest request, const std::stop_token& stop) const {
  add_key(request);
  request.timeout = query_timeout;
  request.keep_truncated = true;
  return network_.http.send(request, stop);
}

Bytes ProviderClient::fetch(const std::string& url, const std::filesystem::path& scratch,
                            const std::stop_token& stop) const {
  const std::optional<net::Origin> origin = net::origin_of(url);
  const bool is_base = origin && !uses_default_url_ && origin == net::origin_of(base_);
  const bool known =
      origin && (!uses_default_url_ || net::is_host_among(origin->host, facts_.file_hosts));
  if (!is_base && (!known || origin->scheme != "https"))
    throw Error(ErrorCode::generation_failed, "the picture URL {} is not on an allowed host",
                net::redact_url(url));
  const std::uint64_t max_picture = network_.max_answer / pictures_per_limit;
  const net::HttpAnswer answer = network_.http.send({.url = url,
                                                     .max_body = max_picture,
                                                     .max_body_hint = answer_limit_hint,
                                                     .save_in = scratch,
                                                     .redirect_hosts = facts_.file_hosts,
                                                     .public_only = !is_base},
                                                    stop);
  if (answer.status != 200) {
    remove_file(answer.file);
    const bool is_refused = answer.status >= 400 && !is_transient(answer.status);
    throw Error(is_refused ? ErrorCode::generation_failed : ErrorCode::provider_unavailable,
                "{} answered {}", net::redact_url(url), answer.status);
  }
  const std::string text = read_file(answer.file, max_picture);
  remove_file(answer.file);
  const auto bytes = as_bytes(text);
  return {bytes.begin(), bytes.end()};
}

bool ProviderClient::is_own_error(const net::HttpAnswer& answer) const {
  return answer.status >= 400 && read_error_body(facts_, error_document(answer)).is_own();
}

CallError ProviderClient::refusal(const net::HttpAnswer& answer) const {
  return refused(facts_.info, answer, read_error_body(facts_, error_document(answer)),
                 {key_.value_or("")}, network_.clock.now());
}

CallError ProviderClient::truncated_answer_error(const json& body, bool is_begun) const {
  return limner::provider::truncated_answer_error(facts_.info, facts_.error_body(body),
                                                  {key_.value_or("")}, is_begun);
}

void ProviderClient::add_key(net::HttpRequest& request) const {
  if (facts_.key_header.empty()) return;
  if (!key_) key_ = network_.key(facts_.info.name);
  if (!key_->empty()) {
    request.headers.push_back(
        {std::string(facts_.key_header), std::string(facts_.key_prefix) + *key_});
    request.secrets.push_back(*key_);
  }
}

AnswerFile read_answer(const ProviderInfo& info, const std::filesystem::path& path,
                       std::span<const std::string_view> picture_members) {
  try {
    return read_answer_file(path, picture_members);
  } catch (const Error& error) {
    throw unreadable(info, error);
  }
}

std::vector<Picture> require_pictures(const ProviderInfo& info, std::vector<Picture> pictures,
                                      std::optional<PricedCost> cost) {
  const bool any = !pictures.empty();
  std::erase_if(pictures, [](const Picture& picture) { return !image::probe(picture.bytes); });
  if (!pictures.empty()) return pictures;
  throw unusable(info, ErrorCode::generation_failed,
                 any ? "sent data that is not PNG, JPEG or WebP" : "sent no picture",
                 std::move(cost));
}

bool is_transient(int status) {
  return status >= 500 || status == 408 || status == 425 || status == 429;
}

void remove_file(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!file.empty()) std::filesystem::remove(file, ignored);
}

bool sleep_unless_stopped(Clock& clock, Millis duration, const std::stop_token& stop) {
  for (; duration.count() > 0 && !stop.stop_requested(); duration -= slice)
    clock.sleep(std::min(duration, slice));
  return !stop.stop_requested();
}

const json& member_at(const json& object, const char* member) {
  static const json none;
  if (!object.is_object()) return none;
  const auto found = object.find(member);
  return found == object.end() ? none : *found;
}

std::string text_at(const json& object, const char* member) {
  const json& value = member_at(object, member);
  return value.is_string() ? value.get<std::string>() : std::string();
}

std::string decimal_at(const json& object, const char* member) {
  const json& value = member_at(object, member);
  return value.is_number() ? value.dump() : text_at(object, member);
}

std::optional<std::int64_t> count_at(const json& object, const char* member) {
  constexpr std::int64_t not_a_count = -1;
  constexpr double largest_exact = 9007199254740992;  // 2^53
  const json& value = member_at(object, member);
  if (value.is_null()) return std::nullopt;
  if (value.is_number_unsigned()) {
    const auto count = value.get<std::uint64_t>();
    return std::in_range<std::int64_t>(count) ? static_cast<std::int64_t>(count) : not_a_count;
  }
  if (value.is_number_integer()) return std::max(value.get<std::int64_t>(), not_a_count);
  if (!value.is_number_float()) return not_a_count;
  const double count = value.get<double>();
  const bool is_whole = count >= 0 && count < largest_exact && std::floor(count) == count;
  return is_whole ? static_cast<std::int64_t>(count) : not_a_count;
}

}  // namespace limner::provider
