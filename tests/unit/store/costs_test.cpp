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
  written.quantity = 3;
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
  CHECK(entry.quantity == 3);
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

TEST_CASE("a run without calls has a total of zero, reconciled") {
  const Ledger ledger;
  CHECK(ledger.total().estimated == Money());
  CHECK(ledger.total().actual == Money());
  CHECK(ledger.total().status == CostStatus::reconciled);
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

TEST_CASE("an artifact's ledger is that of its run [S0.33]") {
  Ledger ledger;
  ledger.add("0.0533");
  const Asset file = ledger.blobs().put(fakes::bytes("picture"), "image/webp");
  const ArtifactRow artifact = ledger.artifact_row(ledger.run.id, file);
  ledger.records.advance(ledger.run.id, {.artifact = &artifact});
  const RunRow another = ledger.begin(ledger.records);
  ledger.add(ledger.cost_entry(another.id, "9"));

  const auto entries = ledger.records.costs({.artifact = artifact.id});
  REQUIRE(entries.size() == 1);
  CHECK(entries.front().artifact == artifact.id);
  CHECK(ledger.records.total({.artifact = artifact.id}).estimated == Money::parse("0.0533"));
  CHECK(keys(ledger.records.grouped(GroupBy::artifact, {})) ==
        std::vector<std::string>{"", artifact.id.str()});
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
  const Time now = ledger.clock.now();
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

TEST_CASE("entries of a run with two artifacts belong to neither of them") {
  Ledger ledger;
  ledger.add("0.10");
  for (const char* content : {"one", "two"}) {
    const Asset file = ledger.blobs().put(fakes::bytes(content), "image/webp");
    const ArtifactRow artifact = ledger.artifact_row(ledger.run.id, file);
    ledger.records.advance(ledger.run.id, {.artifact = &artifact});
  }
  CHECK(keys(ledger.records.grouped(GroupBy::artifact, {})) == std::vector<std::string>{""});
  CHECK_FALSE(ledger.records.costs({}).front().artifact);
}
