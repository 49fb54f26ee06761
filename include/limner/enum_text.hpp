// Enums and their text form: one table of words per enum, read in both directions.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>
#include <vector>

namespace limner {

// The words of an enum whose values count from 0 to `last`, in the order of the values. An
// enum has a text form when its namespace defines
//   constexpr EnumWords<Color::blue> enum_words(Color) { return {"red", "green", "blue"}; }
// A missing, superfluous, empty or repeated word does not compile.
template <auto last>
using EnumWords = std::array<std::string_view, static_cast<std::size_t>(last) + 1>;

template <class E>
concept NamedEnum = std::is_enum_v<E> && requires(E value) {
  enum_words(value);
};

template <std::size_t count>
constexpr bool are_distinct(const std::array<std::string_view, count>& words) {
  for (std::size_t i = 0; i < count; ++i) {
    if (words[i].empty() || std::ranges::count(words, words[i]) != 1) return false;
  }
  return true;
}

template <NamedEnum E>
inline constexpr auto words_of = [] {
  constexpr auto words = enum_words(E{});
  static_assert(are_distinct(words), "each value of an enum has one word of its own");
  return words;
}();

template <NamedEnum E>
constexpr std::string_view to_string(E value) {
  return words_of<E>[static_cast<std::size_t>(value)];
}

// Nothing when `text` is not exactly one of the words.
template <NamedEnum E>
constexpr std::optional<E> parse_enum(std::string_view text) {
  const auto& words = words_of<E>;
  const auto at = std::ranges::find(words, text);
  if (at == words.end()) return std::nullopt;
  return static_cast<E>(at - words.begin());
}

// The words in the order of the values, for lists of accepted values.
template <NamedEnum E, class Text = std::string_view>
std::vector<Text> list_words() {
  return {words_of<E>.begin(), words_of<E>.end()};
}

}  // namespace limner

// In JSON such an enum is its word, never its number.
template <limner::NamedEnum E>
struct nlohmann::adl_serializer<E, void> {
  template <class Json>
  static void to_json(Json& document, E value) {
    document = limner::to_string(value);
  }
};
