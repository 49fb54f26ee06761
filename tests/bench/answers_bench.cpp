// Paid calls in flight from one process: answers of 3 MB that come after 0.1 to 4 seconds.
// How near they come to what the waiting alone would take, and what each costs in processor
// time and memory.
//   answers_bench PROVIDER_SERVER [CALLS] [IN_FLIGHT]
//
// The server has the same processors and sends 4 MB a call: with a machine of two, the
// ratio is of both together. What an answer costs on the way to its step is measured:
// request, body to disk, one pass to pixels' bytes. The row and the fsync of the store are
// store_bench's.
#include "fakes/basics.hpp"

#include <limner/file.hpp>
#include <limner/net.hpp>
#include <limner/provider.hpp>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <queue>
#include <random>
#include <thread>
#include <vector>

namespace {

using namespace limner;

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double resident_mib() {
  std::ifstream file("/proc/self/statm");
  double all = 0, resident = 0;
  file >> all >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

// Where an answer's body is kept until its call is over: on disk, as the store does,
// without its row.
class BenchCallLog : public provider::CallLog {
 public:
  explicit BenchCallLog(std::filesystem::path home) : home_(std::move(home)) {}
  BenchCallLog(const BenchCallLog&) = delete;
  BenchCallLog& operator=(const BenchCallLog&) = delete;
  ~BenchCallLog() override {
    std::error_code ignored;
    std::filesystem::remove(body_, ignored);
  }

  void accepted(const nlohmann::json&) override {}
  std::filesystem::path answered(const std::filesystem::path& body, std::string_view) override {
    return body_ = body;
  }
  void partial(const provider::Picture&) noexcept override {}
  std::filesystem::path scratch() const override { return home_; }

 private:
  std::filesystem::path home_, body_;
};

// The same every time.
std::vector<Millis> latencies(int calls) {
  std::minstd_rand chance(7);
  std::vector<Millis> all;
  for (int i = 0; i < calls; ++i) all.emplace_back(100 + chance() % 3901);
  return all;
}

// The duration of calls that only wait, with `in_flight` at a time.
Millis ideal(const std::vector<Millis>& waits, int in_flight) {
  std::priority_queue<Millis, std::vector<Millis>, std::greater<>> free;
  for (int lane = 0; lane < in_flight; ++lane) free.push(Millis(0));
  Millis end{0};
  for (const Millis wait : waits) {
    const Millis ends = free.top() + wait;
    free.pop();
    free.push(ends);
    end = std::max(end, ends);
  }
  return end;
}

struct Server {
  Server(const char* program, const std::filesystem::path& home, const std::vector<Millis>& waits) {
    const std::filesystem::path script = home / "script", url = home / "url";
    nlohmann::json replies = nlohmann::json::array({reply_after(Millis(0))});
    for (const Millis wait : waits) replies.push_back(reply_after(wait));
    std::ofstream(script) << nlohmann::json{{"openai", replies}};
    process = fork();
    if (process == 0) {
      if (std::freopen(url.c_str(), "w", stdout) == nullptr) _exit(1);
      execl(program, program, "--script", script.c_str(), nullptr);
      _exit(1);
    }
    while (base.empty()) {
      std::this_thread::sleep_for(Millis(20));
      std::ifstream(url) >> base;
    }
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() {
    kill(process, SIGTERM);
    waitpid(process, nullptr, 0);
  }

  static nlohmann::json reply_after(Millis wait) {
    return {{"reply", "ok"}, {"noise", true}, {"edge", 1024}, {"waitMs", wait.count()}};
  }

  pid_t process = 0;
  std::string base;
};

// What was measured while all calls were made.
struct Measurement {
  Millis took{0};
  double cpu = 0;                // seconds
  std::vector<double> resident;  // MiB, every now and then
};

Measurement make_calls(const std::function<void()>& make_call, int calls, int in_flight) {
  constexpr Millis between_looks{20};
  Measurement measured;
  std::atomic<int> left = calls, working = in_flight;
  const double before = cpu_seconds();
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::jthread> threads;
  for (int i = 0; i < in_flight; ++i) {
    threads.emplace_back([&] {
      while (left-- > 0) make_call();
      --working;
    });
  }
  while (working > 0) {
    std::this_thread::sleep_for(between_looks);
    measured.resident.push_back(resident_mib());
  }
  threads.clear();
  measured.took = std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - start);
  measured.cpu = cpu_seconds() - before;
  std::ranges::sort(measured.resident);
  return measured;
}

void print(const Measurement& measured, Millis least, double idle, int calls, int in_flight) {
  const auto each = [&](double resident) { return (resident - idle) / in_flight; };
  const double ratio =
      static_cast<double>(least.count()) / static_cast<double>(measured.took.count());
  std::printf("%d calls, %d in flight: %.1f s, ideal %.1f s\n", calls, in_flight,
              static_cast<double>(measured.took.count()) / 1000,
              static_cast<double>(least.count()) / 1000);
  std::printf("  of the ideal throughput    %6.1f %%       target >= 97\n", ratio * 100);
  std::printf("  memory per call in flight  %6.3f MiB     target <= 0.15   (at its peak %.3f)\n",
              each(measured.resident[measured.resident.size() / 2]),
              each(measured.resident.back()));
  std::printf("  processor per call         %6.2f ms      target <= 5\n",
              measured.cpu * 1000 / calls);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const int calls = argc > 2 ? std::atoi(argv[2]) : 1000;
  const int in_flight = argc > 3 ? std::atoi(argv[3]) : 256;
  const fakes::Home home;
  const std::vector<Millis> waits = latencies(calls);
  const Server server(argv[1], home.path, waits);
  const auto http = net::make_http([](std::string_view) { return std::nullopt; });
  SystemClock clock;
  const net::Network network{
      .http = *http,
      .clock = clock,
      .key = [](std::string_view) { return "key"; },
      .base_url = [&](std::string_view) { return server.base + "/openai/v1"; }};
  const provider::Providers providers = provider::network_providers(network);
  provider::Provider& openai = *provider::find_provider(providers, "openai");
  const provider::Catalogue catalogue = provider::Catalogue::built_in();
  std::atomic<std::size_t> size = 0;
  const auto make_call = [&] {
    BenchCallLog log(home.path);
    const provider::ModelCall call{.model = catalogue.find("openai/gpt-image-2"),
                                   .operation = provider::GenerateImage{.prompt = "a fox"},
                                   .log = &log};
    size = openai.call(call, {}).images.front().bytes.size();
  };
  make_call();  // loads the library, draws the picture
  const double idle = resident_mib();
  const Measurement measured = make_calls(make_call, calls, in_flight);
  std::printf("pictures of %.1f MB; ", static_cast<double>(size) / 1e6);
  print(measured, ideal(waits, in_flight), idle, calls, in_flight);
}
