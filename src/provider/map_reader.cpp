#include "provider/map_reader.hpp"

#include <limner/clock.hpp>
#include <limner/suggest.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace limner::provider {

namespace {

constexpr std::int64_t largest_integer = 1'000'000'000'000;
constexpr std::int64_t largest_amount_nanos = 10'000'000'000'000;  // 10 000 of the unit
constexpr std::size_t date_length = 10;

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number value{};
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || stop != text.data() + text.size()) return {};
  return value;
}

std::string suggestion(std::string_view word, std::span<const std::string> names) {
  const std::string near = nearest(word, names);
  if (!near.empty()) return fmt::format("did you mean \"{}\"?", near);
  return fmt::format("one of: {}", fmt::join(names, ", "));
}

}  // namespace

MapReader::MapReader(const Document& document, const Node& map, std::vector<std::string> where,
                     std::vector<Problem>& problems)
    : document_(document), map_(map), where_(std::move(where)), problems_(problems) {}

std::vector<std::string> MapReader::path_to(std::string_view key) const {
  std::vector<std::string> path = where_;
  path.emplace_back(key);
  return path;
}

void MapReader::refuse(const Node& node, std::string_view key, std::string type,
                       std::string message, std::string help) {
  problems_.push_back({.message = std::move(message),
                       .type = std::move(type),
                       .loc = path_to(key),
                       .mark = document_.mark(node),
                       .help = std::move(help)});
}

const Node* MapReader::find(std::string_view key) {
  known_.emplace_back(key);
  return map_.kind == NodeKind::map ? map_.find(key) : nullptr;
}

const Node* MapReader::scalar(std::string_view key) {
  const Node* node = find(key);
  if (node == nullptr) return nullptr;
  if (node->kind == NodeKind::scalar && (node->quoted || !node->text.empty())) return node;
  refuse(*node, key, "type", fmt::format("\"{}\" must be one value", key));
  return nullptr;
}

void MapReader::text(std::string_view key, std::string& into) {
  if (const Node* node = scalar(key)) into = node->text;
}

void MapReader::choice(std::string_view key, std::string& into,
                       std::span<const std::string_view> allowed) {
  const Node* node = scalar(key);
  if (node == nullptr) return;
  if (std::ranges::find(allowed, node->text) != allowed.end()) {
    into = node->text;
    return;
  }
  refuse(*node, key, "enum", fmt::format("\"{}\" is not a known {}", node->text, key),
         suggestion(node->text, std::vector<std::string>(allowed.begin(), allowed.end())));
}

void MapReader::words(std::string_view key, std::vector<std::string>& into,
                      std::span<const std::string_view> allowed) {
  const Node* node = find(key);
  if (node == nullptr) return;
  if (node->kind != NodeKind::list) {
    refuse(*node, key, "type", fmt::format("\"{}\" must be a list: [one, two]", key));
    return;
  }
  std::vector<std::string> words;
  for (const Node& item : node->items) {
    if (item.kind != NodeKind::scalar || item.text.empty()) {
      refuse(item, key, "type", fmt::format("\"{}\" must be a list of words", key));
    } else if (!allowed.empty() && std::ranges::find(allowed, item.text) == allowed.end()) {
      refuse(item, key, "enum", fmt::format("\"{}\" is not one of the {}", item.text, key),
             suggestion(item.text, std::vector<std::string>(allowed.begin(), allowed.end())));
    } else {
      words.push_back(item.text);
    }
  }
  into = std::move(words);
}

void MapReader::boolean(std::string_view key, bool& into) {
  const Node* node = scalar(key);
  if (node == nullptr) return;
  if (node->quoted || (node->text != "true" && node->text != "false")) {
    refuse(*node, key, "type", fmt::format("\"{}\" must be true or false", key));
    return;
  }
  into = node->text == "true";
}

void MapReader::integer(std::string_view key, std::int64_t& into) {
  const Node* node = scalar(key);
  if (node == nullptr) return;
  const auto value = parse_number<std::int64_t>(node->text);
  if (!value || *value < 0 || *value > largest_integer) {
    refuse(*node, key, "type", fmt::format("\"{}\" must be a whole number from 0", key));
    return;
  }
  into = *value;
}

