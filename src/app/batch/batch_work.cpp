#include "app/batch/batch_work.hpp"

#include "app/limits.hpp"
#include "app/wallet_settings.hpp"
#include "app/work_limits.hpp"

#include <limner/error.hpp>
#include <limner/step.hpp>

#include <algorithm>
#include <memory>
#include <mutex>
#include <utility>

namespace limner::app {

namespace {

constexpr int max_connections = 4;  // of all threads; each takes memory and several descriptors

class ItemEvents : public engine::EventSink {
 public:
  ItemEvents(const store::BatchItem& item, BatchSink& sink, RunStop& stop)
      : item_(item), sink_(sink), stop_(stop) {}
  void on(const engine::Event& event) noexcept override {
    if (const auto* run = std::get_if<engine::RunStarted>(&event)) stop_.set_run(run->run);
    sink_.on(item_, event);
  }

 private:
  const store::BatchItem& item_;
  BatchSink& sink_;
  RunStop& stop_;
};

class BatchWork {
 public:
  BatchWork(const Context& context, const store::BatchRow& batch, const BatchOptions& options,
            const provider::Catalogue& catalogue, provider::Providers& providers, BatchSink& sink)
      : context_(context),
        batch_(batch),
        options_(options),
        catalogue_(catalogue),
        providers_(providers),
        sink_(sink),
        settings_(run_settings_from(batch.settings)),
        control_(options.limits),
        work_limits_(std::make_unique<engine::WorkLimits>(context.clock,
                                                          work_limit_options(context, catalogue))),
        has_wallet_(has_wallet(context)),
        file_time_(source_date(context)),
        limits_(stored_limits(context)),
        wallet_options_(wallet_options_of(context)),
        policy_(in_doubt_policy(context)),
        request_id_(context.ids.next()) {}

  std::optional<Error> work();

 private:
  StoreConnection& connection(int thread);
  void work_on(const store::BatchItem& item, StoreConnection& connection);
  std::optional<RunId> start(const store::BatchItem& item, const engine::RunEnv& env);
  void resume(const store::BatchItem& item, const engine::RunEnv& env);
  engine::RunEnv env_for(const RunSettings& settings, StoreConnection& connection,
                         engine::EventSink& events) const;

