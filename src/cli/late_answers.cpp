#include "cli/late_answers.hpp"

#include "cli/run_plan.hpp"
#include "cli/style.hpp"

#include <limner/deadline.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <vector>

namespace limner {

namespace {

constexpr Millis longest_wait{5000};  // for all of them: a run wants to begin
constexpr Millis least_wait{500};     // for one

bool asks_somebody(const Plan& plan, const Providers& providers) {
  return std::ranges::any_of(plan.steps, [&](const PlannedStep& step) {
    const Provider* provider = step.model && !step.skip.value_or(false)
                                   ? find_provider(providers, step.model->provider)
                                   : nullptr;
    return provider && !provider->embedded();
  });
}

bool can_be_asked(const Session& session, const Catalogue& catalogue, const CallRow& call) {
  const ProviderFacts* facts = catalogue.provider(call.provider);
  return facts && (!facts->needs_key() || has_key(session, catalogue, call.provider));
}

// A recording holds what its own run has asked, and nothing else.
std::vector<Doubt> late_answers(const Session& session, const Plan& plan,
                                const Catalogue& catalogue, const RunEnv& env,
                                const std::optional<RunId>& own) {
  std::vector<Doubt> late;
  if (plan.offline || plan.replayed || !session.flags.record.empty() ||
      !asks_somebody(plan, env.providers))
    return late;
  for (Doubt& doubt : env.records.doubts()) {
    if (doubt.call.state == "accepted" && doubt.call.run != own &&
        can_be_asked(session, catalogue, doubt.call))
      late.push_back(std::move(doubt));
  }
  return late;
}

// The state that the call is in afterwards.
std::string ask(const Doubt& doubt, const Catalogue& catalogue, const RunEnv& env) {
  if (env.stop.stop_requested()) return doubt.call.state;
  try {
    return collect(doubt, catalogue, env).state;
  } catch (const Error&) {
    return doubt.call.state;  // another process was first, or the disk is full: the run will say
  }
}

// How many ended in one way, and a command for the first of them.
struct Share {
  std::string_view words;
  int count = 0;
  std::string command;

  void add(std::string what) {
    if (++count == 1) command = std::move(what);
  }
};

}  // namespace

Collecting::Collecting(const Session& session, Providers& providers, Records& records)
    : session_(session),
      providers_(providers),
      records_(records),
      blobs_(open_blobs(session)),
      nobody_(session.err) {}

RunEnv Collecting::env(const std::stop_token& stop) {
  return {.providers = providers_,
          .blobs = blobs_,
          .records = records_,
          .clock = session_.clock,
          .ids = session_.ids,
          .events = nobody_,
          .stop = stop,
          .request_id = ""};
}

void ask_for_late_answers(const Session& session, const Plan& plan, const Catalogue& catalogue,
                          Collecting collecting, const std::optional<RunId>& own) {
  const std::vector<Doubt> late = late_answers(session, plan, catalogue, collecting.env({}), own);
  if (late.empty()) return;
  const Deadline all(session.stop.get_token(), longest_wait);
  const Millis each = std::max(longest_wait / std::ssize(late), least_wait);
  const auto print = [&](const std::string& words) {
    if (!session.flags.quiet) session.err.text << words << std::flush;
  };
  print(fmt::format("asking for {} of earlier runs: ",
                    late.size() == 1 ? "an answer" : fmt::format("{} answers", late.size())));
  Share came{"here"}, failed{"failed"}, open{"not there yet"};
  for (const Doubt& doubt : late) {
    const Deadline one(all.token(), each);
    const std::string state = ask(doubt, catalogue, collecting.env(one.token()));
    const std::string_view run = doubt.call.run.brief();
    if (state == "succeeded")
      came.add(fmt::format("limner resume {}", run));
    else if (state == "failed")
      failed.add(fmt::format("limner runs show {}", run));
    else
      open.add("limner doubts collect");
  }
  std::vector<std::string> parts;
  for (const Share& share : {came, failed, open}) {
    if (share.count > 0)
      parts.push_back(fmt::format("{} {} ({})", share.count, share.words, share.command));
  }
  print(fmt::format("{}\n", fmt::join(parts, ", ")));
}

}  // namespace limner
