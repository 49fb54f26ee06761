// Planning: from a template and its intake to the steps of a run, with models and prices.
//
// All functions here are free of side effects, except those that PlanOptions brings. They may
// be called from several threads at once with different arguments.
#pragma once

#include <limner/billing.hpp>
#include <limner/clock.hpp>
#include <limner/error.hpp>
#include <limner/image.hpp>
#include <limner/money.hpp>
#include <limner/provider.hpp>
#include <limner/step.hpp>
#include <limner/store/rows.hpp>
#include <limner/template.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace limner::engine {

// A picture of the intake, found.
struct ResolvedImage {
  std::string name;       // "artifact:artifact-01k…", for the specification
  nlohmann::json record;  // as image_record() makes it, with a text as "artifactId"
};

// Why a parameter is not part of the request of its step.
enum class UnsentReason {
  preset,    // a default of the template's inputs, which the model does not take
  written,   // written in the template for another model than the chosen one
  stand_in,  // ordered, but the embedded artist draws in place of the model
  allowed,   // ordered, and left out by --allow-ignored
};
constexpr EnumWords<UnsentReason::allowed> enum_words(UnsentReason) {
  return {"default", "template", "stand_in", "allowed"};
}

struct UnsentParameter {
  std::string name;
  std::string value;
  UnsentReason reason = UnsentReason::preset;
};

// The functions are called by make_plan() only, from its thread; what they throw passes through.
struct PlanOptions {
  bool offline = false;   // embedded models replace those that need the network
  bool replayed = false;  // answers come from a recording: prices are zero
  // Model ids by step id or step kind; the key "" is for every step that the model can do.
  std::map<std::string, std::string> models;
  std::optional<ChargeType> charge;  // overrides the template's
  std::optional<std::int64_t> seed;  // none: `take`
  std::optional<Money> max_cost;     // of the run, in USD; frozen in the specification
  int take = 1;                      // from 1
  bool allow_ignored = false;        // leave out, with a warning, what a model does not take
  bool send_original = false;        // pictures are sent as they are, with their metadata
  bool uses_cache = true;            // results of earlier runs, except for the steps of `fresh`
  std::set<std::string> fresh = {};  // ids
  // As in RunEnv: a larger size is refused before it is requested.
  image::ImageLimits image_limits = {};
  // Of a run that is restored: what it left out, by step id. None: it is decided now.
  std::optional<std::map<std::string, std::vector<UnsentParameter>>> unsent;
  bool has_wallet = false;  // false: every charge is personal, unless `charge` is given
  std::string today;        // YYYY-MM-DD; decides which models are retired
  std::function<bool(std::string_view provider)> has_key;  // for the model `auto`; empty: no key
  // Finds an image of the intake: a path, "-", a URL or "artifact:ID". Empty: images are refused.
  std::function<ResolvedImage(const std::string& reference)> picture;
};

// The outputs of a step of an earlier run in place of new ones.
struct StepReuse {
  RunId from;
  int ordinal = 0;  // of the step in that run
  Money saved;      // USD: what the step cost there
};

// "run-…/3", as StepRow::reused_from.
std::string reference_to(const StepReuse& reuse);

struct PlannedStep {
  templates::StepSpec spec;
  const step::StepKind* kind = nullptr;  // static; null only before make_plan() has set it
  std::optional<bool> skip;              // none: the condition needs an earlier step
  // The members below are set only when the step calls a model.
  std::optional<provider::Model> model;
  std::optional<provider::Operation> operation;  // the call, as far as its parameters are known
  std::string requested_model;                   // a model id or "auto"
  std::string model_reason;                      // a sentence: why `model` was chosen
  std::optional<Money> estimate;                 // the maximum cost; none: the price is unknown
  ChargeType charge = ChargeType::hosted;
  std::vector<UnsentParameter> unsent;  // parameters that are left out of `operation`
  std::optional<StepReuse> reuse;       // set by expect_reuse(); then `estimate` is zero
  int runs = 1;  // upper bound, for a parameter that accepts one picture and is given a list
};

// A run whose intake, models and prices have been checked. Owns everything it refers to, except
// the step kinds, which are static.
struct Plan {
  templates::Template workflow;
  nlohmann::json intake;  // an object by the template's intake; images are ResolvedImage::name
  nlohmann::json inputs;  // the same; images are ResolvedImage::record
  std::vector<PlannedStep> steps;  // in order of execution
  std::int64_t seed = 1;
  int take = 1;
  bool offline = false;
  bool replayed = false;
  bool allow_ignored = false;
  bool send_original = false;
  bool uses_cache = true;
  std::set<std::string> fresh = {};
  bool checks_unsent = true;      // false: a run of a version that did not, restored
  std::optional<Money> max_cost;  // as PlanOptions::max_cost
  std::string catalog_version;
  nlohmann::json catalog;  // an array of the models of `steps`: schema/model.json
  // The text of the field behind --prompt, else the first subject given to a step; may be empty.
  std::string subject;

