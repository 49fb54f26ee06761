// The shipped templates, and the published schema, against the real step kinds.
#include <limner/embedded.hpp>
#include <limner/error.hpp>
#include <limner/file.hpp>
#include <limner/step.hpp>
#include <limner/template.hpp>

#include <doctest/doctest.h>

#include <cstdlib>

using namespace limner;
using namespace limner::step;

namespace {

templates::Template loaded(const EmbeddedFile& file) {
  return templates::load_template({std::string(file.content), std::string(file.name)},
                                  step_signatures(), nullptr);
}

std::string outcome(const EmbeddedFile& file) {
  try {
    return loaded(file).id + ".yaml";
  } catch (const Error& error) {
    std::string text = error.what();
    for (const Problem& problem : error.problems())
      text += fmt::format("\n{}: {} ({})", problem.mark->line, problem.message, problem.help);
    return text;
  }
}

}  // namespace

TEST_CASE("[S0.1] [S1.25] [S2.2] every shipped template loads with the real step kinds") {
  CHECK(embedded_templates().size() >= 4);
  for (const EmbeddedFile& file : embedded_templates()) CHECK(outcome(file) == file.name);
}

TEST_CASE("[S1.18] every output of a step can be named after it") {
  for (const EmbeddedFile& file : embedded_templates()) {
    const templates::Template workflow = loaded(file);
    std::string text = "output:\n";
    int count = 0;
    for (const templates::Variable& variable : templates::variables(workflow, step_signatures()))
      text += fmt::format("  v{}: ${{{{ {} }}}}\n", ++count, variable.path);
    const std::string source(file.content.substr(0, file.content.find("\noutput:") + 1));
    CHECK(
        templates::load_template({source + text, "t"}, step_signatures(), nullptr).output.size() ==
        static_cast<std::size_t>(count));
  }
}

TEST_CASE("[V5] schema/template-1.json matches the loader's tables") {
  const auto path = std::filesystem::path(LIMNER_SOURCE) / "schema" / "template-1.json";
  const std::string now = templates::template_schema(step_signatures()).dump(2) + "\n";
  if (std::getenv("LIMNER_UPDATE") != nullptr) write_file(path, as_bytes(now));
  CHECK(read_file(path) == now);
}
