// The suite of troubles, at the level of the program: the same trouble ends with the same exit
// code, the same entry of the ledger and the same number of requests, whichever provider has it.
#include "provider_server/provider_server.hpp"
#include "unit/cli/cli_fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace limner;
using namespace limner::cli;
using nlohmann::json;
using provider_server::ProviderServer;

namespace {

struct Company {
  std::string name, model, key_variable, url_variable;
};

const std::vector<Company> paid_companies = {
    {"openai", "openai/gpt-image-2", "OPENAI_API_KEY", "OPENAI_BASE_URL"},
    {"google", "google/gemini-nano-banana-2.1", "GEMINI_API_KEY", "GOOGLE_BASE_URL"},
    {"fal", "fal/flux-schnell", "FAL_KEY", "FAL_BASE_URL"},
    {"bfl", "bfl/flux-2-pro", "BFL_API_KEY", "BFL_BASE_URL"},
    {"replicate", "replicate/black-forest-labs/flux-schnell", "REPLICATE_API_TOKEN",
     "REPLICATE_BASE_URL"},
    {"stability", "stability/stable-image-core", "STABILITY_API_KEY", "STABILITY_BASE_URL"},
    {"removebg", "removebg/removebg", "REMOVE_BG_API_KEY", "REMOVEBG_BASE_URL"}};

// Prices of the companies that have none in the catalogue.
constexpr std::string_view more_prices = R"(schema: 1
models:
  - id: replicate/black-forest-labs/flux-schnell
    estimator: per_second
    prices: [{item: second, unit: second, amount: "0.000225", from: 2026-11-21}]
  - id: removebg/removebg
    estimator: per_image
    prices: [{item: image, unit: credit, amount: "0.20", from: 2026-11-21}]
)";

constexpr std::string_view generate_template = R"(schema: 1
id: trouble
version: 1.0.0
name: Trouble
review: none
intake: {prompt: {type: string, required: true, flag: prompt}}
steps:
  - {id: image, uses: image.generate, with: {model: MODEL, prompt: "${{ intake.prompt }}"}}
)";
constexpr std::string_view remove_template = R"(schema: 1
id: trouble
version: 1.0.0
name: Trouble
review: none
intake: {prompt: {type: string, required: true, flag: prompt}, picture: {type: image, default: fox.png}}
steps:
  - {id: image, uses: background.remove, with: {model: MODEL, input: "${{ intake.picture }}"}}
)";

struct TroubleFixture : CliFixture {
  TroubleFixture(const Company& of, json entry)
      : company(of), server({.script = {{of.name, json::array({std::move(entry)})}}}) {
    networked = true;
    variables[company.key_variable] = "canary-key";
    variables[company.url_variable] = server.base(company.name);
    write(".config/limner/catalog.yaml", more_prices);
    std::string text(company.name == "removebg" ? remove_template : generate_template);
    text.replace(text.find("MODEL"), 5, company.model);
    write("trouble.yaml", text);
    write("fox.png", as_text(fakes::small_picture(provider::GenerateImage{}, 16).bytes));
  }

  CommandResult order(std::vector<std::string> more = {}) {
    std::vector<std::string> arguments{"run", "trouble.yaml", "--prompt", "a fox", "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(std::move(arguments));
  }
  std::size_t sent() const { return server.received(company.name, "work").size(); }
  json ledger() { return run({"ledger", "--json"}).document()["totalCosts"]; }

  Company company;
  ProviderServer server;
};

// A queue publishes its pictures: what came short may be downloaded later.
bool is_queue(const Company& company) {
  return company.name == "fal" || company.name == "bfl" || company.name == "replicate";
}

struct Trouble {
  json reply;
  int exit_code;
  const char* charged;
  std::size_t sent;
  const char* status;  // of the ledger; null: it is empty
};

const std::vector<Trouble> troubles = {
    {{{"reply", "gateway"}, {"status", 502}}, 6, "unknown", 1, "estimated"},
    {{{"reply", "gateway"}, {"status", 504}}, 6, "unknown", 1, "estimated"},
    {"reset", 6, "unknown", 1, "estimated"},
    {"cut_json", 6, "unknown", 1, "estimated"},
    {"no_picture", 3, "yes", 1, nullptr},
    {"cut_picture", 3, "yes", 1, nullptr},
    {"quota", 78, "no", 1, nullptr},
    {"key_refused", 77, "no", 1, nullptr},
    {"unknown_model", 3, "no", 1, nullptr},
    {{{"reply", "rate_limited"}, {"retryAfter", "1"}}, 75, "no", 3, nullptr},
    {{{"reply", "rate_limited"}, {"message", "Please try again in 1.2s."}}, 75, "no", 3, nullptr},
    {{{"reply", "rate_limited"}, {"retryAfter", "3600"}}, 75, "no", 1, nullptr},
    {{{"reply", "rate_limited"}, {"retryAfter", "Sat, 21 Nov 2026 05:00:00 GMT"}},
     75,
     "no",
     1,
     nullptr},
};

}  // namespace

