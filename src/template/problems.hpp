// Collects the problems of a template to report them together. Internal to template.
#pragma once

#include "template/expression.hpp"

#include <limner/document.hpp>

#include <string>
#include <vector>

namespace limner::templates {

using Loc = std::vector<std::string>;
Loc operator/(Loc loc, std::string_view part);

class Problems {
 public:
  // `documents` must outlive this; Node::source is an index into it.
  explicit Problems(const std::vector<Document>& documents) : documents_(documents) {}

  void add(const Node& at, Loc loc, std::string type, std::string message, std::string help);

  // `fault.span` counts bytes from the start of the scalar's text.
  void add(const Node& scalar, Loc loc, std::string type, const ExpressionFault& fault);

  Problems of_same_documents() const { return Problems(documents_); }

  // "line 7", with the file's name when it is not the first document.
  std::string place(const Node& node) const;

  void throw_if_any();

 private:
  const std::vector<Document>& documents_;
  std::vector<Problem> problems_;  // at most twenty
  int more_ = 0;
};

}  // namespace limner::templates
