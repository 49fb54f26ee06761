// The elements of an SVG document; attributes are unparsed text.
#pragma once

#include <deque>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace limner::svg {

struct SvgAttribute {
  std::string_view name;
  std::string_view value;
};

struct SvgElement {
  std::string_view name;
  std::vector<SvgAttribute> attributes;
  const SvgElement* parent = nullptr;
  const SvgElement* first_child = nullptr;
  const SvgElement* next = nullptr;  // sibling
  SvgElement* last_child = nullptr;

  std::optional<std::string_view> find(std::string_view attribute) const;
  double number(std::string_view attribute, double otherwise) const;
  double share(std::string_view attribute, double otherwise) const;  // an opacity or offset, 0…1
  std::optional<std::string_view> reference() const;  // "x" of href="#x" or xlink:href="#x"
};

// Refers to the text it was parsed from, which must outlive it.
class SvgTree {
 public:
  explicit SvgTree(std::string_view text);  // throws std::logic_error
  SvgTree(const SvgTree&) = delete;
  SvgTree& operator=(const SvgTree&) = delete;

  const SvgElement& root() const { return *root_; }  // the outermost <svg>
  const SvgElement* with_id(std::string_view id) const;

 private:
  std::deque<SvgElement> elements_;
  std::unordered_map<std::string_view, const SvgElement*> ids_;
  const SvgElement* root_ = nullptr;
};

struct ViewBox {
  double x = 0;
  double y = 0;
  double w = 0;
  double h = 0;
};
// The visible part of the plane of an <svg> of this size.
ViewBox view_box(const SvgElement& svg, double width, double height);

// "x" of "url(#x)".
std::optional<std::string_view> url_target(std::string_view value);

}  // namespace limner::svg
