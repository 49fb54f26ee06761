// limner runs wait
#include "cli/command/runs.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"
#include "cli/work_state.hpp"

#include <limner/error.hpp>

#include <algorithm>
#include <memory>
#include <set>

namespace limner::cli {

namespace {

constexpr int exit_partial = 4;
constexpr int exit_in_doubt = 6;
constexpr int exit_pending = 7;

struct WaitOptions {
  std::vector<std::string> ids;
  std::optional<Millis> timeout;
};

// One: its own code. Several: 6 with a doubt, 0 when all are done, 4 when some are, else the code
// of the first.
int joint_exit_code(const std::vector<WorkState>& states) {
  const auto has = [&](int code) {
    return std::ranges::count(states, code, &WorkState::exit_code);
  };
  const auto all = static_cast<std::ptrdiff_t>(states.size());
  if (all == 1 || has(0) == all) return states.front().exit_code;
  if (has(exit_in_doubt) > 0) return exit_in_doubt;
  if (has(0) > 0) return exit_partial;
  return states.front().exit_code;
}

class Wait {
 public:
  Wait(const Session& session, const WaitOptions& options)
      : session_(session),
        options_(options),
        records_(app::records_to_look_up(session, options.ids.front())),
        ids_(find_all_work(records_, options.ids)),
        began_(session.clock.uptime()) {}

  // False: the time was up.
  bool wait() {
    while (true) {
      look();
      if (std::ranges::all_of(states_, &WorkState::has_ended)) return true;
      if (options_.timeout && session_.clock.uptime() - began_ >= *options_.timeout) return false;
      session_.clock.sleep(between_looks_at_work);
    }
  }

  const std::vector<WorkState>& states() const { return states_; }

 private:
  void look() {
    if (records_.has_abandoned_runs()) app::settle_abandoned_runs(session_);
    states_.clear();
    for (const app::WorkId& id : ids_) {
      states_.push_back(work_state(records_, id));
      report(states_.back());
    }
  }

  void report(const WorkState& state) {
    const std::string name = app::short_name(state.id);
    if (state.has_ended) {
      if (said_.insert(name + " ended").second)
        note(session_, fmt::format("{}: {}", name, state.status));
    } else if (state.has_worker) {
      said_.erase(name + " waits");
    } else if (said_.insert(name + " waits").second) {
      note(session_, fmt::format("no process works on {}; start one: limner resume {}", name,
                                 app::full_id(state.id)));
    }
  }

  const Session& session_;
  const WaitOptions& options_;
  store::Records records_;
  std::vector<app::WorkId> ids_;
  Millis began_;
  std::vector<WorkState> states_;
  std::set<std::string> said_;
};

void wait_for_work(const WaitOptions& options, Session& session) {
  Wait wait(session, options);
  const bool is_over = wait.wait();
  session.exit_code = is_over ? joint_exit_code(wait.states()) : exit_pending;
  if (session.flags.json || session.flags.jsonl) {
    ordered_json work = ordered_json::array();
    for (const WorkState& state : wait.states()) work.push_back(work_state_json(state));
    print_json(session, {{"schemaVersion", 1},
                         {"timedOut", !is_over},
                         {"exitCode", session.exit_code},
                         {"work", std::move(work)}});
  }
  if (is_over) return;
  for (const WorkState& state : wait.states()) {
    if (!state.has_ended)
      note(session, fmt::format("{} is still {}", app::short_name(state.id), state.status));
  }
}

}  // namespace

void add_runs_wait(CLI::App& group, Session& session) {
  auto options = std::make_shared<WaitOptions>();
  CLI::App* command =
      add_command(group, "wait", "Wait until runs or batches have ended; exit with their code",
                  {"limner runs wait 7qx2m9kd", "limner runs wait 7qx2m9kd --timeout 10m"});
  command->add_option("ids", options->ids, "Ids of runs or batches")->required()->type_name("ID");
  add_duration(*command, "--timeout", options->timeout,
               "Exit with 7 when they have not ended after this time");
  command->callback([options, &session] { wait_for_work(*options, session); });
}

}  // namespace limner::cli
