// What a batch costs: takes, results of earlier runs, rows that have changed, and the forecast.
#include "app/csv.hpp"
#include "unit/cli/batch_fixture.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::cli;
using nlohmann::json;

TEST_CASE("[B10] --takes buys each take once, and counts every one in price and limits") {
  BatchFixture cli;
  const auto takes = [&](std::vector<std::string> more) {
    std::vector<std::string> arguments{"run", "picture.yaml", "--prompt", "a fox", "-j", "1"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return cli.run(arguments);
  };
  CHECK(contains(takes({"--takes", "300"}).err, "this may cost up to $1."));
  CHECK(contains(takes({"--takes", "2", "--dry-run"}).out, "at most $0.01"));
  CHECK(takes({"--takes", "3", "--max-cost", "0.012"}).code == 5);
  CHECK(cli.asked.size() == 2);
  CHECK(takes({"--takes", "3", "--max-cost", "1"}).code == 0);
  CHECK(cli.asked.size() == 3);
  CHECK(contains(takes({"--takes", "3"}).err, "0 made, 3 done before"));
  CHECK(contains(takes({"--take", "3", "--takes", "2"}).err, "2 rows of --takes"));
  CHECK(cli.asked.size() == 4);  // take 3 is there
  CHECK(cli.run_rows("prompt\na fox\nan owl\n", {"--takes", "2"}).code == 0);
  CHECK(cli.asked.size() == 6);
  CHECK(cli.counts()["rows"] == 4);
  CHECK(takes({"--takes", "2", "--limit", "1"}).code == 0);
  CHECK(cli.run({"ledger", "check"}).code == 0);
}

TEST_CASE(
    "[B1] [B7] what earlier runs and other batches have is not priced, and counted as reused") {
  BatchFixture cli;
  CHECK(cli.run({"run", "picture.yaml", "--prompt", "a fox"}).code == 0);
  CHECK(cli.run_rows("prompt\nan owl\n").code == 0);
  cli.write("other.csv", "prompt\na fox\nan owl\na hen\n");
  const std::vector<std::string> other{"run", "picture.yaml", "--rows", "other.csv", "-j", "1"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), other.begin(), other.end());
    return cli.run(more);
  };
  const json one = cli.run_rows("prompt\na cow\n", {"--dry-run", "--json"}).document();
  const json plan = with({"--dry-run", "--json"}).document();
  CHECK(plan["work"] == json{{"new", 1}, {"partlyReused", 0}, {"reused", 2}, {"made", 0}});
  CHECK(plan["totalCosts"]["estimatedUsd"] == one["totalCosts"]["estimatedUsd"]);
  CHECK(plan["savedUsd"] == 0.008);
  REQUIRE(plan["reused"].size() == 2);
  CHECK(plan["reused"][0]["line"] == 2);
  CHECK(plan["reused"][0]["steps"][0]["id"] == "image");
  CHECK(contains(with({"--dry-run"}).out, "1 new, 2 reused"));
  const CommandResult made = with({"--csv", "out.csv", "--junit", "out.xml"});
  CHECK(made.code == 0);
  CHECK(contains(made.err, ": 1 made, 2 reused   "));
  CHECK(cli.asked.size() == 3);
  const std::vector<app::CsvRow> rows = app::parse_csv(read_file(cli.home.path / "out.csv"), "t");
  CHECK(rows[1].cells[9] == "yes");
  CHECK(rows[3].cells[9] == "no");
  CHECK(contains(read_file(cli.home.path / "out.xml"), "name=\"reused\" value=\"yes\""));
  const json counts = cli.counts();
  CHECK(counts["succeeded"] == 3);
  CHECK(counts["reused"] == 2);
  const json shown = cli.run({"batch", "show", "@last", "--json"}).document();
  CHECK(shown["items"][0]["reused"] == true);
  CHECK(shown["items"][2]["reused"] == false);
  CHECK(with({"--dry-run", "--json"}).document()["work"]["made"] == 3);
  CHECK(contains(with({}).err, "0 made, 3 done before"));
}

TEST_CASE("[B1] a row with a result that is reused in part is priced by the rest") {
  BatchFixture cli;
  CHECK(cli.run({"run", "picture.yaml", "--prompt", "a fox", "--tag", "a=1"}).code == 0);
  const json plan = cli.run_rows("prompt\na fox\n", {"--dry-run", "--json"}).document();
  CHECK(plan["work"]["partlyReused"] == 1);  // the artifact has other tags
  CHECK(plan["totalCosts"]["estimatedUsd"] == 0);
  CHECK(contains(cli.run_rows("prompt\na fox\n").err, ": 1 made   "));
  CHECK(cli.asked.size() == 1);
}

