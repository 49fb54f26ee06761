// A store for one test, rows for it, and direct access to its database.
#pragma once

#include "fakes/basics.hpp"
#include "store/records.hpp"

#include <limner/store.hpp>

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace limner::store {

struct World {
  fakes::Home home;
  fakes::StillClock clock;
  fakes::CountedIds ids;

  Records open(OpenMode mode = OpenMode::read_write) {
    return Records(home.path, mode, clock.now());
  }
  BlobStore blobs() const { return BlobStore(home.path); }

  // Direct access by SQL.
  void raw(const std::string& sql) const {
    SQLite::Database database(home.path / "limner.db", SQLite::OPEN_READWRITE, 1000);
    database.exec("pragma foreign_keys = on");
    database.exec(sql);
  }
  std::string ask(const std::string& sql) const {
    SQLite::Database database(home.path / "limner.db", SQLite::OPEN_READONLY, 1000);
    return database.execAndGet(sql).getString();
  }

  // Inserts the oldest row of `table` again, with other values in the columns that `changes` sets.
  static std::string copy_of_row(const std::string& table, const std::string& changes) {
    return "create temp table copy as select * from " + table +
           " order by rowid limit 1; update copy set " + changes + "; insert into " + table +
           " select * from copy; drop table copy";
  }

  RunRow run_row() {
    return {.id = RunId::make(ids),
            .request_id = ids.next(),
            .template_id = "generate-clip-art-asset",
            .template_digest = Digest::of("{}").hex(),
            .title = "a cute chipmunk",
            .status = RunStatus::running,
            .specification = {{"seed", 1}},
            .intake = {{"intent", {{"prompt", "a cute chipmunk"}}}},
            .queued = clock.now(),
            .started = clock.now()};
  }

  static std::vector<StepRow> step_rows() {
    return {{.ordinal = 0,
             .id = "prompt",
             .name = "prompt.resolve",
             .uses = "prompt.resolve",
             .status = StepStatus::running},
            {.ordinal = 1,
             .id = "raw",
             .name = "image.generate",
             .uses = "image.generate",
             .provider = "openai",
             .model = "openai/gpt-image-2"},
            {.ordinal = 2, .id = "artifact", .name = "artifact.create", .uses = "artifact.create"}};
  }

  void begin(Records& records, const RunRow& run) const {
    records.begin_run(run, step_rows(),
                      {.digest = run.template_digest,
                       .id = run.template_id,
                       .version = "1",
                       .canonical = "{}",
                       .source = "id: generate-clip-art-asset\n"},
                      {.digest = Digest::of("[]").hex(), .content = "[]"});
  }
  RunRow begin(Records& records) {
    RunRow run = run_row();
    begin(records, run);
    return run;
  }

  CallRow call_row(const RunId& run, bool embedded = false) {
    return {.id = CallId::make(ids),
            .run = run,
            .step = 1,
            .state = CallState::intent,
            .provider = embedded ? "local" : "openai",
            .model = embedded ? "local/clipart-composer" : "openai/gpt-image-2",
            .operation = "text_to_image",
            .request_digest = Digest::of("request").hex(),
            .idempotency_key = "key-1",
            .embedded = embedded,
            .charge = ChargeType::personal,
            .reserved = Money::parse("0.0533"),
            .at = clock.now()};
  }

  CostEntry cost_entry(const RunId& run, std::string_view estimated = "0.0533") {
    return {.id = EntryId::make(ids),
            .at = clock.now(),
            .run = run,
            .step = 1,
            .step_name = "image.generate",
            .provider = "openai",
            .operation = "text_to_image",
            .model = "openai/gpt-image-2",
            .unit = "image",
            .unit_price = Money::parse(estimated),
            .estimated = Money::parse(estimated),
            .status = CostStatus::estimated,
            .pricing_source = "catalog",
            .pricing_version = "2026-11-01",
            .charge = ChargeType::personal};
  }

  ArtifactRow artifact_row(const RunId& run, const Asset& file) {
    return {.id = ArtifactId::make(ids),
            .run = run,
            .type = "generated_image",
            .artifact_class = "visual",
            .status = ArtifactStatus::review,
            .primary = "processed",
            .request = {{"prompt", "a cute chipmunk"}},
            .created = clock.now(),
            .completed = clock.now(),
            .files = {{.role = "processed",
                       .asset = file,
                       .kind = "local",
                       .bucket = "artifacts",
                       .object_key = blobs().key_of(file)}}};
  }

  // As execute() ends it.
  void end(Records& records, RunRow run, RunStatus status) {
    run.status = status;
    run.completed = clock.now();
    run.duration_ms = 42184;
    records.end_run(run, {});
  }
};

}  // namespace limner::store
