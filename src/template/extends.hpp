// Templates that build on others. Internal to template.
#pragma once

#include <limner/document.hpp>
#include <limner/template.hpp>

#include <vector>

namespace limner::templates {

// `documents` begins with the template itself and gains those it extends.
// Returns the one tree they make together; Node::source says where a part is from.
Node merge_extended(std::vector<Document>& documents, const TemplateFinder& find);

}  // namespace limner::templates
