#include "base/json_document.hpp"

#include "base/yaml.hpp"

#include <limner/utf8.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <set>

namespace limner {

namespace {

using nlohmann::json;

constexpr int max_json_nesting = 64;
constexpr int max_json_nodes = 50'000;
constexpr std::size_t max_json_problems = 20;
constexpr std::string_view json_space = " \t\r\n";

// Records how far nlohmann's parser has read, because its events carry no positions.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, std::size_t* read) : at_(at), read_(read) {}

  const char& operator*() const { return *at_; }
  CountingIterator& operator++() {
    ++at_;
    ++*read_;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }
  bool operator!=(const CountingIterator& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  std::size_t* read_;
};

// nlohmann's message without the position, what it was parsing and what it has read.
std::string reason_of(std::string_view what) {
  constexpr std::string_view separator = " - ";
  const auto start = what.find(separator);
  if (start != what.npos) what.remove_prefix(start + separator.size());
  const auto read = what.find("; last read: ");
  if (read == what.npos) return std::string(what);
  const auto expected = what.rfind("; expected ");
  std::string reason(what.substr(0, read));
  if (expected != what.npos && expected > read) reason += what.substr(expected);
  return reason;
}

struct SyntaxFault {
  std::string message;
  std::string help;
};

SyntaxFault syntax_fault(std::string_view what, std::string_view text_there) {
  if (text_there.starts_with("//") || text_there.starts_with("/*") || text_there.starts_with('#'))
    return {"JSON has no comments", "remove it, or write YAML in a .yaml file"};
  const std::string reason = reason_of(what);
  if (reason.ends_with("expected end of input"))
    return {"text after the end of the document", "a file contains one document"};
  return {"invalid JSON: " + reason, "correct it, or write YAML in a .yaml file"};
}

class JsonNodes : public nlohmann::json_sax<json> {
 public:
  explicit JsonNodes(const Document& document) : document_(document) {}

  Node read() {
    const char* first = document_.text.data();
    const char* last = first + document_.text.size();
    json::sax_parse(CountingIterator(first, &read_), CountingIterator(last, &read_), this);
    if (!problems_.empty()) refuse_document(document_, std::move(problems_));
    return std::move(root_);
  }

  bool null() override { return plain("null"); }
  bool boolean(bool value) override { return plain(value ? "true" : "false"); }
  bool number_integer(number_integer_t) override { return number(); }
  bool number_unsigned(number_unsigned_t) override { return number(); }
  bool number_float(number_float_t, const string_t&) override { return number(); }

  bool string(string_t& text) override {
    Node node = placed(NodeKind::scalar, read_);
    node.quoted = true;
    node.text = std::move(text);
    refuse_controls(node);
    return add(std::move(node));
  }

  bool key(string_t& text) override {
    Node node = placed(NodeKind::scalar, read_);
    node.quoted = true;
    node.text = std::move(text);
    refuse_controls(node);
    Open& map = open_.back();
    if (!map.keys.insert(node.text).second) {
      report(node, "duplicate_key", fmt::format("duplicate key \"{}\"", node.text),
             "keep one of them");
    }
    map.key = std::move(node);
    return true;
  }

