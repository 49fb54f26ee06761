// The keys of a template, with type and help.
#include "template/keys.hpp"

#include <limner/enum_text.hpp>
#include <limner/template.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <regex>

namespace limner::templates {

namespace {

const KeyTable& limits_keys() {
  // clang-format off
  static const KeyTable table{"limits", {
      {"maxUsd",      KeyType::money,    "the maximum cost of one run, in dollars"},
      {"maxDuration", KeyType::duration, "the maximum duration of one run"},
  }};
  // clang-format on
  return table;
}

const KeyTable& pricing_keys() {
  // clang-format off
  static const KeyTable table{"pricing", {
      {"credits",  KeyType::credits, "the fixed price", true},
      {"per",      KeyType::choice,  "the unit that is priced",                {}, {"run"}},
      {"refundOn", KeyType::choice,  "when the credits are refunded",      {}, {"any_failure", "never"}},
  }};
  // clang-format on
  return table;
}

const KeyTable& retry_keys() {
  static const KeyTable table{
      "retry", {{"max", KeyType::count, "the maximum number of retries of a failed call", true}}};
  return table;
}

constexpr std::array forms{
    // clang-format off
    TextForm{KeyType::id,       "an id",           "^[a-z0-9][a-z0-9-]{0,63}$",              "lower-case letters, digits and hyphens, at most 64"},
    TextForm{KeyType::step_id,  "a step id",       "^[A-Za-z_][A-Za-z0-9_-]{0,63}$",         "letters, digits, _ and -, not starting with a digit"},
    TextForm{KeyType::label,    "a step name",     "^[A-Za-z0-9][A-Za-z0-9._#-]{0,63}$",     "letters, digits and . _ - #, at most 64"},
    TextForm{KeyType::version,  "a version",       "^([0-9]{4}[.-][0-9]{2}[.-][0-9]{2}|[0-9]{1,9}\\.[0-9]{1,9}\\.[0-9]{1,9}(-[0-9A-Za-z.-]{1,64})?)$", "a date or three numbers: 2026.11.21, 1.4.0"},
    TextForm{KeyType::flag,     "a flag",          "^[a-z][a-z0-9]*(-[a-z0-9]+)*$",          "lower-case letters, digits and hyphens, without the leading --"},
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
      {"id",            KeyType::id,       "the name in records and lists; commands take the file's name", true},
      {"version",       KeyType::version,  "a date or semantic version"},
      {"name",          KeyType::text,     "the display title"},
      {"description",   KeyType::text,     "a description of the result"},
      {"artifactClass", KeyType::choice,   "the class of the artifacts", {}, {"visual"}},
      {"review",        KeyType::choice,   "whether a person reviews the result", {}, list_words<Review>()},
      {"extends",       KeyType::text,     "a template whose keys are the defaults"},
      {"limits",        KeyType::object,   "limits of one run", {}, {}, &limits_keys()},
      {"pricing",       KeyType::object,   "a fixed price in credits", {}, {}, &pricing_keys()},
      {"intake",        KeyType::own,      "the inputs: fields, or groups of fields"},
      {"tables",        KeyType::own,      "lookup tables: tables.NAME[key]"},
      {"steps",         KeyType::own,      "the steps, in order", true},
      {"output",        KeyType::own,      "the values that the run returns"},
  }};
  // clang-format on
  return table;
}

const KeyTable& field_keys() {
  // clang-format off
  static const KeyTable table{"a field", {
      {"type",      KeyType::choice,  "the type of the value", true, list_words<FieldType>()},
      {"required",  KeyType::boolean, "whether a value is required"},
      {"nullable",  KeyType::boolean, "whether null is accepted"},
      {"default",   KeyType::own,     "the default value"},
      {"enum",      KeyType::own,     "the accepted values"},
      {"pattern",   KeyType::pattern, "a regular expression the text must match"},
      {"minLength", KeyType::count,   "the minimum number of characters"},
      {"maxLength", KeyType::count,   "the maximum number of characters"},
      {"minimum",   KeyType::number,  "the minimum"},
      {"maximum",   KeyType::number,  "the maximum"},
      {"flag",      KeyType::flag,    "the command-line flag: aspect-ratio for --aspect-ratio"},
      {"help",      KeyType::text,    "one line of help"},
  }};
  // clang-format on
  return table;
}

const KeyTable& step_keys() {
  // clang-format off
  static const KeyTable table{"a step", {
      {"id",         KeyType::step_id,   "the step's name in expressions: steps.ID"},
      {"uses",       KeyType::own,       "the kind of step", true},
      {"name",       KeyType::label,     "the step's display name"},
      {"with",       KeyType::own,       "the parameters of the step"},
      {"if",         KeyType::condition, "the step is skipped when this is false"},
      {"on_failure", KeyType::choice,    "whether the run continues when the step fails", {}, list_words<OnFailure>()},
      {"on_technical_failure", KeyType::choice, "the reaction to a provider failure", {}, list_words<OnTechnicalFailure>()},
      {"fallback",   KeyType::texts,     "alternative models, in order"},
      {"charge",     KeyType::choice,    "who is charged: the wallet, or your own key", {}, list_words<ChargeType>()},
      {"timeout",    KeyType::duration,  "the maximum duration of the step"},
      {"retry",      KeyType::object,    "retries; only failures known to be unbilled are retried", {}, {}, &retry_keys()},
      {"cache",      KeyType::choice,    "whether an earlier result may be reused", {}, {"auto", "never"}},
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
