#include "unit/store/world.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::store;

namespace {

struct Ledger : World {
  Records records = open();
  RunRow run = begin(records);

  CostEntry add(CostEntry entry) {
    records.advance(entry.run, {.costs = {entry}});
    return entry;
  }
  CostEntry add(std::string_view estimated) { return add(cost_entry(run.id, estimated)); }
  CostEntry supersede(const CostEntry& older, std::string_view actual, CostStatus status) {
    CostEntry newer = older;
    newer.id = EntryId::make(ids);
    newer.at = clock.now();
    newer.supersedes = older.id;
    newer.actual = Money::parse(actual);
    newer.unit_price = *newer.actual;
    newer.status = status;
    return add(newer);
  }
  CostTotal total() const { return records.total({.run = run.id}); }
};

std::vector<std::string> keys(const std::vector<CostGroup>& groups) {
  std::vector<std::string> all;
  for (const CostGroup& group : groups) all.push_back(group.key);
  return all;
}

}  // namespace

TEST_CASE("a ledger entry is read back as it was written [S0.14]") {
  Ledger ledger;
  CostEntry written = ledger.cost_entry(ledger.run.id);
  written.quantity = Quantity::parse("0.001756");
  written.item = "image_output";
  written.origin = CostOrigin::person;
  written.reason = "refunded";
  written.note = "ticket 9";
  written.source_url = "https://example.com/prices";
  ledger.add(written);
  const std::vector<CostEntry> entries = ledger.records.costs({.run = ledger.run.id});
  REQUIRE(entries.size() == 1);
  const CostEntry& entry = entries.front();
  CHECK(entry.id == written.id);
  CHECK(entry.at == written.at);
  CHECK(entry.run == ledger.run.id);
  CHECK(entry.step == 1);
  CHECK(entry.step_name == "image.generate");
  CHECK(entry.provider == "openai");
  CHECK(entry.operation == "text_to_image");
  CHECK(entry.model == "openai/gpt-image-2");
  CHECK(entry.quantity == Quantity::parse("0.001756"));
  CHECK(entry.item == "image_output");
  CHECK(entry.origin == CostOrigin::person);
  CHECK(entry.reason == "refunded");
  CHECK(entry.note == "ticket 9");
  CHECK(entry.incurred == written.at);
  CHECK(entry.unit == "image");
  CHECK(entry.unit_price == Money::parse("0.0533"));
  CHECK(entry.estimated == Money::parse("0.0533"));
  CHECK_FALSE(entry.actual);
  CHECK(entry.status == CostStatus::estimated);
  CHECK(entry.pricing_source == "catalog");
  CHECK(entry.pricing_version == "2026-11-01");
  CHECK(entry.source_url == "https://example.com/prices");
  CHECK(entry.charge == ChargeType::personal);
}

TEST_CASE("a total is the exact sum, and actual only when every entry has one [S0.31]") {
  Ledger ledger;
  const CostEntry picture = ledger.add("0.053");
  const CostEntry cut_out = ledger.add("0.0003");
  CHECK(ledger.total().estimated == Money::parse("0.0533"));
  CHECK_FALSE(ledger.total().actual);
  CHECK(ledger.total().status == CostStatus::estimated);

  ledger.supersede(picture, "0.0521", CostStatus::provider_reported);
  CHECK(ledger.total().estimated == Money::parse("0.0533"));
  CHECK_FALSE(ledger.total().actual);
  CHECK(ledger.total().status == CostStatus::estimated);

  ledger.supersede(cut_out, "0.0003", CostStatus::reconciled);
  CHECK(ledger.total().actual == Money::parse("0.0524"));
  CHECK(ledger.total().status == CostStatus::provider_reported);
}

TEST_CASE("one disputed entry makes the total disputed") {
  Ledger ledger;
  ledger.supersede(ledger.add("1"), "1.2", CostStatus::disputed);
  ledger.add("1");
  CHECK(ledger.total().status == CostStatus::disputed);
}

TEST_CASE("a run without calls has a total of zero and no status [S0.14]") {
  const Ledger ledger;
  CHECK(ledger.total().estimated == Money());
  CHECK(ledger.total().actual == Money());
  CHECK_FALSE(ledger.total().status);
  CHECK(ledger.records.charged(ledger.run.id) == Charged::no);
}

