// Any text is a template, an expression and an intake, or is refused with an Error.
#include <limner/error.hpp>
#include <limner/step.hpp>
#include <limner/template.hpp>

#include <cstdint>
#include <cstdlib>
#include <string>

using namespace limner;

namespace {

// What loads must be able to do all that a run asks of it.
void use(const templates::Template& workflow) {
  if (workflow.canonical.empty()) std::abort();
  templates::variables(workflow, step::step_signatures());
  templates::intake_schema(workflow);
  const nlohmann::json scope{{"tables", workflow.tables}, {"intake", nullptr}, {"run", nullptr}};
  for (const templates::StepSpec& step : workflow.steps) {
    templates::depends_on_steps(step.with, {step.id});
    try {
      templates::expand(step.with, scope);
    } catch (const Error&) {
      continue;  // a table without the key: the values are not real ones
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    use(templates::load_template({text, "fuzz.yaml"}, step::step_signatures(), nullptr));
  } catch (const Error& error) {
    if (error.code() != ErrorCode::invalid_template) std::abort();
    if (error.problems().size() > 20) std::abort();
  }
  return 0;
}
