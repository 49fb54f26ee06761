// Every command's --json against the schema that is published for it.
#include "unit/cli/cli_fixture.hpp"

#include <doctest/doctest.h>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <stdlib.h>

#include <filesystem>
#include <memory>

using namespace limner;
using namespace limner::cli;
using nlohmann::json;

namespace {

using Adapter = valijson::adapters::NlohmannJsonAdapter;

// valijson joins `$id` and `$ref` as text: without `$id` the reference is the file.
json schema_text(std::string name) {
  name = name.substr(0, name.find('#'));
  json schema = json::parse(read_file(std::filesystem::path(LIMNER_SOURCE) / "schema" / name));
  schema.erase("$id");
  return schema;
}

std::unique_ptr<valijson::Schema> schema_named(const std::string& name) {
  auto schema = std::make_unique<valijson::Schema>();
  const json text = schema_text(name);
  valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
  const auto fetch = [](const std::string& uri) -> const json* {
    return new json(schema_text(uri));
  };
  const auto drop = [](const json* document) { delete document; };
  parser.populateSchema(Adapter(text), *schema, fetch, drop);
  return schema;
}

// Empty when `document` is what schema/<name> promises.
std::string faults(const json& document, const std::string& name) {
  const auto schema = schema_named(name);
  valijson::Validator validator;
  valijson::ValidationResults results;
  if (validator.validate(*schema, Adapter(document), &results)) return "";
  std::string text;
  valijson::ValidationResults::Error fault;
  while (results.popError(fault)) {
    for (const std::string& part : fault.context) text += part;
    text += ": " + fault.description + "\n";
  }
  return text;
}

std::string faults(const CommandResult& result, const std::string& name) {
  return faults(result.document(), name);
}

std::string faults_of_lines(const CommandResult& result, const std::string& name) {
  std::istringstream lines(result.out);
  std::string found;
  for (std::string line; std::getline(lines, line);) found += faults(json::parse(line), name);
  return found;
}

}  // namespace

TEST_CASE("a document with a key too few, a key too many or a wrong word is not what the schema "
          "promises") {
  CliFixture cli;
  const json good = cli.make_picture("a fox").document();
  REQUIRE(faults(good, "run.json") == "");
  json lacking = good;
  lacking.erase("totalCosts");
  CHECK(faults(lacking, "run.json") != "");
  json extra = good;
  extra["surprise"] = 1;
  CHECK(faults(extra, "run.json") != "");
  json wrong = good;
  wrong["status"] = "finished";
  CHECK(faults(wrong, "run.json") != "");
  wrong = good;
  wrong["totalCosts"]["estimatedUsd"] = "0.0533";
  CHECK(faults(wrong, "run.json") != "");
}

TEST_CASE("[S0.27] run --json, --dry-run and a failure are what their schemas promise") {
  CliFixture cli;
  CHECK(faults(cli.make_picture("a fox"), "run.json") == "");
  CHECK(faults(cli.run({"run", "picture.yaml", "--prompt", "a fox", "--dry-run", "--json"}),
               "plan.json") == "");
  const CommandResult refused = cli.run({"run", "picture.yaml", "--json"});
  CHECK(refused.code == 2);
  CHECK(faults(refused, "error.json") == "");
  CHECK(faults(cli.run({"run", "picture.yaml", "--jsonl"}), "error.json") == "");
  CHECK(faults_of_lines(cli.run({"run", "picture.yaml", "--prompt", "a fox", "--jsonl"}),
                        "event.json") == "");
}

TEST_CASE("[S0.32] runs ls and runs show are what their schemas promise") {
  CliFixture cli;
  CHECK(faults(cli.run({"runs", "ls", "--json"}), "runs-list.json") == "");
  cli.make_picture("a fox");
  CHECK(faults(cli.run({"runs", "ls", "--json"}), "runs-list.json") == "");
  CHECK(faults(cli.run({"runs", "show", "@last", "--json"}), "run-detail.json") == "");
  CHECK(faults(cli.run({"runs", "show", "@last", "--format", "tasks"}), "task.json") == "");
  CHECK(faults(cli.run({"runs", "show", "@last", "--format", "job"}), "job.json") == "");
  CHECK(faults(cli.run({"runs", "why", "@last", "--json"}), "runs-why.json") == "");
  cli.make_picture("a hen");
  CHECK(faults(cli.run({"runs", "why", "@last", "--json"}), "runs-why.json") == "");
  CHECK(faults(cli.run({"runs", "wait", "@last", "--json"}), "runs-wait.json") == "");
  CHECK(faults(cli.run({"runs", "cancel", "@last", "--json"}), "runs-cancel.json") == "");
}

