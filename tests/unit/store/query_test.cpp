#include "store/row_sql.hpp"
#include "unit/store/world.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::store;

namespace {

struct Opened : World {
  // The error of reading the only column of a row.
  template <class Read>
  std::string refusal(std::string_view sql, const Read& read) {
    Query row = database.query(sql);
    REQUIRE(row.next());
    try {
      read(row);
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::store_damaged);
      return error.what();
    }
    return "";
  }

  Records records = open();
  Database database{home.path, OpenMode::read_only, clock.now()};
};

}  // namespace

TEST_CASE("a text of the wrong form is a damaged store, and the error names the database") {
  Opened store;
  const std::string file = (store.home.path / "limner.db").string();
  CHECK(store.refusal("select 'run-x'", [](Query& row) { row.named<RunId>(); })
            .starts_with(file + ": \"run-x\""));
  CHECK(store.refusal("select 'abc'", [](Query& row) { row.named<Digest>(); }).starts_with(file));
  CHECK(store.refusal("select '{'", [](Query& row) { row.json(); }).starts_with(file));
  CHECK(store.refusal("select 'done'", [](Query& row) { row.word<RunStatus>("runs", "status"); }) ==
        file + ": runs.status has the unknown word \"done\"");
}

TEST_CASE("JSON of another shape than its column's is a damaged store") {
  Opened store;
  CHECK(store
            .refusal("select '[]'",
                     [](Query& row) { row.value<nlohmann::json>("runs", "specification"); })
            .ends_with(": runs.specification is not an object"));
}

TEST_CASE("null and, for an enum, the empty text are read as none") {
  Opened store;
  Query row = store.database.query("select null, '', null, 5");
  REQUIRE(row.next());
  CHECK_FALSE(row.value<std::optional<std::string>>("t", "c"));
  CHECK_FALSE(row.value<std::optional<Billing>>("t", "c"));
  CHECK_FALSE(row.value<std::optional<Money>>("t", "c"));
  CHECK(row.value<std::optional<Money>>("t", "c") == Money::nanos(5));
}

TEST_CASE("every column of the end of a call is written, and read back") {
  World world;
  Records records = world.open();
  const RunRow run = world.begin(records);
  CallRow call = world.call_row(run.id);
  records.open_call(call);
  records.dispatch_call(call.id);
  call.state = CallState::failed;
  call.remote_id = "remote-7";
  call.billing_class = Billing::rejected;
  call.failure = {{"code", "unsafe_image_request"}};
  records.close_call(call, {});
  const CallRow read = records.calls(run.id).at(0);
  for_each_column<CallRow>([&](const auto& column) {
    CAPTURE(column.name);
    CHECK((read.*column.member == call.*column.member));
  });
}
