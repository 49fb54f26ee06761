// One suite of cases for every provider that is asked over HTTP.
#include "call_fixture.hpp"

#include <algorithm>

namespace limner::provider {

namespace {

using nlohmann::json;

struct Case {
  const char* reply;
  ErrorCode code;
  Billing billing;
};

// What all of them must make of the same trouble.
const std::vector<Case> same_for_all = {
    {"rate_limited", ErrorCode::provider_unavailable, Billing::rate_limited},
    {"quota", ErrorCode::key_refused, Billing::rejected},
    {"key_refused", ErrorCode::key_refused, Billing::rejected},
    {"forbidden", ErrorCode::key_refused, Billing::rejected},
    {"unknown_model", ErrorCode::unsupported_model, Billing::rejected},
    {"too_large", ErrorCode::invalid_image_request, Billing::rejected},
    {"redirect", ErrorCode::provider_unavailable, Billing::rejected},
    {"reset", ErrorCode::in_doubt, Billing::unknown},
    {"truncated", ErrorCode::in_doubt, Billing::unknown},
    {"html_200", ErrorCode::in_doubt, Billing::unknown},
    {"empty_200", ErrorCode::in_doubt, Billing::unknown},
    {"cut_json", ErrorCode::in_doubt, Billing::unknown},
    {"deep_json", ErrorCode::in_doubt, Billing::unknown},
    {"no_picture", ErrorCode::generation_failed, Billing::billed_unusable},
    {"not_a_picture", ErrorCode::generation_failed, Billing::billed_unusable},
};

const std::vector<std::string> companies = {
    "openai", "fal", "google", "bfl", "replicate", "stability", "removebg", "openai-compatible"};

// Those that have a name for each call, and those that take one before they answer it.
bool names_its_calls(const std::string& company) {
  return company == "openai" || company == "fal" || company == "google" || company == "bfl" ||
         company == "replicate";
}
bool is_queue(const std::string& company) {
  return company == "fal" || company == "bfl" || company == "replicate";
}

}  // namespace

TEST_CASE("[S1] every provider gives the pictures that were asked for, and its name for the call") {
  for (const std::string& company : companies) {
    CAPTURE(company);
    CallFixture desk(company);
    const int count = std::min(desk.most, 3);
    const ModelAnswer answer = desk.call(desk.request(count));
    CHECK(std::ssize(answer.images) == count);
    CHECK(answer.request_id.empty() != names_its_calls(company));
    CHECK(answer.output_type == "image");
    CHECK(answer.digital_source_type == (desk.cuts_out ? "" : "trainedAlgorithmicMedia"));
    CHECK(desk.server.seen(company, "work").size() == 1);
  }
}

TEST_CASE("an answer is kept before it is read, and nothing else is left behind") {
  for (const std::string& company : companies) {
    CAPTURE(company);
    CallFixture desk(company);
    desk.call(desk.request());
    CHECK(desk.log.events.back() == "answered");
    CHECK(desk.log.media_type == "application/json");
    CHECK(desk.litter() == 0);
  }
}

TEST_CASE("trouble is of the same kind for money whoever has it") {
  for (const std::string& company : companies) {
    for (const Case& one : same_for_all) {
      CAPTURE(company);
      CAPTURE(one.reply);
      CallFixture desk(company, {one.reply});
      const CallError error = desk.failure(desk.request());
      CHECK(to_string(error.billing()) == to_string(one.billing));
      CHECK(traits(error.code()).name == traits(one.code).name);
      CHECK_FALSE(error.help().empty());
      CHECK(std::string(error.what()).find("canary") == std::string::npos);
      CHECK(desk.server.seen(company, "work").size() == 1);
      CHECK(desk.litter() == 0);
    }
  }
}

TEST_CASE("a provider that cannot be reached was sent nothing") {
  for (const std::string& company : companies) {
    CAPTURE(company);
    CallFixture desk(company);
    desk.base = "http://127.0.0.1:1/v1";
    const CallError error = desk.failure(desk.request());
    CHECK(error.billing() == Billing::not_sent);
    CHECK(error.code() == ErrorCode::provider_unavailable);
  }
}

TEST_CASE("the wait that an answer asks for is handed on") {
  for (const std::string& company : companies) {
    CallFixture desk(company, {{{"reply", "rate_limited"}, {"retryAfter", "7"}}});
    CHECK(desk.failure(desk.request()).retry_after() == Millis(7000));
  }
}

TEST_CASE("[S1] fewer pictures than asked are the pictures that came") {
  for (const std::string& company : companies) {
    CallFixture desk(company, {"fewer"});
    if (desk.most == 1) continue;
    CHECK(desk.call(desk.request(3)).images.size() == 2);
  }
}

TEST_CASE("a picture is what its bytes are, whatever was declared") {
  for (const std::string& company : companies) {
    CallFixture desk(company, {"wrong_type"});
    const ModelAnswer answer = desk.call(desk.request());
    CHECK(std::to_integer<int>(answer.images[0].bytes[0]) == 0xff);  // asked for png
  }
}

TEST_CASE("slow bytes are an answer in the end") {
  for (const std::string& company : companies) {
    CallFixture desk(company, {{{"reply", "ok"}, {"chunk", 200}, {"pauseMs", 2}}});
    CHECK(desk.call(desk.request()).images.size() == 1);
  }
}

TEST_CASE("an answer that was kept gives the same pictures without another request, and no key") {
  for (const std::string& company : companies) {
    CAPTURE(company);
    CallFixture desk(company);
    const int count = std::min(desk.most, 2);
    const ModelAnswer first = desk.call(desk.request(count));
    desk.network.key = [](std::string_view) -> std::string {
      throw Error(ErrorCode::key_missing, "no key");
    };
    const ModelAnswer again =
        desk.provider().collect(desk.call_of(desk.request(count)), {.answer = desk.log.answer}, {});
    REQUIRE(std::ssize(again.images) == count);
    CHECK(again.images.back().bytes == first.images.back().bytes);
    CHECK(desk.server.seen(company, "work").size() == 1);
  }
}

TEST_CASE("a call of which nothing is left stays in doubt") {
  for (const std::string& company : companies) {
    CallFixture desk(company);
    try {
      desk.provider().collect(desk.call_of(desk.request()), {}, {});
      FAIL("something was collected");
    } catch (const CallError& error) {
      CHECK(error.billing() == Billing::unknown);
    }
    CHECK(desk.server.seen().empty());
  }
}

TEST_CASE("a queue's name for the call is kept before it is asked, and no secret with it") {
  for (const std::string& company : companies) {
    if (!is_queue(company)) continue;
    CAPTURE(company);
    CallFixture desk(company, {{{"reply", "ok"}, {"polls", 3}}});
    std::size_t polls_before = 1;
    desk.log.on_accepted = [&] { polls_before = desk.server.seen(company, "poll").size(); };
    desk.call(desk.request());
    CHECK(polls_before == 0);
    CHECK(desk.log.events == std::vector<std::string>{"accepted", "answered"});
    CHECK_FALSE(desk.log.remote["id"].get<std::string>().empty());
    CHECK(desk.log.remote.dump().find("canary") == std::string::npos);
    CHECK(desk.server.seen(company, "poll").size() == 4);
    CHECK(desk.clock.slept > Millis(1500));
  }
}

TEST_CASE("a call whose process died is collected from the queue by its name") {
  for (const std::string& company : companies) {
    if (!is_queue(company)) continue;
    CAPTURE(company);
    CallFixture desk(company);
    desk.log.on_accepted = [] { throw std::runtime_error("killed"); };
    CHECK_THROWS_AS(desk.call(desk.request()), std::runtime_error);
    const ModelAnswer answer =
        desk.provider().collect(desk.call_of(desk.request()), {.remote = desk.log.remote}, {});
    CHECK(answer.images.size() == 1);
    CHECK(desk.server.seen(company, "work").size() == 1);
  }
}

TEST_CASE("a question to a queue that broke is asked again, and a picture fetched again") {
  for (const std::string& company : companies) {
    if (!is_queue(company)) continue;
    CAPTURE(company);
    CallFixture poll(company, {{{"reply", "reset"}, {"at", "poll"}, {"polls", 2}}});
    CHECK(poll.call(poll.request()).images.size() == 1);
    CallFixture fetch(company, {{{"reply", "truncated"}, {"at", "download"}}});
    const CallError error = fetch.failure(fetch.request());
    CHECK(error.billing() == Billing::unknown);
    CHECK(fetch.server.seen("files", "download").size() > 1);
    CHECK(fetch.server.seen(company, "work").size() == 1);
    CHECK(fetch.litter() == 0);
  }
}

TEST_CASE("a queue that never ends leaves the call open") {
  for (const std::string& company : companies) {
    if (!is_queue(company)) continue;
    CAPTURE(company);
    CallFixture desk(company, {"never"});
    const CallError error = desk.failure(desk.request());
    CHECK(error.billing() == Billing::unknown);
    CHECK(desk.clock.slept > Millis(30 * 60'000));
    CHECK(desk.litter() == 0);
  }
}

TEST_CASE("a stop takes a queue's request back where that can be, and leaves it in doubt") {
  for (const std::string& company : companies) {
    if (!is_queue(company)) continue;
    CAPTURE(company);
    CallFixture desk(company, {"never"});
    desk.log.on_accepted = [&] { desk.stop.request_stop(); };
    const CallError error = desk.failure(desk.request());
    CHECK(error.code() == ErrorCode::interrupted);
    CHECK(error.billing() == Billing::unknown);
    CHECK(desk.server.seen(company, "cancel").size() == (company == "bfl" ? 0 : 1));
  }
}

TEST_CASE("a stop while an answer is asked for once more takes nothing back") {
  for (const std::string& company : companies) {
    if (!is_queue(company)) continue;
    CAPTURE(company);
    CallFixture desk(company, {"never"});
    desk.log.on_accepted = [&] { desk.stop.request_stop(); };
    desk.failure(desk.request());
    const std::size_t taken_back = desk.server.seen(company, "cancel").size();
    const ModelCall call = desk.call_of(desk.request());
    const PendingCallState pending{.remote = desk.log.remote};
    CHECK_THROWS_AS(desk.provider().collect(call, pending, desk.stop.get_token()), CallError);
    CHECK(desk.server.seen(company, "cancel").size() == taken_back);
  }
}

TEST_CASE("pictures are fetched without the key, and from nowhere that was not named") {
  for (const std::string& company : companies) {
    if (!is_queue(company)) continue;
    CAPTURE(company);
    CallFixture desk(company);
    desk.call(desk.request());
    const auto fetched = desk.server.seen("files", "download");
    REQUIRE(fetched.size() == 1);
    CHECK(fetched[0].request.header("authorization").empty());
    CHECK(fetched[0].request.header("x-key").empty());
    for (const char* url :
         {"http://elsewhere.test/x.png", "https://169.254.169.254/x.png", "https://[::1]/x.png"}) {
      CAPTURE(url);
      CallFixture other(company, {{{"reply", "ok"}, {"url", url}}});
      CHECK(other.failure(other.request()).billing() == Billing::unknown);
      CHECK(other.litter() == 0);
    }
  }
}

TEST_CASE("an answer that is larger than any picture is not read") {
  for (const std::string& company : companies) {
    CAPTURE(company);
    CallFixture desk(company, {{{"reply", "huge"}, {"bytes", 8 << 20}}});
    const CallError error = desk.failure(desk.request());
    CHECK(error.billing() == Billing::unknown);
    CHECK(desk.litter() == 0);
  }
}

TEST_CASE("without a key nothing is sent") {
  for (const std::string& company : companies) {
    if (company == "openai-compatible") continue;  // works without
    CallFixture desk(company);
    desk.network.key = [](std::string_view) -> std::string {
      throw Error(ErrorCode::key_missing, "no key");
    };
    CHECK_THROWS_AS(desk.call(desk.request()), Error);
    CHECK(desk.server.seen().empty());
  }
}

}  // namespace limner::provider