void MapReader::seconds(std::string_view key, std::optional<Millis>& into) {
  const Node* node = scalar(key);
  if (node == nullptr) return;
  const auto value = parse_number<double>(node->text);
  if (!value || !(*value >= 0 && *value <= 86'400)) {
    refuse(*node, key, "type", fmt::format("\"{}\" must be seconds: 0.5, 38", key));
    return;
  }
  into = Millis(std::llround(*value * 1000));
}

void MapReader::date(std::string_view key, std::string& into) {
  const Node* node = scalar(key);
  if (node == nullptr) return;
  try {
    if (node->text.size() != date_length) throw Error(ErrorCode::invalid_input, "not a plain date");
    parse_time(node->text);
    into = node->text;
  } catch (const Error&) {
    refuse(*node, key, "date", fmt::format("\"{}\" is not a date", node->text),
           "write year, month and day: 2026-11-21");
  }
}

void MapReader::date(std::string_view key, std::optional<std::string>& into) {
  std::string text;
  date(key, text);
  if (!text.empty()) into = std::move(text);
}

template <class Unit>
void MapReader::amount(std::string_view key, Amount<Unit>& into) {
  const Node* node = scalar(key);
  if (node == nullptr) return;
  try {
    const auto amount = Amount<Unit>::parse(node->text);
    if (amount.nanos() >= 0 && amount.nanos() <= largest_amount_nanos) {
      into = amount;
      return;
    }
    refuse(*node, key, "range", fmt::format("{} is not between 0 and 10000", node->text));
  } catch (const Error& error) {
    refuse(*node, key, "money", error.what(), std::string(error.help()));
  }
}

template void MapReader::amount(std::string_view key, Amount<DollarUnit>& into);
template void MapReader::amount(std::string_view key, Amount<CreditUnit>& into);

std::vector<const Node*> MapReader::maps(std::string_view key) {
  const Node* node = find(key);
  if (node == nullptr) return {};
  if (node->kind != NodeKind::list) {
    refuse(*node, key, "type", fmt::format("\"{}\" must be a list", key));
    return {};
  }
  std::vector<const Node*> maps;
  for (const Node& item : node->items) {
    if (item.kind == NodeKind::map) {
      maps.push_back(&item);
    } else {
      refuse(item, key, "type", fmt::format("each of \"{}\" must have fields", key));
    }
  }
  return maps;
}

void MapReader::require(std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    if (map_.find(key) == nullptr)
      refuse(map_, key, "missing", fmt::format("\"{}\" is missing", key));
  }
}

void MapReader::refuse_unknown() {
  if (map_.kind != NodeKind::map) return;
  for (const auto& [key, value] : map_.entries) {
    if (std::ranges::find(known_, key.text) == known_.end()) {
      refuse(key, key.text, "unknown_key", fmt::format("unknown key \"{}\"", key.text),
             suggestion(key.text, known_));
    }
  }
}

Document parse_data_file(std::string text, std::string name) {
  try {
    Document document = parse_document(std::move(text), std::move(name));
    std::vector<Problem> problems;
    MapReader fields(document, document.root, {}, problems);
    if (document.root.kind != NodeKind::map) {
      fields.refuse(document.root, "schema", "type", "the file has no keys",
                    "begin with: schema: 1");
    } else if (const Node* schema = fields.find("schema"); schema == nullptr) {
      fields.require({"schema"});
    } else if (schema->text != "1") {
      fields.refuse(*schema, "schema", "version",
                    fmt::format("schema {} is not known to this program", schema->text),
                    "this one reads schema: 1");
    }
    throw_if_any(std::move(problems), document.name);
    return document;
  } catch (const Error& error) {
    throw Error(ErrorCode::invalid_config, "{}", error.what())
        .with_help(std::string(error.help()))
        .with_problems(error.problems());
  }
}

void throw_if_any(std::vector<Problem> problems, std::string_view file) {
  if (problems.empty()) return;
  const bool one = problems.size() == 1;
  Error error(
      ErrorCode::invalid_config, "{}",
      one ? problems.front().message : fmt::format("{} problems in {}", problems.size(), file));
  if (one) error.with_help(problems.front().help);
  throw error.with_problems(std::move(problems));
}

}  // namespace limner::provider
