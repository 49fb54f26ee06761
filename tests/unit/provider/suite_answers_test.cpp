// The suite of answers: what every provider must make of what came, when it is not quite what was
// ordered.
#include "suite.hpp"

#include <limner/money.hpp>

#include <algorithm>

namespace limner::provider {

namespace {

using nlohmann::json;

// Faults of the transport after which the document is whole.
const std::vector<json> whole_answers = {
    {{"bom", true}},
    {{"trailing", "\r\n{\"error\": \"late\"} <html>"}},
    {{"extraLength", 3}},
    {{"extraLength", 100'000}},
    {{"noLastChunk", true}},
    {{"chunked", true}},
    {{"bom", true}, {"trailing", "\n\n"}, {"noLastChunk", true}},
};

json with_fault(const json& fault, const char* at) {
  json entry = fault;
  entry["reply"] = "ok";
  entry["at"] = at;
  return entry;
}

// A report of what was used, and the actual cost that it gives; none: the estimate stands.
struct Report {
  const char* company;
  json options;
  std::optional<Money> cost;
};

json usage(const json& value) {
  return {{"usage", value}};
}
json image_tokens(const json& count) {
  return {
      {"promptTokenCount", 9},
      {"candidatesTokensDetails", json::array({{{"modality", "IMAGE"}, {"tokenCount", count}}})}};
}

const std::optional<Money> none;
const Money counted = Money::parse("0.05273");  // 10 of text and 1756 of the picture

const std::vector<Report> reports = {
    {"openai", usage({{"input_tokens", 10}, {"output_tokens", 1756}}), counted},
    {"openai", usage({{"input_tokens", 10.0}, {"output_tokens", 1756.0}}), counted},
    {"openai", usage(json::object()), none},
    {"openai", usage({{"input_tokens", 0}, {"output_tokens", 0}}), none},
    {"openai", usage({{"input_tokens", 10}, {"output_tokens", 0}}), none},
    {"openai", usage({{"input_tokens", "10"}, {"output_tokens", "1756"}}), none},
    {"openai", usage({{"input_tokens", 10.5}, {"output_tokens", 1756.5}}), none},
    {"openai", usage({{"input_tokens", 10}, {"output_tokens", 1e300}}), none},
    {"openai", usage({{"input_tokens", 10}, {"output_tokens", -1756}}), none},
    {"openai", usage({{"prompt_tokens", 10}, {"completion_tokens", 1756}}), none},
    {"openai", usage({{"input_tokens", 10}}), none},
    {"openai", usage({{"output_tokens", 1756}}), none},
    {"openai", usage("1766"), none},
    {"openai", usage(json::array({10, 1756})), none},
    {"openai", {{"noUsage", true}}, none},
    {"google", usage(image_tokens(1120)), Money::parse("0.0672045")},
    {"google", usage(image_tokens(1120.0)), Money::parse("0.0672045")},
    {"google", usage(json::object()), none},
    {"google", usage({{"promptTokenCount", 0}, {"candidatesTokenCount", 0}}), none},
    {"google", usage({{"promptTokenCount", 9}}), none},
    {"google", usage(image_tokens("1120")), none},
    {"google", usage(image_tokens(1120.5)), none},
    {"google", usage(image_tokens(-1120)), none},
    {"google", usage({{"input_tokens", 9}, {"output_tokens", 1120}}), none},
    {"google", usage(nullptr), none},
    {"fal", {{"billableUnits", "1"}}, Money::parse("0.003")},
    {"fal", {{"billableUnits", "1.0"}}, Money::parse("0.003")},
    {"fal", {{"billableUnits", ""}}, none},
    {"fal", {{"billableUnits", "one"}}, none},
    {"fal", {{"billableUnits", "-1"}}, none},
    {"fal", {{"billableUnits", "1e3"}}, none},
    {"bfl", {{"cost", 3}}, Money::parse("0.03")},
    {"bfl", {{"cost", "3"}}, Money::parse("0.03")},
    {"bfl", {{"cost", nullptr}}, none},
    {"bfl", {{"cost", "three"}}, none},
    {"bfl", {{"cost", -3}}, none},
    {"bfl", {{"cost", json::object()}}, none},
    {"bfl", json::object(), none},
    {"replicate", {{"predictTime", 1.25}}, Money::parse("0.00028125")},
    {"replicate", {{"predictTime", 0}}, none},
    {"replicate", {{"predictTime", 0.0}}, none},
    {"replicate", {{"predictTime", -1.25}}, none},
    {"replicate", {{"predictTime", "fast"}}, none},
    {"replicate", {{"predictTime", nullptr}}, none},
    {"removebg", {{"credits", "1"}}, Money::parse("0.20")},
    {"removebg", {{"credits", "one"}}, none},
    {"removebg", {{"credits", "-1"}}, none},
    {"stability", json::object(), none},
};

// Prices of the companies that have none in the catalogue.
constexpr std::string_view more_prices = R"(schema: 1
models:
  - id: replicate/black-forest-labs/flux-schnell
    estimator: per_second
    prices: [{item: second, unit: second, amount: "0.000225"}]
  - id: removebg/removebg
    estimator: per_image
    prices: [{item: image, unit: credit, amount: "0.20"}]
)";

std::string text_of(const std::optional<PricedCost>& cost) {
  return cost ? cost->total.str() : "unknown";
}

}  // namespace

TEST_CASE("[S2] an answer that is whole is used, whatever is around it") {
  for (const std::string& company : companies) {
    for (const json& fault : whole_answers) {
      for (const char* at : {"submit", "poll"}) {
        if (at == std::string("poll") && !is_queue(company)) continue;
        CAPTURE(company);
        CAPTURE(fault.dump());
        CAPTURE(at);
        CallFixture fixture(company, script_of(with_fault(fault, at)));
        CHECK(fixture.call(fixture.request()).images.size() == 1);
        CHECK(fixture.server.received(company, "work").size() == 1);
        CHECK(fixture.leftover_files() == 0);
      }
    }
  }
}

TEST_CASE("[S2] the result of a queue is used when it is whole") {
  for (const json& fault : whole_answers) {
    CAPTURE(fault.dump());
    CallFixture fixture("fal", script_of(with_fault(fault, "result")));
    CHECK(fixture.call(fixture.request()).images.size() == 1);
    CHECK(fixture.server.received("fal", "result").size() == 1);
  }
}

TEST_CASE("[S2] a queue's answer that was cut is asked for again, and sent once") {
  for (const std::string& company : companies) {
    if (!is_queue(company)) continue;
    CAPTURE(company);
    const std::string at = company == "fal" ? "result" : "poll";
    CallFixture fixture(company, script_of({{"reply", "ok"}, {"truncated", true}, {"at", at}}));
    const CallError error = fixture.failure(fixture.request());
    CHECK(error.billing() == Billing::unknown);
    CHECK(std::string(error.what()).find("cut short") != std::string::npos);
    CHECK(fixture.server.received(company, at).size() > 2);
    CHECK(fixture.server.received(company, "work").size() == 1);
    CHECK(fixture.leftover_files() == 0);
  }
}

TEST_CASE("[S2] only a report that counts something replaces the estimate") {
  for (const Report& row : reports) {
    CAPTURE(row.company);
    CAPTURE(row.options.dump());
    json entry = row.options;
    entry["reply"] = "ok";
    CallFixture fixture(row.company, script_of(entry));
    fixture.catalogue.overlay(std::string(more_prices), "catalog.yaml");
    const ModelAnswer answer = fixture.call(fixture.request());
    CHECK(answer.images.size() == 1);
    CHECK(text_of(answer.charged) == (row.cost ? row.cost->str() : "unknown"));
  }
}

TEST_CASE("[S1] fewer pictures than asked are the pictures that came") {
  for (const std::string& company : companies) {
    CallFixture fixture(company, {"fewer"});
    if (fixture.max_count == 1) continue;
    CHECK(fixture.call(fixture.request(3)).images.size() == 2);
  }
}

TEST_CASE("[S2] more pictures than asked are all there, and were charged") {
  for (const std::string& company : companies) {
    const bool can_be_more = company == "google" || company == "replicate";
    if (makes_one(company) && !can_be_more) continue;
    CAPTURE(company);
    CallFixture fixture(company, {"more"});
    const int count = std::min(fixture.max_count, 3);
    CHECK(std::ssize(fixture.call(fixture.request(count)).images) == count + 1);
    CHECK(fixture.server.received(company, "work").size() == 1);
  }
}

TEST_CASE("a picture's type is detected from its bytes, not from the declared type") {
  for (const std::string& company : companies) {
    CallFixture fixture(company, {"wrong_type"});
    const ModelAnswer answer = fixture.call(fixture.request());
    CHECK(std::to_integer<int>(answer.images[0].bytes[0]) == 0xff);  // asked for png
  }
}

TEST_CASE("[C4] an answer that repeats the key is stored without it") {
  for (const std::string& company : {std::string("openai"), std::string("google")}) {
    CAPTURE(company);
    CallFixture fixture(
        company,
        script_of({{"reply", "ok"}, {"requestId", "req-canary-key"}, {"words", "canary-key"}}));
    const ModelAnswer answer = fixture.call(fixture.request());
    CHECK_FALSE(answer.request_id.empty());
    CHECK(answer.request_id.find("canary") == std::string::npos);
    REQUIRE(fixture.log.answer);
    CHECK(read_file(*fixture.log.answer).find("canary") == std::string::npos);
  }
}

}  // namespace limner::provider
