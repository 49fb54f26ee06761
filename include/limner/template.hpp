// A workflow as its author wrote it: inputs to ask for, steps to take in order.
#pragma once

#include <limner/asset.hpp>
#include <limner/clock.hpp>
#include <limner/document.hpp>
#include <limner/money.hpp>

#include <nlohmann/json.hpp>

#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace limner::templates {

// ---- what a step kind promises, as far as a template can be checked by it ----

enum class ParamType { any, text, integer, number, boolean, model, image, images, object, list };

struct ParamSpec {
  std::string_view name;
  ParamType type;
  std::string_view help;
  bool required = false;
  std::vector<std::string_view> choices = {};  // empty: any value of the type
  std::optional<std::int64_t> minimum = {};
  std::optional<std::int64_t> maximum = {};
};

struct OutputSpec {
  std::string_view name;
  ParamType type;
  std::string_view help;
};

struct StepSignature {
  std::string_view name;  // "image.generate"
  std::string_view summary;
  std::vector<ParamSpec> params;
  std::vector<OutputSpec> outputs;
  bool metered = false;  // can cost money
};

// ---- the template ----

enum class FieldType { string, integer, number, boolean, object, array, image, images, model };
std::string_view to_string(FieldType type);

// One leaf of the intake.
struct IntakeField {
  std::vector<std::string> path;  // {"intent", "prompt"}
  FieldType type = FieldType::string;
  bool required = false;
  bool nullable = false;
  nlohmann::json fallback;  // `default`; null when there is none
  bool has_fallback = false;
  std::vector<nlohmann::json> choices;  // `enum`
  std::string pattern;
  std::optional<std::int64_t> min_length, max_length;  // characters
  std::optional<double> minimum, maximum;
  std::string flag;  // "aspect-ratio" for --aspect-ratio; empty: only --set
  std::string help;
};

enum class OnFailure { terminate, carry_on };
std::string_view to_string(OnFailure policy);  // "terminate", "continue"
enum class OnTechnicalFailure { fail, retry, fallback, skip };
std::string_view to_string(OnTechnicalFailure policy);
enum class ChargeType { hosted, personal };
std::string_view to_string(ChargeType charge);
enum class Review { required, optional, none };
std::string_view to_string(Review review);

struct StepSpec {
  std::string id;                                  // used in expressions
  std::string uses;                                // step kind
  std::string name;                                // shown in telemetry; `uses` when not given
  nlohmann::json with = nlohmann::json::object();  // expressions still inside
  std::string condition;                           // `if`, an expression; empty: always
  OnFailure on_failure = OnFailure::terminate;
  OnTechnicalFailure on_technical_failure = OnTechnicalFailure::fail;
  std::vector<std::string> fallback;  // models
  std::optional<ChargeType> charge;   // not given: the command line or the settings decide
  std::optional<Millis> timeout;
  int max_retries = 0;
  bool cache = true;
};

// Fixed price in credits for one run of the template.
struct Pricing {
  Credits credits;
  bool refund_on_any_failure = true;
};

struct Template {
  std::string id;
  std::string version;
  std::string name;
  std::string description;
  std::string artifact_class = "visual";
  Review review = Review::required;
  std::optional<Money> max_cost;
  std::optional<Millis> max_duration;
  std::optional<Pricing> pricing;
  std::vector<IntakeField> intake;
  nlohmann::json tables = nlohmann::json::object();
  std::vector<StepSpec> steps;
  nlohmann::json output = nlohmann::json::object();

  std::string canonical;  // canonical JSON, `extends` merged in: the identity
  std::string source;     // the text as written
  std::string origin;     // where it was found, for people

  Digest digest() const { return Digest::of(canonical); }
};

// Where a name leads to a text: a path, the project's templates/, the shipped ones.
struct TemplateText {
  std::string text;
  std::string origin;
};
using TemplateFinder = std::function<std::optional<TemplateText>(std::string_view name)>;

// Reports up to twenty problems at once, each with its Mark. `find` resolves
// `extends`. Throws Error{invalid_template}.
Template load_template(TemplateText text, std::span<const StepSignature* const> kinds,
                       const TemplateFinder& find);

// JSON Schema draft-07 of the format, for editors, from the tables the loader uses.
nlohmann::json template_schema(std::span<const StepSignature* const> kinds);

// ---- the intake of one run ----

// Checks and completes what was given ({"intent": {"prompt": …}}): defaults
// filled in, every field present (null when absent). Throws
// Error{invalid_intake} with all Problems, each with loc {"intake", …} and a type.
nlohmann::json validate_intake(const Template& workflow, const nlohmann::json& given);

// One value as it came from a command line: typed by the field. Throws
// Error{invalid_intake}.
nlohmann::json intake_value(const IntakeField& field, std::string_view text);

// JSON Schema draft-07 of one template's intake.
nlohmann::json intake_schema(const Template& workflow);

// ---- expressions ----

// Replaces every ${{ … }} in `value` by what `scope` ({"intake", "steps",
// "tables", "run"}) holds. A string that is only one expression keeps its type.
// What comes out of the scope is never expanded again. Throws Error{invalid_template}.
nlohmann::json expand(const nlohmann::json& value, const nlohmann::json& scope);

// An `if`: null, false, 0, "" and [] are false.
bool is_true(const nlohmann::json& value);

// Does `value` mention a step of `open`, whose outputs nobody knows yet? A step that
// an expression names, steps[…], may be any of them.
bool depends_on_steps(const nlohmann::json& value, const std::set<std::string>& open);

// Every path an expression may name after all steps, with its type: for
// `templates vars` and completion.
struct Variable {
  std::string path;  // "steps.image.images[0].file_url"
  std::string type;  // "string", "images", …
};
std::vector<Variable> variables(const Template& workflow,
                                std::span<const StepSignature* const> kinds);

}  // namespace limner::templates