TEST_CASE("a call that is live or in doubt is unknown up to its reserve [S0.14]") {
  Ledger ledger;
  CostEntry paid = ledger.cost_entry(ledger.run.id, "0.1");
  paid.actual = Money::parse("0.1");
  paid.status = CostStatus::provider_reported;
  CallRow call = ledger.call_row(ledger.run.id);
  ledger.records.open_call(call);
  ledger.records.dispatch_call(call.id);
  for (const bool is_doubt : {false, true}) {
    CAPTURE(is_doubt);
    if (is_doubt) {
      call.state = CallState::in_doubt;
      ledger.records.close_call(call, {});
    }
    CHECK(ledger.total().estimated == Money::parse("0.0533"));
    CHECK(ledger.total().most == Money::parse("0.0533"));
    CHECK(ledger.total().reserved == Money::parse("0.0533"));
    CHECK(ledger.total().open_calls == 1);
    CHECK_FALSE(ledger.total().actual);
    CHECK(ledger.total().status == CostStatus::estimated);
    CHECK(ledger.records.charged(ledger.run.id) == Charged::unknown);
    for (const GroupBy by : {GroupBy::run, GroupBy::provider, GroupBy::model, GroupBy::month,
                             GroupBy::day, GroupBy::artifact, GroupBy::tag}) {
      const auto groups = ledger.records.grouped(by, {}, "client");
      REQUIRE(groups.size() == 1);
      CHECK(groups[0].open_calls == 1);
      CHECK(groups[0].entries == 0);
      CHECK(groups[0].most == Money::parse("0.0533"));
    }
  }
  ledger.add(paid);
  CHECK(ledger.total().most == Money::parse("0.1533"));
  CHECK_FALSE(ledger.total().actual);
  CHECK(ledger.records.charged(ledger.run.id) == Charged::yes);
  const auto models = ledger.records.grouped(GroupBy::model, {});
  REQUIRE(models.size() == 1);
  CHECK(models[0].entries == 1);
  CHECK(models[0].estimated == Money::parse("0.1533"));
  CHECK(models[0].actual == Money::parse("0.1"));
}

TEST_CASE("a call without cost is never unknown") {
  Ledger ledger;
  CallRow call = ledger.call_row(ledger.run.id);
  call.reserved = Money();
  ledger.records.open_call(call);
  CHECK(ledger.total().open_calls == 0);
  CHECK(ledger.records.charged(ledger.run.id) == Charged::no);
}

TEST_CASE("an estimate of a call that ended without a word about its charge is unknown") {
  Ledger ledger;
  CallRow call = ledger.call_row(ledger.run.id);
  ledger.records.open_call(call);
  ledger.records.dispatch_call(call.id);
  call.state = CallState::failed;
  call.billing_class = Billing::unconfirmed;
  CostEntry cost = ledger.cost_entry(ledger.run.id);
  cost.call = call.id;
  ledger.records.close_call(call, {cost});
  CHECK(ledger.records.charged(ledger.run.id) == Charged::unknown);
  ledger.supersede(cost, "0.0533", CostStatus::reconciled);
  CHECK(ledger.records.charged(ledger.run.id) == Charged::yes);
}

TEST_CASE("the ledger is grouped by day and by the value of a tag") {
  Ledger ledger;
  RunRow tagged = ledger.run_row();
  tagged.tags = {{"client", "acme"}, {"team", "x"}};
  ledger.begin(ledger.records, tagged);
  ledger.add("0.1");
  ledger.add(ledger.cost_entry(tagged.id, "0.2"));
  const auto clients = ledger.records.grouped(GroupBy::tag, {}, "client");
  CHECK(keys(clients) == std::vector<std::string>{"", "acme"});
  CHECK(clients[1].estimated == Money::parse("0.2"));
  const auto days = ledger.records.grouped(GroupBy::day, {});
  REQUIRE(days.size() == 1);
  CHECK(days[0].key == rfc3339(ledger.clock.now()).substr(0, 10));
  const auto of_run = ledger.records.grouped(GroupBy::day, {.run = tagged.id});
  CHECK(keys(of_run) == keys(days));
}

