// A YAML or JSON text as a tree that remembers where each thing stood.
//
// Scalars keep their text: whether 16:9 is a ratio and `no` a word is for the
// reader's schema to say, not for the syntax.
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
  bool quoted = false;                           // scalar in quotes or a block: always text
  int line = 0;                                  // from 1
  int column = 0;                                // from 1, in characters
  int length = 1;                                // characters on the first line
  int source = 0;                                // which document, where several were merged
  std::string text;                              // of a scalar
  std::vector<Node> items;                       // of a list
  std::vector<std::pair<Node, Node>> entries{};  // of a map, in the order written; {} for clang 14

  const Node* find(std::string_view key) const;

  // YAML 1.2 core schema for what is not quoted: null, true, false, numbers;
  // all else, 16:9 and no among them, is text.
  nlohmann::json to_json() const;
};

struct Document {
  std::string name;  // for messages: a path, or "templates/x.yaml (built in)"
  std::string text;
  Node root;

  Mark mark(const Node& node) const;
  Mark mark(int line, int column, int length = 1) const;
};

// Throws Error{invalid_template} with Problems that carry Marks: broken syntax,
// duplicate keys, anchors, aliases, tags, a second document, bad UTF-8, nesting
// over 64, over 1 MiB, over 50 000 nodes. JSON goes the same way.
Document parse_document(std::string text, std::string name);

}  // namespace limner
