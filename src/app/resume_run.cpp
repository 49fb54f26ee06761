#include "app/resume_run.hpp"

#include "app/image_inputs.hpp"
#include "app/limits.hpp"
#include "app/wallet_settings.hpp"

#include <limner/error.hpp>
#include <limner/step.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace limner::app {

namespace {

// The provider may have charged for a call that has no usable result.
bool has_paid_in_vain(const store::CallRow& call) {
  return call.state == store::CallState::failed && call.billing_class &&
         may_cost(*call.billing_class) && !call.reserved.is_zero();
}

// A request of the step was or may have been billed without a usable result, and no later call
// with the same request has, or may still get, an answer: repeating it is billed again.
bool would_pay_again(const store::Records& records, const RunId& run, int step) {
  std::set<std::string> paid;  // digests of requests
  for (const store::CallRow& call : records.calls(run)) {
    if (call.step != step) continue;
    if (has_paid_in_vain(call)) paid.insert(call.request_digest);
    if (call.state != store::CallState::failed && call.state != store::CallState::voided)
      paid.erase(call.request_digest);
  }
  return !paid.empty();
}

[[noreturn]] void refuse_retry(const store::RunRow& run, const store::StepRow& step,
                               std::string_view why, RetryPolicy policy) {
  throw Error(ErrorCode::usage, "{} of run {} {}", step.name, run.id.short_id(), why)
      .with_help(fmt::format("retry it anyway: limner resume {} --retry {}", run.id.short_id(),
                             to_string(policy)));
}

// `step` would run again.
void check_retry(const store::Records& records, const store::RunRow& run,
                 const store::StepRow& step, RetryPolicy policy) {
  const bool has_failed = step.status == store::StepStatus::failed;
  if (policy == RetryPolicy::all) return;
  if (has_failed && policy == RetryPolicy::none)
    refuse_retry(run, step, "has failed", RetryPolicy::safe);
  if (has_failed && step.failure.value("code", "") == traits(ErrorCode::unsafe_image_request).name)
    refuse_retry(run, step, "was refused because of its prompt", RetryPolicy::all);
  if (step.status != store::StepStatus::succeeded && would_pay_again(records, run.id, step.ordinal))
    refuse_retry(run, step, "was already billed, and would be billed again", RetryPolicy::all);
}

constexpr std::array resumable{store::RunStatus::failed, store::RunStatus::canceled,
                               store::RunStatus::in_doubt, store::RunStatus::queued};

// The newest of each status: a store may have very many runs that have ended well.
std::optional<store::RunRow> newest_to_resume(const store::Records& records) {
  std::vector<store::RunRow> newest;
  for (const store::RunStatus status : resumable) {
    for (store::RunRow& run : records.runs({.status = status, .limit = 1})) {
      if (!records.has_worker(run.id)) newest.push_back(std::move(run));
    }
  }
  const auto found = std::ranges::max_element(
      newest, {}, [](const store::RunRow& run) { return std::pair(run.queued, run.id); });
  if (found == newest.end()) return {};
  return records.run(found->id);
}

}  // namespace

templates::Template recorded_template(const store::Records& records, const std::string& digest) {
  const std::optional<store::TemplateVersion> version = records.template_version(digest);
  if (!version)
    throw Error(ErrorCode::store_damaged, "the template version {} is not in the store", digest);
  try {
    return templates::load_template({version->canonical, version->id}, step::step_signatures(),
                                    [](std::string_view) { return std::nullopt; });
  } catch (const Error& error) {
    throw Error(ErrorCode::store_damaged, "the template version {} in the store cannot be read: {}",
                digest, error.what());
  }
}

bool can_be_resumed(const store::RunRow& run) {
  return std::ranges::find(resumable, run.status) != resumable.end();
}

bool has_ended(const store::RunRow& run) {
  return run.status != store::RunStatus::running && run.status != store::RunStatus::queued;
}

std::optional<store::RunRow> find_run_to_resume(const store::Records& records,
                                                const std::optional<std::string>& named) {
  if (!named) return newest_to_resume(records);
  std::optional<store::RunRow> run = records.run(records.find_run(*named));
  const bool is_waiting = run->status == store::RunStatus::queued && !records.has_worker(run->id);
  if (!is_waiting && !has_ended(*run)) {
    throw Error(ErrorCode::usage, "run {} is already running", run->id.short_id())
        .with_help(fmt::format("see its status: limner runs show {}", run->id.short_id()));
  }
  return run;
}

ResumePlan plan_resume(const Context& context, const store::Records& records,
                       const store::RunRow& run, const provider::Catalogue& catalogue,
                       RetryPolicy policy) {
  ImageInputs references(context, Purpose::run);  // all are artifacts: no file is read again
  ResumePlan resumed;
  resumed.plan = engine::restore_plan(
      run, recorded_template(records, run.template_digest), catalogue,
      {.replayed = !context.replay_directory.empty(),
       .image_limits = stored_limits(context),
       .has_wallet = has_wallet(context),
       .today = today(context),
       .picture = [&](const std::string& reference) { return references.take(reference); }});
  const std::vector<store::StepRow> steps = records.steps(run.id);
  const std::size_t first =
      engine::first_unfinished_step(resumed.plan, steps).value_or(steps.size());
  // Later steps run again when the outputs of this one change.
  for (std::size_t at = first; at < steps.size(); ++at)
    check_retry(records, run, steps[at], policy);
  resumed.remaining = resumed.plan;
  for (std::size_t at = 0; at < first; ++at) resumed.remaining.steps[at].skip = true;
  return resumed;
}

}  // namespace limner::app