TEST_CASE("only the newest entry counts; superseded ones are listed on request [S0.34]") {
  Ledger ledger;
  const CostEntry estimated = ledger.add("0.0533");
  const CostEntry reported = ledger.supersede(estimated, "0.0521", CostStatus::provider_reported);
  const CostEntry reconciled = ledger.supersede(reported, "0.0522", CostStatus::reconciled);
  const auto newest = ledger.records.costs({.run = ledger.run.id});
  REQUIRE(newest.size() == 1);
  CHECK(newest.front().id == reconciled.id);
  CHECK(newest.front().supersedes == reported.id);
  CHECK(ledger.records.costs({.run = ledger.run.id, .with_superseded = true}).size() == 3);
  CHECK(ledger.total().actual == Money::parse("0.0522"));
}

TEST_CASE("a later correction counts in the month of the spending") {
  Ledger ledger;
  const CostEntry november = ledger.add("0.10");
  ledger.clock.sleep(Millis(20ll * 86'400'000));
  ledger.supersede(november, "0.12", CostStatus::reconciled);
  ledger.add("0.50");
  const auto months = ledger.records.grouped(GroupBy::month, {});
  REQUIRE(keys(months) == std::vector<std::string>{"2026-11", "2026-12"});
  CHECK(months[0].entries == 1);
  CHECK(months[0].estimated == Money::parse("0.10"));
  CHECK(months[0].actual == Money::parse("0.12"));
  CHECK(months[0].without_actual == 0);
  CHECK(months[1].estimated == Money::parse("0.50"));
  CHECK(months[1].without_actual == 1);
  CHECK(ledger.records.check().empty());
}

namespace {

// A settled call of the ledger's run with a cost, and artifacts that come from it.
struct SharedLedger : Ledger {
  CallId call(std::string_view estimated, std::string_view actual = "") {
    CallRow call = call_row(run.id);
    records.open_call(call);
    records.dispatch_call(call.id);
    call.state = CallState::succeeded;
    CostEntry cost = cost_entry(run.id, estimated);
    cost.call = call.id;
    if (!actual.empty()) cost.actual = Money::parse(actual);
    records.advance(run.id, {.calls = {call}, .costs = {cost}});
    return call.id;
  }
  ArtifactId made_from(const std::vector<ArtifactCall>& calls) {
    const Asset file = blobs().put(fakes::bytes(ids.next()), "image/webp");
    ArtifactRow artifact = artifact_row(run.id, file);
    artifact.calls = calls;
    records.advance(run.id, {.artifacts = {artifact}});
    return artifact.id;
  }
  Money spent_on(const ArtifactId& id) const { return records.total({.artifact = id}).estimated; }
};

}  // namespace

TEST_CASE("an artifact's ledger is that of the calls it comes from [S0.33] [C5]") {
  SharedLedger ledger;
  const CallId first = ledger.call("0.0533");
  const CallId second = ledger.call("9");
  const ArtifactId one = ledger.made_from({{first}});
  const ArtifactId two = ledger.made_from({{second}});
  const auto entries = ledger.records.costs({.artifact = one});
  REQUIRE(entries.size() == 1);
  CHECK(entries.front().artifact == one);
  CHECK(entries.front().call == first);
  CHECK(ledger.spent_on(one) == Money::parse("0.0533"));
  CHECK(ledger.spent_on(two) == Money::parse("9"));
  CHECK(keys(ledger.records.grouped(GroupBy::artifact, {})) ==
        std::vector<std::string>{one.str(), two.str()});
}

