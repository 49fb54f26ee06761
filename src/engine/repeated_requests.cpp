#include "engine/repeated_requests.hpp"

#include <limner/error.hpp>

namespace limner::engine {

namespace {

struct SentRequest {
  std::string digest;
  std::string template_id;
  int take;
};

void refuse_open_request(const SentRequest& sent, const std::optional<RunId>& own,
                         const store::Records& records) {
  for (const store::InDoubtCall& doubt : records.doubts()) {
    if (doubt.call.request_digest == sent.digest && doubt.take == sent.take &&
        doubt.call.run != own)
      refuse_open_call(doubt.call);
  }
}

// Of the template's runs that `limner resume` would finish.
void refuse_answered_request(const SentRequest& sent, const std::optional<RunId>& own,
                             const store::Records& records) {
  if (const auto call = records.unused_answer(sent.digest, sent.template_id, sent.take, own))
    refuse_answered_call(*call);
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

void refuse_open_call(const store::CallRow& call) {
  Error error(ErrorCode::in_doubt,
              "the same request to {} was sent by run {}, and may have been paid for", call.model,
              call.run.short_id());
  throw error.with_help(
      fmt::format("decide what became of it: limner doubts show {}; or pay for another picture: "
                  "--again",
                  call.id.short_id()));
}

void refuse_answered_call(const store::CallRow& call) {
  Error error(ErrorCode::in_doubt,
              "the same request to {} was paid for by run {}, and its answer waits to be used",
              call.model, call.run.short_id());
  throw error.with_help(
      fmt::format("use the answer: limner resume {}; or pay for another picture: --again",
                  call.run.short_id()));
}

void refuse_repeated_request(const CallRequest& request, const Plan& plan, const RunId& own,
                             const store::Records& records) {
  if (request.is_embedded) return;
  const SentRequest sent{request.digest, plan.workflow.id, plan.take};
  refuse_open_request(sent, own, records);
  refuse_answered_request(sent, own, records);
}

void refuse_repeated_requests(const Plan& plan, const store::Records& records) {
  if (plan.replayed) return;
  for (const PlannedStep& step : plan.steps) {
    if (step.reuse || !is_known(step)) continue;
    const SentRequest sent{
        request_digest(request_record(*step.model, as_sent(*step.operation, plan))),
        plan.workflow.id, plan.take};
    refuse_open_request(sent, {}, records);
    refuse_answered_request(sent, {}, records);
  }
}

}  // namespace limner::engine
