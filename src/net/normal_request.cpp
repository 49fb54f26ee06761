#include "net/normal_request.hpp"

#include "net/recorded_url.hpp"

#include <limner/asset.hpp>
#include <limner/json.hpp>

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
  constexpr std::size_t most = 60;
  std::string text = redact(found->second, {});
  if (text.size() > most) {
    std::size_t end = most;
    while ((text[end] & 0xc0) == 0x80) --end;
    text = text.substr(0, end) + "…";
  }
  return text;
}

}  // namespace limner::net
