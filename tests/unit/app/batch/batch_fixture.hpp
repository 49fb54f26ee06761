// Row files, their templates, and the places of problems.
#pragma once

#include "unit/app/app_fixture.hpp"

#include <limner/error.hpp>
#include <limner/step.hpp>
#include <limner/template.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace limner::app {

struct BatchFixture : AppFixture {
  static std::string place(const Mark& mark) {
    return fmt::format("{}:{}", mark.line, mark.column);
  }

  // "2:5 enum"; without a place only the type.
  static std::string place(const Problem& problem) {
    return problem.mark ? place(*problem.mark) + " " + problem.type : problem.type;
  }

  // One text a line, so that a failed test shows it.
  static std::string lines(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts) all += text + "\n";
    return all;
  }

  static std::vector<std::string> places(const std::vector<Problem>& problems) {
    std::vector<std::string> all;
    for (const Problem& problem : problems) all.push_back(place(problem));
    return all;
  }

  // A template with these lines of its intake.
  static templates::Template workflow(std::string_view intake) {
    return templates::load_template(
        {fmt::format(
             "schema: 1\nid: t\nversion: 1.0.0\nintake:\n{}\nsteps:\n  - id: p\n"
             "    uses: prompt.resolve\n    with: {{contentType: x, subject: x, text: x}}\n",
             intake),
         "t.yaml"},
        step::step_signatures(), [](std::string_view) { return std::nullopt; });
  }
};

}  // namespace limner::app
