// The only user of libyaml: converts its events to Nodes, its errors to Problems.
#include "base/yaml.hpp"

#include "base/surrogates.hpp"
#include "base/yaml_messages.hpp"

#include <limner/utf8.hpp>

#include <fmt/format.h>
#include <yaml.h>

#include <algorithm>
#include <new>
#include <unordered_map>

namespace limner {

namespace {

constexpr int max_yaml_depth = 64;
constexpr int max_nodes = 50'000;
constexpr std::size_t max_problems = 20;

std::string_view first_characters(std::string_view text, int count) {
  std::size_t at = 0;
  for (; count > 0 && at < text.size(); --count) at += first_character(text.substr(at)).bytes;
  return text.substr(0, at);
}

// A last line of spaces without a line break is a line of a block scalar; libyaml drops its end.
std::string with_last_break(const std::string& text) {
  const std::size_t last = text.find_last_not_of(' ');
  const bool is_open = text.ends_with(' ') && last != text.npos && text[last] == '\n';
  return is_open ? text + '\n' : text;
}

class YamlEvent {
 public:
  explicit YamlEvent(yaml_event_t raw) : raw_(raw) {}
  YamlEvent(const YamlEvent&) = delete;
  YamlEvent& operator=(const YamlEvent&) = delete;
  ~YamlEvent() { yaml_event_delete(&raw_); }

  const yaml_event_t& operator*() const { return raw_; }
  const yaml_event_t* operator->() const { return &raw_; }

 private:
  yaml_event_t raw_;
};

class YamlReader {
 public:
  explicit YamlReader(const Document& document)
      : document_(document), joined_(with_last_break(document.text)), rest_(joined_.text()) {
    if (yaml_parser_initialize(&parser_) == 0) throw std::bad_alloc();
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser_,
                                 reinterpret_cast<const unsigned char*>(joined_.text().data()),
                                 joined_.text().size());
  }
  YamlReader(const YamlReader&) = delete;
  YamlReader& operator=(const YamlReader&) = delete;
  ~YamlReader() { yaml_parser_delete(&parser_); }

  Node read();

 private:
  YamlEvent next();
  Node node(const YamlEvent& event, int depth);
  Node scalar(const YamlEvent& event);
  void read_list(Node& list, int depth);
  void read_map(Node& map, int depth);
  void refuse_key(const Node& map, const Node& key);
  Node placed(const yaml_event_t& event, NodeKind kind);
  char character_at(std::size_t index);

  void refuse_yaml_features(const yaml_event_t& event, const Node& node);
  void report(const Node& node, std::string type, std::string message, std::string help);
  [[noreturn]] void stop(const Node& node, std::string type, std::string message, std::string help);
  [[noreturn]] void stop_at_syntax_error();

