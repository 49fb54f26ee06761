#include "unit/store/world.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::store;

namespace {

// A wallet of a thousand credits, and a run that it pays for.
struct Funded : World {
  Records records = open();
  RunRow run = begin(records);

  Funded() { records.top_up("main", Credits::parse("1000"), "topup:1", "a start", clock.now()); }

  CallRow hosted(std::string_view credits, int attempt = 1) {
    CallRow call = call_row(run.id);
    call.attempt = attempt;
    call.charge = ChargeType::hosted;
    call.wallet = "main";
    call.credits = Credits::parse(credits);
    return call;
  }
  void close(CallRow call, CallState state, std::string_view captured) {
    records.open_call(call);
    records.dispatch_call(call.id);
    call.state = state;
    call.captured = Credits::parse(captured);
    records.close_call(call, {});
  }
  std::string balance() const {
    const WalletRow wallet = records.wallets().front();
    return fmt::format("{} {} {}", wallet.available.str(), wallet.held.str(), wallet.spent.str());
  }
};

}  // namespace

TEST_CASE("the price of a call is held with its intent and captured when it delivers [S2.4]") {
  Funded world;
  CallRow call = world.hosted("200");
  world.records.open_call(call);
  CHECK(world.balance() == "800.0000 200.0000 0.0000");
  world.records.dispatch_call(call.id);
  call.state = CallState::succeeded;
  call.captured = Credits::parse("200");
  CostEntry cost = world.cost_entry(call.run);
  cost.call = call.id;
  world.records.close_call(call, {cost});
  CHECK(world.balance() == "800.0000 0.0000 200.0000");
  CHECK(world.records.check().empty());
}

TEST_CASE("fewer pictures than requested: the difference is refunded [S2.5]") {
  Funded world;
  world.close(world.hosted("200"), CallState::succeeded, "150");
  CHECK(world.balance() == "850.0000 0.0000 150.0000");
  CHECK(world.ask("select group_concat(kind) from journal") == "topup,hold,capture,refund");
  const CreditTotal total = world.records.credits(world.run.id);
  CHECK(total.wallet == "main");
  CHECK(total.charged == Credits::parse("200"));
  CHECK(total.refunded == Credits::parse("50"));
}

TEST_CASE("a failed call releases its whole hold [S2.6]") {
  Funded world;
  world.close(world.hosted("200"), CallState::failed, "0");
  CHECK(world.balance() == "1000.0000 0.0000 0.0000");
  CHECK(world.records.credits(world.run.id).refunded == Credits::parse("200"));
}

TEST_CASE("an attempt that was retried is not a charge") {
  Funded world;
  world.close(world.hosted("50"), CallState::failed, "0");
  world.close(world.hosted("50", 2), CallState::succeeded, "50");
  const CreditTotal total = world.records.credits(world.run.id);
  CHECK(total.charged == Credits::parse("50"));
  CHECK(total.refunded == Credits());
}

TEST_CASE("a wallet with too few credits refuses, and nothing is written") {
  Funded world;
  try {
    world.records.open_call(world.hosted("1000.0001"));
    FAIL("was held");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::wallet_empty);
    CHECK(std::string(error.help()).find("limner wallet topup main 0.0001") != std::string::npos);
  }
  CHECK(world.records.calls(world.run.id).empty());
  CHECK(world.balance() == "1000.0000 0.0000 0.0000");
}

TEST_CASE("a call in doubt keeps its hold until it is resolved") {
  Funded world;
  CallRow call = world.hosted("50");
  world.close(call, CallState::in_doubt, "0");
  CHECK(world.balance() == "950.0000 50.0000 0.0000");
  call.state = CallState::failed;
  world.records.close_call(call, {});
  CHECK(world.balance() == "1000.0000 0.0000 0.0000");
}

TEST_CASE("a statement has every movement and the balance after it") {
  Funded world;
  world.close(world.hosted("200"), CallState::succeeded, "150");
  std::vector<std::string> lines;
  for (const StatementLine& move : world.records.statement("main", {}))
    lines.push_back(fmt::format("{} {} {} {}", to_string(move.kind), move.amount.str(),
                                move.available.str(), move.held.str()));
  CHECK(lines == std::vector<std::string>{
                     "topup 1000.0000 1000.0000 0.0000", "hold 200.0000 800.0000 200.0000",
                     "capture 150.0000 800.0000 50.0000", "refund 50.0000 850.0000 0.0000"});
}

TEST_CASE("a repeated top-up is posted once") {
  Funded world;
  CHECK_FALSE(world.records.top_up("main", Credits::parse("1000"), "topup:1", "", {}));
  CHECK(world.balance() == "1000.0000 0.0000 0.0000");
}

