// Steps that are executed now, so that an equal step of another run waits for the result.
#include "store/owner.hpp"
#include "store/records.hpp"
#include "store/recover.hpp"

namespace limner::store {

namespace {

std::optional<Flight> read_flight(Database& database, std::string_view cache_key) {
  Query row = database.query("select run, step from flights where cache_key = ?");
  row.bind_hex(cache_key);
  if (!row.next()) return std::nullopt;
  const RunId run = row.named<RunId>();
  return Flight{.run = run, .step = row.small()};
}

// Whether the process that executes the step is alive and has not left its run.
bool is_alive(Database& database, const Flight& flight) {
  std::string owner;
  {
    Query row = database.query("select flights.owner from flights join runs on id = run "
                               "where run = ? and step = ? and runs.owner = flights.owner",
                               flight.run, flight.step);
    if (!row.next()) return false;
    owner = row.text();
  }
  return !has_ended(database.store(), owner);
}

void insert_flight(Database& database, std::string_view cache_key, const Flight& flight) {
  Query row = database.query(
      "insert or replace into flights (cache_key, run, step, owner) values (?, ?, ?, ?)");
  row.bind_hex(cache_key);
  row.bind(flight.run);
  row.bind(flight.step);
  row.bind(database.worker_id());
  row.run();
}

}  // namespace

void remove_flight(Database& database, const Flight& flight) {
  database.query("delete from flights where run = ? and step = ?", flight.run, flight.step).run();
}

void remove_flights(Database& database, const RunId& run) {
  database.query("delete from flights where run = ?", run).run();
}

FlightTurn Records::begin_flight(std::string_view cache_key, const Flight& own, Time now) {
  Database& database = impl_->database;
  for (;;) {
    std::optional<Flight> seen = read_flight(database, cache_key);
    if (seen == own) seen.reset();
    if (seen && is_alive(database, *seen)) return {.other = seen};
    // Whether its call was sent has to be written down before an equal one may be sent.
    if (seen) recover(database, now);
    bool is_ours = true;
    database.write_unsynced([&] {
      const std::optional<Flight> found = read_flight(database, cache_key);
      is_ours = !found || found == seen || found == own;
      if (is_ours) insert_flight(database, cache_key, own);
    });
    if (is_ours) return {.is_ours = true, .other = seen};
  }
}

void Records::end_flight(const Flight& own) {
  Database& database = impl_->database;
  database.write_unsynced([&] { remove_flight(database, own); });
}

}  // namespace limner::store