  bool start_object(std::size_t) override { return open(NodeKind::map); }
  bool start_array(std::size_t) override { return open(NodeKind::list); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool binary(binary_t&) override { return false; }

  bool parse_error(std::size_t position, const std::string&,
                   const json::exception& error) override {
    advance_to(std::min(position == 0 ? 0 : position - 1, document_.text.size()));
    const std::string_view rest = std::string_view(document_.text).substr(position_);
    SyntaxFault fault = syntax_fault(error.what(), rest);
    problems_.push_back({.message = std::move(fault.message),
                         .type = "syntax",
                         .loc = {},
                         .mark = document_.mark(line_, column_),
                         .help = std::move(fault.help)});
    return false;
  }

 private:
  struct Open {
    Node node;
    std::set<std::string> keys;
    std::optional<Node> key;  // of the next value
  };

  // The next token begins behind the previous one. `end` is behind its last character.
  Node placed(NodeKind kind, std::size_t end) {
    constexpr std::string_view between = " \t\r\n,:";
    const std::size_t start =
        std::min(document_.text.find_first_not_of(between, previous_end_), document_.text.size());
    advance_to(start);
    start_ = start;
    previous_end_ = end;
    const std::string_view token = std::string_view(document_.text).substr(start, end - start);
    return {.kind = kind,
            .line = line_,
            .column = column_,
            .length = std::max(1, static_cast<int>(count_characters(token)))};
  }

  void advance_to(std::size_t offset) {
    for (; position_ < offset; ++position_) {
      const auto byte = static_cast<unsigned char>(document_.text[position_]);
      const bool continues_character = (byte & 0xc0) == 0x80;
      if (byte == '\n') {
        ++line_;
        column_ = 1;
      } else if (!continues_character) {
        ++column_;
      }
    }
  }

  bool plain(std::string_view text) {
    Node node = placed(NodeKind::scalar, read_);
    node.text = text;
    return add(std::move(node));
  }

  // As it is written. The parser may have read one character behind it.
  bool number() {
    Node node = placed(NodeKind::scalar, read_);
    const std::size_t end = std::min(document_.text.find_first_not_of("+-.0123456789eE", start_),
                                     document_.text.size());
    node.text = document_.text.substr(start_, end - start_);
    node.length = static_cast<int>(node.text.size());
    previous_end_ = end;
    return add(std::move(node));
  }

  bool open(NodeKind kind) {
    open_.push_back({.node = placed(kind, read_), .keys = {}, .key = {}});
    open_.back().node.length = 1;
    if (open_.size() > max_json_nesting) {
      report(open_.back().node, "nesting",
             fmt::format("nested deeper than {} levels", max_json_nesting), "flatten it");
      return false;
    }
    return true;
  }

  bool close() {
    previous_end_ = read_;
    Node node = std::move(open_.back().node);
    open_.pop_back();
    return add(std::move(node));
  }

  bool add(Node node) {
    if (++nodes_ > max_json_nodes) {
      report(node, "too_large", fmt::format("more than {} values", max_json_nodes),
             "split the file");
      return false;
    }
    if (open_.empty()) {
      root_ = std::move(node);
    } else if (open_.back().node.kind == NodeKind::list) {
      open_.back().node.items.push_back(std::move(node));
    } else {
      open_.back().node.entries.emplace_back(std::move(*open_.back().key), std::move(node));
    }
    return true;
  }

  void refuse_controls(const Node& node) {
    const bool found = std::ranges::any_of(
        node.text, [](char c) { return is_control(static_cast<unsigned char>(c)) && c != '\r'; });
    if (found)
      report(node, "control_character", "a control character in text", "remove the escape");
  }

  void report(const Node& node, std::string type, std::string message, std::string help) {
    if (problems_.size() == max_json_problems) return;
    problems_.push_back({.message = std::move(message),
                         .type = std::move(type),
                         .loc = {},
                         .mark = document_.mark(node),
                         .help = std::move(help)});
  }

  const Document& document_;
  std::size_t read_ = 0;          // bytes that the parser has taken
  std::size_t previous_end_ = 0;  // of the previous token
  std::size_t start_ = 0;         // of the current token
  std::size_t position_ = 0;      // to which line_ and column_ belong
  int line_ = 1;
  int column_ = 1;
  int nodes_ = 0;
  std::vector<Open> open_;
  Node root_;
  std::vector<Problem> problems_;
};

}  // namespace

bool is_json(const Document& document) {
  if (document.name.ends_with(".json")) return true;
  const std::size_t first = document.text.find_first_not_of(json_space);
  const bool opens =
      first != std::string::npos && (document.text[first] == '{' || document.text[first] == '[');
  return opens && json::accept(document.text);
}

Node read_json(const Document& document) {
  return JsonNodes(document).read();
}

}  // namespace limner
