#include "engine/repeated_requests.hpp"

#include <limner/error.hpp>

#include <algorithm>

namespace limner::engine {

namespace {

[[noreturn]] void refuse(const store::InDoubtCall& doubt) {
  Error error(ErrorCode::in_doubt,
              "the same request to {} was sent by run {}, and may have been paid for",
              doubt.call.model, doubt.call.run.short_id());
  throw error.with_help(
      fmt::format("decide what became of it: limner doubts show {}; or pay for another picture: "
                  "--again",
                  doubt.call.id.short_id()));
}

// The operation as its step sends it.
provider::Operation as_sent(provider::Operation operation, const Plan& plan) {
  if (auto* generate = std::get_if<provider::GenerateImage>(&operation)) {
    if (!generate->seed) generate->seed = plan.seed;
    generate->subject = plan.subject;
  }
  return operation;
}

// Pictures are known only when the step runs, and the request with them.
bool is_known(const PlannedStep& step) {
  if (!step.model || !step.operation || step.model->is_embedded()) return false;
  const auto* generate = std::get_if<provider::GenerateImage>(&*step.operation);
  return generate != nullptr && generate->references.empty() && !generate->mask;
}

}  // namespace

void refuse_repeated_request(const CallRequest& request, int take, const RunId& own,
                             const store::Records& records) {
  if (request.is_embedded) return;
  for (const store::InDoubtCall& doubt : records.doubts()) {
    if (doubt.call.request_digest == request.digest && doubt.take == take && doubt.call.run != own)
      refuse(doubt);
  }
}

void refuse_repeated_requests(const Plan& plan, const store::Records& records) {
  if (plan.replayed) return;
  const std::vector<store::InDoubtCall> doubts = records.doubts();
  if (doubts.empty()) return;
  for (const PlannedStep& step : plan.steps) {
    if (!is_known(step)) continue;
    const std::string digest =
        request_digest(request_record(*step.model, as_sent(*step.operation, plan)));
    const auto same = std::ranges::find_if(doubts, [&](const store::InDoubtCall& doubt) {
      return doubt.call.request_digest == digest && doubt.take == plan.take;
    });
    if (same != doubts.end()) refuse(*same);
  }
}

}  // namespace limner::engine
