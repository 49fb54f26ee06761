// A YAML or JSON text as a tree whose nodes keep their positions.
//
// Scalars are stored as text: the schema of the caller decides whether 16:9 or `no` is
// text, not the syntax. All functions may be called from several threads at once.
#pragma once

#include <limner/error.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace limner {

enum class NodeKind : std::uint8_t { scalar, list, map };

struct Node {
  NodeKind kind = NodeKind::scalar;
  bool quoted = false;      // a quoted or block scalar: always text
  int line = 0;             // from 1
  int column = 0;           // from 1, in characters
  int length = 1;           // characters on the first line
  int source = 0;           // index of the document, where the caller merged several
  std::string text;         // of a scalar
  std::vector<Node> items;  // of a list
  std::vector<std::pair<Node, Node>> entries{};  // of a map, in document order; {} for clang 14

  // The value of `key` in a map, or nullptr. Valid until the node is changed or destroyed.
  const Node* find(std::string_view key) const;

  // Unquoted scalars by the YAML 1.2 core schema: null, true, false, numbers; anything
  // else, such as 16:9 or no, is text. Infinity, NaN and integers of over 64 bits are text.
  nlohmann::json to_json() const;

  // The same, except that a number which JSON would write differently (1.10, 0o7, 1e3) is text:
  // for values whose type the reader does not know.
  nlohmann::json to_json_as_written() const;
};

struct Document {
  std::string name;  // for error messages: a path, or "templates/x.yaml (built in)"
  std::string text;
  Node root;

  // Positions with their source line, for error messages.
  Mark mark(const Node& node) const;
  Mark mark(int line, int column, int length = 1) const;
};

// Parses JSON where `name` ends with ".json" or the text is a JSON object or list, else YAML.
// Throws Error{invalid_template} with Problems that have Marks: invalid syntax, duplicate keys,
// anchors, aliases, tags, a second document, invalid UTF-8, nesting over 64, over 1 MiB (without
// a Problem), over 50 000 nodes.
Document parse_document(std::string text, std::string name);

}  // namespace limner