  Money estimate() const;  // sum of the known estimates, in USD
  // {"schema": 1, "template": {"id", "version", "digest"}, "intake": object, "seed", "take":
  // integers, "offline", "replayed", "allowIgnored", "sendOriginal", "usesCache": booleans,
  // "fresh": an array of texts, "catalogVersion",
  // "catalogDigest", "estimatedUsd": texts, "limits": {"maxUsd", "maxCostUsd": text or null},
  // "steps": [{"id", "uses", "name": texts, "skip": boolean or null, and with a model: "model":
  // {"requested", "resolved", "reason"}, "charge": text, "estimatedUsd": text or null, "unsent":
  // [{"parameter", "value", "reason": texts}]}]}
  nlohmann::json specification() const;
  std::string title() const;  // the subject, or the template's name
};

// What a step refuses: its message and its help name parameters of the step.
class StepRefused : public Error {
 public:
  StepRefused(const Error& error, std::map<std::string, std::string> sources)
      : Error(error), sources_(std::move(sources)) {}

  // Parameters that are set outside of the template → where: "intake.image.size", or "run.seed".
  const std::map<std::string, std::string>& sources() const { return sources_; }

 private:
  std::map<std::string, std::string> sources_;
};

// `given`: the intake as the user gave it, an object. Throws Error{invalid_intake} for the
// intake, Error{invalid_template} for an unknown step kind, Error{unsupported_model} for a model
// that is unknown, retired or unable, Error{key_missing} where no model can be chosen,
// Error{invalid_input} for parameters that the model does not take or that are not pictures, and
// Error{usage} for a member of options.models that no step uses, and for one of options.fresh that
// names no step. What concerns one step is a
// StepRefused, unless it has a line of the template. A price that is not known is
// not an error here: see check_budget().
Plan make_plan(templates::Template workflow, const nlohmann::json& given,
               const provider::Catalogue& catalogue, const PlanOptions& options);

// The plan of a run in the store, with the seed, take and models of its specification, and its
// max_cost unless `options` has another.
// `workflow` must be the template version of the run. Throws as make_plan(), Error{usage} when
// options.replayed differs from the run, and Error{store_damaged} for a broken specification.
Plan restore_plan(const store::RunRow& run, templates::Template workflow,
                  const provider::Catalogue& catalogue, const PlanOptions& options);

// Whether a run that is resumed keeps the row: a step that failed has finished when its template
// goes on after it.
bool is_finished(const PlannedStep& step, const store::StepRow& row);

// The index of the first step to execute when the run is resumed; none: all have finished.
// `steps` are the rows of the plan's steps, in order. Throws Error{store_damaged} for other rows.
std::optional<std::size_t> first_unfinished_step(const Plan& plan,
                                                 const std::vector<store::StepRow>& steps);

// The template as the store keeps it.
store::TemplateVersion template_version(const templates::Template& workflow);

// Throws Error{usage} for a negative limit.
void check_max_cost(std::optional<Money> max_cost);

// Throws Error{usage} for a negative limit, Error{unpriceable} when the price of a step is not
// known, Error{cap_exceeded} when the estimate exceeds `max_cost` (USD) or the template's limit.
void check_budget(const Plan& plan, std::optional<Money> max_cost);

// The warnings that the step will have about parameters that its request does not carry, each
// {"code": "option_not_sent", "option", "value", "message": texts}.
std::vector<nlohmann::json> plan_warnings(const PlannedStep& step);

// One Problem for each step with literal parameters that no run, or no run with the model that
// the step names, could use: those of `with`, the defaults of inputs that it consists of, and the
// entries of tables. With Marks, unless the step is inherited. Whether a model is retired is not
// checked: see check_models().
std::vector<Problem> unusable_literals(const templates::Template& workflow,
                                       const provider::Catalogue& catalogue);

// ---- checking the models of a template without an intake ----

enum class ModelState {
  good,
  open,      // decided by the intake
  retires,   // within ninety days
  unpriced,  // a run would be refused: the price is not known
  refused    // a run would be refused for another reason
};
constexpr EnumWords<ModelState::refused> enum_words(ModelState) {
  return {"good", "open", "retires", "unpriced", "refused"};
}

struct ModelVerdict {
  std::string step;   // id
  std::string model;  // id or "auto"; empty: open
  ModelState state = ModelState::good;
  std::string message = {};  // empty: good
};
// One verdict per step that calls a model, in order.
std::vector<ModelVerdict> check_models(const templates::Template& workflow,
                                       const provider::Catalogue& catalogue, Time now);

}  // namespace limner::engine