TEST_CASE("a shared cost is divided so that the shares add up exactly [C5]") {
  SharedLedger ledger;
  const CallId call = ledger.call("0.000000011", "0.00000001");
  std::vector<ArtifactId> made;
  for (int i = 0; i < 4; ++i) made.push_back(ledger.made_from({{call}}));
  const auto all = ledger.records.costs({});
  REQUIRE(all.size() == 1);
  CHECK(all.front().artifacts == made);
  CHECK(all.front().artifact == made.front());
  CHECK(all.front().estimated == Money::nanos(11));
  const std::int64_t estimated[] = {3, 3, 3, 2};
  const std::int64_t actual[] = {3, 3, 2, 2};
  const auto groups = ledger.records.grouped(GroupBy::artifact, {});
  REQUIRE(groups.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    const auto own = ledger.records.costs({.artifact = made[i]});
    REQUIRE(own.size() == 1);
    CHECK(own.front().artifact == made[i]);
    CHECK(own.front().estimated == Money::nanos(estimated[i]));
    CHECK(own.front().actual == Money::nanos(actual[i]));
    CHECK(groups[i].key == made[i].str());
    CHECK(groups[i].estimated == Money::nanos(estimated[i]));
    CHECK(groups[i].actual == Money::nanos(actual[i]));
    CHECK(ledger.spent_on(made[i]) == Money::nanos(estimated[i]));
  }
}

TEST_CASE("a correction is divided like the entry that it replaces [C5]") {
  SharedLedger ledger;
  const CallId call = ledger.call("0.3");
  const ArtifactId one = ledger.made_from({{call}});
  const ArtifactId two = ledger.made_from({{call}});
  CostEntry bill =
      ledger.supersede(ledger.records.costs({}).front(), "-0.000000003", CostStatus::reconciled);
  CHECK(bill.call == call);
  CHECK(ledger.records.costs({.artifact = one}).front().actual == Money::nanos(-2));
  CHECK(ledger.records.costs({.artifact = two}).front().actual == Money::nanos(-1));
  const auto groups = ledger.records.grouped(GroupBy::artifact, {});
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].actual == Money::nanos(-2));
  CHECK(groups[1].actual == Money::nanos(-1));
}

TEST_CASE("a call for a reference picture belongs to those that keep the picture, if any [C5]") {
  SharedLedger ledger;
  const CallId raw = ledger.call("1");
  const CallId edit = ledger.call("2");
  const ArtifactId edited = ledger.made_from({{raw, false}, {edit}});
  CHECK(ledger.spent_on(edited) == Money::parse("3"));
  const ArtifactId kept = ledger.made_from({{raw}});
  CHECK(ledger.spent_on(edited) == Money::parse("2"));
  CHECK(ledger.spent_on(kept) == Money::parse("1"));
}

TEST_CASE("the ledger is grouped by run, provider and model, within a period") {
  Ledger ledger;
  ledger.add("0.10");
  ledger.clock.sleep(Millis(86'400'000));
  const Time second_day = ledger.clock.now();
  const RunRow second = ledger.begin(ledger.records);
  CostEntry local = ledger.cost_entry(second.id, "0");
  local.provider = "local";
  local.model = "local/clipart-composer";
  local.actual = Money();
  local.status = CostStatus::provider_reported;
  ledger.add(local);

  const Records& records = ledger.records;
  CHECK(keys(records.grouped(GroupBy::run, {})) ==
        std::vector<std::string>{ledger.run.id.str(), second.id.str()});
  CHECK(keys(records.grouped(GroupBy::provider, {})) ==
        std::vector<std::string>{"local", "openai"});
  CHECK(keys(records.grouped(GroupBy::model, {.since = second_day})) ==
        std::vector<std::string>{"local/clipart-composer"});
  CHECK(keys(records.grouped(GroupBy::model, {.until = second_day})) ==
        std::vector<std::string>{"openai/gpt-image-2"});
  const Time midnight = std::chrono::floor<std::chrono::days>(second_day);
  CHECK(keys(records.grouped(GroupBy::provider, {.since = midnight})) ==
        std::vector<std::string>{"local"});
  CHECK(keys(records.grouped(GroupBy::provider, {.until = midnight})) ==
        std::vector<std::string>{"openai"});
  CHECK(records.total({.since = midnight}).actual == Money());
  CHECK(records.total({}).estimated == Money::parse("0.10"));
  CHECK(records.costs({.until = second_day}).size() == 1);
}

