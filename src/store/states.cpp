#include <limner/store/states.hpp>

namespace limner::store {

namespace {

bool has_name(CapScopeKind kind) {
  return kind == CapScopeKind::template_id || kind == CapScopeKind::provider ||
         kind == CapScopeKind::model;
}

}  // namespace

std::string CapScope::str() const {
  std::string text(to_string(kind));
  if (has_name(kind)) text += ":" + name;
  return text;
}

std::optional<CapScope> parse_cap_scope(std::string_view text) {
  const std::size_t colon = text.find(':');
  const bool named = colon != std::string_view::npos;
  const std::optional<CapScopeKind> kind = parse_enum<CapScopeKind>(text.substr(0, colon));
  const std::string_view name = named ? text.substr(colon + 1) : std::string_view();
  if (!kind || has_name(*kind) != named || named == name.empty()) return std::nullopt;
  return CapScope{*kind, std::string(name)};
}

}  // namespace limner::store
