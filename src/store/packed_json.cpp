#include "store/packed_json.hpp"

#include <limner/file_url.hpp>
#include <limner/json.hpp>

#include <fmt/format.h>

namespace limner::store {

namespace {

// Control characters that JSON text has only as escapes.
constexpr char path_mark = '\x01';
constexpr char url_mark = '\x02';

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

std::string escaped(const std::string& text) {
  const std::string quoted = canonical(text);
  return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

JsonPacker::JsonPacker(const std::filesystem::path& store) {
  const std::filesystem::path directory = std::filesystem::absolute(store) / "";
  path_ = escaped(directory.string());
  url_ = escaped(file_url(directory));
}

std::string JsonPacker::pack(const nlohmann::json& value) const {
  std::string text = canonical(value);
  replace_all(text, url_, {&url_mark, 1});
  replace_all(text, path_, {&path_mark, 1});
  return text;
}

std::string JsonPacker::unpack(std::string_view packed) const {
  std::string text(packed);
  replace_all(text, {&url_mark, 1}, url_);
  replace_all(text, {&path_mark, 1}, path_);
  return text;
}

}  // namespace limner::store