TEST_CASE("[S2] the same trouble has the same consequences with every provider") {
  for (const Company& company : paid_companies) {
    for (const Trouble& row : troubles) {
      CAPTURE(company.name);
      CAPTURE(row.reply.dump());
      TroubleFixture one(company, row.reply);
      const CommandResult result = one.order();
      CAPTURE(result.err);
      const bool may_come_later = row.reply == "cut_picture" && is_queue(company);
      CHECK(result.code == (may_come_later ? 6 : row.exit_code));
      const json error = result.document()["error"];
      CHECK(error["charged"] == (may_come_later ? "unknown" : row.charged));
      CHECK_FALSE(contains(error["message"].get<std::string>(), "canary"));
      CHECK(one.sent() == row.sent);
      const json costs = one.ledger();
      if (row.status != nullptr) CHECK(costs["status"] == row.status);
      const bool may_be_charged = std::string_view(row.charged) != "no";
      CHECK((costs["estimatedUsd"].is_number() && costs["estimatedUsd"] > 0) == may_be_charged);
      // A picture that was given is an artifact too.
      const std::size_t given = company.name == "removebg" ? 1 : 0;
      CHECK(one.run({"artifacts", "ls", "--json"}).document()["artifacts"].size() == given);
      CHECK(one.run({"ledger", "check"}).code == 0);
    }
  }
}

TEST_CASE("[S2] the same order again is refused while the first is in doubt") {
  for (const Company& company : paid_companies) {
    CAPTURE(company.name);
    TroubleFixture one(company, {{"reply", "gateway"}, {"status", 503}});
    CHECK(one.order().code == 6);
    CHECK(one.order().code == 6);
    CHECK(one.sent() == 1);
    one.order({"--again"});
    CHECK(one.sent() == 2);
  }
}

TEST_CASE("[S2] a wait beyond --max-wait ends with the time, a longer limit waits") {
  for (const Company& company : paid_companies) {
    CAPTURE(company.name);
    const json limited = {{"reply", "rate_limited"}, {"retryAfter", "3600"}};
    TroubleFixture one(company, limited);
    const std::string message = one.order().document()["error"]["message"];
    CHECK(contains(message, "it asks to wait until 2026-11-21T04:30:00"));
    TroubleFixture patient(company, limited);
    patient.order({"--max-wait", "2h"});
    CHECK(patient.sent() == 3);
    CHECK(patient.clock.slept == Millis(2 * 3'600'000));
  }
}

TEST_CASE("[S2] usage that cannot be counted fills a cap like the estimate") {
  const std::vector<std::pair<std::string, json>> odd_reports = {
      {"openai", {{"usage", json::object()}}},
      {"openai", {{"usage", {{"prompt_tokens", 0}, {"completion_tokens", 0}}}}},
      {"google", {{"usage", {{"promptTokenCount", 0}}}}},
      {"fal", {{"billableUnits", "one"}}},
      {"bfl", {{"cost", "three"}}},
      {"replicate", {{"predictTime", 0}}},
      {"removebg", {{"credits", "none"}}}};
  for (const auto& report : odd_reports) {
    const std::string& name = report.first;
    const json& options = report.second;
    CAPTURE(options.dump());
    json entry = options;
    entry["reply"] = "ok";
    TroubleFixture one(*std::ranges::find(paid_companies, name, &Company::name), entry);
    const CommandResult first = one.order();
    CAPTURE(first.err);
    REQUIRE(first.code == 0);
    const json costs = one.ledger();
    CHECK(costs["status"] == "estimated");
    CHECK(costs["actualUsd"].is_null());
    // Room for what was spent and a half more: one call.
    const std::string room = fmt::format("{:.6f}", costs["estimatedUsd"].get<double>() * 1.5);
    REQUIRE(one.run({"caps", "set", "store", "--per", "day", "--usd", room}).code == 0);
    CHECK(one.order({"--take", "2"}).code == 5);
    CHECK(one.sent() == 1);
  }
}
