// Every key of a template, with its type and its one line of help.
#include "template/keys.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <regex>

namespace limner::templates {

namespace {

const KeyTable& limits_keys() {
  // clang-format off
  static const KeyTable table{"limits", {
      {"maxUsd",      KeyType::money,    "the most one run may cost, in dollars"},
      {"maxDuration", KeyType::duration, "the longest one run may take"},
  }};
  // clang-format on
  return table;
}

const KeyTable& pricing_keys() {
  // clang-format off
  static const KeyTable table{"pricing", {
      {"credits",  KeyType::credits, "the fixed price", true},
      {"per",      KeyType::choice,  "what the price is for",                {}, {"run"}},
      {"refundOn", KeyType::choice,  "when the credits are given back",      {}, {"any_failure", "never"}},
  }};
  // clang-format on
  return table;
}

const KeyTable& retry_keys() {
  static const KeyTable table{
      "retry", {{"max", KeyType::count, "how often a failed call is tried again", true}}};
  return table;
}

constexpr std::array forms{
    // clang-format off
    TextForm{KeyType::id,       "an id",           "^[a-z0-9][a-z0-9-]{0,63}$",              "small letters, digits and hyphens, at most 64"},
    TextForm{KeyType::step_id,  "a step id",       "^[A-Za-z_][A-Za-z0-9_-]{0,63}$",         "letters, digits, _ and -, not a digit first"},
    TextForm{KeyType::label,    "a step name",     "^[A-Za-z0-9][A-Za-z0-9._#-]{0,63}$",     "letters, digits and . _ - #, at most 64"},
    TextForm{KeyType::version,  "a version",       "^([0-9]{4}[.-][0-9]{2}[.-][0-9]{2}|[0-9]{1,9}\\.[0-9]{1,9}\\.[0-9]{1,9}(-[0-9A-Za-z.-]{1,64})?)$", "a date or three numbers: 2026.11.21, 1.4.0"},
    TextForm{KeyType::flag,     "a flag",          "^[a-z][a-z0-9]*(-[a-z0-9]+)*$",          "small letters, digits and hyphens, without the leading --"},
    TextForm{KeyType::money,    "an amount",       "^[0-9]{1,9}(\\.[0-9]{1,9})?$",           "dollars with a point: \"0.25\""},
    TextForm{KeyType::credits,  "an amount",       "^[0-9]{1,9}(\\.[0-9]{1,9})?$",           "credits with a point: 180 or \"53.3\""},
    TextForm{KeyType::duration, "a duration",      "^(?=[0-9])([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?([0-9]{1,6}ms)?$", "numbers with units: 600s, 10m, 1h30m, 250ms"},
    // clang-format on
};

}  // namespace

const KeyTable& template_keys() {
  // clang-format off
  static const KeyTable table{"a template", {
      {"schema",        KeyType::format,   "the version of this format: 1", true},
      {"id",            KeyType::id,       "what the template is called in commands", true},
      {"version",       KeyType::version,  "a date or semantic version"},
      {"name",          KeyType::text,     "a title for people"},
      {"description",   KeyType::text,     "what it makes"},
      {"artifactClass", KeyType::choice,   "what kind of thing comes out", {}, {"visual"}},
      {"review",        KeyType::choice,   "whether a person decides about the result", {}, {"required", "optional", "none"}},
      {"extends",       KeyType::text,     "a template whose keys are taken where this one has none"},
      {"limits",        KeyType::object,   "ceilings of one run", {}, {}, &limits_keys()},
      {"pricing",       KeyType::object,   "a fixed price in credits", {}, {}, &pricing_keys()},
      {"intake",        KeyType::own,      "what is asked for: fields, or groups of fields"},
      {"tables",        KeyType::own,      "values to look up: tables.NAME[key]"},
      {"steps",         KeyType::own,      "what is done, in this order", true},
      {"output",        KeyType::own,      "what the run gives back"},
  }};
  // clang-format on
  return table;
}

const KeyTable& field_keys() {
  // clang-format off
  static const KeyTable table{"a field", {
      {"type",      KeyType::choice,  "what the value is", true, {"string", "integer", "number", "boolean", "object", "array", "image", "images", "model"}},
      {"required",  KeyType::boolean, "true: the run does not start without it"},
      {"nullable",  KeyType::boolean, "true: null may be given"},
      {"default",   KeyType::own,     "the value when none is given"},
      {"enum",      KeyType::own,     "the only values accepted"},
      {"pattern",   KeyType::pattern, "a regular expression the text must match"},
      {"minLength", KeyType::count,   "the least number of characters"},
      {"maxLength", KeyType::count,   "the greatest number of characters"},
      {"minimum",   KeyType::number,  "the least number"},
      {"maximum",   KeyType::number,  "the greatest number"},
      {"flag",      KeyType::flag,    "the flag of the command line: aspect-ratio for --aspect-ratio"},
      {"help",      KeyType::text,    "one line for people"},
  }};
  // clang-format on
  return table;
}

const KeyTable& step_keys() {
  // clang-format off
  static const KeyTable table{"a step", {
      {"id",         KeyType::step_id,   "its name in expressions: steps.ID"},
      {"uses",       KeyType::own,       "the kind of step", true},
      {"name",       KeyType::label,     "its name in telemetry"},
      {"with",       KeyType::own,       "its parameters"},
      {"if",         KeyType::condition, "the step is skipped when this is false"},
      {"on_failure", KeyType::choice,    "what becomes of the run when the step fails", {}, {"terminate", "continue"}},
      {"on_technical_failure", KeyType::choice, "what is done when the provider fails", {}, {"fail", "retry", "fallback", "skip"}},
      {"fallback",   KeyType::texts,     "models to try instead, in this order"},
      {"charge",     KeyType::choice,    "who pays: the wallet, or your own key", {}, {"hosted", "personal"}},
      {"timeout",    KeyType::duration,  "the longest the step may take"},
      {"retry",      KeyType::object,    "only failures known to be unbilled are tried again", {}, {}, &retry_keys()},
      {"cache",      KeyType::choice,    "whether an earlier result may be used again", {}, {"auto", "never"}},
  }};
  // clang-format on
  return table;
}

const Key* KeyTable::find(std::string_view name) const {
  const auto found = std::ranges::find(keys, name, &Key::name);
  return found == keys.end() ? nullptr : &*found;
}

std::vector<std::string> KeyTable::names() const {
  std::vector<std::string> names;
  for (const Key& key : keys) names.emplace_back(key.name);
  return names;
}

const TextForm* find_text_form(KeyType type) {
  const auto* found = std::ranges::find(forms, type, &TextForm::type);
  return found == forms.end() ? nullptr : found;
}

bool fits(const TextForm& form, const std::string& text) {
  static thread_local std::map<KeyType, std::regex> compiled;
  const auto [found, is_new] = compiled.try_emplace(form.type);
  if (is_new) found->second = std::regex(form.pattern.data(), form.pattern.size());
  constexpr std::size_t longest = 256;  // the matcher recurses over the text
  return text.size() <= longest && std::regex_match(text, found->second);
}

}  // namespace limner::templates
