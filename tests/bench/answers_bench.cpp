// Paid calls in flight: what each costs in processor time and memory.
//   answers_bench PROVIDER_SERVER [CALLS] [IN_FLIGHT]
#include "fakes/basics.hpp"

#include <limner/file.hpp>
#include <limner/net.hpp>
#include <limner/provider.hpp>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <thread>

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

// Keeps an answer the way the store does, without its row.
class Log : public CallLog {
 public:
  explicit Log(std::filesystem::path home) : home_(std::move(home)) {}
  void accepted(const nlohmann::json&) override {}
  std::filesystem::path answered(const std::filesystem::path& body, std::string_view) override {
    return body;
  }
  void partial(const Picture&) noexcept override {}
  std::filesystem::path scratch() const override { return home_; }

 private:
  std::filesystem::path home_;
};

struct Server {
  Server(const char* program, const std::filesystem::path& home) {
    const std::filesystem::path script = home / "script", url = home / "url";
    std::ofstream(script)
        << R"({"openai":[{"reply":"ok","noise":true,"edge":1024,"waitMs":2000}]})";
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
  ~Server() {
    kill(process, SIGTERM);
    waitpid(process, nullptr, 0);
  }

  pid_t process = 0;
  std::string base;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const int calls = argc > 2 ? std::atoi(argv[2]) : 256;
  const int in_flight = argc > 3 ? std::atoi(argv[3]) : 128;
  const fakes::Home home;
  const Server server(argv[1], home.path);
  const auto http = make_http([](std::string_view) { return std::nullopt; });
  SystemClock clock;
  const Network network{.http = *http,
                        .clock = clock,
                        .key = [](std::string_view) { return "key"; },
                        .base_url = [&](std::string_view) { return server.base + "/openai/v1"; }};
  const Providers providers = network_providers(network);
  const Catalogue catalogue = Catalogue::built_in();
  Log log(home.path);
  const ModelCall call{.model = catalogue.find("openai/gpt-image-2"),
                       .operation = GenerateImage{.prompt = "a fox"},
                       .log = &log};
  const auto buy = [&] { return providers.front()->call(call, {}).images.front().bytes.size(); };
  const std::size_t size = buy();  // loads the library, draws the picture
  const double before = cpu_seconds(), idle = resident_mib();
  double waiting = 0;
  std::atomic<int> left = calls;
  std::vector<std::jthread> threads;
  for (int i = 0; i < in_flight; ++i) {
    threads.emplace_back([&] {
      while (left-- > 0) buy();
    });
  }
  std::this_thread::sleep_for(Millis(1500));
  waiting = resident_mib();
  threads.clear();
  std::printf(
      "picture %.1f MB  cpu %.2f ms/call  waiting %.3f MiB/call  (%d calls, %d in flight)\n",
      static_cast<double>(size) / 1e6, (cpu_seconds() - before) * 1000 / calls,
      (waiting - idle) / in_flight, calls, in_flight);
}
