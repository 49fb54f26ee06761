// From a template and its intake to a finished run.
#pragma once

#include <limner/clock.hpp>
#include <limner/id.hpp>
#include <limner/money.hpp>
#include <limner/provider.hpp>
#include <limner/step.hpp>
#include <limner/store.hpp>
#include <limner/template.hpp>

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

namespace limner::engine {

// The picture that an image of the intake stands for.
struct ResolvedImage {
  std::string name;       // "artifact:artifact-01k…": what the specification keeps
  nlohmann::json record;  // what steps see, as image_record() makes it; its artifactId is known
};

// What a plan is made from, besides the template and the intake.
struct PlanOptions {
  bool offline = false;   // providers that need the network are replaced by embedded ones
  bool replayed = false;  // answers come from a recording: nothing is paid for
  std::map<std::string, std::string> models;  // step id → model; "" → every metered step
  std::optional<ChargeType> charge;
  std::optional<std::int64_t> seed;
  int take = 1;
  bool has_wallet = false;  // none: nobody else can be charged, so everything is personal
  std::string today;        // date, for models that are retired
  std::function<bool(std::string_view provider)> has_key;  // for `auto`; empty: no key anywhere
  // Finds the picture of a reference: a path, "-", a URL, "artifact:ID". Empty: there is none.
  std::function<ResolvedImage(const std::string& reference)> picture;
};

struct PlannedStep {
  templates::StepSpec spec;
  const step::StepKind* kind = nullptr;
  std::optional<bool> skip;               // known only when `if` needs no earlier step
  std::optional<provider::Model> model;  // these five: absent from a step that buys nothing
  std::optional<provider::Operation> operation;  // what it would buy, as far as that is known
  std::string requested_model;
  std::string model_reason;       // why this model
  std::optional<Money> estimate;  // absent: the catalogue cannot say
  ChargeType charge = ChargeType::hosted;
};

// A run with nothing left to doubt: all that can fail for free has been checked.
struct Plan {
  templates::Template workflow;
  nlohmann::json intake;  // as it is recorded: pictures by the name of their artifact
  nlohmann::json inputs;  // the same as steps see it: pictures as records
  std::vector<PlannedStep> steps;
  std::int64_t seed = 1;
  int take = 1;
  bool offline = false;
  bool replayed = false;
  std::string catalog_version;
  nlohmann::json catalog;  // the models this plan may call, as they were
  // The user's own words: behind --prompt, else what the first step that takes a subject
  // is given; may be empty.
  std::string subject;

