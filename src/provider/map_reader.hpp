// Reads one map of a data file, field by field.
#pragma once

#include <limner/clock.hpp>
#include <limner/document.hpp>
#include <limner/enum_text.hpp>
#include <limner/money.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace limner::provider {

// Each function leaves `into` unchanged when the key is absent, and adds a Problem with its
// position when the value is invalid. refuse_unknown() adds one for each key that was not
// read before.
class MapReader {
 public:
  // `where` is the path of the map: {"models", "fal/birefnet-light"}.
  MapReader(const Document& document, const Node& map, std::vector<std::string> where,
            std::vector<Problem>& problems);

  const Node* find(std::string_view key);
  void text(std::string_view key, std::string& into);
  void choice(std::string_view key, std::string& into, std::span<const std::string_view> allowed);
  void words(std::string_view key, std::vector<std::string>& into,
             std::span<const std::string_view> allowed = {});
  template <NamedEnum E>
  void choice(std::string_view key, E& into);
  template <NamedEnum E>
  void words(std::string_view key, std::vector<E>& into);
  void boolean(std::string_view key, bool& into);
  void integer(std::string_view key, std::int64_t& into);  // from 0 to 10^12
  void seconds(std::string_view key, std::optional<Millis>& into);
  void date(std::string_view key, std::string& into);
  void date(std::string_view key, std::optional<std::string>& into);
  template <class Unit>
  void amount(std::string_view key, Amount<Unit>& into);  // not negative, at most 10 000

  // The items of a list of maps; none when the key is absent.
  std::vector<const Node*> maps(std::string_view key);

  void require(std::initializer_list<std::string_view> keys);
  void refuse(const Node& node, std::string_view key, std::string type, std::string message,
              std::string help = {});
  void refuse_unknown();

  std::vector<std::string> path_to(std::string_view key) const;

 private:
  const Node* scalar(std::string_view key);

  const Document& document_;
  const Node& map_;
  std::vector<std::string> where_;
  std::vector<Problem>& problems_;
  std::vector<std::string> known_;
};

template <NamedEnum E>
void MapReader::choice(std::string_view key, E& into) {
  std::string word(to_string(into));
  choice(key, word, words_of<E>);
  into = parse_enum<E>(word).value_or(into);
}

template <NamedEnum E>
void MapReader::words(std::string_view key, std::vector<E>& into) {
  std::vector<std::string> texts;
  for (const E value : into) texts.emplace_back(to_string(value));
  words(key, texts, words_of<E>);
  into.clear();
  for (const std::string& text : texts) into.push_back(parse_enum<E>(text).value());
}

// Parses a data file whose root is a map with `schema: 1`. Throws
// Error{invalid_config} with all Problems.
Document parse_data_file(std::string text, std::string name);

// Throws Error{invalid_config} when there is a Problem.
void throw_if_any(std::vector<Problem> problems, std::string_view file);

}  // namespace limner::provider
