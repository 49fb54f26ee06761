#include "unit/store/child.hpp"
#include "unit/store/world.hpp"

#include <doctest/doctest.h>

#include <fstream>

using namespace limner;
using namespace limner::store;

namespace {

// A consistent store with rows in every table. Triggers are dropped before the
// invariants that they enforce are broken.
struct Sound : World {
  Sound() {
    Records records = open();
    const RunRow run = begin(records);
    const Asset asset = blobs().put(fakes::bytes("picture"), "image/webp");
    const ArtifactRow artifact = artifact_row(run.id, asset);
    CallRow call = call_row(run.id);
    records.open_call(call);
    records.dispatch_call(call.id);
    call.state = CallState::succeeded;
    CostEntry cost = cost_entry(run.id);
    cost.call = call.id;
    records.advance(run.id, {.artifacts = {artifact}, .calls = {call}, .costs = {cost}});
    end(records, run, RunStatus::review);
    file = blobs().path_of(asset);
    REQUIRE(open().check() == std::vector<std::string>());
  }

  // The first broken invariant of the rows after `sql`.
  std::string found_after(const std::string& sql) {
    SQLite::Database database(home.path / "limner.db", SQLite::OPEN_READWRITE);
    SQLite::Statement triggers(database, "select name from sqlite_schema where type = 'trigger'");
    std::string drop = "pragma ignore_check_constraints = on; ";
    while (triggers.executeStep())
      drop += "drop trigger \"" + triggers.getColumn(0).getString() + "\"; ";
    triggers.reset();
    database.exec(drop + sql);
    const std::vector<std::string> broken = open().check();
    const bool is_schema = broken.empty() || broken.front().starts_with("the schema");
    return is_schema ? "" : broken.front();
  }

  std::filesystem::path file;
};

}  // namespace

TEST_CASE("a broken invariant is found and named") {
  struct Case {
    std::string sql, found;
  };
  for (const Case& one : {
           Case{"update calls set state = 'accepted'", "a finished run has a live call: run-"},
           Case{"update steps set run = 'run-x' where ordinal = 0",
                "a row names another that is not there: steps"},
           Case{"update runs set status = 'done'",
                "a row has an unknown word: runs.status \"done\" (1 times)"},
           Case{"update steps set status = 'done' where ordinal = 2",
                "a row has an unknown word: steps.status \"done\""},
           Case{"update artifacts set status = ''",
                "a row has an unknown word: artifacts.status \"\""},
           Case{"update calls set charge = 'other'",
                "a row has an unknown word: calls.charge \"other\""},
           Case{"delete from steps where ordinal = 0",
                "the steps of a run are not those of its specification: run-"},
           Case{"update runs set specification = '{\"steps\": [1, 2]}'",
                "the steps of a run are not those of its specification: run-"},
           Case{"update artifacts set status = 'approved'",
                "an approved artifact has no review of its file: artifact-"},
           Case{"update costs set estimated = estimated + 1",
                "the sums differ from the ledger: day "},
           Case{"delete from costs; delete from cost_sums",
                "a call that succeeded has no ledger entry: call-"},
           Case{"update costs set quantity = 2000000000",
                "an entry is not its quantity times its unit price: entry-"},
           Case{"delete from cost_sums where kind = 'day'",
                "the sums differ from the ledger: day "},
           Case{"update cost_sums set spent = spent + 1 where kind = 'month'",
                "the sums differ from the ledger: month 24322 openai/gpt-image-2"},
           Case{"insert into cost_sums select 'batch', 1, template, provider, model, status, "
                "entries, estimated, actual, without_actual, spent from cost_sums limit 1",
                "the sums differ from the ledger: batch 1 "},
           Case{"update postings set amount = amount + 1 where amount > 0",
                "a journal does not balance: expense:entry-"},
           Case{"update accounts set balance = 7 where kind = 'payable'",
                "an account's balance is not the sum of its postings: payable:openai"},
           Case{"update postings set amount = amount * 2; "
                "update accounts set balance = balance * 2",
                "the expense accounts differ from the ledger: openai"},
           Case{"update calls set state = 'in_doubt'; update runs set status = 'canceled'",
                "a finished run has a live call: run-"},
       }) {
    CAPTURE(one.sql);
    Sound sound;
    const std::string found = sound.found_after(one.sql);
    CHECK(found.substr(0, one.found.size()) == one.found);
  }
}

