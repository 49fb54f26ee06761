// A store with calls in any state, written without a run of the engine.
#pragma once

#include "unit/app/app_fixture.hpp"

namespace limner::app {

struct StoredCalls : AppFixture {
  store::Records records = open_records(context);

  // A call whose maximum cost is $0.0533, in a run of its own that has ended. `state` is
  // succeeded, failed or in_doubt. The provider's id of it is `remote`.
  store::CallRow add_call(store::CallState state, const std::string& remote) {
    store::RunRow run = begin_run();
    store::CallRow call = open_call(run.id, remote);
    call.state = state;
    call.remote_id = remote;
    store::StepRow step = step_row();
    step.status = state == store::CallState::in_doubt ? store::StepStatus::in_doubt
                                                      : store::StepStatus::succeeded;
    records.advance(run.id, {.finished = &step, .calls = {call}});
    run.status = state == store::CallState::in_doubt ? store::RunStatus::in_doubt
                                                     : store::RunStatus::completed;
    run.completed = clock.now();
    records.end_run(run, {});
    return call;
  }

  // The ledger's entry of a call: $0.0533 estimated, and `actual` as its provider reported it.
  void add_cost(const store::CallRow& call, std::string_view actual = "") {
    store::CostEntry entry{.id = EntryId::make(ids),
                           .at = clock.now(),
                           .run = call.run,
                           .step_name = "image.generate",
                           .call = call.id,
                           .provider = call.provider,
                           .operation = call.operation,
                           .model = call.model,
                           .unit = "image",
                           .unit_price = call.reserved,
                           .estimated = call.reserved,
                           .pricing_source = "catalog",
                           .charge = call.charge};
    if (!actual.empty()) {
      entry.actual = Money::parse(actual);
      entry.unit_price = *entry.actual;
      entry.status = store::CostStatus::provider_reported;
    }
    records.add_costs({entry});
  }

  // A call of a run at work: accepted by its provider, not answered.
  store::CallRow open_call(const RunId& run, const std::string& remote) {
    store::CallRow call{.id = CallId::make(ids),
                        .run = run,
                        .state = store::CallState::intent,
                        .provider = "openai",
                        .model = "openai/gpt-image-2",
                        .operation = "text_to_image",
                        .request_digest = Digest::of("request").hex(),
                        .idempotency_key = "key-" + remote,
                        .reserved = Money::parse("0.0533"),
                        .at = clock.now()};
    records.open_call(call);
    records.dispatch_call(call.id);
    records.accept_call(call.id, {{"id", remote}});
    return call;
  }

  // A run that is at work.
  store::RunRow begin_run() {
    store::RunRow run{.id = RunId::make(ids),
                      .request_id = ids.next(),
                      .template_id = "picture",
                      .template_digest = Digest::of("{}").hex(),
                      .title = "a fox",
                      .status = store::RunStatus::running,
                      .specification = {{"seed", 1}},
                      .intake = nlohmann::json::object(),
                      .queued = clock.now(),
                      .started = clock.now()};
    records.begin_run(run, {step_row()},
                      {.digest = run.template_digest,
                       .id = run.template_id,
                       .version = "1",
                       .canonical = "{}",
                       .source = "id: picture\n"},
                      {.digest = Digest::of("[]").hex(), .content = "[]"});
    return run;
  }

 private:
  static store::StepRow step_row() {
    return {.ordinal = 0,
            .id = "image",
            .name = "image.generate",
            .uses = "image.generate",
            .status = store::StepStatus::running,
            .provider = "openai",
            .model = "openai/gpt-image-2"};
  }
};

}  // namespace limner::app