  const Context& context_;
  const store::BatchRow& batch_;
  const BatchOptions& options_;
  const provider::Catalogue& catalogue_;
  provider::Providers& providers_;
  BatchSink& sink_;
  RunSettings settings_;  // of every row
  engine::BatchControl control_;
  std::unique_ptr<engine::WorkLimits> work_limits_;
  // The same for all runs, and not to be read again for each.
  bool has_wallet_;
  std::optional<Time> file_time_;
  image::ImageLimits limits_;
  engine::WalletOptions wallet_options_;
  engine::InDoubtPolicy policy_;
  std::string request_id_;
  std::optional<templates::Template> workflow_;
  std::mutex connections_mutex_;
  std::vector<std::unique_ptr<StoreConnection>> connections_;  // threads share them
};

bool is_started(const store::BatchItem& item) {
  return item.status == store::RunStatus::failed || item.status == store::RunStatus::canceled ||
         item.status == store::RunStatus::in_doubt;
}

std::optional<Error> BatchWork::work() {
  connections_.resize(static_cast<std::size_t>(std::clamp(options_.jobs, 1, max_connections)));
  workflow_ = recorded_template(connection(0).records, batch_.template_digest);
  const auto may_start = [&] {
    return !context_.stop.stop_requested() && !control_.ending().has_value();
  };
  engine::work_in_parallel(
      options_.ordinals.size(), options_.jobs, may_start, [&](std::size_t at, int thread) {
        StoreConnection& own = connection(thread);
        work_on(own.records.batch_item({batch_.id, options_.ordinals[at]}), own);
      });
  return control_.ending();
}

StoreConnection& BatchWork::connection(int thread) {
  const std::lock_guard guard(connections_mutex_);
  std::unique_ptr<StoreConnection>& own =
      connections_[static_cast<std::size_t>(thread) % connections_.size()];
  if (!own) own = std::make_unique<StoreConnection>(context_);
  return *own;
}

// What concerns the row alone is reported; the batch goes on unless the control ends it.
void BatchWork::work_on(const store::BatchItem& item, StoreConnection& connection) {
  if (item.run && !is_started(item)) return;
  RunStop stop(context_.stop.get_token(), options_.stops);
  ItemEvents events(item, sink_, stop);
  std::optional<RunId> run = item.run;
  try {
    engine::RunEnv env = env_for(settings_of(settings_, item), connection, events);
    env.stop = stop.token();
    if (run) {
      resume(item, env);
    } else {
      run = start(item, env);
    }
  } catch (const Error& error) {
    // A run that must not be repeated, or that another process works on, stays as it is.
    const bool is_left = item.run && error.code() == ErrorCode::usage;
    if (!is_left) control_.add(error);
    return sink_.on_refusal(item, error);
  }
  if (!run) return;
  const store::RunRow ended = connection.records.run(*run).value();
  const bool is_known_doubt =
      item.status == store::RunStatus::in_doubt && ended.status == store::RunStatus::in_doubt;
  if (!is_known_doubt) control_.add(ended);
  sink_.on_end(item, *run, connection);
}

std::optional<RunId> BatchWork::start(const store::BatchItem& item, const engine::RunEnv& env) {
  ImageInputs references(context_, Purpose::run);  // all are artifacts: no file is read
  const engine::Plan plan =
      plan_run(context_, *workflow_, item.content.at("intake"), settings_of(settings_, item),
               catalogue_, references, has_wallet_);
  engine::check_budget(plan, {});
  if (!plan.offline && !plan.replayed) engine::refuse_repeated_requests(plan, env.records);
  return engine::execute_item(plan, {batch_.id, item.ordinal}, env);
}

void BatchWork::resume(const store::BatchItem& item, const engine::RunEnv& env) {
  const store::RunRow run = env.records.run(*item.run).value();
  const ResumePlan resumed = plan_resume(context_, env.records, run, catalogue_, options_.retry);
  engine::resume(resumed.plan, run.id, env);
}

engine::RunEnv BatchWork::env_for(const RunSettings& settings, StoreConnection& connection,
                                  engine::EventSink& events) const {
  const bool may_ask = !settings.offline && context_.replay_directory.empty();
  return {.providers = providers_,
          .blobs = connection.blobs,
          .records = connection.records,
          .clock = context_.clock,
          .ids = context_.ids,
          .events = events,
          .stop = context_.stop.get_token(),
          .request_id = request_id_,
          .tags = settings.tags,
          .max_wait = options_.max_wait,
          .grace = options_.grace,
          .strict = settings.strict,
          .file_time = file_time_,
          .image_limits = limits_,
          .wallet_options = wallet_options_,
          .version = context_.version,
          .in_doubt = may_ask ? policy_ : engine::InDoubtPolicy::hold,
          .limits = work_limits_.get()};
}

}  // namespace

RunSettings settings_of(RunSettings settings, const store::BatchItem& item) {
  const nlohmann::json& own = item.content;
  if (const auto seed = own.find("seed"); seed != own.end() && !seed->is_null())
    settings.seed = seed->get<std::int64_t>();
  if (const auto take = own.find("take"); take != own.end() && !take->is_null())
    settings.take = take->get<int>();
  if (const std::string model = own.value("model", ""); !model.empty()) settings.models[""] = model;
  const nlohmann::json tags = own.value("tags", nlohmann::json::object());
  for (const auto& [key, value] : tags.items())
    settings.tags.emplace_back(key, value.get<std::string>());
  return settings;
}

std::optional<Error> work_on_batch(const Context& context, const store::BatchRow& batch,
                                   const BatchOptions& options,
                                   const provider::Catalogue& catalogue,
                                   provider::Providers& providers, BatchSink& sink) {
  return BatchWork(context, batch, options, catalogue, providers, sink).work();
}

}  // namespace limner::app
