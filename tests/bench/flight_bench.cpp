// 256 paid calls in flight over TLS, with 1024 descriptors: throughput against the ideal, memory
// and descriptors. The server is a process of its own; every picture is stored and recorded.
//   flight_bench [ROWS] [WAIT_MS] [IN_FLIGHT]
#include "bench/tls_relay.hpp"
#include "provider_server/provider_server.hpp"

#include <limner/embedded.hpp>
#include <limner/engine.hpp>
#include <limner/engine/batch.hpp>
#include <limner/file.hpp>
#include <limner/net.hpp>

#include <fmt/format.h>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <thread>

namespace fs = std::filesystem;
using namespace limner;

namespace {

constexpr int connections = 4;  // to the database, as a batch has

struct Settings {
  int rows = 1024;
  int wait_ms = 4000;  // of the provider, before it answers
  int in_flight = 256;
};

struct Server {
  pid_t process = -1;
  int port = 0;
};

// Serves until it is killed.
Server start_server(const Settings& settings, const std::string& certificate) {
  int ends[2];
  if (pipe(ends) != 0) std::exit(1);
  Server server{.process = fork()};
  if (server.process == 0) {
    signal(SIGPIPE, SIG_IGN);
    const provider_server::ProviderServer plain(
        {.script = {{"openai", {{{"reply", "ok"}, {"waitMs", settings.wait_ms}, {"edge", 256}}}}}});
    const std::string base = plain.base();
    const bench::TlsRelay relay(certificate, std::stoi(base.substr(base.rfind(':') + 1)));
    const int port = relay.port();
    if (write(ends[1], &port, sizeof port) != sizeof port) _exit(1);
    for (;;) pause();
  }
  if (read(ends[0], &server.port, sizeof server.port) != sizeof server.port) std::exit(1);
  return server;
}

long peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

double processor_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

long open_descriptors() {
  return std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator());
}

struct NoEvents : engine::EventSink {
  void on(const engine::Event&) noexcept override {}
};

templates::Template workflow() {
  return templates::load_template({R"(
schema: 1
id: flight
version: 1.0.0
name: Flight
intake: {prompt: {type: string, required: true, flag: prompt}}
steps:
  - {id: raw, uses: image.generate, charge: personal, with: {model: openai/gpt-image-2, prompt: "${{ intake.prompt }}", size: 1024x1024, quality: low}}
  - {id: made, uses: artifact.create, with: {files: {raw: "${{ steps.raw.images }}"}}}
)",
                                   "flight.yaml"},
                                  step::step_signatures(),
                                  [](std::string_view) { return std::nullopt; });
}

// The number of runs that ended well.
int work(const Settings& settings, const fs::path& home, const Server& server) {
  SystemClock clock;
  RandomIds ids(clock);
  const auto http = net::make_http([&](std::string_view name) -> std::optional<std::string> {
    if (name == "SSL_CERT_FILE") return (home / "server.pem").string();
    return std::nullopt;
  });
  const net::Network network{.http = *http,
                             .clock = clock,
                             .key = [](std::string_view) { return std::string("sk-bench"); },
                             .base_url = [&](std::string_view) -> std::optional<std::string> {
                               return fmt::format("https://127.0.0.1:{}/openai/v1", server.port);
                             }};
  provider::Providers providers = provider::network_providers(network);
  const provider::Catalogue catalogue = provider::Catalogue::built_in();
  const templates::Template flight = workflow();
  std::vector<std::unique_ptr<store::Records>> records;
  for (int i = 0; i < connections; ++i) {
    records.push_back(
        std::make_unique<store::Records>(home, store::OpenMode::read_write, clock.now()));
  }
  store::BlobStore blobs(home);
  NoEvents events;
  engine::WorkLimits limits(clock, {.calls = [&](std::string_view) {
                              return engine::CallLimits{.concurrency = settings.in_flight};
                            }});
  std::atomic<int> completed{0};
  engine::work_in_parallel(
      static_cast<std::size_t>(settings.rows), settings.in_flight, [] { return true; },
      [&](std::size_t row, int thread) {
        store::Records& own = *records[static_cast<std::size_t>(thread) % records.size()];
        const engine::Plan plan = engine::make_plan(
            flight, {{"prompt", fmt::format("fox {}", row)}}, catalogue, {.today = "2026-11-21"});
        const RunId run = engine::execute(plan, {.providers = providers,
                                                 .blobs = blobs,
                                                 .records = own,
                                                 .clock = clock,
                                                 .ids = ids,
                                                 .events = events,
                                                 .request_id = ids.next(),
                                                 .limits = &limits});
        const store::RunRow ended = own.run(run).value();
        if (ended.status == store::RunStatus::review) {
          ++completed;
        } else {
          std::cerr << ended.failure.dump() << '\n';
        }
      });
  return completed;
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  if (argc > 1) settings.rows = std::atoi(argv[1]);
  if (argc > 2) settings.wait_ms = std::atoi(argv[2]);
  if (argc > 3) settings.in_flight = std::atoi(argv[3]);
  std::string name = fs::temp_directory_path() / "limner-flight.XXXXXX";
  const fs::path home = mkdtemp(name.data());
  const std::string certificate = home / "server.pem";
  const std::string command = fmt::format(
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 "
      "-subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 -keyout {0}.key -out {0} "
      "2>/dev/null && cat {0}.key >> {0}",
      certificate);
  if (std::system(command.c_str()) != 0) return 1;
  const Server server = start_server(settings, certificate);
  const rlimit descriptors{1024, 1024};
  setrlimit(RLIMIT_NOFILE, &descriptors);

  std::atomic<bool> is_over{false};
  std::atomic<long> most_descriptors{0};
  std::thread watch([&] {
    while (!is_over) {
      most_descriptors = std::max(most_descriptors.load(), open_descriptors());
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  });
  const auto began = std::chrono::steady_clock::now();
  const int completed = work(settings, home, server);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  is_over = true;
  watch.join();
  kill(server.process, SIGKILL);
  waitpid(server.process, nullptr, 0);
  fs::remove_all(home);

  const int rounds = (settings.rows + settings.in_flight - 1) / settings.in_flight;
  const double ideal = rounds * settings.wait_ms / 1000.0;
  std::cout << fmt::format(
      "{} calls, {} in flight, {} ms each, over TLS\n  completed      {}\n  ideal          {:.1f} "
      "s\n  took           {:.1f} s, {:.0f} % of the ideal\n  processor      {:.1f} s\n  peak "
      "memory    {} MB\n  descriptors    {}\n",
      settings.rows, settings.in_flight, settings.wait_ms, completed, ideal, took.count(),
      100 * ideal / took.count(), processor_seconds(), peak_megabytes(), most_descriptors.load());
  return completed == settings.rows ? 0 : 1;
}
