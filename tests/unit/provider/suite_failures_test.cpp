// The suite of troubles: what every provider must make of the same failure.
#include "suite.hpp"

#include <algorithm>

namespace limner::provider {

namespace {

using nlohmann::json;

struct Trouble {
  json reply;
  ErrorCode code;
  Billing billing;
  int exit_code;
};

json gateway(int status) {
  return {{"reply", "gateway"}, {"status", status}};
}
json rate_limit(const char* message) {
  return {{"reply", "rate_limited"}, {"message", message}};
}

const std::vector<Trouble> troubles = {
    // Refused: the provider says so itself.
    {"rate_limited", ErrorCode::provider_unavailable, Billing::rate_limited, 75},
    {"quota", ErrorCode::account_refused, Billing::rejected, 78},
    {rate_limit("Quota exceeded for metric: free_tier_requests, limit: 0, model: m"),
     ErrorCode::account_refused, Billing::rejected, 78},
    {"key_refused", ErrorCode::key_refused, Billing::rejected, 77},
    {"forbidden", ErrorCode::key_refused, Billing::rejected, 77},
    {"unknown_model", ErrorCode::model_unavailable, Billing::rejected, 3},
    {"too_large", ErrorCode::invalid_image_request, Billing::rejected, 3},
    {"redirect", ErrorCode::provider_unavailable, Billing::rejected, 75},
    {{{"reply", "redirect"}, {"status", 303}}, ErrorCode::in_doubt, Billing::unknown, 6},
    // A gateway answers for a provider that may have taken the request.
    {gateway(500), ErrorCode::in_doubt, Billing::unknown, 6},
    {gateway(502), ErrorCode::in_doubt, Billing::unknown, 6},
    {gateway(503), ErrorCode::in_doubt, Billing::unknown, 6},
    {gateway(504), ErrorCode::in_doubt, Billing::unknown, 6},
    {gateway(520), ErrorCode::in_doubt, Billing::unknown, 6},
    {gateway(524), ErrorCode::in_doubt, Billing::unknown, 6},
    {gateway(529), ErrorCode::in_doubt, Billing::unknown, 6},
    {gateway(408), ErrorCode::in_doubt, Billing::unknown, 6},
    {"empty_500", ErrorCode::in_doubt, Billing::unknown, 6},
    // No answer, or none that can be read.
    {"reset", ErrorCode::in_doubt, Billing::unknown, 6},
    {"truncated", ErrorCode::in_doubt, Billing::unknown, 6},
    {{{"reply", "truncated"}, {"chunked", true}}, ErrorCode::in_doubt, Billing::unknown, 6},
    {"html_200", ErrorCode::in_doubt, Billing::unknown, 6},
    {"empty_200", ErrorCode::in_doubt, Billing::unknown, 6},
    {"cut_json", ErrorCode::in_doubt, Billing::unknown, 6},
    {"deep_json", ErrorCode::in_doubt, Billing::unknown, 6},
    // A success of which nothing can be used was charged.
    {"no_picture", ErrorCode::generation_failed, Billing::billed_unusable, 3},
    {"not_a_picture", ErrorCode::generation_failed, Billing::billed_unusable, 3},
};

Trouble without_cost(Trouble one) {
  if (one.billing == Billing::unknown)
    return {one.reply, ErrorCode::provider_unavailable, Billing::unbilled_error, 75};
  return one;
}

// Words of a provider that steer a terminal, and repeat the key.
constexpr const char* hostile_words = "no \x1b[31m\xc2\x9b"
                                      "31m \xe2\x80\xae canary-key \x07 end";

bool is_harmless(std::string_view words) {
  const auto has = [&](std::string_view part) { return words.find(part) != words.npos; };
  return !has("canary") && !has("\x1b") && !has("\xc2\x9b") && !has("\xe2\x80\xae") && !has("\x07");
}

// A refusal of what was ordered: where each company says it, and whether that was charged.
struct Refusal {
  const char* company;
  json reply;
  Billing billing;
  const char* words;
};

const std::vector<Refusal> refusals = {
    {"openai", "moderated", Billing::rejected, "rejected by the safety system"},
    {"google", "moderated", Billing::billed_unusable, "IMAGE_SAFETY"},
    {"google",
     {{"reply", "no_picture"}, {"finishReason", "IMAGE_SAFETY"}, {"finishMessage", "Unable to"}},
     Billing::billed_unusable,
     "Unable to"},
    {"fal",
     {{"reply", "moderated"}, {"billableUnits", ""}},
     Billing::unconfirmed,
     "could not be processed"},
    {"fal",
     {{"reply", "moderated"}, {"billableUnits", "0"}},
     Billing::rejected,
     "could not be processed"},
    {"fal",
     {{"reply", "moderated"}, {"billableUnits", "1"}},
     Billing::billed_unusable,
     "could not be processed"},
    {"bfl", "moderated", Billing::billed_unusable, "Violence"},
    {"replicate", "moderated", Billing::billed_unusable, "NSFW content detected"},
    {"stability", "moderated", Billing::rejected, "flagged"},
};

}  // namespace

TEST_CASE("[S2] a failure has the same code and billing class for every provider") {
  for (const std::string& company : companies) {
    for (const Trouble& row : troubles) {
      CAPTURE(company);
      CAPTURE(row.reply.dump());
      CallFixture fixture(company, script_of(row.reply));
      const CallError error = fixture.failure(fixture.request());
      const Trouble expected = is_free(company) ? without_cost(row) : row;
      CHECK(to_string(error.billing()) == to_string(expected.billing));
      CHECK(traits(error.code()).name == traits(expected.code).name);
      CHECK(traits(error.code()).exit_code == expected.exit_code);
      CHECK_FALSE(error.help().empty());
      CHECK(std::string(error.what()).find("canary") == std::string::npos);
      CHECK(fixture.server.received(company, "work").size() == 1);
      CHECK(fixture.leftover_files() == 0);
    }
  }
}

TEST_CASE("[S2] a refusal of what was ordered says why, and is charged as its company says") {
  for (const Refusal& row : refusals) {
    CAPTURE(row.company);
    CAPTURE(row.reply.dump());
    CallFixture fixture(row.company, script_of(row.reply));
    const CallError error = fixture.failure(fixture.request());
    CHECK(to_string(error.billing()) == to_string(row.billing));
    CHECK(traits(error.code()).name == traits(ErrorCode::unsafe_image_request).name);
    CHECK(traits(error.code()).exit_code == 3);
    CHECK(std::string(error.what()).find(row.words) != std::string::npos);
    CHECK(fixture.server.received(row.company, "work").size() == 1);
  }
}

TEST_CASE("[S2] a gateway's page instead of a queue's answer is asked again, and sent once") {
  for (const std::string& company : companies) {
    if (!is_queue(company)) continue;
    for (const int status : {500, 502, 503, 504, 520, 524, 529}) {
      CAPTURE(company);
      CAPTURE(status);
      json page = gateway(status);
      page["at"] = "poll";
      CallFixture once(company, script_of(page));
      CHECK(once.call(once.request()).images.size() == 1);
      CHECK(once.server.received(company, "work").size() == 1);
      page["forever"] = true;
      CallFixture always(company, script_of(page));
      const CallError error = always.failure(always.request());
      CHECK(error.billing() == Billing::unknown);
      CHECK(error.code() == ErrorCode::in_doubt);
      CHECK_FALSE(always.log.remote["id"].get<std::string>().empty());
      CHECK(always.server.received(company, "work").size() == 1);
    }
  }
}

TEST_CASE("[S2] the wait is that of a header in seconds or as a date, or of the words") {
  const std::vector<std::pair<json, std::optional<Millis>>> waits = {
      {{{"reply", "rate_limited"}, {"retryAfter", "7"}}, Millis(7000)},
      {{{"reply", "rate_limited"}, {"retryAfter", "Sat, 21 Nov 2026 03:30:09 GMT"}}, Millis(9000)},
      {rate_limit("Rate limit reached for m: Limit 5, Used 5. Please try again in 1.2s."),
       Millis(1200)},
      {rate_limit("Please retry in 2m3s."), Millis(123'000)},
      {{{"reply", "rate_limited"}, {"retryAfter", "3600"}}, Millis(3'600'000)},
      {rate_limit("Too many requests"), std::nullopt},
      {{{"reply", "quota"}, {"retryAfter", "7"}}, std::nullopt}};
  for (const std::string& company : companies) {
    for (const auto& [reply, wait] : waits) {
      CAPTURE(company);
      const std::string reply_text = reply.dump();
      CAPTURE(reply_text);
      CallFixture fixture(company, script_of(reply));
      const std::optional<Millis> found = fixture.failure(fixture.request()).retry_after();
      REQUIRE(found.has_value() == wait.has_value());
      // A date is compared with the clock, which advances.
      if (wait)
        CHECK(std::chrono::ceil<std::chrono::seconds>(*found) ==
              std::chrono::ceil<std::chrono::seconds>(*wait));
    }
  }
}

TEST_CASE("[C4] a provider's words neither steer the terminal nor repeat the key") {
  for (const std::string& company : companies) {
    for (const char* reply : {"rate_limited", "quota", "key_refused", "unknown_model", "too_large",
                              "server_error", "overloaded"}) {
      CAPTURE(company);
      CAPTURE(reply);
      CallFixture fixture(company, script_of({{"reply", reply}, {"message", hostile_words}}));
      const CallError error = fixture.failure(fixture.request());
      CHECK(is_harmless(error.what()));
      CHECK(std::string(error.what()).find("end") != std::string::npos);
    }
  }
}

TEST_CASE("[C4] a redirect to another origin gets neither the request nor the key") {
  for (const std::string& company : companies) {
    const provider_server::ProviderServer other;
    for (const char* at : {"submit", "poll"}) {
      CAPTURE(company);
      CAPTURE(at);
      if (at == std::string("poll") && !is_queue(company)) continue;
      CallFixture fixture(company, script_of({{"reply", "redirect"},
                                              {"at", at},
                                              {"forever", true},
                                              {"to", other.base(company) + "/stolen"}}));
      const CallError error = fixture.failure(fixture.request());
      CHECK(error.billing() != Billing::billed);
      CHECK(other.received().empty());
      CHECK(fixture.server.received(company, "work").size() == 1);
    }
  }
}

}  // namespace limner::provider