  Money estimate() const;                // the sum of what can be priced
  nlohmann::json specification() const;  // what is frozen before the start
  std::string title() const;             // the subject, or the template's name
};

Plan make_plan(templates::Template workflow, const nlohmann::json& given,
               const provider::Catalogue& catalogue, const PlanOptions& options);

// What a run of today would meet in the model that a step names.
enum class ModelState {
  good,
  open,      // an input names the model
  retires,   // within ninety days
  unpriced,  // the catalogue does not say what it costs
  refused
};
constexpr EnumWords<ModelState::refused> enum_words(ModelState) {
  return {"good", "open", "retires", "unpriced", "refused"};
}

struct ModelVerdict {
  std::string step;
  std::string model;  // empty: open
  ModelState state = ModelState::good;
  std::string message = {};  // empty: good
};
// One for each metered step.
std::vector<ModelVerdict> check_models(const templates::Template& workflow,
                                       const provider::Catalogue& catalogue, Time now);

// Refuses a plan that cannot be priced, or whose worst case passes the template's
// limit or `max_cost`. Throws Error{unpriceable} or Error{cap_exceeded}.
void check_budget(const Plan& plan, std::optional<Money> max_cost);

// Which wallet pays for hosted calls, and how.
struct WalletOptions {
  std::string wallet = "main";
  // For what the rate card does not sell; nothing: what the card says.
  std::optional<std::int64_t> credits_per_dollar = {};
};

// Refuses a plan that a cap or the wallet has no room for as they are now: throws
// Error{cap_exceeded} or Error{wallet_empty}, as its run would. Without records there
// are no caps and no wallet.
void check_spending_limits(const Plan& plan, const store::Records* records,
                           const WalletOptions& wallet_options, Time now);

// ---- what a run tells the world while it works ----

struct RunStarted {
  RunId run;
  std::string template_id;
  std::string title;
  int steps;
  Money estimate;
  std::optional<Millis> usual;
};
struct StepStarted {
  int ordinal;
  std::string name;
  std::string model;
};
// A call that was refused for now, or failed without a charge, is sent again.
struct CallWaits {
  int ordinal;
  std::string name;
  std::string model;
  std::string reason;
  Millis pause;
  int attempt;  // that failed, from 1
};
// An unfinished picture, to look at while waiting.
struct PartialPicture {
  int ordinal;
  std::string name;
  std::string model;
  int number;                  // of the call, from 1
  std::filesystem::path file;  // goes when the call has ended
};
struct StepFinished {
  int ordinal;
  std::string name;
  std::string model;
  store::StepStatus status = store::StepStatus::pending;
  Millis took;
  std::optional<Money> cost;  // of a metered step
  nlohmann::json outputs;     // null, or what later steps see: images, objects, artifactId, …
  std::vector<nlohmann::json> warnings;
  nlohmann::json failure;
};
struct RunFinished {
  RunId run;
  store::RunStatus status;
  Millis took;
  store::CostTotal cost;
};

using Event =
    std::variant<RunStarted, StepStarted, CallWaits, PartialPicture, StepFinished, RunFinished>;

// Progress must never break a run: an implementation swallows its own failures.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void on(const Event& event) noexcept = 0;
};

// What is done about a request that may have been paid for: it waits for a person,
// a person is asked at once, or it counts as paid and is sent once more.
enum class InDoubt { hold, ask, retry };

struct RunEnv {
  provider::Providers& providers;
  store::BlobStore& blobs;
  store::Records& records;
  Clock& clock;
  IdSource& ids;
  EventSink& events;
  std::stop_token stop;
  std::string request_id;  // ULID of this invocation
  std::vector<std::pair<std::string, std::string>> tags = {};
  std::optional<Money> max_cost = {};
  WalletOptions wallet_options = {};
  InDoubt in_doubt = InDoubt::hold;
  std::function<bool(const store::CallRow&)> pay_again = {};  // asked with InDoubt::ask
};

// Never throws for a step that fails: the failure is recorded and is in the
// records, where everything else about the run is too.
RunId execute(const Plan& plan, const RunEnv& env);

// The plan of a run that ended early, as it was frozen; `workflow` is its template.
Plan plan_again(const store::RunRow& run, templates::Template workflow,
                const provider::Catalogue& catalogue, const PlanOptions& options);

// The first step that is not done; nothing when none is missing.
std::optional<std::size_t> first_missing(const Plan& plan,
                                         const std::vector<store::StepRow>& steps);

// Takes up a run that ended early: what it has made stays, what it has paid for is
// used, the rest is done. Throws Error before anything is written when it cannot be
// taken up; after that, as execute().
void resume(const Plan& plan, const RunId& run, const RunEnv& env);

// What a provider, asked once more, says of a call that was in doubt.
struct Collected {
  store::CallState state = store::CallState::in_doubt;  // or succeeded, failed
  std::vector<Asset> images;
  std::optional<Money> charged;
  std::string message;  // why not; empty when there are images
};

// Asks for the answer to a call that was sent before, never sends it again, and
// settles the call with what comes of it. Its run can be resumed then without
// paying again.
Collected collect(const store::InDoubtCall& doubt, const provider::Catalogue& catalogue,
                  const RunEnv& env);

// One picture as later steps and --json see it: exactly id, file_url, file_name,
// file_size, file_type, width, height, sha256, artifactId.
nlohmann::json image_record(const Asset& asset, const std::filesystem::path& file,
                            const std::string& name);

}  // namespace limner::engine