TEST_CASE("[E1] a trigger that was added, changed or dropped is found") {
  Sound sound;
  const auto found = [&](const char* sql) {
    sound.raw(sql);
    const std::vector<std::string> broken = sound.open().check();
    return broken.empty() ? "" : broken.back();
  };
  CHECK(found("create trigger raise after update on caps begin select 1; end") ==
        "the schema has an unknown trigger raise");
  CHECK(found("drop trigger raise").empty());
  CHECK(found("drop trigger costs_stay") == "the schema has no trigger costs_stay");
  CHECK(found("create trigger costs_stay before update on costs begin select 1; end") ==
        "the schema has another trigger costs_stay");
}

TEST_CASE("a hold of an ended call is found") {
  Sound sound;
  CHECK(sound
            .found_after("insert into accounts values ('held:m', 'held', 'CR:m', 5), "
                         "('funding:m', 'funding', 'CR:m', -5); "
                         "insert into postings values ('k', 'held:m', 5), ('k', 'funding:m', -5); "
                         "insert into journal select 'k', 1, 'hold', run, id, '' from calls")
            .starts_with("a finished call still holds credits: call-"));
}

TEST_CASE("a missing file and a shortened file are found by name [S3.1]") {
  Sound sound;
  std::filesystem::permissions(sound.file, std::filesystem::perms::owner_all);
  std::ofstream(sound.file) << "pict";
  CHECK(sound.open().check() ==
        std::vector<std::string>{"a file has another size: " + sound.file.string()});
  std::filesystem::remove(sound.file);
  CHECK(sound.open().check() ==
        std::vector<std::string>{"a file is missing: " + sound.file.string()});
}

TEST_CASE("each condition of a rule is needed") {
  struct Case {
    std::string sql, found;
  };
  for (const Case& one : {
           Case{"update artifacts set status = 'approved'; insert into reviews "
                "select 'review-x', id, run, 'rejected', sha256, 'ada', '', 1 from artifacts "
                "join artifact_files on artifact = artifacts.number",
                "an approved artifact has no review of its file: artifact-"},
           Case{"update artifacts set status = 'approved'; insert into blobs "
                "select zeroblob(32), bytes, media_type, width, height "
                "from blobs; insert into reviews "
                "select 'review-x', id, run, 'approved', zeroblob(32), 'ada', '', 1 "
                "from artifacts join artifact_files on artifact = artifacts.number",
                "an approved artifact has no review of its file: artifact-"},
           Case{"update accounts set balance = balance - 1 where kind = 'expense'; "
                "update postings set amount = amount - 1 where account glob 'expense:*'; "
                "update accounts set balance = balance + 1 where kind = 'payable'; "
                "update postings set amount = amount + 1 where account glob 'payable:*'",
                "the expense accounts differ from the ledger: openai"},
           Case{"update calls set state = 'in_doubt'; update runs set status = 'failed'",
                "a finished run has a live call: run-"},
       }) {
    CAPTURE(one.sql);
    Sound sound;
    const std::string found = sound.found_after(one.sql);
    CHECK(found.substr(0, one.found.size()) == one.found);
  }
}

TEST_CASE("a file that has grown and a negative hold are found") {
  Sound sound;
  std::filesystem::permissions(sound.file, std::filesystem::perms::owner_all);
  std::ofstream(sound.file) << "picture of a fox";
  CHECK(sound.open().check() ==
        std::vector<std::string>{"a file has another size: " + sound.file.string()});
}

TEST_CASE("a correction that counts on another day is found, earlier or later") {
  for (const char* moved : {"incurred + 86400000", "incurred - 86400000"}) {
    CAPTURE(moved);
    Sound sound;
    {
      Records records = sound.open();
      CostEntry newer = records.costs({}).front();
      newer.supersedes = newer.id;
      newer.id = EntryId::make(sound.ids);
      records.add_costs({newer});
    }
    CHECK(sound
              .found_after("update costs set incurred = " + std::string(moved) +
                           " where supersedes is not null")
              .starts_with("a newer cost entry moved to another day: entry-"));
  }
}

TEST_CASE("the quick check finds another schema, and reads no rows") {
  Sound sound;
  sound.raw("delete from cost_sums");
  CHECK(sound.open().quick_check().empty());
  CHECK_FALSE(sound.open().check().empty());
  sound.raw("drop trigger costs_stay");
  CHECK(sound.open().quick_check() ==
        std::vector<std::string>{"the schema has no trigger costs_stay"});
}
