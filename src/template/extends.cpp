// Resolves `extends` and merges each template into the one it extends.
#include "template/extends.hpp"

#include "template/messages.hpp"
#include "template/problems.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace limner::templates {

namespace {

constexpr std::size_t most_documents = 8;

void set_source(Node& node, int source) {
  node.source = source;
  for (Node& item : node.items) set_source(item, source);
  for (auto& [key, value] : node.entries) {
    key.source = source;
    set_source(value, source);
  }
}

std::string id_of(const Node& step) {
  const Node* id = step.find("id");
  return id == nullptr ? std::string() : id->text;
}

Node merge(const Node& child, const Node& parent);

// Steps with the same id become one, in the parent's place; new ones follow.
Node merge_steps(const Node& child, const Node& parent) {
  Node merged = child;
  merged.items.clear();
  std::vector<bool> used(child.items.size(), false);
  for (const Node& old : parent.items) {
    const std::string id = id_of(old);
    const auto over = std::ranges::find_if(
        child.items, [&](const Node& step) { return !id.empty() && id_of(step) == id; });
    if (over == child.items.end()) {
      merged.items.push_back(old);
    } else {
      merged.items.push_back(merge(*over, old));
      used[static_cast<std::size_t>(over - child.items.begin())] = true;
    }
  }
  for (std::size_t i = 0; i < child.items.size(); ++i) {
    if (!used[i]) merged.items.push_back(child.items[i]);
  }
  return merged;
}

bool is_child(const Node& node, NodeKind kind, const Node& other) {
  return node.kind == kind && other.kind == kind;
}

Node merge(const Node& child, const Node& parent) {
  if (!is_child(child, NodeKind::map, parent)) return child;
  Node merged = child;
  merged.entries.clear();
  for (const auto& [key, value] : parent.entries) {
    const Node* over = child.find(key.text);
    merged.entries.emplace_back(key, over == nullptr ? value : merge(*over, value));
  }
  for (const auto& entry : child.entries) {
    if (parent.find(entry.first.text) == nullptr) merged.entries.push_back(entry);
  }
  return merged;
}

Node merge_templates(const Node& child, Node parent) {
  std::erase_if(parent.entries, [](const auto& entry) {
    return entry.first.text == "id" || entry.first.text == "extends";
  });
  Node merged = merge(child, parent);
  const Node* below = child.find("steps");
  const Node* above = parent.find("steps");
  if (below == nullptr || above == nullptr || !is_child(*below, NodeKind::list, *above))
    return merged;
  for (auto& [key, value] : merged.entries) {
    if (key.text == "steps") value = merge_steps(*below, *above);
  }
  return merged;
}

[[noreturn]] void refuse_extends(const std::vector<Document>& documents, const Node& name,
                                 std::string message, std::string help) {
  Problems problems(documents);
  problems.add(name, {"extends"}, "extends", std::move(message), std::move(help));
  problems.throw_if_any();
  throw std::logic_error("a problem was added");
}

void add_parent(std::vector<Document>& documents, const Node& name, const TemplateFinder& find) {
  std::optional<TemplateText> text = find ? find(name.text) : std::nullopt;
  if (!text)
    refuse_extends(documents, name, fmt::format("there is no template {}", quoted_value(name.text)),
                   "list the templates: limner templates ls");
  const auto same = std::ranges::find(documents, text->origin, &Document::name);
  if (same != documents.end()) {
    const bool itself = &*same == &documents.back();
    refuse_extends(documents, name,
                   itself ? std::string("a template cannot extend itself")
                          : fmt::format("this extends {} in a cycle", same->name),
                   "remove one of the extends keys");
  }
  if (documents.size() == most_documents)
    refuse_extends(documents, name,
                   fmt::format("more than {} templates extend each other", most_documents),
                   "extend a template closer to the root");
  const int source = static_cast<int>(documents.size());
  documents.push_back(parse_document(std::move(text->text), std::move(text->origin)));
  set_source(documents.back().root, source);
}

}  // namespace

Node merge_extended(std::vector<Document>& documents, const TemplateFinder& find) {
  documents.reserve(most_documents);  // keeps the pointer `name` valid
  while (true) {
    const Node* name = documents.back().root.find("extends");
    if (name == nullptr || name->kind != NodeKind::scalar || name->text.empty()) break;
    add_parent(documents, *name, find);
  }
  Node merged = documents.back().root;
  for (auto child = documents.rbegin() + 1; child != documents.rend(); ++child)
    merged = merge_templates(child->root, std::move(merged));
  return merged;
}

}  // namespace limner::templates
