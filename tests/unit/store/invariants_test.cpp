// The rules that the database enforces by itself: each is broken by SQL that the program
// does not write.
#include "unit/store/world.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::store;

namespace {

// A finished run with a call, a cost and a reviewed artifact, and a running one.
struct LedgerRows : World {
  LedgerRows() {
    Records records = open();
    const RunRow done = begin(records);
    finished = done.id.str();
    CallRow call = call_row(done.id);
    records.open_call(call);
    records.dispatch_call(call.id);
    call.state = CallState::succeeded;
    const Asset file = blobs().put(fakes::bytes("picture"), "image/webp");
    const ArtifactRow artifact = artifact_row(done.id, file);
    records.advance(done.id,
                    {.artifacts = {artifact}, .calls = {call}, .costs = {cost_entry(done.id)}});
    end(records, done, RunStatus::review);
    records.add_review({.id = ReviewId::make(ids),
                        .artifact = artifact.id,
                        .run = done.id,
                        .verdict = ReviewVerdict::approved,
                        .seen = file.digest,
                        .reviewer = "ada",
                        .at = clock.now()},
                       ArtifactStatus::approved);
    working = begin(records).id.str();
    records.open_call(call_row(RunId::parse(working)));
  }

  // The message of the database; empty when it accepts the statement.
  std::string refusal(const std::string& sql) const {
    try {
      raw("begin; " + sql + "; commit");
    } catch (const SQLite::Exception& error) {
      return error.what();
    }
    return "";
  }
  std::string call_of_working() const {
    return ask("select id from calls where run = '" + working + "'");
  }
  std::string move_to(const std::string& state) const {
    return "update calls set state = '" + state + "' where id = '" + call_of_working() + "'";
  }
  // Rows that are valid except for the tested column.
  std::string another_call(const std::string& run, const std::string& state) const {
    return copy_of_row(
        "calls", "number = null, id = 'call-new', run = '" + run + "', state = '" + state + "'");
  }
  std::string another_cost(const std::string& id, const std::string& supersedes) const {
    return copy_of_row("costs", "id = " + id + ", at = at + 1, supersedes = " + supersedes);
  }
  static std::string post(const std::string& key, const std::string& rows) {
    return "insert into postings values " + rows + "; insert into journal values ('" + key +
           "', 1, 'hold', null, null, '')";
  }

  std::string finished, working;
};

}  // namespace

TEST_CASE("a step has one live call at most") {
  const LedgerRows rows;
  CHECK(rows.refusal(rows.another_call(rows.working, "intent")) ==
        "UNIQUE constraint failed: calls.run, calls.step");
  CHECK(rows.refusal(rows.move_to("void") + "; " + rows.another_call(rows.working, "intent")) ==
        "");
}

TEST_CASE("a call changes its state only as call_moves permits") {
  const LedgerRows rows;
  CHECK(rows.refusal(rows.another_call(rows.working, "succeeded")) == "a call begins as an intent");
  CHECK(rows.refusal(rows.move_to("succeeded")) == "an illegal move of a call");
  CHECK(rows.refusal(rows.move_to("failed")) == "an illegal move of a call");
  CHECK(rows.refusal(rows.move_to("dispatching")) == "");
  CHECK(rows.refusal(rows.move_to("void")) == "an illegal move of a call");
  CHECK(rows.refusal(rows.move_to("intent")) == "an illegal move of a call");
  CHECK(rows.refusal(rows.move_to("accepted")) == "");
  CHECK(rows.refusal(rows.move_to("in_doubt")) == "");
  CHECK(rows.refusal(rows.move_to("failed")) == "");
  CHECK(rows.refusal(rows.move_to("succeeded")) == "an illegal move of a call");
  CHECK(rows.refusal("delete from calls") == "calls are not deleted");
}

TEST_CASE("a finished run has no live call, and no new one") {
  const LedgerRows rows;
  const std::string finish = "update runs set status = 'failed' where id = '" + rows.working + "'";
  CHECK(rows.refusal(finish) == "a finished run has no live call");
  CHECK(rows.refusal(rows.move_to("void") + "; " + finish) == "");
  CHECK(rows.refusal(rows.another_call(rows.finished, "intent")) ==
        "a finished run makes no calls");
}

TEST_CASE("a specification never changes after the start") {
  const LedgerRows rows;
  for (const std::string column : {"specification", "intake", "template_id", "request_id"}) {
    CAPTURE(column);
    CHECK(rows.refusal("update runs set " + column + " = '{}' where id = '" + rows.finished +
                       "'") == "a specification never changes after the start");
  }
  CHECK(rows.refusal("update runs set take = 2 where id = '" + rows.working + "'") ==
        "a specification never changes after the start");
  CHECK(rows.refusal("update runs set specification = specification, title = 'x'") == "");
}

TEST_CASE("costs, reviews, journal and postings are append-only") {
  const LedgerRows rows;
  const std::string key = rows.ask("select key from journal");
  for (const std::string table : {"costs", "reviews", "journal", "postings"}) {
    CAPTURE(table);
    const std::string refused =
        table == "journal" ? "the journal is append-only" : table + " are append-only";
    CHECK(rows.refusal("delete from " + table) == refused);
    CHECK(rows.refusal("insert or replace into " + table + " select * from " + table) == refused);
  }
  CHECK(rows.refusal("update costs set estimated = 0") == "costs are append-only");
  CHECK(rows.refusal("update reviews set verdict = 'rejected'") == "reviews are append-only");
  CHECK(rows.refusal("update journal set note = 'x'") == "the journal is append-only");
  CHECK(rows.refusal("update postings set amount = 1") == "postings are append-only");
  CHECK(rows.refusal("insert into postings values ('" + key + "', 'expense:openai', 5)") ==
        "postings are append-only");
}

