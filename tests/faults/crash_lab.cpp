// Kills processes during paid calls and checks the ledger and the store afterwards.
//
//   crash_lab random KILLS        several processes at once, killed at random moments
//   crash_lab points              one process, killed at each point of a paid call
//   crash_lab buy STORE LOG       one process that makes one paid run, for a test that kills it
//   crash_lab check STORE LOG     prints inconsistencies of the ledger; exits with 0 without any
//
// The provider logs requests to LOG: "accepted KEY" when a request has arrived, "answered KEY"
// when its answer was stored.
#include "fakes/fakes.hpp"

#include <limner/engine.hpp>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <thread>

namespace {

namespace fs = std::filesystem;
using namespace limner;

constexpr std::array<std::string_view, 7> points{
    "sent", "accepted", "acceptance-written", "body", "answered", "step", "end"};

std::string kill_point;

void reach_point(std::string_view point) {
  if (point == kill_point) kill(getpid(), SIGKILL);
}

class LoggingProvider : public provider::Provider {
 public:
  explicit LoggingProvider(fs::path log) : log_(std::move(log)) {}
  std::string_view name() const override { return "openai"; }
  bool embedded() const override { return false; }

  provider::ModelAnswer call(const provider::ModelCall& call, std::stop_token) override {
    reach_point("sent");
    write("accepted " + call.idempotency_key);
    reach_point("accepted");
    call.log->accepted({{"id", "remote-" + call.idempotency_key}});
    reach_point("acceptance-written");
    return answer(call);
  }

  provider::ModelAnswer collect(const provider::ModelCall& call,
                                const provider::PendingCallState& remains,
                                std::stop_token) override {
    if (remains.answer) return fakes::small_answer(call);
    if (!remains.remote.is_null()) return answer(call);
    throw CallError(Error(ErrorCode::in_doubt, "the outcome is unknown"), Billing::unknown);
  }

 private:
  provider::ModelAnswer answer(const provider::ModelCall& call) const {
    const fs::path body = call.log->scratch() / ("body-" + call.idempotency_key);
    std::ofstream(body) << "{\"for\": \"" << call.idempotency_key << "\"}";
    reach_point("body");
    call.log->answered(body, "application/json");
    write("answered " + call.idempotency_key);
    reach_point("answered");
    return fakes::small_answer(call);
  }

  // One write() is whole even when its process is killed.
  void write(const std::string& text) const {
    const int file = open(log_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    const std::string line = text + "\n";
    if (::write(file, line.data(), line.size()) < 0) std::perror("log");
    close(file);
  }

  fs::path log_;
};

class KillSink : public engine::EventSink {
 public:
  void on(const engine::Event& event) noexcept override {
    if (std::holds_alternative<engine::StepFinished>(event)) reach_point("step");
    if (std::holds_alternative<engine::RunFinished>(event)) reach_point("end");
  }
};

constexpr std::string_view workflow = R"(schema: 1
id: lab
version: 1.0.0
name: Lab
review: none
intake: {prompt: {type: string, required: true}}
steps:
  - {id: raw, uses: image.generate, charge: hosted, with: {model: openai/gpt-image-2, prompt: "${{ intake.prompt }}", size: 1024x1024, quality: low}}
  - {id: webp, uses: image.convert_webp, with: {input: "${{ steps.raw.images }}"}}
)";

constexpr std::string_view wallet_credits = "100000";  // credits

// The environment of a paid run, and access to the records of other processes.
struct CrashFixture {
  CrashFixture(const fs::path& where, const fs::path& log)
      : store(where), blobs(where), records(where, store::OpenMode::read_write, clock.now()) {
    providers.push_back(std::make_unique<LoggingProvider>(log));
    records.top_up("main", Credits::parse(wallet_credits), "topup:lab", "", clock.now());
  }

