#include "svg/tree.hpp"

#include "svg/number.hpp"

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <string>

namespace limner::svg {
namespace {

constexpr int most_nested = 100;

[[noreturn]] void malformed(std::string_view what, std::size_t at) {
  throw std::logic_error("scene: " + std::string(what) + " at byte " + std::to_string(at));
}

bool is_blank(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

// One pass over the text; `at` only grows.
struct MarkupReader {
  std::string_view text;
  std::size_t at = 0;

  std::size_t find(std::string_view what, std::size_t from) const {
    const std::size_t found = text.find(what, from);
    if (found == std::string_view::npos) malformed("text ends too early", from);
    return found;
  }

  void skip_blanks() {
    while (at < text.size() && is_blank(text[at])) ++at;
  }

  std::string_view name() {
    const std::size_t from = at;
    while (at < text.size() && !is_blank(text[at]) && text[at] != '>' && text[at] != '/' &&
           text[at] != '=') {
      ++at;
    }
    if (at == from) malformed("name expected", at);
    return text.substr(from, at - from);
  }

  SvgAttribute attribute() {
    const std::string_view key = name();
    skip_blanks();
    if (at >= text.size() || text[at] != '=') malformed("= expected", at);
    ++at;
    skip_blanks();
    const char quote = at < text.size() ? text[at] : '\0';
    if (quote != '"' && quote != '\'') malformed("quote expected", at);
    const std::size_t end = find(std::string_view(&quote, 1), at + 1);
    const std::string_view value = text.substr(at + 1, end - at - 1);
    at = end + 1;
    return {key, value};
  }

  // Parses the attributes after a tag's name; true when the element has no content.
  bool attributes(std::vector<SvgAttribute>& into) {
    for (;;) {
      skip_blanks();
      if (at >= text.size()) malformed("tag does not end", at);
      if (text[at] == '>') return ++at, false;
      if (text.substr(at, 2) == "/>") return at += 2, true;
      into.push_back(attribute());
    }
  }
};

void append(SvgElement& parent, SvgElement& child) {
  child.parent = &parent;
  if (parent.last_child == nullptr) {
    parent.first_child = &child;
  } else {
    parent.last_child->next = &child;
  }
  parent.last_child = &child;
}

}  // namespace

std::optional<std::string_view> SvgElement::find(std::string_view attribute) const {
  for (const SvgAttribute& a : attributes) {
    if (a.name == attribute) return a.value;
  }
  return std::nullopt;
}

double SvgElement::number(std::string_view attribute, double otherwise) const {
  const auto value = find(attribute);
  return value ? leading_number(*value) : otherwise;
}

double SvgElement::share(std::string_view attribute, double otherwise) const {
  return std::clamp(number(attribute, otherwise), 0.0, 1.0);
}

std::optional<std::string_view> SvgElement::reference() const {
  auto value = find("href");
  if (!value) value = find("xlink:href");
  if (!value || value->size() < 2 || value->front() != '#') return std::nullopt;
  return value->substr(1);
}

SvgTree::SvgTree(std::string_view text) {
  MarkupReader reader{text};
  std::vector<SvgElement*> open;
  while ((reader.at = text.find('<', reader.at)) != std::string_view::npos) {
    const std::string_view tag = text.substr(reader.at, 4);
    if (tag == "<!--") {
      reader.at = reader.find("-->", reader.at) + 3;
      continue;
    }
    if (tag.starts_with("<?") || tag.starts_with("<!")) {
      reader.at = reader.find(">", reader.at) + 1;
      continue;
    }
    if (tag.starts_with("</")) {
      reader.at += 2;
      if (open.empty() || reader.name() != open.back()->name) malformed("wrong end", reader.at);
      open.pop_back();
      reader.at = reader.find(">", reader.at) + 1;
      continue;
    }
    ++reader.at;
    SvgElement& element = elements_.emplace_back();
    element.name = reader.name();
    const bool empty = reader.attributes(element.attributes);
    if (!open.empty()) append(*open.back(), element);
    if (open.empty() && root_ == nullptr && element.name == "svg") root_ = &element;
    if (const auto id = element.find("id")) ids_.emplace(*id, &element);
    if (!empty) open.push_back(&element);
    if (open.size() > most_nested) malformed("nested too deeply", reader.at);
  }
  if (!open.empty()) malformed("element does not end", text.size());
  if (root_ == nullptr) malformed("no svg element", 0);
}

const SvgElement* SvgTree::with_id(std::string_view id) const {
  const auto found = ids_.find(id);
  return found == ids_.end() ? nullptr : found->second;
}

ViewBox view_box(const SvgElement& svg, double width, double height) {
  ViewBox box{0, 0, width, height};
  if (const auto text = svg.find("viewBox")) {
    NumberScan scan(*text);
    box.x = scan.number();
    box.y = scan.number();
    box.w = scan.number();
    box.h = scan.number();
  }
  if (!(box.w > 0 && box.h > 0)) throw std::logic_error("scene: empty viewBox");
  return box;
}

std::optional<std::string_view> url_target(std::string_view value) {
  if (!value.starts_with("url(#")) return std::nullopt;
  const std::size_t close = value.find(')');
  if (close == std::string_view::npos) return std::nullopt;
  return value.substr(5, close - 5);
}

}  // namespace limner::svg
