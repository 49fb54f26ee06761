// Kills processes while they pay, and looks at the books that they leave.
//
//   crash_lab random KILLS        several processes at once, killed at random moments
//   crash_lab points              one process, killed at each point of a paid call
//   crash_lab buy STORE LOG       one process that buys once, for a test that kills it
//   crash_lab check STORE LOG     says what is wrong with the books; 0 when nothing is
//
// The provider writes what it was sent into LOG, as a company would into its own books:
// "accepted KEY" when a request has come in, "answered KEY" when its answer was taken.
#include "fakes/fakes.hpp"

#include <limner/engine.hpp>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <set>

namespace {

namespace fs = std::filesystem;
using namespace limner;

constexpr std::array<std::string_view, 7> points{
    "sent", "accepted", "acceptance-written", "body", "answered", "step", "end"};

std::string die_at;

void pass(std::string_view point) {
  if (point == die_at) kill(getpid(), SIGKILL);
}

class Company : public provider::Provider {
 public:
  explicit Company(fs::path log) : log_(std::move(log)) {}
  std::string_view name() const override { return "openai"; }
  bool embedded() const override { return false; }

  provider::ModelAnswer call(const provider::ModelCall& call, std::stop_token) override {
    pass("sent");
    write("accepted " + call.idempotency_key);
    pass("accepted");
    call.log->accepted({{"id", "remote-" + call.idempotency_key}});
    pass("acceptance-written");
    return answer(call);
  }

  provider::ModelAnswer collect(const provider::ModelCall& call,
                                const provider::PendingCallState& remains,
                                std::stop_token) override {
    if (remains.answer) return fakes::small_answer(call);
    if (!remains.remote.is_null()) return answer(call);
    throw CallError(Error(ErrorCode::in_doubt, "nobody knows"), Billing::unknown);
  }

 private:
  provider::ModelAnswer answer(const provider::ModelCall& call) const {
    const fs::path body = call.log->scratch() / ("body-" + call.idempotency_key);
    std::ofstream(body) << "{\"for\": \"" << call.idempotency_key << "\"}";
    pass("body");
    call.log->answered(body, "application/json");
    write("answered " + call.idempotency_key);
    pass("answered");
    return fakes::small_answer(call);
  }