TEST_CASE("a cost entry is superseded once, by one for the same spending") {
  const LedgerRows rows;
  const std::string first = "(select id from costs limit 1)";
  CHECK(rows.refusal(rows.another_cost("'entry-2'", first)) == "");
  CHECK(rows.refusal(rows.another_cost("'entry-3'", first)) == "costs are append-only");
  CHECK(rows.refusal(rows.another_cost("'entry-4'", "'entry-9'")) ==
        "a newer entry stands for the same spending as the older");
}

TEST_CASE("a journal sums to zero in each unit, and nothing is posted without one") {
  const LedgerRows rows;
  const std::string accounts =
      "insert into accounts (id, kind, unit) values ('funding:a', 'funding', 'CR:a'), "
      "('wallet:a', 'wallet', 'CR:a'), ('spent:b', 'spent', 'CR:b'); ";
  CHECK(rows.refusal(accounts +
                     LedgerRows::post("k", "('k', 'wallet:a', 5), ('k', 'funding:a', -4)")) ==
        "a journal sums to zero in each unit");
  CHECK(rows.refusal(accounts +
                     LedgerRows::post("k", "('k', 'wallet:a', 5), ('k', 'spent:b', -5)")) ==
        "a journal sums to zero in each unit");
  CHECK(rows.refusal("insert into journal values ('k', 1, 'hold', null, null, '')") ==
        "a journal sums to zero in each unit");
  CHECK(rows.refusal(accounts +
                     "insert into postings values ('k', 'wallet:a', 5), ('k', 'funding:a', -5)") ==
        "FOREIGN KEY constraint failed");
  CHECK(rows.refusal(accounts + LedgerRows::post("k", "('k', 'wallet:a', 0)")) ==
        "CHECK constraint failed: amount <> 0");
  CHECK(rows.refusal(accounts +
                     LedgerRows::post("k", "('k', 'wallet:a', 5), ('k', 'funding:a', -5)")) == "");
}

TEST_CASE("a wallet never goes negative") {
  const LedgerRows rows;
  const std::string accounts =
      "insert into accounts (id, kind, unit) values ('wallet:a', 'wallet', 'CR:a'), "
      "('held:a', 'held', 'CR:a'); ";
  CHECK(
      rows.refusal(accounts + LedgerRows::post("k", "('k', 'wallet:a', -1), ('k', 'held:a', 1)")) ==
      "CHECK constraint failed: a wallet never goes negative");
  CHECK(
      rows.refusal(accounts + LedgerRows::post("k", "('k', 'held:a', -1), ('k', 'wallet:a', 1)")) ==
      "CHECK constraint failed: a wallet never goes negative");
}

TEST_CASE("a finished run has no open hold") {
  const LedgerRows rows;
  const std::string hold =
      "insert into accounts (id, kind, unit) values ('funding:a', 'funding', 'CR:a'), "
      "('held:a', 'held', 'CR:a'); "
      "insert into postings values ('k', 'held:a', 5), ('k', 'funding:a', -5); "
      "insert into journal values ('k', 1, 'hold', '" +
      rows.working + "', null, '')";
  CHECK(rows.refusal(hold + "; " + rows.move_to("void") +
                     "; update runs set status = 'failed' where id = '" + rows.working + "'") ==
        "a finished run has no open hold");
}

TEST_CASE("an artifact is approved by a review of its current file") {
  const LedgerRows rows;
  const std::string artifact = rows.ask("select id from artifacts");
  const std::string approve =
      "update artifacts set status = 'approved' where id = '" + artifact + "'";
  const std::string other = Digest::of("another picture").hex();
  CHECK(rows.refusal(approve) == "");
  CHECK(rows.refusal("insert into blobs values (x'" + other + "', 1, 'image/webp', 0, 0); " +
                     "update artifact_files set sha256 = x'" + other + "'; " + approve) ==
        "an approved artifact has a review of the file now stored");
}

TEST_CASE("status words are checked, and rows refer to existing rows") {
  const LedgerRows rows;
  CHECK(rows.refusal("update runs set status = 'done'").starts_with("CHECK constraint failed"));
  CHECK(rows.refusal("update steps set status = 'done'").starts_with("CHECK constraint failed"));
  CHECK(rows.refusal("update artifacts set status = 'ok'").starts_with("CHECK constraint failed"));
  CHECK(rows.refusal("update runs set started = 'yesterday'").starts_with("cannot store TEXT"));
  CHECK(rows.refusal("update steps set run = 'run-x' where ordinal = 0 and run = '" +
                     rows.finished + "'") == "FOREIGN KEY constraint failed");
  CHECK(rows.refusal("delete from blobs") == "FOREIGN KEY constraint failed");
  CHECK(rows.refusal("insert into tags values (null, null, 'k', 'v')")
            .starts_with("CHECK constraint failed"));
}
