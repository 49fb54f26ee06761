// The table of template keys, from which the loader and the JSON Schema work. Internal to
// template.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace limner::templates {

enum class KeyType : std::uint8_t {
  format,  // the number 1
  id,      // of a template
  step_id,
  label,  // of a step, shown in telemetry
  version,
  text,
  choice,
  flag,     // of the command line
  pattern,  // a regular expression
  boolean,
  count,  // a whole number, not negative
  number,
  money,
  credits,
  duration,
  condition,  // ${{ … }}, true or false
  texts,      // a list of texts
  object,     // with the keys of `keys`
  own,        // parsed by separate code: intake, tables, steps, with, output, default, enum, uses
};

struct Key;

struct KeyTable {
  std::string_view what;  // "a step"
  std::vector<Key> keys;

  const Key* find(std::string_view name) const;
  std::vector<std::string> names() const;
};

struct Key {
  std::string_view name;
  KeyType type;
  std::string_view help;
  bool required = false;
  std::vector<std::string_view> choices = {};
  const KeyTable* keys = nullptr;
};

const KeyTable& template_keys();
const KeyTable& field_keys();  // of one field of the intake
const KeyTable& step_keys();

// The syntax of a text type.
struct TextForm {
  KeyType type;
  std::string_view what;     // "a version"
  std::string_view pattern;  // ECMAScript, anchored
  std::string_view help;
};

const TextForm* find_text_form(KeyType type);
bool fits(const TextForm& form, const std::string& text);

}  // namespace limner::templates
