#include "engine/collect.hpp"

#include "engine/call_request.hpp"
#include "engine/failure.hpp"
#include "engine/stored_call_log.hpp"

#include <limner/error.hpp>
#include <limner/image.hpp>

#include <utility>

namespace limner::engine {

namespace {

std::optional<std::filesystem::path> stored_answer(const store::CallRow& call, const RunEnv& env) {
  if (!call.raw_answer) return {};
  const std::optional<Asset> asset = env.records.blob(*call.raw_answer);
  if (!asset) return {};
  try {
    env.blobs.check(*asset);
  } catch (const Error& damaged) {
    const bool is_settled = call.state == store::CallState::succeeded;
    Error error = damaged;
    if (!is_settled) {
      error.with_help(fmt::format(
          "restore the file from a backup; or decide without it: limner doubts resolve {}",
          call.id.short_id()));
    }
    throw error.with_charged(is_settled ? Charged::yes : Charged::unknown);
  }
  return env.blobs.path_of(*asset);
}

Asset store_picture(const provider::Picture& picture, store::BlobStore& blobs) {
  const auto info = image::probe(picture.bytes);
  const std::string type(info ? image::media_type_of(info->format)
                              : std::string_view(picture.media_type));
  return blobs.put(picture.bytes, type, info ? info->width : 0, info ? info->height : 0);
}

nlohmann::json waiting_failure(const store::InDoubtCall& doubt) {
  Error error(ErrorCode::interrupted, "its answer was collected later, and waits to be used");
  error.with_charged(Charged::yes)
      .with_help(fmt::format("limner resume {}", doubt.call.run.short_id()));
  return failure_json(error, doubt.step_name);
}

// As far as it can be told without the pictures of the request.
std::optional<PricedCost> estimate_of(const store::CallRow& call, const provider::Model& model) {
  return provider::priced_worst_case(model, operation_from(call.request));
}

CollectResult settle_answer(const store::InDoubtCall& doubt, store::CallRow call,
                            const provider::Model& model, const provider::ModelAnswer& answer,
                            const RunEnv& env) {
  CollectResult collected{.state = store::CallState::succeeded};
  if (answer.charged) collected.charged = answer.charged->total;
  for (const provider::Picture& picture : answer.images)
    collected.images.push_back(store_picture(picture, env.blobs));
  call.state = store::CallState::succeeded;
  call.billing_class = Billing::billed;
  call.failure = nullptr;
  call.ended = env.clock.now();
  if (!answer.request_id.empty()) call.remote_id = answer.request_id;
  const int count = picture_count(operation_from(call.request));
  call.captured = earned_credits(call, count, answer.images.size());
  const std::vector<store::CostEntry> costs =
      cost_entries(call, model, doubt.step_name,
                   {.pictures = static_cast<std::int64_t>(answer.images.size()),
                    .charged = answer.charged,
                    .estimate = estimate_of(call, model)},
                   env.ids);
  env.records.resolve_call({.call = call,
                            .costs = costs,
                            .blobs = collected.images,
                            .step_status = store::StepStatus::pending,
                            .failure = waiting_failure(doubt)});
  return collected;
}

CollectResult settle_failure(const store::InDoubtCall& doubt, store::CallRow call,
                             const provider::Model& model, const CallError& error,
                             const RunEnv& env) {
  CollectResult collected{.state = store::CallState::in_doubt, .message = error.what()};
  if (error.billing() == Billing::unknown || error.billing() == Billing::not_sent ||
      error.billing() == Billing::rate_limited)
    return collected;  // the provider could not be asked
  collected.state = call.state = store::CallState::failed;
  call.billing_class = error.billing();
  call.failure = failure_json(error, doubt.step_name);
  call.ended = env.clock.now();
  std::vector<store::CostEntry> costs;
  if (may_cost(error.billing()))
    costs = cost_entries(call, model, doubt.step_name,
                         {.charged = error.reported_cost(), .estimate = estimate_of(call, model)},
                         env.ids);
  env.records.resolve_call({.call = call,
                            .costs = costs,
                            .step_status = store::StepStatus::failed,
                            .failure = call.failure});
  return collected;
}

}  // namespace

provider::ModelAnswer collect_answer(store::CallRow& call, const provider::Model& model,
                                     const provider::Operation& operation, const RunEnv& env,
                                     std::stop_token stop) {
  provider::Provider* provider = provider::find_provider(env.providers, call.provider);
  if (!provider) {
    throw CallError(
        Error(ErrorCode::unsupported_model, "this limner cannot call {}", call.provider),
        Billing::unknown);
  }
  StoredCallLog log(call, "", env);  // partial pictures are not shown again
  return provider->collect({.model = &model,
                            .operation = operation,
                            .idempotency_key = call.idempotency_key,
                            .log = &log},
                           {.remote = call.remote, .answer = stored_answer(call, env)},
                           std::move(stop));
}

CollectResult collect(const store::InDoubtCall& doubt, const provider::Catalogue& catalogue,
                      const RunEnv& env) {
  const provider::Model* model = catalogue.find(doubt.call.model);
  if (!model) {
    return {.state = store::CallState::in_doubt,
            .message = fmt::format("the catalogue does not know {} any more", doubt.call.model)};
  }
  store::CallRow call = doubt.call;
  try {
    const provider::ModelAnswer answer =
        collect_answer(call, *model, operation_from(call.request), env, env.stop);
    return settle_answer(doubt, call, *model, answer, env);
  } catch (const CallError& error) {
    return settle_failure(doubt, call, *model, error, env);
  }
}

}  // namespace limner::engine