  // One write() is whole even when its process is killed.
  void write(const std::string& words) const {
    const int file = open(log_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    const std::string line = words + "\n";
    if (::write(file, line.data(), line.size()) < 0) std::perror("log");
    close(file);
  }

  fs::path log_;
};

class Killer : public engine::EventSink {
 public:
  void on(const engine::Event& event) noexcept override {
    if (std::holds_alternative<engine::StepFinished>(event)) pass("step");
    if (std::holds_alternative<engine::RunFinished>(event)) pass("end");
  }
};

constexpr std::string_view workflow = R"(schema: 1
id: lab
version: 1.0.0
name: Lab
review: none
steps:
  - {id: raw, uses: image.generate, charge: hosted, with: {model: openai/gpt-image-2, prompt: a fox, size: 1024x1024, quality: low}}
  - {id: webp, uses: image.convert_webp, with: {input: "${{ steps.raw.images }}"}}
)";

constexpr std::string_view wallet_options = "100000";  // credits

// All that a process needs to buy, and to look at what others have bought.
struct Shop {
  Shop(const fs::path& where, const fs::path& log)
      : store(where), blobs(where), records(where, store::OpenMode::read_write, clock.now()) {
    providers.push_back(std::make_unique<Company>(log));
    records.top_up("main", Credits::parse(wallet_options), "topup:lab", "", clock.now());
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
  void buy() {
    if (!plan) {
      plan = engine::make_plan(
          templates::load_template({std::string(workflow), "lab.yaml"}, step::step_signatures(),
                                   [](std::string_view) { return std::nullopt; }),
          nlohmann::json::object(), catalogue, {.has_wallet = true, .today = "2026-11-21"});
    }
    engine::execute(*plan, env());
  }

  fs::path store;
  SystemClock clock;
  RandomIds ids{clock};
  Killer events;
  provider::Providers providers;
  provider::Catalogue catalogue = provider::Catalogue::built_in();
  store::BlobStore blobs;
  store::Records records;
  std::optional<engine::Plan> plan;
};

// ---- the company's books and ours ----

int wrongs = 0;

void complain(const std::string& what) {
  std::printf("wrong: %s\n", what.c_str());
  ++wrongs;
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

void check_sent(Shop& shop, const fs::path& log) {
  const auto said = read_log(log);
  const auto calls = all_calls(shop.records);
  std::set<std::string> doubts;
  for (const store::InDoubtCall& doubt : shop.records.doubts()) {
    doubts.insert(doubt.call.id.str());
    if (doubt.call.reserved.is_zero()) complain("a doubt without a price");
  }
  const auto accepted = said.find("accepted");
  if (accepted == said.end()) return;
  for (const std::string& key : accepted->second) {
    const auto call = calls.find(key);
    if (accepted->second.count(key) > 1) complain(key + " was sent twice");
    if (call == calls.end()) {
      complain(key + " was sent, and is not in the books");
    } else if (call->second.state != store::CallState::succeeded && !doubts.contains(key)) {
      complain(fmt::format("{} was sent, and is {}", key, to_string(call->second.state)));
    }
  }
}

void check_answered(Shop& shop, const fs::path& log) {
  const auto said = read_log(log);
  const auto calls = all_calls(shop.records);
  const auto answered = said.find("answered");
  if (answered == said.end()) return;
  for (const std::string& key : answered->second) {
    const auto call = calls.find(key);
    if (call == calls.end() || !call->second.raw_answer ||
        !shop.records.blob(*call->second.raw_answer))
      complain("the answer to " + key + " is lost");
  }
}

void check_money(Shop& shop) {
  Credits held;
  for (const store::InDoubtCall& doubt : shop.records.doubts()) held += doubt.call.credits;
  const store::WalletRow wallet = shop.records.wallets().front();
  if (wallet.held != held)
    complain(fmt::format("{} are held, and the doubts hold {}", wallet.held.str(), held.str()));
  if (wallet.available + wallet.held + wallet.spent != Credits::parse(wallet_options))
    complain("the wallet's parts are not the whole");
  for (const std::string& broken : shop.records.check()) complain(broken);
}

// What was accepted is collected; what nobody can be asked about is decided by hand.
void settle_doubts(Shop& shop) {
  const engine::RunEnv env = shop.env();
  for (const store::InDoubtCall& doubt : shop.records.doubts()) {
    if (collect(doubt, shop.catalogue, env).state == store::CallState::succeeded) continue;
    store::CallRow call = doubt.call;
    call.state = store::CallState::failed;
    call.ended = shop.clock.now();
    shop.records.resolve_call({.call = call,
                               .step_status = store::StepStatus::failed,
                               .failure = {{"code", "provider_unavailable"}}});
  }
  if (!shop.records.doubts().empty()) complain("doubts are left");
}

int check(const fs::path& store, const fs::path& log) {
  Shop shop(store, log);
  check_sent(shop, log);
  check_answered(shop, log);
  check_money(shop);
  settle_doubts(shop);
  check_answered(shop, log);
  check_money(shop);
  return wrongs == 0 ? 0 : 1;
}

// ---- processes that die ----

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
  if (WIFEXITED(status) && WEXITSTATUS(status) != 0) complain("a buyer has failed");
  return WIFSIGNALED(status);
}

int at_points(const fs::path& home) {
  for (const std::string_view point : points) {
    const fs::path store = home / point;
    const fs::path log = store / "company.log";
    { const Shop made(store, log); }
    const bool killed = was_killed(start([&] {
      die_at = point;
      Shop(store, log).buy();
    }));
    if (!killed) complain(fmt::format("not killed at {}", point));
    check(store, log);
  }
  std::printf("killed at %zu points, %d wrong\n", points.size(), wrongs);
  return wrongs == 0 ? 0 : 1;
}

int at_random(const fs::path& home, int kills) {
  constexpr int buyers = 4;
  const fs::path store = home / "store";
  const fs::path log = home / "company.log";
  { const Shop made(store, log); }
  std::minstd_rand chance(7);
  const auto buy_for_ever = [&] {
    Shop shop(store, log);
    for (;;) shop.buy();
  };
  std::vector<pid_t> alive;
  // On a slow machine many die before they send anything: kills go on until one has.
  const auto anything_sent = [&] { return read_log(log).contains("accepted"); };
  for (int killed = 0; killed < kills || !anything_sent();) {
    while (alive.size() < buyers) alive.push_back(start(buy_for_ever));
    usleep(static_cast<useconds_t>(chance() % 150'000));
    const std::size_t victim = chance() % alive.size();
    kill(alive[victim], SIGKILL);
    killed += was_killed(alive[victim]) ? 1 : 0;
    alive.erase(alive.begin() + static_cast<std::ptrdiff_t>(victim));
  }
  for (const pid_t child : alive) {
    kill(child, SIGKILL);
    was_killed(child);
  }
  check(store, log);
  const auto said = read_log(log);
  const std::size_t sent = said.contains("accepted") ? said.at("accepted").size() : 0;
  std::printf("%d kills, %zu requests sent, %d wrong\n", kills, sent, wrongs);
  return wrongs == 0 && sent > 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view what = argc > 1 ? argv[1] : "";
  try {
    if (what == "buy" && argc == 4) {
      Shop(argv[2], argv[3]).buy();
      return 0;
    }
    if (what == "check" && argc == 4) return check(argv[2], argv[3]);
    if (what == "points") return at_points(fakes::Home().path);
    if (what == "random" && argc == 3) return at_random(fakes::Home().path, std::atoi(argv[2]));
  } catch (const Error& error) {
    std::fprintf(stderr, "error: %s\nhelp: %s\n", error.what(), std::string(error.help()).c_str());
    return 1;
  }
  std::fprintf(stderr, "crash_lab random N | points | buy STORE LOG | check STORE LOG\n");
  return 2;
}