TEST_CASE("batches, their plan and their events are what their schemas promise") {
  CliFixture cli;
  const auto run_rows = [&](std::vector<std::string> more) {
    cli.write("p.csv", "prompt\na fox\nan owl\n");
    std::vector<std::string> arguments{"run", "picture.yaml", "--rows", "p.csv", "-j", "1"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return cli.run(arguments);
  };
  CHECK(faults(cli.run({"batch", "ls", "--json"}), "batches-list.json") == "");
  cli.make_picture("a hen");
  CHECK(faults(run_rows({"--dry-run", "--json"}), "batch-plan.json") == "");
  CHECK(faults_of_lines(run_rows({"--jsonl"}), "batch-event.json") == "");
  CHECK(faults(run_rows({"--json"}), "batch.json") == "");
  CHECK(faults(cli.run({"batch", "ls", "--json"}), "batches-list.json") == "");
  CHECK(faults(cli.run({"batch", "show", "@last", "--json"}), "batch.json") == "");
}

TEST_CASE("[S0.33] artifacts ls, show, path and export are what their schemas promise") {
  CliFixture cli;
  CHECK(faults(cli.run({"artifacts", "ls", "--json"}), "artifacts-list.json") == "");
  cli.make_picture("a fox");
  CHECK(faults(cli.run({"artifacts", "ls", "--json"}), "artifacts-list.json") == "");
  CHECK(faults_of_lines(cli.run({"artifacts", "ls", "--jsonl"}), "artifact.json") == "");
  CHECK(faults(cli.run({"artifacts", "show", "@last", "--json"}), "artifact.json") == "");
  CHECK(faults(cli.run({"artifacts", "show", "@last", "--json", "--ledger"}), "artifact.json") ==
        "");
  CHECK(faults(cli.run({"artifacts", "path", "@last", "--json"}), "path.json") == "");
  CHECK(faults(cli.run({"artifacts", "export", "@last", "--out", "x", "--json"}), "exports.json") ==
        "");
}

TEST_CASE("review ls, show and verdicts are what their schema promises") {
  CliFixture cli;
  cli.make_picture("a fox");
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"review", "ls"},
        {"review", "show", "@last"},
        {"review", "reject", "@last", "--note", "too dark"},
        {"review", "reopen", "@last"},
        {"review", "approve", "@last"}}) {
    std::vector<std::string> arguments = command;
    arguments.emplace_back("--json");
    CAPTURE(command[1]);
    CHECK(faults(cli.run(arguments), "review-list.json") == "");
  }
  CHECK(faults(cli.run({"artifacts", "show", "@last", "--json"}), "artifact.json") == "");
  CHECK(faults(cli.run({"runs", "show", "@last", "--json"}), "run-detail.json") == "");
}

TEST_CASE("the ledger's documents are what their schemas promise") {
  CliFixture cli;
  CHECK(faults(cli.run({"ledger", "--json"}), "ledger-summary.json") == "");
  cli.make_picture("a fox");
  for (const char* by : {"run", "artifact", "provider", "model", "month", "day", "tag:x"})
    CHECK(faults(cli.run({"ledger", "--by", by, "--json"}), "ledger-summary.json") == "");
  CHECK(faults(cli.run({"ledger", "entries", "--json"}), "ledger-entries.json") == "");
}

TEST_CASE("the documents of wallets, caps, doubts and bills are what their schemas promise") {
  CliFixture cli;
  CHECK(faults(cli.run({"wallet", "topup", "main", "1000", "--json"}), "wallets.json") == "");
  cli.run({"caps", "set", "run", "--usd", "1"});
  CHECK(faults(cli.run({"caps", "set", "store", "--per", "day", "--usd", "1", "--json"}),
               "caps.json") == "");
  cli.make_picture("a fox");
  cli.write("bill.csv", "id,usd\nreq-1,0.05\nreq-2,0.01\n");
  CHECK(faults(cli.run({"ledger", "reconcile", "--from", "bill.csv", "--json"}),
               "reconciliation.json") == "");
  const json billed = cli.run({"ledger", "entries", "--json"}).document()["entries"][0];
  CHECK(faults(cli.run({"ledger", "resolve", billed["id"], "--as", "billed", "--reason", "checked",
                        "--note", "x", "--json"}),
               "dispute-resolved.json") == "");
  cli.reply = fakes::ends_as(Billing::unknown);
  CHECK(faults(cli.make_picture("a hen"), "run.json") == "");
  CHECK(faults(cli.run({"wallet", "ls", "--json"}), "wallets.json") == "");
  CHECK(faults(cli.run({"wallet", "statement", "--json"}), "wallet-statement.json") == "");
  CHECK(faults(cli.run({"caps", "ls", "--json"}), "caps.json") == "");
  CHECK(faults(cli.run({"doubts", "--json"}), "doubts.json") == "");
  CHECK(faults(cli.run({"doubts", "show", "@last", "--json"}), "doubts.json") == "");
  CHECK(faults(cli.run({"doubts", "collect", "--json"}), "doubts-collected.json") == "");
  CHECK(faults(cli.run({"doubts", "resolve", "@last", "--as", "billed", "--note", "x", "--json"}),
               "doubt-resolved.json") == "");
  CHECK(faults(cli.run({"ledger", "check", "--json"}), "ledger-check.json") == "");
}