  const Document& document_;
  JoinedText joined_;
  std::string_view rest_;       // from the character number `rest_index_` on
  std::size_t rest_index_ = 0;  // events come in the order of the text
  yaml_parser_t parser_{};
  int nodes_ = 0;
  std::vector<Problem> problems_;
};

Node YamlReader::read() {
  while (true) {
    const YamlEvent event = next();
    if (event->type == YAML_STREAM_END_EVENT) break;
    if (event->type == YAML_STREAM_START_EVENT) continue;
    Node root = node(next(), 1);
    next();  // the end of the document
    const YamlEvent after = next();
    if (after->type != YAML_STREAM_END_EVENT) {
      report(placed(*after, NodeKind::scalar), "second_document", "a second document begins here",
             "a file contains one document: remove the --- line or split the file");
    }
    if (!problems_.empty()) refuse_document(document_, std::move(problems_));
    return root;
  }
  return Node{.line = 1, .column = 1};
}

YamlEvent YamlReader::next() {
  yaml_event_t event;
  if (yaml_parser_parse(&parser_, &event) == 0) stop_at_syntax_error();
  return YamlEvent(event);
}

Node YamlReader::node(const YamlEvent& event, int depth) {
  const bool is_scalar = event->type == YAML_SCALAR_EVENT || event->type == YAML_ALIAS_EVENT;
  const NodeKind kind = is_scalar                                  ? NodeKind::scalar
                        : event->type == YAML_SEQUENCE_START_EVENT ? NodeKind::list
                                                                   : NodeKind::map;
  Node made = placed(*event, kind);
  if (++nodes_ > max_nodes)
    stop(made, "too_large", fmt::format("more than {} values", max_nodes), "split the file");
  refuse_yaml_features(*event, made);
  if (event->type == YAML_SCALAR_EVENT) {
    made.quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    made.text.assign(reinterpret_cast<const char*>(event->data.scalar.value),
                     event->data.scalar.length);
    if (std::ranges::any_of(made.text, [](char c) {
          return is_control(static_cast<unsigned char>(c)) && c != '\r';
        })) {
      report(made, "control_character", "a control character in text", "remove the escape");
    }
    return made;
  }
  if (is_scalar) return made;
  if (depth > max_yaml_depth)
    stop(made, "nesting", fmt::format("nested deeper than {} levels", max_yaml_depth),
         "flatten it");
  if (kind == NodeKind::list) {
    read_list(made, depth);
  } else {
    read_map(made, depth);
  }
  return made;
}

void YamlReader::read_list(Node& list, int depth) {
  while (true) {
    const YamlEvent event = next();
    if (event->type == YAML_SEQUENCE_END_EVENT) return;
    list.items.push_back(node(event, depth + 1));
  }
}

void YamlReader::read_map(Node& map, int depth) {
  std::unordered_map<std::string, int> line_of;
  while (true) {
    const YamlEvent event = next();
    if (event->type == YAML_MAPPING_END_EVENT) return;
    Node key = node(event, depth + 1);
    if (key.kind != NodeKind::scalar) refuse_key(map, key);
    const auto [known, is_new] = line_of.emplace(key.text, key.line);
    if (!is_new) {
      report(key, "duplicate_key", fmt::format("duplicate key \"{}\"", key.text),
             fmt::format("the first is on line {}; keep one of them", known->second));
    }
    if (map.entries.empty() && key.line == map.line && key.column == map.column)
      map.length = key.length;
    Node value = node(next(), depth + 1);
    map.entries.emplace_back(std::move(key), std::move(value));
  }
}

// {{ x }} is a map whose key is a map.
void YamlReader::refuse_key(const Node& map, const Node& key) {
  const bool braces = key.kind == NodeKind::map && key.line == map.line &&
                      key.column == map.column + 1 && !key.entries.empty();
  if (!braces)
    return report(key, "syntax", "a key must be text", "a list or a map cannot be a key");
  report(map, "syntax", "an expression begins with ${{",
         fmt::format("write ${{{{ {} }}}}", key.entries.front().first.text));
}

Node YamlReader::placed(const yaml_event_t& event, NodeKind kind) {
  const yaml_mark_t& start = event.start_mark;
  const yaml_mark_t& end = event.end_mark;
  Node made{.kind = kind, .line = static_cast<int>(start.line) + 1};
  const int column = static_cast<int>(start.column) + 1;
  made.column = joined_.original_column(made.line, column);
  if (event.type != YAML_SCALAR_EVENT && event.type != YAML_ALIAS_EVENT) return made;
  if (end.line == start.line) {
    const int end_column = static_cast<int>(end.column) + 1;
    made.length = std::max(1, joined_.original_column(made.line, end_column) - made.column);
  } else {
    const Mark mark = document_.mark(made);
    made.length = std::max(1, static_cast<int>(count_characters(mark.excerpt)) - column + 1);
  }
  return made;
}

char YamlReader::character_at(std::size_t index) {
  for (; rest_index_ < index && !rest_.empty(); ++rest_index_)
    rest_.remove_prefix(first_character(rest_).bytes);
  return rest_.empty() ? '\0' : rest_.front();
}

// Anchors, aliases and tags are rejected, so that a document means what it shows.
void YamlReader::refuse_yaml_features(const yaml_event_t& event, const Node& node) {
  switch (character_at(event.start_mark.index)) {
    case '&':
      report(node, "anchor", "anchors (&name) are not supported",
             "text that begins with & needs quotes");
      break;
    case '*':
      report(node, "alias", "aliases (*name) are not supported",
             "text that begins with * needs quotes");
      break;
    case '!':
      report(node, "tag", "tags (!name) are not supported", "text that begins with ! needs quotes");
      break;
    default: break;
  }
  // libyaml reads [?x] as a key, and drops the question mark.
  const bool after_mark = event.start_mark.index > 0 && *(rest_.data() - 1) == '?';
  if (event.type == YAML_SCALAR_EVENT && after_mark)
    report(node, "syntax", "text cannot begin with ?", "put the text in quotes");
}

void YamlReader::report(const Node& node, std::string type, std::string message, std::string help) {
  if (problems_.size() == max_problems) return;
  problems_.push_back({.message = std::move(message),
                       .type = std::move(type),
                       .loc = {},
                       .mark = document_.mark(node),
                       .help = std::move(help)});
}

void YamlReader::stop(const Node& node, std::string type, std::string message, std::string help) {
  if (problems_.size() == max_problems) problems_.pop_back();
  report(node, std::move(type), std::move(message), std::move(help));
  refuse_document(document_, std::move(problems_));
}

void YamlReader::stop_at_syntax_error() {
  if (parser_.error == YAML_MEMORY_ERROR) throw std::bad_alloc();
  const auto place = [&](const yaml_mark_t& mark) {
    const int line = static_cast<int>(mark.line) + 1;
    const int column = joined_.original_column(line, static_cast<int>(mark.column) + 1);
    return Node{.line = line, .column = column};
  };
  Node at = place(parser_.problem_mark);
  const std::string line = document_.mark(at).excerpt;
  const YamlMessage wording = reword({
      .problem = parser_.problem == nullptr ? "broken" : parser_.problem,
      .context = parser_.context == nullptr ? "" : parser_.context,
      .before = first_characters(line, at.column - 1),
      .found = static_cast<unsigned char>(character_at(parser_.problem_mark.index)),
      .start_line = static_cast<int>(parser_.context_mark.line) + 1,
      .at_end = rest_.empty(),
  });
  if (wording.at_start) at = place(parser_.context_mark);
  stop(at, "syntax", wording.message, wording.help);
}

}  // namespace

Node read_yaml(const Document& document) {
  return YamlReader(document).read();
}

}  // namespace limner
