// Workflow templates: loading, intake validation, expressions, JSON Schemas.
//
// All functions may be called from several threads at once.
#pragma once

#include <limner/asset.hpp>
#include <limner/billing.hpp>
#include <limner/clock.hpp>
#include <limner/document.hpp>
#include <limner/enum_text.hpp>
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

// ---- signatures of step kinds, against which templates are checked ----

enum class ParamType { any, text, integer, number, boolean, model, image, images, object, list };
std::string_view to_string(ParamType type);  // "string" for text

struct ParamSpec {
  std::string_view name;
  ParamType type;
  std::string_view help;
  bool required = false;
  std::vector<std::string_view> choices = {};  // empty: any value of the type
  std::optional<std::int64_t> minimum = {};
  std::optional<std::int64_t> maximum = {};
  std::string_view key_of = {};  // the parameter whose keys are accepted; empty: not such a name
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
  bool metered = false;  // may cost money
};

// ---- the template ----

enum class FieldType { string, integer, number, boolean, object, array, image, images, model };
constexpr EnumWords<FieldType::model> enum_words(FieldType) {
  return {"string", "integer", "number", "boolean", "object", "array", "image", "images", "model"};
}

// A leaf of the intake tree.
struct IntakeField {
  std::vector<std::string> path;  // {"intent", "prompt"}
  FieldType type = FieldType::string;
  bool required = false;
  bool nullable = false;
  nlohmann::json default_value;  // `default`; null when absent
  bool has_default = false;
  std::vector<nlohmann::json> choices;                 // `enum`
  std::string pattern;                                 // of a string; empty: any
  std::optional<std::int64_t> min_length, max_length;  // characters
  std::optional<double> minimum, maximum;
  std::string flag;  // "aspect-ratio" for --aspect-ratio; empty: settable by --set only
  std::string help;
};

enum class OnFailure { terminate, continue_run };
constexpr EnumWords<OnFailure::continue_run> enum_words(OnFailure) {
  return {"terminate", "continue"};
}
enum class OnTechnicalFailure { fail, retry, fallback, skip };
constexpr EnumWords<OnTechnicalFailure::skip> enum_words(OnTechnicalFailure) {
  return {"fail", "retry", "fallback", "skip"};
}
enum class Review { required, optional, none };
constexpr EnumWords<Review::none> enum_words(Review) {
  return {"required", "optional", "none"};
}

struct StepSpec {
  std::string id;                                  // used in expressions
  std::string uses;                                // step kind
  std::string name;                                // display name; `uses` when absent
  nlohmann::json with = nlohmann::json::object();  // expressions not yet expanded
  std::string condition;                           // `if`, an expression; empty: always
  OnFailure on_failure = OnFailure::terminate;
  OnTechnicalFailure on_technical_failure = OnTechnicalFailure::fail;
  std::vector<std::string> fallback;  // models
  std::optional<ChargeType> charge;   // absent: the command line or the settings decide
  std::optional<Millis> timeout;
  int max_retries = 0;
  bool cache = true;
};

// Fixed price of one run of the template.
struct Pricing {
  Credits credits;
  bool refund_on_any_failure = true;
};

struct TemplateText {
  std::string text;
  std::string origin;  // see Template::origin
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

  std::string canonical;  // canonical JSON with `extends` merged: the template's identity
  std::string source;     // the original text
  std::string origin;     // path or "built in", for display
  std::vector<TemplateText> extended;  // the templates that it extends, nearest first

  Digest digest() const { return Digest::of(canonical); }
};

// Finds the text of a template by name or path; absent when there is none.
using TemplateFinder = std::function<std::optional<TemplateText>(std::string_view name)>;

// Parses and checks a template. `find` resolves `extends`. Throws Error{invalid_template} with up
// to twenty Problems, each with its Mark. Nothing in the result refers to `kinds`.
Template load_template(TemplateText text, std::span<const StepSignature* const> kinds,
                       const TemplateFinder& find);

// JSON Schema draft-07 of the template format, for editors, from the loader's own tables.
nlohmann::json template_schema(std::span<const StepSignature* const> kinds);

// One key or function of the format, for documentation.
struct ReferenceEntry {
  std::string name;    // "limits.maxUsd", "default(value, instead)"
  std::string values;  // accepted values or form; empty: see `help`
  std::string help;
  bool required = false;
};

// The tables that the loader checks templates with. Step kinds are in step_signatures().
struct TemplateReference {
  std::vector<ReferenceEntry> template_keys;
  std::vector<ReferenceEntry> field_keys;  // of one intake field
  std::vector<ReferenceEntry> step_keys;
  std::vector<ReferenceEntry> functions;  // of expressions
};
TemplateReference template_reference();

// ---- the intake of one run ----

// Validates `given` (an object shaped like the intake: {"intent": {"prompt": …}}) and returns it
// with defaults, every field present (null when absent). Throws Error{invalid_intake} with all
// Problems, each with loc {"intake", …} and a type.
nlohmann::json validate_intake(const Template& workflow, const nlohmann::json& given);

// Converts the text of a command-line flag to the field's type. Throws Error{invalid_intake}.
nlohmann::json intake_value(const IntakeField& field, std::string_view text);

// The intake that a document gives, not yet validated. A plain scalar is read by the type of its
// field, as its flag would be: 1.10, no and 007 are text in a text field.
nlohmann::json intake_from(const Template& workflow, const Node& document);

// JSON Schema draft-07 of one template's intake.
nlohmann::json intake_schema(const Template& workflow);

// ---- expressions ----

// Replaces every ${{ … }} in `value` by its value in `scope` ({"intake", "steps", "tables",
// "run"}). A string that consists of one expression becomes a value of that expression's type.
// Values from the scope are not expanded again. Throws Error{invalid_template}.
nlohmann::json expand(const nlohmann::json& value, const nlohmann::json& scope);

// The truth value of an `if`: null, false, 0, "" and [] are false, all else is true.
bool is_true(const nlohmann::json& value);

// Whether an expression in `value` refers to a step in `unfinished`. A computed step name,
// steps[…], may refer to any of them.
bool depends_on_steps(const nlohmann::json& value, const std::set<std::string>& unfinished);

// The paths that the expressions in `value` read, such as "intake.intent.style" and
// "steps.raw.images[0]". A computed key ends its path. Throws Error{invalid_template}.
std::vector<std::string> paths_in(const nlohmann::json& value);

// Every path that an expression may use after the last step, with its type: for
// `templates vars` and shell completion.
struct Variable {
  std::string path;  // "steps.image.images[0].file_url"
  std::string type;  // "string", "images", …
};
std::vector<Variable> variables(const Template& workflow,
                                std::span<const StepSignature* const> kinds);

}  // namespace limner::templates
