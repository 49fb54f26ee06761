// What the store costs: lists, ledger, files, durable steps, opening.
//   store_bench [RUNS] [LEDGER_ENTRIES]
// The floor of a durable step is the same file and two bare rows, by the same
// libraries, without anything of ours.
#include "unit/store/child.hpp"
#include "unit/store/world.hpp"

#include <limner/file.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <vector>

using namespace limner;

namespace {

constexpr int steps_per_run = 8;

// Milliseconds, the median of `rounds`.
double median_ms(int rounds, const std::function<void()>& work) {
  std::vector<double> times;
  for (int i = 0; i < rounds; ++i) {
    const auto began = std::chrono::steady_clock::now();
    work();
    times.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began)
            .count());
  }
  std::ranges::sort(times);
  return times[times.size() / 2];
}

void row(std::string_view what, double ms, std::string_view limit) {
  fmt::print("{:<52} {:>10.3f} ms   {}\n", what, ms, limit);
}

Bytes picture(int number) {
  Bytes content(60'000, static_cast<std::byte>(number));
  const std::string name = std::to_string(number);
  std::ranges::copy(as_bytes(name), content.begin());
  return content;
}

// Rows straight into the tables: what is measured is how they are read.
void fill(store::World& world, int runs, std::int64_t entries) {
  {
    store::Records records = world.open();
    store::RunRow run = world.run_row();
    run.id = RunId::parse(fmt::format("run-{:026}", 0));
    world.begin(records, run);
    world.end(records, run, store::RunStatus::review);
  }
  SQLite::Database database(world.home.path / "limner.db", SQLite::OPEN_READWRITE);
  database.exec("pragma foreign_keys = on; pragma synchronous = off; begin");
  database.exec(fmt::format(
      "with recursive n (i) as (select 1 union all select i + 1 from n where i < {}) "
      "insert into runs select printf('run-%026d', i), request_id, template_id, template_digest, "
      "catalog_digest, title, iif(i % 10, 'review', 'failed'), specification, intake, take, "
      "queued + i * 1000, started + i * 1000, first_artifact, completed, duration_ms, failure, "
      "output, owner from runs, n",
      runs - 1));
  database.exec(
      "insert into steps select runs.id, ordinal, steps.id, name, uses, steps.status, provider, "
      "model, model_execution, steps.started, finished, steps.duration_ms, attempts, cache_key, "
      "reused_from, inputs, outputs, lineage, usage, warnings, steps.failure "
      "from steps, runs where run <> runs.id");
  database.exec(fmt::format(
      "with recursive n (i) as (select 1 union all select i + 1 from n where i < {0}) "
      "insert into costs select printf('entry-%026d', i), 1795231800000 - i % 365 * 86400000, "
      "1795231800000 - i % 365 * 86400000, printf('run-%026d', i % {1}), 1, 'image.generate', "
      "null, null, 'openai', 'text_to_image', 'openai/model-' || i % 7, 1, 'image', "
      "53000000, 53000000, iif(i % 3, 52000000, null), iif(i % 3, 'provider_reported', "
      "'estimated'), 'catalog', '2026-11-01', '', 'personal' from n",
      entries, runs));
  database.exec("commit");
}

void measure_lists(store::World& world) {
  const store::Records records = world.open(store::OpenMode::read_only);
  const std::size_t all = records.runs({}).size();
  const RunId some = records.runs({.limit = 500}).back().id;
  row(fmt::format("newest 30 of {} runs, with their costs", all),
      median_ms(20,
                [&] {
                  for (const store::RunRow& run : records.runs({.limit = 30}))
                    (void)records.total({.run = run.id});
                }),
      "limit 10");
  row("newest 30 of one status",
      median_ms(20, [&] { (void)records.runs({.status = store::RunStatus::failed, .limit = 30}); }),
      "limit 10");
  row(fmt::format("all {} runs", all), median_ms(5, [&] { (void)records.runs({}); }), "");
  row("a run by its last eight letters",
      median_ms(50, [&] { (void)records.find_run(some.short_id()); }), "");
  row("a run with steps, calls, costs, artifacts",
      median_ms(50,
                [&] {
                  (void)records.run(some);
                  (void)records.steps(some);
                  (void)records.calls(some);
                  (void)records.costs({.run = some});
                  (void)records.artifacts({.run = some});
                }),
      "");
}

void measure_ledger(store::World& world, std::int64_t entries) {
  const store::Records records = world.open(store::OpenMode::read_only);
  const RunId some = records.runs({.limit = 500}).back().id;
  row("one run's total", median_ms(200, [&] { (void)records.total({.run = some}); }), "");
  row(fmt::format("{} entries by month", entries),
      median_ms(20, [&] { (void)records.grouped(store::GroupBy::month, {}); }), "limit 20");
  row(fmt::format("{} entries by model", entries),
      median_ms(20, [&] { (void)records.grouped(store::GroupBy::model, {}); }), "limit 20");
  row(fmt::format("{} entries in one total", entries),
      median_ms(20, [&] { (void)records.total({}); }), "limit 20");
  row(fmt::format("{} entries by run", entries),
      median_ms(1, [&] { (void)records.grouped(store::GroupBy::run, {}); }), "");
}

void measure_files(store::World& world) {
  store::BlobStore blobs = world.blobs();
  int number = 0;
  row("put a new file of 60 kB", median_ms(50, [&] { blobs.put(picture(++number), "image/webp"); }),
      "");
  const Asset asset = blobs.put(picture(1), "image/webp");
  row("put a file of 60 kB that is there",
      median_ms(50, [&] { blobs.put(picture(1), "image/webp"); }), "");
  row("get a file of 60 kB", median_ms(50, [&] { (void)blobs.get(asset); }), "");
}

// A run of eight steps, each with a file of its own.
void run_once(store::World& world, store::Records& records, store::BlobStore& blobs, int& number) {
  const store::RunRow run = world.run_row();
  std::vector<store::StepRow> steps;
  steps.reserve(steps_per_run);
  for (int i = 0; i < steps_per_run; ++i)
    steps.push_back({.ordinal = i, .id = fmt::format("s{}", i), .name = "step", .uses = "step"});
  records.begin_run(run, steps,
                    {.digest = run.template_digest, .id = run.template_id, .canonical = "{}"},
                    {.digest = Digest::of("[]").hex(), .content = "[]"});
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Asset file = blobs.put(picture(++number), "image/webp");
    steps[i].status = store::StepStatus::succeeded;
    steps[i].outputs = {{"images", {{{"sha256", file.digest.hex()}}}}};
    store::StepRow* next = i + 1 < steps.size() ? &steps[i + 1] : nullptr;
    if (next) next->status = store::StepStatus::running;
    records.advance(run.id, {.finished = &steps[i], .started = next, .blobs = {file}});
  }
  world.end(records, run, store::RunStatus::completed);
}