TEST_CASE("a call that waits is an event that its schema knows") {
  CliFixture cli;
  cli.reply = fakes::ends_as(Billing::rate_limited);
  cli.make_picture("a fox");
  const CommandResult result = cli.run({"run", "picture.yaml", "--prompt", "a hen", "--jsonl"});
  CHECK(contains(result.out, "call.waiting"));
  CHECK(faults_of_lines(result, "event.json") == "");
}

TEST_CASE("[S3.7] models ls and models show are what their schemas promise") {
  CliFixture cli;
  CHECK(faults(cli.run({"models", "ls", "--all", "--json"}), "models.json") == "");
  CHECK(faults_of_lines(cli.run({"models", "ls", "--jsonl"}), "model.json") == "");
  CHECK(faults(cli.run({"models", "show", "openai/gpt-image-2", "--json"}), "model.json") == "");
  CHECK(faults(cli.run({"models", "prices", "fal", "--json"}), "models-prices.json") == "");
  CHECK(faults(cli.run({"models", "check", "--json"}), "models-check.json") == "");
}

TEST_CASE("a program is checked, asked and answers as the schemas promise") {
  CliFixture cli;
  cli.write("painter", "#!/bin/sh\ncat > \"$HOME/request.$$\"\n"
                       "echo '{\"error\": {\"code\": \"unsupported_model\", \"message\": \"no\", "
                       "\"charged\": \"no\"}}'\n");
  std::filesystem::permissions(cli.home.path / "painter", std::filesystem::perms::owner_all);
  const char* before = getenv("HOME");
  const std::string own = before ? before : "/";
  setenv("HOME", cli.home.path.c_str(), 1);
  const CommandResult result = cli.run({"models", "check", "--exec", "./painter", "--json"});
  setenv("HOME", own.c_str(), 1);
  CHECK(result.code == 10);
  CHECK(faults(result, "models-check-exec.json") == "");
  int requests = 0;
  for (const auto& entry : std::filesystem::directory_iterator(cli.home.path)) {
    if (!entry.path().filename().string().starts_with("request.")) continue;
    const json request = json::parse(read_file(entry.path()));
    if (request["protocol"] != 1 || request["operation"] == "dance") continue;
    ++requests;
    CHECK(faults(request, "exec-request.json") == "");
  }
  CHECK(requests == 6);
  const json refusal = {{"error", {{"code", "key_refused"}, {"message", "no"}, {"charged", "no"}}}};
  CHECK(faults(refusal, "exec-answer.json") == "");
  CHECK(faults(json({{"images", json::array({{{"file", "1.png"}}})}}), "exec-answer.json") == "");
  CHECK(faults(json({{"images", json::array()}}), "exec-answer.json") != "");
  CHECK(faults(json::object(), "exec-answer.json") != "");
}

TEST_CASE("the documents of templates are what their schemas promise") {
  CliFixture cli;
  cli.make_picture("a fox");
  cli.write("broken.yaml", "schema: 1\nid: broken\nstep: []\n");
  CHECK(faults(cli.run({"templates", "ls", "--json"}), "templates-list.json") == "");
  CHECK(faults(cli.run({"templates", "show", "picture.yaml", "--json"}), "template-show.json") ==
        "");
  const CommandResult checked =
      cli.run({"templates", "check", "picture.yaml", "broken.yaml", "--json"});
  CHECK(checked.code == 2);
  CHECK(faults(checked, "templates-check.json") == "");
  CHECK(faults(cli.run({"templates", "vars", "picture.yaml", "--json"}), "templates-vars.json") ==
        "");
}

TEST_CASE("the documents about the program itself are what their schemas promise") {
  CliFixture cli;
  CHECK(faults(cli.run({"version", "--json"}), "version.json") == "");
  CHECK(faults(cli.run({"doctor", "--json"}), "doctor.json") == "");
  CHECK(faults(cli.run({"config", "ls", "--json"}), "config.json") == "");
  CHECK(faults(cli.run({"config", "path", "--json"}), "config-paths.json") == "");
  CHECK(faults(cli.run({"init", "--json"}), "init.json") == "");
  cli.write("limner.yaml", "inDoubt: retry\n");
  CHECK(faults(cli.run({"config", "ls", "--json"}), "config.json") == "");
  CHECK(faults(cli.run({"trust", "--yes", "--json"}), "trust.json") == "");
  CHECK(faults(cli.run({"trust", "ls", "--json"}), "trust-list.json") == "");
}