TEST_CASE("a fixed price is held during the run and captured only by success [S4.11]") {
  for (const bool is_due : {true, false}) {
    Funded world;
    RunRow run = world.run_row();
    world.records.begin_run(run, World::step_rows(),
                            {.digest = run.template_digest,
                             .id = run.template_id,
                             .version = "1",
                             .canonical = "{}",
                             .source = ""},
                            {.digest = Digest::of("[]").hex(), .content = "[]"},
                            RunPrice{"main", Credits::parse("30")});
    CHECK(world.balance() == "970.0000 30.0000 0.0000");
    run.status = is_due ? RunStatus::review : RunStatus::failed;
    run.completed = world.clock.now();
    world.records.end_run(run, {.price_is_due = is_due});
    CHECK(world.balance() == (is_due ? "970.0000 0.0000 30.0000" : "1000.0000 0.0000 0.0000"));
  }
}

TEST_CASE("attempts of another step, and of a later call, are charges") {
  Funded world;
  world.close(world.hosted("50"), CallState::failed, "0");
  CallRow other = world.hosted("50", 2);
  other.step = 2;
  world.close(other, CallState::succeeded, "50");
  CHECK(world.records.credits(world.run.id).charged == Credits::parse("100"));
  CHECK(world.records.credits(world.run.id).refunded == Credits::parse("50"));
}

TEST_CASE("a statement includes the movement at its start") {
  Funded world;
  world.clock.sleep(Millis(1000));
  world.close(world.hosted("200"), CallState::succeeded, "200");
  const std::vector<StatementLine> lines = world.records.statement("main", {});
  REQUIRE(lines.size() == 3);
  CHECK(world.records.statement("main", lines[0].at).size() == 3);
  CHECK(world.records.statement("main", lines[0].at + Millis(1)).size() == 2);
  CHECK(world.records.statement("main", lines[2].at).back().available == Credits::parse("800"));
  CHECK(world.records.statement("main", lines[2].at + Millis(1)).empty());
}

TEST_CASE("a resumed run holds its price again, unless it is still held") {
  Funded world;
  const auto price = RunPrice{"main", Credits::parse("30")};
  RunRow run = world.run_row();
  world.records.begin_run(run, World::step_rows(),
                          {.digest = run.template_digest,
                           .id = run.template_id,
                           .version = "1",
                           .canonical = "{}",
                           .source = ""},
                          {.digest = Digest::of("[]").hex(), .content = "[]"}, price);
  const auto end = [&](RunStatus status, bool is_due) {
    run.status = status;
    run.completed = world.clock.now();
    world.records.end_run(run, {.price_is_due = is_due});
  };
  end(RunStatus::failed, false);
  CHECK(world.balance() == "1000.0000 0.0000 0.0000");
  world.records.reopen_run(run, {}, price, world.clock.now());
  CHECK(world.balance() == "970.0000 30.0000 0.0000");
  end(RunStatus::in_doubt, false);
  CHECK(world.balance() == "970.0000 30.0000 0.0000");
  world.records.reopen_run(run, {}, price, world.clock.now());
  CHECK(world.balance() == "970.0000 30.0000 0.0000");
  end(RunStatus::review, true);
  CHECK(world.balance() == "970.0000 0.0000 30.0000");
  CHECK(
      world.ask("select group_concat(key, ' ') from journal where run = '" + run.id.str() + "'") ==
      fmt::format("hold:{0} release:{0} hold:{0}#2 capture:{0}#2", run.id.str()));
  CHECK_THROWS_AS(world.records.reopen_run(run, {}, price, world.clock.now()), Error);
}

TEST_CASE(
    "[S2] a fixed price that is never refunded is charged once, however often a run resumes") {
  Funded world;
  const auto price = RunPrice{"main", Credits::parse("70")};
  RunRow& run = world.run;
  run.status = RunStatus::failed;
  run.completed = world.clock.now();
  world.records.end_run(run, {});
  for (int i = 0; i < 3; ++i) {
    world.records.reopen_run(run, {}, price, world.clock.now());
    run.status = i < 2 ? RunStatus::failed : RunStatus::review;
    world.records.end_run(run, {.price_is_due = true});
    CHECK(world.balance() == "930.0000 0.0000 70.0000");
  }
  CHECK(world.records.credits(run.id).charged == Credits::parse("70"));
  CHECK(world.records.check().empty());
}

TEST_CASE("a fixed price that exceeds the rest of a cap is refused") {
  Funded world;
  world.records.set_cap({.id = world.ids.next(),
                         .scope = {CapScopeKind::store},
                         .period = CapPeriod::ever,
                         .unit = "CR:main",
                         .nanos = Credits::parse("29").nanos(),
                         .created = world.clock.now()});
  RunRow run = world.run_row();
  CHECK_THROWS_AS(world.records.begin_run(run, World::step_rows(),
                                          {.digest = run.template_digest,
                                           .id = run.template_id,
                                           .version = "1",
                                           .canonical = "{}",
                                           .source = ""},
                                          {.digest = Digest::of("[]").hex(), .content = "[]"},
                                          RunPrice{"main", Credits::parse("30")}),
                  Error);
  CHECK(world.balance() == "1000.0000 0.0000 0.0000");
  CHECK_FALSE(world.records.run(run.id));
}
