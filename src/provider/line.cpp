#include "provider/line.hpp"

#include <limner/file.hpp>
#include <limner/image.hpp>
#include <limner/json.hpp>

#include <algorithm>
#include <array>

namespace limner {

namespace {

using nlohmann::json;

constexpr std::uint64_t most_answer = 1u << 30;  // bytes: ten pictures of 4K and their base64
constexpr std::uint64_t most_picture = 256u << 20;
constexpr std::uint64_t most_refusal = 256u << 10;
constexpr Millis look_timeout{60'000};
constexpr Millis slice{100};

std::string without_slash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

// The words of a refusal, whatever they are written in; HTML says nothing to a person.
Complaint read_complaint(const LineFacts& facts, std::string_view body) {
  try {
    return facts.complaint(parse_json(body, "the answer"));
  } catch (const Error&) {
    return {};
  }
}

std::string error_document(const HttpAnswer& answer) {
  if (answer.file.empty()) return answer.body;
  try {
    return read_file(answer.file, most_refusal);
  } catch (const Error&) {
    return {};
  }
}

}  // namespace

Line::Line(const Network& network, LineFacts facts)
    : network_(network),
      facts_(std::move(facts)),
      base_(without_slash(
          network.base_url(facts_.company.name).value_or(std::string(facts_.own_url)))),
      own_base_(base_ == facts_.own_url) {}

std::string Line::url(std::string_view path) const {
  if (!base_.empty()) return base_ + std::string(path);
  throw Error(ErrorCode::invalid_config, "nobody has said where {} is", facts_.company.title)
      .with_help("give it a base_url: limner help config");
}

bool Line::is_own(std::string_view url) const {
  const std::string host = host_of(url);
  if (own_base_ && !url.starts_with("https://")) return false;
  return host == host_of(base_) || (own_base_ && is_host_among(host, facts_.hosts));
}

HttpAnswer Line::ask(HttpRequest request, const std::filesystem::path& scratch,
                     const std::stop_token& stop) const {
  add_key(request);
  request.max_body = most_answer;
  request.save_in = scratch;
  HttpAnswer answer;
  try {
    answer = network_.http.send(request, stop);
  } catch (const HttpError& error) {
    throw unanswered(facts_.company, error);
  }
  if (answer.status >= 200 && answer.status < 300) return answer;
  const CallError error = refusal(answer);
  discard(answer.file);
  throw error;
}

HttpAnswer Line::look(HttpRequest request, const std::stop_token& stop) const {
  add_key(request);
  request.timeout = look_timeout;
  return network_.http.send(request, stop);
}

Bytes Line::fetch(const std::string& url, const std::filesystem::path& scratch,
                  const std::stop_token& stop) const {
  const bool same_host = !own_base_ && host_of(url) == host_of(base_);
  const bool known = !own_base_ || is_host_among(host_of(url), facts_.file_hosts);
  if (!same_host && (!known || !url.starts_with("https://")))
    throw Error(ErrorCode::generation_failed, "a picture at {}, where none may be fetched from",
                shown_url(url));
  const HttpAnswer answer = network_.http.send({.url = url,
                                                .max_body = most_picture,
                                                .save_in = scratch,
                                                .redirect_hosts = facts_.file_hosts,
                                                .public_only = !same_host},
                                               stop);
  if (answer.status != 200) {
    discard(answer.file);
    throw Error(ErrorCode::provider_unavailable, "{} answered {}", shown_url(url), answer.status);
  }
  const std::string text = read_file(answer.file, most_picture);
  discard(answer.file);
  const auto bytes = as_bytes(text);
  return {bytes.begin(), bytes.end()};
}

CallError Line::refusal(const HttpAnswer& answer) const {
  return refused(facts_.company, answer, read_complaint(facts_, error_document(answer)),
                 {key_.value_or("")}, network_.clock.now());
}

CallError Line::broken_off(const json& body, bool is_begun) const {
  return limner::broken_off(facts_.company, facts_.complaint(body), {key_.value_or("")}, is_begun);
}

void Line::add_key(HttpRequest& request) const {
  if (facts_.key_header.empty()) return;
  if (!key_) key_ = network_.key(facts_.company.name);
  if (!key_->empty()) {
    request.headers.push_back(
        {std::string(facts_.key_header), std::string(facts_.key_prefix) + *key_});
  }
}

AnswerFile read_answer(const Company& company, const std::filesystem::path& path,
                       std::span<const std::string_view> picture_members) {
  try {
    return read_answer_file(path, picture_members);
  } catch (const Error& error) {
    throw unreadable(company, error);
  }
}

std::vector<Picture> usable(const Company& company, std::vector<Picture> pictures) {
  const bool any = !pictures.empty();
  std::erase_if(pictures, [](const Picture& picture) { return !probe(picture.bytes); });
  if (!pictures.empty()) return pictures;
  throw unusable(company, ErrorCode::generation_failed,
                 any ? "sent what is no PNG, JPEG or WebP" : "sent no picture");
}

void discard(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!file.empty()) std::filesystem::remove(file, ignored);
}

bool pause(Clock& clock, Millis duration, const std::stop_token& stop) {
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

std::int64_t integer_at(const json& object, const char* member) {
  const json& value = member_at(object, member);
  return value.is_number_integer() ? value.get<std::int64_t>() : 0;
}

}  // namespace limner
