// Template inheritance. Internal to template.
#pragma once

#include <limner/document.hpp>
#include <limner/template.hpp>

#include <vector>

namespace limner::templates {

// `documents` begins with the template itself and gains those it extends.
// Returns the merged tree; Node::source is the index of a node's document.
Node merge_extended(std::vector<Document>& documents, const TemplateFinder& find);

}  // namespace limner::templates