void floor_once(SQLite::Database& database, const std::filesystem::path& place, int& number) {
  for (int i = 0; i < steps_per_run; ++i) {
    const Bytes content = picture(++number);
    write_file(place / Digest::of(content).hex(), content, 0444);
    database.exec(fmt::format("begin immediate; insert into step values ({}, 'succeeded'); "
                              "insert into entry values ({}, 53000000); commit",
                              number, number));
  }
}

void measure_durable_steps() {
  store::World ours;
  store::Records records = ours.open();
  store::BlobStore blobs = ours.blobs();
  const fakes::Home place;
  SQLite::Database bare(place.path / "floor.db", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  bare.exec("pragma journal_mode = wal; pragma synchronous = full; create table step (n, s); "
            "create table entry (n, a)");
  int number = 1'000'000;
  std::vector<double> floor;
  std::vector<double> full;
  for (int round = 0; round < 15; ++round) {
    floor.push_back(median_ms(1, [&] { floor_once(bare, place.path, number); }));
    full.push_back(median_ms(1, [&] { run_once(ours, records, blobs, number); }));
  }
  std::ranges::sort(floor);
  std::ranges::sort(full);
  const double least = floor[floor.size() / 2] / steps_per_run;
  const double is = full[full.size() / 2] / steps_per_run;
  row("a durable step, the floor", least, "");
  row("a durable step", is, fmt::format("{:.2f} of the floor, limit 2", is / least));
}

// Writes `each` rows and says through `out` how long each of them took.
bool write_rows(const store::World& world, int writer, int each, int out) {
  store::Database database(world.home.path, store::OpenMode::read_write,
                           fakes::StillClock::start());
  for (int i = 0; i < each; ++i) {
    const double waited = median_ms(1, [&] {
      database.write([&] {
        database.query("insert into request_logs (id, at) values (?, 1)", writer * each + i).run();
      });
    });
    if (write(out, &waited, sizeof waited) < 0) return false;
  }
  return true;
}

// How long each of several processes waits for its transactions on one store.
void measure_writers(int writers, int each) {
  store::World world;
  { const store::Records made = world.open(); }
  int channel[2];
  if (pipe(channel) != 0) return;
  const double took = median_ms(1, [&] {
    std::vector<std::unique_ptr<store::Child>> children(static_cast<std::size_t>(writers));
    for (int writer = 0; auto& child : children) {
      child = std::make_unique<store::Child>(
          [&, number = writer] { return write_rows(world, number, each, channel[1]); });
      ++writer;
    }
    for (const auto& child : children) child->wait();
  });
  std::vector<double> waits(static_cast<std::size_t>(writers * each));
  for (double& waited : waits) {
    if (read(channel[0], &waited, sizeof waited) < 0) return;
  }
  close(channel[0]);
  close(channel[1]);
  std::ranges::sort(waits);
  row(fmt::format("a transaction among {} writing processes", writers), waits[waits.size() / 2],
      fmt::format("worst {:.0f} ms, {:.0f} a second, {} of {} kept", waits.back(),
                  static_cast<double>(waits.size()) * 1000 / took,
                  world.ask("select count(*) from request_logs"), waits.size()));
}

void measure_opening(store::World& world) {
  row("open to read", median_ms(50, [&] { (void)world.open(store::OpenMode::read_only); }), "");
  row("open to write, and close", median_ms(50, [&] { (void)world.open(); }), "");
  row("make a store",
      median_ms(10,
                [&] {
                  store::World fresh;
                  (void)fresh.open();
                }),
      "");
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = argc > 1 ? static_cast<int>(std::strtol(argv[1], nullptr, 10)) : 10'000;
  const std::int64_t entries = argc > 2 ? std::strtoll(argv[2], nullptr, 10) : 100'000;
  store::World world;
  fill(world, std::max(runs, 1000), entries);
  measure_lists(world);
  measure_ledger(world, entries);
  measure_files(world);
  measure_durable_steps();
  for (const int writers : {1, 2, 8, 32}) measure_writers(writers, 50);
  measure_opening(world);
}
