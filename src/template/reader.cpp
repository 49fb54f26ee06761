// Parses values by their KeyType.
#include "template/reader.hpp"

#include "template/interpolation.hpp"
#include "template/messages.hpp"
#include "template/text_pattern.hpp"

#include <limner/scalar.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace limner::templates {

namespace {

using nlohmann::json;

bool is_blank_key(const Node& map, std::string_view key) {
  const Node* value = map.find(key);
  return value != nullptr && is_blank(*value);
}

// The first key that no step has, below an empty `with:`; nullptr when there is none.
const Node* unindented_param(const Node& step) {
  if (!is_blank_key(step, "with")) return nullptr;
  for (const auto& [name, value] : step.entries) {
    if (step_keys().find(name.text) == nullptr) return &name;
  }
  return nullptr;
}

class MapValueReader {
 public:
  explicit MapValueReader(Problems& problems) : problems_(problems) {}

  json map(const Node& node, const KeyTable& table, const Loc& loc) {
    json values = json::object();
    if (has_misplaced_parameters(node, table, loc)) return values;
    for (const auto& [name, value] : node.entries) {
      const Key* key = table.find(name.text);
      if (key == nullptr) {
        refuse_unknown_key(name, table.what, table.names(), loc, problems_);
      } else if (is_blank(value)) {
        problems_.add(name, loc / name.text, "missing", fmt::format("{} has no value", name.text),
                      std::string(key->help));
      } else if (key->type != KeyType::own && !is_null(value)) {
        json read = this->value(value, *key, loc / name.text);
        if (!read.is_discarded()) values[name.text] = std::move(read);
      }
    }
    for (const Key& key : table.keys) {
      if (key.required && find_value(node, key.name) == nullptr && !is_blank_key(node, key.name) &&
          !is_misspelt(node, table, key))
        refuse_missing(node, table, key, loc);
    }
    return values;
  }

 private:
  // An empty `with:` followed by keys that no step has: parameters that are not indented.
  bool has_misplaced_parameters(const Node& node, const KeyTable& table, const Loc& loc) {
    const Node* name = &table == &step_keys() ? unindented_param(node) : nullptr;
    if (name == nullptr) return false;
    problems_.add(*name, loc / "with", "indentation",
                  fmt::format("{} is not indented below with", quoted_value(name->text)),
                  "indent the parameters of the step further than \"with:\"");
    return true;
  }

  // A misspelt key is reported once, not also as a missing one.
  static bool is_misspelt(const Node& node, const KeyTable& table, const Key& key) {
    return std::ranges::any_of(node.entries, [&](const auto& entry) {
      return table.find(entry.first.text) == nullptr &&
             nearest_choice(entry.first.text, table.names()) == key.name;
    });
  }

  void refuse_missing(const Node& map, const KeyTable& table, const Key& key, const Loc& loc) {
    problems_.add(map, loc / key.name, "missing",
                  fmt::format("{} needs \"{}\"", table.what, key.name),
                  fmt::format("add {}", example(key)));
  }

  static std::string example(const Key& key) {
    if (key.type == KeyType::format) return "schema: 1";
    if (key.choices.empty()) return fmt::format("{}: … ({})", key.name, key.help);
    const std::vector<std::string> choices(key.choices.begin(), key.choices.end());
    return fmt::format("{}: {}", key.name, any_of(choices));
  }

  // Discarded: there was a problem.
  json value(const Node& node, const Key& key, const Loc& loc) {
    if (key.type == KeyType::object) {
      if (node.kind == NodeKind::map) return map(node, *key.keys, loc);
      return refuse(node, loc, "type",
                    fmt::format("{} must be a map of keys, not {}", key.name, kind_of(node)),
                    fmt::format("write {}: {{{}: …}}", key.name, key.keys->keys.front().name));
    }
    if (key.type == KeyType::texts) return texts(node, key, loc);
    if (expect(&node, NodeKind::scalar, key.name, loc, problems_) == nullptr) return discarded();
    return scalar(node, key, loc);
  }

  json texts(const Node& node, const Key& key, const Loc& loc) {
    if (expect(&node, NodeKind::list, key.name, loc, problems_) == nullptr) return discarded();
    json list = json::array();
    for (const Node& item : node.items) {
      if (expect(&item, NodeKind::scalar, key.name, loc, problems_) == nullptr) return discarded();
      list.push_back(item.text);
    }
    return list;
  }

  json scalar(const Node& node, const Key& key, const Loc& loc) {
    switch (key.type) {
      case KeyType::format: return format(node, loc);
      case KeyType::boolean: return boolean(node, key, loc);
      case KeyType::count: return count(node, key, loc);
      case KeyType::number: return number(node, key, loc);
      case KeyType::choice: return choice(node, key, loc);
      case KeyType::condition: return condition(node, loc);
      case KeyType::pattern: return pattern(node, loc);
      default: return read_text_form(node, key, loc);
    }
  }

