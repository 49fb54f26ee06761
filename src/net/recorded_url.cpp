#include "net/recorded_url.hpp"

#include <limner/asset.hpp>

#include <algorithm>

namespace limner::net {

namespace {

constexpr std::string_view recorded_query = "?recorded-";
constexpr std::size_t digest_letters = 16;
constexpr int deepest = 100;  // nested values of an answer that is read

bool is_url(std::string_view text) {
  const bool has_scheme = text.starts_with("https://") || text.starts_with("http://");
  return has_scheme && text.find_first_of(" \n\t\"<>") == text.npos;
}

// Whether any text was replaced.
template <class Json>
bool replace_urls_in(Json& value) {
  if (value.is_structured()) {
    bool is_changed = false;
    for (Json& member : value) is_changed = replace_urls_in(member) || is_changed;
    return is_changed;
  }
  if (!value.is_string()) return false;
  auto& text = value.template get_ref<std::string&>();
  if (!is_url(text)) return false;
  std::string replaced = recorded_url(text);
  const bool is_changed = replaced != text;
  text = std::move(replaced);
  return is_changed;
}

}  // namespace

std::string recorded_url(std::string_view url) {
  const std::size_t query = std::min(url.find_first_of("?#"), url.size());
  const std::string_view rest = url.substr(query);
  const bool is_recorded =
      rest.starts_with(recorded_query) && rest.size() == recorded_query.size() + digest_letters;
  if (rest.empty() || is_recorded) return std::string(url);
  return std::string(url.substr(0, query)) + std::string(recorded_query) +
         Digest::of(rest).hex().substr(0, digest_letters);
}

std::string recorded_body(std::string body) {
  if (body.find("://") == body.npos && body.find(":\\/\\/") == body.npos) return body;
  bool is_deep = false;
  const auto is_kept = [&](int depth, auto, const auto&) {
    is_deep = is_deep || depth > deepest;
    return depth <= deepest;
  };
  using nlohmann::ordered_json;
  ordered_json document = ordered_json::parse(body, is_kept, false);
  if (is_deep || document.is_discarded() || !replace_urls_in(document)) return body;
  return document.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

void replace_urls(nlohmann::json& value) {
  replace_urls_in(value);
}

}  // namespace limner::net
