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
void use(const Template& workflow) {
  if (workflow.canonical.empty()) std::abort();
  variables(workflow, step_shapes());
  intake_schema(workflow);
  const nlohmann::json scope{{"tables", workflow.tables}, {"intake", nullptr}, {"run", nullptr}};
  for (const StepSpec& step : workflow.steps) {
    depends_on_steps(step.with, {step.id});
    try {
      expand(step.with, scope);
    } catch (const Error&) {
      continue;  // a table without the key: the values are not real ones
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    use(load_template({text, "fuzz.yaml"}, step_shapes(), nullptr));
  } catch (const Error& error) {
    if (error.code() != ErrorCode::invalid_template) std::abort();
    if (error.problems().size() > 20) std::abort();
  }
  return 0;
}
