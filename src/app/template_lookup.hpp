// From a name on the command line to a template: a path, the project's
// templates/, the shipped ones.
#pragma once

#include "app/context.hpp"

#include <limner/template.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace limner::app {

// Also used to resolve `extends:`.
std::optional<templates::TemplateText> find_template(const Context& context, std::string_view name);

// To run a template of the project that a name finds, it has to be trusted when it replaces a
// shipped one by other text, or when a symbolic link leads to it.
enum class TemplateUse { show, run };

// NAME, NAME@VERSION or a path. Throws Error{not_found} with the nearest name,
// Error{not_trusted}, or whatever load_template() throws.
templates::Template load_named_template(const Context& context, const std::string& name,
                                        TemplateUse use = TemplateUse::show);

// Whether a template of that name, without extension, is part of limner.
bool is_built_in_template(std::string_view name);

// What running the template of that name, without extension, in the project needs.
std::vector<TrustClaim> template_claims(const Context& context, std::string_view name);

// The built-in template, even when the project has one of that name.
templates::Template shipped_template(std::string_view name);

struct ListedTemplate {
  std::string name;
  std::string origin;  // a path, or "built in"
};
// Project templates first; they replace built-in ones of the same name.
std::vector<ListedTemplate> list_templates(const Context& context);
std::vector<std::string> template_names(const Context& context);  // of all of them

}  // namespace limner::app
