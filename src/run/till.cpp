#include "run/till.hpp"

#include "run/failure.hpp"

#include <limner/error.hpp>
#include <limner/json.hpp>

namespace limner {

namespace {

using nlohmann::json;

constexpr Millis first_pause{500};

std::string_view word(ChargeType charge) {
  return charge == ChargeType::hosted ? "hosted" : "personal";
}

// What makes two requests the same request: model and words, not the bytes of
// pictures, which go in by their digest.
json described(const GenerateImage& operation) {
  return {{"prompt", operation.prompt},
          {"subject", operation.subject},
          {"style", operation.style},
          {"width", operation.width},
          {"height", operation.height},
          {"count", operation.count},
          {"quality", operation.quality},
          {"background", operation.background},
          {"moderation", operation.moderation},
          {"outputFormat", operation.output_format},
          {"seed", operation.seed ? json(*operation.seed) : json()}};
}

json described(const RemoveBackground& operation) {
  return {{"image", Digest::of(operation.image).hex()}};
}

std::string request_digest(const Model& model, const Operation& operation) {
  json request = std::visit([](const auto& what) { return described(what); }, operation);
  request["model"] = model.id;
  return Digest::of(canonical(request)).hex();
}

Price listed_price(const Model& model) {
  return model.prices.empty() ? Price{.item = "image", .unit = "image"} : model.prices.front();
}

}  // namespace

ModelAnswer Till::buy(const PlannedStep& step, int ordinal, const Operation& operation) {
  const Money worst = price(step, operation);
  committed_ += worst;
  record_settlements();
  Millis pause = first_pause;
  for (attempts_ = 1;; ++attempts_) {
    CallRow call = intend(step, ordinal, operation, worst);
    try {
      ModelAnswer answer = attempt(step, operation, call);
      settle(step, std::move(call), answer);
      return answer;
    } catch (const Error& error) {
      give_up(std::move(call), error);
      const bool again = traits(error.code()).retryable && error.charged() == Charged::no &&
                         attempts_ <= step.spec.max_retries && !env_.stop.stop_requested();
      if (!again) throw;
    }
    env_.clock.sleep(pause);
    pause *= 2;
  }
}

Money Till::price(const PlannedStep& step, const Operation& operation) const {
  const std::optional<Money> worst = worst_case(*step.model, operation);
  if (!worst) {
    throw Error(ErrorCode::unpriceable, "the catalogue does not say what {} costs for step {}",
                step.model->id, step.spec.id);
  }
  const std::optional<Money>& limit = env_.max_cost ? env_.max_cost : plan_.workflow.max_cost;
  if (limit && committed_ + *worst > *limit) {
    throw Error(ErrorCode::cap_exceeded, "{} may cost ${}, which would take the run over ${}",
                step.model->id, worst->str(), limit->str());
  }
  return *worst;
}

CallRow Till::intend(const PlannedStep& step, int ordinal, const Operation& operation,
                     Money worst) {
  const Provider* provider = find_provider(env_.providers, step.model->provider);
  const CallId id = CallId::make(env_.ids);
  CallRow call{.id = id,
               .run = run_,
               .step = ordinal,
               .attempt = attempts_,
               .state = "intent",
               .provider = step.model->provider,
               .model = step.model->id,
               .operation = std::string(capability_of(operation)),
               .request_digest = request_digest(*step.model, operation),
               .idempotency_key = id.str(),
               .embedded = provider && provider->embedded(),
               .charge = std::string(word(step.charge)),
               .reserved = worst,
               .at = env_.clock.now()};
  if (!provider) {
    throw Error(ErrorCode::unsupported_model, "this limner cannot call {} yet", step.model->id)
        .with_help("work with the embedded artist: limner run … --offline");
  }
  env_.records.open_call(call);
  return call;
}

ModelAnswer Till::attempt(const PlannedStep& step, const Operation& operation, CallRow& call) {
  env_.records.dispatch_call(call.id);
  call.state = "dispatching";
  ModelAnswer answer = find_provider(env_.providers, call.provider)
                           ->call({.model = step.model,
                                   .operation = operation,
                                   .idempotency_key = call.idempotency_key},
                                  env_.stop);
  call.remote_id = answer.request_id;
  return answer;
}

void Till::settle(const PlannedStep& step, CallRow call, const ModelAnswer& answer) {
  call.state = "succeeded";
  call.billing_class = call.embedded ? "free" : "billed";
  const Price price = listed_price(*step.model);
  CostEntry cost{.id = EntryId::make(env_.ids),
                 .at = env_.clock.now(),
                 .run = run_,
                 .step = call.step,
                 .step_name = step.spec.name,
                 .call = call.id,
                 .provider = call.provider,
                 .operation = call.operation,
                 .model = call.model,
                 .quantity = static_cast<std::int64_t>(answer.images.size()),
                 .unit = price.unit,
                 .unit_price = price.amount,
                 .estimated = call.reserved,
                 .actual = answer.charged,
                 .status = answer.charged ? "provider_reported" : "estimated",
                 .pricing_source = "catalog",
                 .pricing_version = step.model->as_of,
                 .source_url = step.model->source,
                 .charge = call.charge};
  settlements_.push_back({std::move(call), std::move(cost), answer.usage, answer.output_type});
}

void Till::give_up(CallRow call, const Error& error) {
  // Unknown is not failure: such a call stays open until a person or the provider
  // says what became of it.
  call.state = error.charged() == Charged::unknown ? "in_doubt" : "failed";
  call.billing_class = error.charged() == Charged::unknown ? "unknown" : "not_billed";
  call.failure = failure_json(error, "");
  env_.records.close_call(call, {});
}

void Till::record_settlements() {
  for (Settlement& done : settlements_) {
    if (!std::exchange(done.recorded, true)) env_.records.close_call(done.call, {done.cost});
  }
}

std::vector<Settlement> Till::take_settlements() {
  return std::exchange(settlements_, {});
}

}  // namespace limner