  engine::RunEnv env() {
    return {.providers = providers,
            .blobs = blobs,
            .records = records,
            .clock = clock,
            .ids = ids,
            .events = events,
            .request_id = ids.next()};
  }
  void make_paid_run() {
    if (!lab) {
      lab = templates::load_template({std::string(workflow), "lab.yaml"}, step::step_signatures(),
                                     [](std::string_view) { return std::nullopt; });
    }
    // An equal prompt would reuse the first picture, and nothing would be paid.
    const nlohmann::json intake = {{"prompt", "fox " + ids.next()}};
    engine::execute(
        engine::make_plan(*lab, intake, catalogue, {.has_wallet = true, .today = "2026-11-21"}),
        env());
  }

  fs::path store;
  SystemClock clock;
  RandomIds ids{clock};
  KillSink events;
  provider::Providers providers;
  provider::Catalogue catalogue = provider::Catalogue::built_in();
  store::BlobStore blobs;
  store::Records records;
  std::optional<templates::Template> lab;
};

// ---- comparing the provider's log with the ledger ----

int errors = 0;

void report_error(const std::string& what) {
  std::printf("wrong: %s\n", what.c_str());
  ++errors;
}

std::map<std::string, std::multiset<std::string>> read_log(const fs::path& log) {
  std::map<std::string, std::multiset<std::string>> keys;
  std::ifstream lines(log);
  for (std::string what, key; lines >> what >> key;) keys[what].insert(key);
  return keys;
}

std::map<std::string, store::CallRow> all_calls(const store::Records& records) {
  std::map<std::string, store::CallRow> calls;
  for (const store::RunRow& run : records.runs({})) {
    for (store::CallRow& call : records.calls(run.id))
      calls.emplace(call.id.str(), std::move(call));
  }
  return calls;
}

void check_sent(CrashFixture& fixture, const fs::path& log) {
  const auto logged = read_log(log);
  const auto calls = all_calls(fixture.records);
  std::set<std::string> in_doubt;
  for (const store::InDoubtCall& doubt : fixture.records.doubts()) {
    in_doubt.insert(doubt.call.id.str());
    if (doubt.call.reserved.is_zero()) report_error("a call in doubt without a price");
  }
  const auto accepted = logged.find("accepted");
  if (accepted == logged.end()) return;
  for (const std::string& key : accepted->second) {
    const auto call = calls.find(key);
    if (accepted->second.count(key) > 1) report_error(key + " was sent twice");
    if (call == calls.end()) {
      report_error(key + " was sent, but is not in the ledger");
    } else if (call->second.state != store::CallState::succeeded && !in_doubt.contains(key)) {
      report_error(fmt::format("{} was sent, and is {}", key, to_string(call->second.state)));
    }
  }
}

void check_answered(CrashFixture& fixture, const fs::path& log) {
  const auto logged = read_log(log);
  const auto calls = all_calls(fixture.records);
  const auto answered = logged.find("answered");
  if (answered == logged.end()) return;
  for (const std::string& key : answered->second) {
    const auto call = calls.find(key);
    if (call == calls.end() || !call->second.raw_answer ||
        !fixture.records.blob(*call->second.raw_answer))
      report_error("the answer to " + key + " is lost");
  }
}

void check_money(CrashFixture& fixture) {
  Credits held;
  for (const store::InDoubtCall& doubt : fixture.records.doubts()) held += doubt.call.credits;
  const store::WalletRow wallet = fixture.records.wallets().front();
  if (wallet.held != held)
    report_error(fmt::format("{} are held, and the doubts hold {}", wallet.held.str(), held.str()));
  if (wallet.available + wallet.held + wallet.spent != Credits::parse(wallet_credits))
    report_error("available, held and spent credits do not add up");
  for (const std::string& broken : fixture.records.check()) report_error(broken);
}

// Collects accepted calls and marks all others as failed.
void settle_doubts(CrashFixture& fixture) {
  const engine::RunEnv env = fixture.env();
  for (const store::InDoubtCall& doubt : fixture.records.doubts()) {
    if (collect(doubt, fixture.catalogue, env).state == store::CallState::succeeded) continue;
    store::CallRow call = doubt.call;
    call.state = store::CallState::failed;
    call.ended = fixture.clock.now();
    fixture.records.resolve_call({.call = call,
                                  .step_status = store::StepStatus::failed,
                                  .failure = {{"code", "provider_unavailable"}}});
  }
  if (!fixture.records.doubts().empty()) report_error("calls in doubt remain");
}

int check(const fs::path& store, const fs::path& log) {
  CrashFixture fixture(store, log);
  check_sent(fixture, log);
  check_answered(fixture, log);
  check_money(fixture);
  settle_doubts(fixture);
  check_answered(fixture, log);
  check_money(fixture);
  return errors == 0 ? 0 : 1;
}

// ---- killing processes ----

template <class Work>
pid_t start(const Work& work) {
  const pid_t child = fork();
  if (child != 0) return child;
  try {
    work();
    _exit(0);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    _exit(1);
  }
}

bool was_killed(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) != 0) report_error("a process has failed");
  return WIFSIGNALED(status);
}

