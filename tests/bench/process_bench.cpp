// What whole commands cost beside an empty program and beside their peers:
//   process_bench LIMNER EMPTY
// Interleaved runs, medians; peak memory is the largest seen.
#include "fakes/fakes.hpp"

#include <limner/store.hpp>

#include <fmt/format.h>

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

using namespace limner;

namespace {

struct Row {
  std::string name;
  std::vector<std::string> argv;
  int rounds;
  std::vector<double> millis = {};
  long peak_kib = 0;
  bool failed = false;
};

void run_once(Row& row) {
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  for (const int fd : {0, 1, 2})
    posix_spawn_file_actions_addopen(&quiet, fd, "/dev/null", fd == 0 ? O_RDONLY : O_WRONLY, 0);
  std::vector<char*> argv;
  for (std::string& word : row.argv) argv.push_back(word.data());
  argv.push_back(nullptr);

  const auto began = std::chrono::steady_clock::now();
  pid_t child = 0;
  const int failure = posix_spawnp(&child, argv[0], &quiet, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&quiet);
  int status = 1;
  rusage usage{};
  if (failure == 0) wait4(child, &status, 0, &usage);
  row.millis.push_back(
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count());
  row.peak_kib = std::max(row.peak_kib, usage.ru_maxrss);
  row.failed = row.failed || failure != 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0;
}

double median(std::vector<double> values) {
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
  return values[values.size() / 2];
}

void fill_store(const std::filesystem::path& store, int runs) {
  fakes::StillClock clock;
  fakes::CountedIds ids;
  Records records(store, OpenMode::read_write, clock.now());
  const TemplateVersion version{Digest::of("t").hex(), "generate-clip-art-asset", "1", "{}", ""};
  for (int i = 0; i < runs; ++i) {
    clock.sleep(Millis(1000));
    RunRow run{.id = RunId::make(ids),
               .request_id = ids.next(),
               .template_id = version.id,
               .template_digest = version.digest,
               .title = fmt::format("prompt number {}", i),
               .status = "running",
               .specification = {{"seed", i}},
               .intake = nlohmann::json::object(),
               .queued = clock.now(),
               .started = clock.now()};
    const StepRow step{.id = "a", .name = "image.crop", .uses = "image.crop", .status = "running"};
    records.begin_run(run, {step}, version, {Digest::of("c").hex(), "[]"});
    run.status = "completed";
    run.completed = clock.now();
    run.duration_ms = 1;
    StepRow done = step;
    done.status = "succeeded";
    records.end_run(run, {.finished = &done});
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: process_bench LIMNER EMPTY\n");
    return 2;
  }
  const std::string limner = argv[1];
  const fakes::Home full;
  const fakes::Home fresh;
  constexpr int many = 10'000;
  fill_store(full.path, many);

  std::vector<Row> rows{
      {"an empty program", {argv[2]}, 60},
      {"sqlite3 --version", {"sqlite3", "--version"}, 60},
      {"git --version", {"git", "--version"}, 60},
      {"limner version", {limner, "version"}, 60},
      {"limner templates ls", {limner, "templates", "ls"}, 60},
      {"limner runs ls, empty store", {limner, "runs", "ls", "--store", fresh.path}, 60},
      {"limner runs ls, 10 000 runs", {limner, "runs", "ls", "--store", full.path}, 60},
      {"offline main job, 1024 by 1024",
       {limner, "run", "generate-clip-art-asset", "--offline", "--store", fresh.path, "--prompt",
        "a cute chipmunk sleeping in a nest with her family"},
       10},
  };
  for (int round = 0; round < 60; ++round) {
    for (Row& row : rows) {
      if (round < row.rounds) run_once(row);
    }
  }
  const double floor = median(rows[0].millis);
  fmt::print("{:<34} {:>9} {:>8} {:>10}\n", "process", "median ms", "ratio", "peak MiB");
  for (const Row& row : rows) {
    fmt::print("{:<34} {:>9.2f} {:>8.1f} {:>10.1f}{}\n", row.name, median(row.millis),
               median(row.millis) / floor, static_cast<double>(row.peak_kib) / 1024,
               row.failed ? "  FAILED" : "");
  }
  return 0;
}