TEST_CASE("a reused picture whose file is gone is priced and made again") {
  BatchFixture cli;
  CHECK(cli.run({"run", "picture.yaml", "--prompt", "a fox"}).code == 0);
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(cli.store() / "artifacts")) {
    if (entry.is_regular_file()) std::filesystem::remove(entry.path());
  }
  const json plan = cli.run_rows("prompt\na fox\n", {"--dry-run", "--json"}).document();
  CHECK(plan["work"]["new"] == 1);
  CHECK(plan["totalCosts"]["estimatedUsd"] > 0);
}

TEST_CASE("[B2] what is reused needs no key and no confirmation") {
  BatchFixture cli;
  std::string rows = "prompt\n";
  for (int row = 0; row < 200; ++row) rows += fmt::format("fox {}\n", row);
  CHECK(cli.run_rows(rows, {"--yes"}).code == 0);
  cli.write("other.csv", rows);
  cli.variables.erase("OPENAI_API_KEY");
  const CommandResult other = cli.run({"run", "picture.yaml", "--rows", "other.csv", "-j", "1"});
  CHECK(other.code == 0);
  CHECK(contains(other.err, ": 0 made, 200 reused   "));
  CHECK(cli.asked.size() == 200);
}

TEST_CASE("[B5] rows that are new, changed or removed since the file was submitted are counted") {
  BatchFixture cli;
  const std::vector<std::string> key{"--key", "file", "--json"};
  const auto changes = [&](std::string_view rows, std::vector<std::string> more = {}) {
    more.insert(more.end(), key.begin(), key.end());
    return cli.run_rows(rows, more).document()["changes"];
  };
  CHECK(changes("file,prompt\na,a fox\nb,an owl\nc,a hen\n").is_null());
  CHECK(changes("file,prompt\nc,a hen\nb,an owl\na,a fox\n").is_null());  // moved
  const json expected{{"code", "rows_changed"}, {"new", 1}, {"changed", 1}, {"removed", 1}};
  const std::string_view changed = "file,prompt\na,a red fox\nc,a hen\nd,a cow\n";
  CHECK(changes(changed, {"--dry-run"}) == expected);
  CHECK(cli.asked.size() == 3);
  CHECK(changes(changed) == expected);
  CHECK(cli.asked.size() == 5);
  CHECK(changes(changed)["removed"] == 1);
  CHECK(changes(changed, {"--limit", "1"}).is_null());  // not removed, only not selected
  const CommandResult said = cli.run_rows(changed, {"--key", "file"});
  CHECK(contains(said.err, "warning: p.csv has changed: 1 row is removed"));
}

TEST_CASE("[B5] a removed row that is not made is left, and resume makes the stored rows") {
  BatchFixture cli;
  cli.fail("owl", ErrorCode::key_refused);
  CHECK(cli.run_rows("prompt\nan owl\na hen\n").code == 77);
  cli.failures.clear();
  CHECK(cli.run_rows("prompt\na fox\n").code == 0);
  CHECK(cli.asked.size() == 2);  // not the hen
  CHECK(cli.run({"resume", "-j", "1"}).code == 0);
  CHECK(cli.asked.size() == 4);
}

TEST_CASE("[B1] --dry-run says what settled calls with the same parameters have cost") {
  BatchFixture cli;
  const auto forecast = [&](const std::string& style) {
    return cli
        .run({"run", "picture.yaml", "--prompt", "a cow", "--style", style, "--dry-run", "--json"})
        .document()["forecast"];
  };
  const json unknown = forecast("flat");
  CHECK(unknown["lowUsd"].is_null());
  CHECK(unknown["likelyUsd"].is_null());
  CHECK(unknown["samples"] == 0);
  CHECK(unknown["ceilingUsd"] > 0.004);
  const std::vector<std::string> plain{"run", "picture.yaml", "--prompt", "a cow", "--dry-run"};
  CHECK(contains(cli.run(plain).out,
                 "likely cost unknown: no settled call of this kind in the store\n"));
  CHECK(cli.run_rows("prompt\na fox\nan owl\na hen\n").code == 0);
  const json known = forecast("cartoon");
  CHECK(known["lowUsd"] == 0.004);
  CHECK(known["likelyUsd"] == 0.004);
  CHECK(known["samples"] == 3);
  CHECK(known["ceilingUsd"] > known["likelyUsd"]);
  CHECK(known["usualMs"].is_number());
  CHECK(contains(cli.run(plain).out, "likely $0.004, at least $0.004 (from 3 settled calls)"));
  const json rows =
      cli.run_rows("prompt\na fox\na dog\na cat\n", {"--dry-run", "--json"}).document();
  CHECK(rows["forecast"]["likelyUsd"] == 0.008);  // the fox is made
  CHECK(rows["forecast"]["ceilingUsd"] == rows["totalCosts"]["estimatedUsd"]);
  std::string other = read_file(cli.home.path / "picture.yaml");
  other.replace(other.find("quality: low"), 12, "quality: high");
  cli.write("picture.yaml", other);
  CHECK(forecast("cartoon")["samples"] == 0);  // other parameters
}