TEST_CASE("the expense of a provider follows the ledger [S2.3]") {
  Ledger ledger;
  const CostEntry estimated = ledger.add("0.0533");
  ledger.supersede(estimated, "0.0521", CostStatus::provider_reported);
  ledger.add("0");
  CHECK(ledger.ask("select balance from accounts where id = 'expense:openai'") == "52100000");
  CHECK(ledger.ask("select balance from accounts where id = 'payable:openai'") == "-52100000");
  CHECK(ledger.ask("select count(*) from journal") == "2");
  CHECK(ledger.records.check().empty());
}

TEST_CASE("a period excludes its end") {
  Ledger ledger;
  ledger.add("0.10");
  const Time now = ledger.records.costs({}).at(0).at;
  CHECK(ledger.records.costs({.until = now}).empty());
  CHECK(ledger.records.costs({.until = now + Millis(1)}).size() == 1);
  CHECK(ledger.records.costs({.since = now}).size() == 1);
  CHECK(ledger.records.costs({.since = now + Millis(1)}).empty());
  const Time midnight = std::chrono::ceil<std::chrono::days>(now);
  CHECK(ledger.records.total({.until = midnight}).estimated == Money::parse("0.10"));
  CHECK(ledger.records.total({.until = midnight - Millis(86'400'000)}).estimated == Money());
  CHECK(ledger.records.total({.since = midnight}).estimated == Money());
  CHECK(ledger.records.total({.since = now + Millis(1)}).estimated == Money());
}

TEST_CASE("a total has superseded entries on request") {
  Ledger ledger;
  const CostEntry first = ledger.add("0.10");
  ledger.supersede(first, "0.12", CostStatus::reconciled);
  CHECK(ledger.records.total({}).estimated == Money::parse("0.10"));
  CHECK(ledger.records.total({.with_superseded = true}).estimated == Money::parse("0.20"));
}

TEST_CASE("an actual total is unknown when that of one entry is, in any order of the statuses") {
  Ledger ledger;
  ledger.supersede(ledger.add("1"), "1", CostStatus::reconciled);
  ledger.supersede(ledger.add("1"), "1", CostStatus::disputed);
  CHECK(ledger.total().actual == Money::parse("2"));
  ledger.add("1");
  CHECK_FALSE(ledger.total().actual);
}

TEST_CASE("an entry whose call made no artifact belongs to none") {
  SharedLedger ledger;
  ledger.call("0.10");
  ledger.made_from({});
  CHECK(keys(ledger.records.grouped(GroupBy::artifact, {})) == std::vector<std::string>{""});
  CHECK_FALSE(ledger.records.costs({}).front().artifact);
}

TEST_CASE("the sums of months and days are those of the entries, after corrections too") {
  Ledger ledger;
  ledger.supersede(ledger.add("0.05"), "0.04", CostStatus::reconciled);
  ledger.add("0.03");
  const auto texts = [&](GroupBy by, const CostFilter& filter) {
    std::string all;
    for (const CostGroup& group : ledger.records.grouped(by, filter)) {
      all += fmt::format("{} {} {} {} {} {}; ", group.key, group.entries, group.estimated.str(),
                         group.actual.str(), group.without_actual, group.most.str());
    }
    return all;
  };
  const CostFilter by_entries{.run = ledger.run.id};
  const CostFilter by_days{.since = parse_time("2026-11-02")};
  for (const GroupBy by : {GroupBy::month, GroupBy::model, GroupBy::provider}) {
    CHECK(texts(by, {}) == texts(by, by_entries));
    CHECK(texts(by, by_days) == texts(by, by_entries));
  }
  CHECK(texts(GroupBy::month, {}) == "2026-11 2 0.08 0.04 1 0.07; ");
}

TEST_CASE("the newest entries are listed oldest first, and all are counted") {
  Ledger ledger;
  ledger.add("0.01");
  const CostEntry second = ledger.add("0.02");
  const CostEntry third = ledger.add("0.03");
  const std::vector<CostEntry> newest = ledger.records.newest_costs({}, 2);
  REQUIRE(newest.size() == 2);
  CHECK(newest.front().id == second.id);
  CHECK(newest.back().id == third.id);
  CHECK(ledger.records.count_costs({}) == 3);
}