int kill_at_points(const fs::path& home) {
  for (const std::string_view point : points) {
    const fs::path store = home / point;
    const fs::path log = store / "company.log";
    { const CrashFixture made(store, log); }
    const bool killed = was_killed(start([&] {
      kill_point = point;
      CrashFixture(store, log).make_paid_run();
    }));
    if (!killed) report_error(fmt::format("not killed at {}", point));
    check(store, log);
  }
  std::printf("killed at %zu points, %d wrong\n", points.size(), errors);
  return errors == 0 ? 0 : 1;
}

// From the start of a process to its end, in microseconds: kills at random moments of that time
// meet every part of a run, however slow the machine is.
template <class Work>
std::int64_t time_of(const Work& work) {
  const auto begin = std::chrono::steady_clock::now();
  if (was_killed(start(work))) report_error("a process was killed that should not be");
  const auto time = std::chrono::steady_clock::now() - begin;
  return std::chrono::duration_cast<std::chrono::microseconds>(time).count();
}

int kill_at_random(const fs::path& home, int kills) {
  constexpr int processes = 4;
  const fs::path store = home / "store";
  const fs::path log = home / "company.log";
  { const CrashFixture made(store, log); }
  std::minstd_rand random(7);
  const auto run_forever = [&] {
    CrashFixture fixture(store, log);
    for (;;) fixture.make_paid_run();
  };
  // Side by side each of them is slower than alone.
  const std::int64_t longest = 3 * time_of([&] { CrashFixture(store, log).make_paid_run(); });
  std::vector<pid_t> alive;
  for (int killed = 0; killed < kills;) {
    while (alive.size() < processes) alive.push_back(start(run_forever));
    const auto pause = static_cast<std::int64_t>(random()) % (longest + 1);
    std::this_thread::sleep_for(std::chrono::microseconds(pause));
    const std::size_t victim = random() % alive.size();
    kill(alive[victim], SIGKILL);
    killed += was_killed(alive[victim]) ? 1 : 0;
    alive.erase(alive.begin() + static_cast<std::ptrdiff_t>(victim));
  }
  for (const pid_t child : alive) {
    kill(child, SIGKILL);
    was_killed(child);
  }
  check(store, log);
  const auto logged = read_log(log);
  const std::size_t sent = logged.contains("accepted") ? logged.at("accepted").size() : 0;
  std::printf("%d kills, %zu requests sent, %d wrong\n", kills, sent, errors);
  // Processes that are killed before they send anything prove nothing.
  const std::size_t least = static_cast<std::size_t>(kills) / 4;
  if (sent < least) report_error(fmt::format("fewer than {} requests were sent", least));
  return errors == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view what = argc > 1 ? argv[1] : "";
  try {
    if (what == "buy" && argc == 4) {
      CrashFixture(argv[2], argv[3]).make_paid_run();
      return 0;
    }
    if (what == "check" && argc == 4) return check(argv[2], argv[3]);
    if (what == "points") return kill_at_points(fakes::Home().path);
    if (what == "random" && argc == 3)
      return kill_at_random(fakes::Home().path, std::atoi(argv[2]));
  } catch (const Error& error) {
    std::fprintf(stderr, "error: %s\nhelp: %s\n", error.what(), std::string(error.help()).c_str());
    return 1;
  }
  std::fprintf(stderr, "crash_lab random N | points | buy STORE LOG | check STORE LOG\n");
  return 2;
}
