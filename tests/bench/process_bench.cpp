// What whole commands cost beside an empty program and beside their peers:
//   process_bench LIMNER EMPTY
// Interleaved runs, medians; peak memory is the largest seen.
#include "bench/child.hpp"
#include "fakes/fakes.hpp"

#include <limner/store.hpp>

#include <fmt/format.h>

#include <string>
#include <vector>

using namespace limner;

namespace {

void fill_store(const std::filesystem::path& store, int runs) {
  fakes::StillClock clock;
  fakes::CountedIds ids;
  store::Records records(store, store::OpenMode::read_write, clock.now());
  const store::TemplateVersion version{Digest::of("t").hex(), "generate-clip-art-asset", "1", "{}",
                                       ""};
  for (int i = 0; i < runs; ++i) {
    clock.sleep(Millis(1000));
    store::RunRow run{.id = RunId::make(ids),
                      .request_id = ids.next(),
                      .template_id = version.id,
                      .template_digest = version.digest,
                      .title = fmt::format("prompt number {}", i),
                      .status = store::RunStatus::running,
                      .specification = {{"seed", i}},
                      .intake = nlohmann::json::object(),
                      .queued = clock.now(),
                      .started = clock.now()};
    const store::StepRow step{.id = "a",
                              .name = "image.crop",
                              .uses = "image.crop",
                              .status = store::StepStatus::running};
    records.begin_run(run, {step}, version, {Digest::of("c").hex(), "[]"});
    run.status = store::RunStatus::completed;
    run.completed = clock.now();
    run.duration_ms = 1;
    store::StepRow done = step;
    done.status = store::StepStatus::succeeded;
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

  std::vector<ProcessRun> rows{
      {"an empty program", {argv[2]}, 60},
      {"sqlite3 --version", {"sqlite3", "--version"}, 60},
      {"git --version", {"git", "--version"}, 60},
      {"limner version", {limner, "version"}, 60},
      {"limner templates ls", {limner, "templates", "ls"}, 60},
      {"limner runs ls, empty store", {limner, "runs", "ls", "--store", fresh.path}, 60},
      {"limner runs ls, 10 000 runs", {limner, "runs", "ls", "--store", full.path}, 60},
      {"offline main job, 1024 by 1024",
       {limner, "run", "generate-clip-art-asset", "--offline", "--no-cache", "--store", fresh.path,
        "--prompt", "a cute chipmunk sleeping in a nest with her family"},
       10},
  };
  for (int round = 0; round < 60; ++round) {
    for (ProcessRun& row : rows) {
      if (round < row.rounds) run_once(row);
    }
  }
  const double floor = median(rows[0].millis);
  fmt::print("{:<34} {:>9} {:>8} {:>10}\n", "process", "median ms", "ratio", "peak MiB");
  for (const ProcessRun& row : rows) {
    fmt::print("{:<34} {:>9.2f} {:>8.1f} {:>10.1f}{}\n", row.name, median(row.millis),
               median(row.millis) / floor, static_cast<double>(row.peak_kib) / 1024,
               row.failed ? "  FAILED" : "");
  }
  return 0;
}