  json format(const Node& node, const Loc& loc) {
    if (node.to_json() == 1) return 1;
    return refuse(node, loc, "value", fmt::format("unsupported schema {}", node.text),
                  "write schema: 1");
  }

  json boolean(const Node& node, const Key& key, const Loc& loc) {
    const std::optional<bool> read = node.quoted ? std::nullopt : parse_boolean(node.text);
    if (read) return *read;
    return refuse(
        node, loc, "type",
        fmt::format("{} must be true or false, not {}", key.name, quoted_value(node.text)),
        "write true or false");
  }

  json count(const Node& node, const Key& key, const Loc& loc) {
    constexpr std::int64_t most = 1'000'000;
    json read = node.to_json();
    if (read.is_number_integer() && read >= 0 && read <= most) return read;
    return refuse(
        node, loc, "type",
        fmt::format("{} must be a whole number, not {}", key.name, quoted_value(node.text)),
        fmt::format("write a number from 0 to {}", most));
  }

  json number(const Node& node, const Key& key, const Loc& loc) {
    json read = node.to_json();
    if (read.is_number()) return read;
    return refuse(node, loc, "type",
                  fmt::format("{} must be a number, not {}", key.name, quoted_value(node.text)),
                  "write digits, without quotes");
  }

  json choice(const Node& node, const Key& key, const Loc& loc) {
    const std::vector<std::string> choices(key.choices.begin(), key.choices.end());
    if (std::ranges::find(choices, node.text) != choices.end()) return node.text;
    const std::string near = nearest_choice(node.text, choices);
    return refuse(
        node, loc, "enum",
        fmt::format("{} is {}; it must be {}", key.name, quoted_value(node.text), any_of(choices)),
        near.empty() ? "choose one of them" : fmt::format("did you mean \"{}\"?", near));
  }

  // true and false become expressions, so that all conditions are evaluated the same way.
  json condition(const Node& node, const Loc& loc) {
    const std::optional<bool> plain = node.quoted ? std::nullopt : parse_boolean(node.text);
    if (plain) return fmt::format("${{{{ {} }}}}", *plain);
    if (node.text.find("${{") != node.text.npos) return node.text;
    return refuse(node, loc, "expression", "a condition must be an expression",
                  fmt::format("write ${{{{ {} }}}}", node.text));
  }

  json pattern(const Node& node, const Loc& loc) {
    const std::string fault = TextPattern::error_in(node.text);
    if (fault.empty()) return node.text;
    return refuse(node, loc, "value", fmt::format("this regular expression {}", fault),
                  "escape literal ( [ { * + ? . with a \\");
  }

  json read_text_form(const Node& node, const Key& key, const Loc& loc) {
    const TextForm* form = find_text_form(key.type);
    if (form == nullptr || fits(*form, node.text)) return node.text;
    return refuse(node, loc, "value",
                  fmt::format("{} is not {}", quoted_value(node.text), form->what),
                  fmt::format("write {}", form->help));
  }

  json refuse(const Node& node, const Loc& loc, std::string type, std::string message,
              std::string help) {
    problems_.add(node, loc, std::move(type), std::move(message), std::move(help));
    return discarded();
  }

  static json discarded() { return json(json::value_t::discarded); }

  Problems& problems_;
};

}  // namespace

json read_map(const Node& map, const KeyTable& table, const Loc& loc, Problems& problems) {
  return MapValueReader(problems).map(map, table, loc);
}

bool has_unindented_params(const Node& step) {
  return unindented_param(step) != nullptr;
}

bool is_blank(const Node& node) {
  return node.kind == NodeKind::scalar && !node.quoted && node.text.empty();
}

bool is_null(const Node& node) {
  return node.kind == NodeKind::scalar && !node.quoted && node.to_json().is_null();
}

const Node* find_value(const Node& map, std::string_view key) {
  const Node* value = map.find(key);
  return value == nullptr || is_null(*value) ? nullptr : value;
}

const Node* expect(const Node* node, NodeKind kind, std::string_view name, const Loc& loc,
                   Problems& problems) {
  if (node->kind == kind) return node;
  static constexpr std::string_view words[] = {"a single value", "a list", "a map of keys"};
  static constexpr std::string_view helps[] = {"write it after the colon, on one line",
                                               "write [a, b], or one line with - for each item",
                                               "write key: value lines below it"};
  const auto index = static_cast<std::size_t>(kind);
  problems.add(*node, loc, "type",
               fmt::format("{} must be {}, not {}", name, words[index], kind_of(*node)),
               std::string(helps[index]));
  return nullptr;
}

void refuse_unknown_key(const Node& key, std::string_view what, std::span<const std::string> names,
                        const Loc& loc, Problems& problems) {
  problems.add(key, loc / key.text, "unknown_key",
               fmt::format("{} has no key {}", what, quoted_value(key.text)),
               suggestion(key.text, names));
}

}  // namespace limner::templates
