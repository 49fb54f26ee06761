#include "net/normal_request.hpp"

#include "net/recorded_url.hpp"

#include <limner/asset.hpp>
#include <limner/json.hpp>

#include <algorithm>
#include <map>

namespace limner::net {

namespace {

using nlohmann::json;

constexpr std::size_t longest_text = 4096;  // bytes; prompts are kept, pictures are not

json digest_reference(std::span<const std::byte> content) {
  return {{"sha256", Digest::of(content).hex()}, {"size", content.size()}};
}

void shorten(json& value) {
  if (value.is_string() && value.get_ref<const std::string&>().size() > longest_text)
    value = digest_reference(as_bytes(value.get_ref<const std::string&>()));
  if (!value.is_structured()) return;
  for (json& member : value) shorten(member);
}

json body_of(std::string_view body) {
  if (body.empty()) return nullptr;
  try {
    json value = parse_json(body, "the request");
    shorten(value);
    replace_urls(value);
    return value;
  } catch (const Error&) {
    return digest_reference(as_bytes(body));
  }
}

json part_of(const HttpPart& part) {
  json shape{{"name", part.name}};
  if (!part.file_name.empty()) shape["fileName"] = part.file_name;
  if (!part.media_type.empty()) shape["type"] = part.media_type;
  if (part.file_name.empty() && part.content.size() <= longest_text) {
    shape["text"] = std::string(as_text(part.content));
  } else {
    shape.update(digest_reference(part.content));
  }
  return shape;
}

using Members = std::map<std::string, std::string>;

void flatten(const json& value, const std::string& name, Members& members) {
  if (!value.is_structured() || value.empty()) {
    members[name] = canonical(value);
    return;
  }
  for (const auto& [key, member] : value.items())
    flatten(member, name.empty() ? key : fmt::format("{}.{}", name, key), members);
}

Members members_of(const json& request) {
  Members members;
  flatten(request, "", members);
  return members;
}

constexpr std::size_t longest_shown = 60;  // bytes of a value in a message

std::string cut_text(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  while ((text[most] & 0xc0) == 0x80) --most;
  return text.substr(0, most) + "…";
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::size_t at = 0;
  while (at <= text.size()) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

// Words from `first` to `last`, with up to three around them.
std::string words_between(const std::vector<std::string>& words, std::size_t first,
                          std::size_t last) {
  constexpr std::size_t around = 3;
  const std::size_t begin = first > around ? first - around : 0;
  const std::size_t end = std::min(last + around, words.size());
  std::string text = begin > 0 ? "…" : "";
  for (std::size_t at = begin; at < end; ++at) {
    if (at > 0) text += ' ';
    text += words[at];
  }
  return cut_text(text, 2 * longest_shown) + (end < words.size() ? " …" : "");
}

std::vector<std::string> segments_of(const std::string& url) {
  const std::size_t scheme = url.find("://");
  const std::size_t host = scheme == std::string::npos ? 0 : scheme + 3;
  const std::size_t path = std::min(url.find('/', host), url.size());
  std::vector<std::string> segments;
  for (std::size_t at = path; at < url.size();) {
    const std::size_t end = std::min(url.find('/', at + 1), url.size());
    segments.push_back(url.substr(at, end - at));
    at = end;
  }
  return segments;
}

}  // namespace

json normal_request(const HttpRequest& request) {
  json normal{{"method", request.method}, {"url", recorded_url(request.url)}};
  if (request.parts.empty()) {
    normal["body"] = body_of(request.body);
    return normal;
  }
  // Parts by name, so that a difference is reported by the part's name.
  json& form = normal["body"] = json::object();
  for (const HttpPart& part : request.parts) {
    std::string name = part.name;
    for (int number = 2; form.contains(name); ++number)
      name = fmt::format("{}#{}", part.name, number);
    form[name] = part_of(part);
  }
  return normal;
}

std::vector<std::string> differences(const json& one, const json& other) {
  const Members ours = members_of(one);
  const Members theirs = members_of(other);
  std::vector<std::string> names;
  for (const auto& [name, value] : ours) {
    const auto found = theirs.find(name);
    if (found == theirs.end() || found->second != value) names.push_back(name);
  }
  for (const auto& [name, value] : theirs) {
    if (!ours.contains(name)) names.push_back(name);
  }
  return names;
}

std::string member_text(const json& request, const std::string& name) {
  const Members members = members_of(request);
  const auto found = members.find(name);
  if (found == members.end()) return "nothing";
  return cut_text(redact(found->second, {}), longest_shown);
}

DifferentTexts different_texts(const json& one, const json& other, const std::string& name) {
  const Members ours = members_of(one), theirs = members_of(other);
  const auto left = ours.find(name), right = theirs.find(name);
  const bool are_long = left != ours.end() && right != theirs.end() &&
                        std::max(left->second.size(), right->second.size()) > longest_shown;
  if (!are_long) return {member_text(one, name), member_text(other, name)};
  const std::vector<std::string> words = words_of(redact(left->second, {}));
  const std::vector<std::string> others = words_of(redact(right->second, {}));
  const std::size_t shorter = std::min(words.size(), others.size());
  std::size_t first = 0, same = 0;  // equal words at the start and at the end
  while (first < shorter && words[first] == others[first]) ++first;
  while (same < shorter - first &&
         words[words.size() - 1 - same] == others[others.size() - 1 - same])
    ++same;
  return {words_between(words, first, words.size() - same),
          words_between(others, first, others.size() - same)};
}

std::size_t same_elsewhere(const json& one, const json& other) {
  if (one.at("method") != other.at("method") || one.at("body") != other.at("body")) return 0;
  const std::vector<std::string> ours = segments_of(one.at("url").get<std::string>());
  const std::vector<std::string> theirs = segments_of(other.at("url").get<std::string>());
  std::size_t same = 0;
  while (same < std::min(ours.size(), theirs.size()) &&
         ours[ours.size() - 1 - same] == theirs[theirs.size() - 1 - same])
    ++same;
  return same;
}

}  // namespace limner::net
