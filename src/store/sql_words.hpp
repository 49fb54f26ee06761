// The words of enums as SQL text, made at compile time.
#pragma once

#include <limner/enum_text.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace limner::store {

template <auto... values>
struct SqlWords {
  static constexpr std::size_t size = ((to_string(values).size() + 4) + ...);
  static constexpr std::array<char, size> text = [] {
    std::array<char, size> list{};
    std::size_t at = 0;
    const auto add = [&](std::string_view part) {
      for (const char c : part) list[at++] = c;
    };
    const auto add_word = [&](std::string_view word) {
      add(at == 0 ? "('" : ", '");
      add(word);
      add("'");
    };
    (add_word(to_string(values)), ...);
    add(")");
    return list;
  }();
};

// A list for the operator `in`: "('accepted', 'in_doubt')". A condition whose values are bound
// instead is not matched with the condition of a partial index.
template <auto... values>
inline constexpr std::string_view sql_words{SqlWords<values...>::text.data(),
                                            SqlWords<values...>::size};

}  // namespace limner::store
