// What the store costs: files, durable steps, opening.
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

int main() {
  store::World world;
  { const store::Records made = world.open(); }
  measure_files(world);
  measure_durable_steps();
  for (const int writers : {1, 2, 8, 32}) measure_writers(writers, 50);
  measure_opening(world);
}
