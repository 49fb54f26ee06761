// One suite of cases for every provider that is asked over HTTP.
#include "call_desk.hpp"

#include <algorithm>

namespace limner {

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

const std::vector<std::string> companies = {"openai", "fal", "google"};

}  // namespace

TEST_CASE("[S1] every provider gives the pictures that were asked for, and its name for the call") {
  for (const std::string& company : companies) {
    CAPTURE(company);
    CallDesk desk(company);
    const int count = std::min(desk.most, 3);
    const ModelAnswer answer = desk.call(a_fox(count));
    CHECK(std::ssize(answer.images) == count);
    CHECK_FALSE(answer.request_id.empty());
    CHECK(answer.output_type == "image");
    CHECK(answer.digital_source_type == "trainedAlgorithmicMedia");
    CHECK(desk.server.seen(company, "work").size() == 1);
  }
}

TEST_CASE("an answer is kept before it is read, and nothing else is left behind") {
  for (const std::string& company : companies) {
    CAPTURE(company);
    CallDesk desk(company);
    desk.call(a_fox());
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
      CallDesk desk(company, {one.reply});
      const CallError error = desk.failure(a_fox());
      CHECK(word(error.billing()) == word(one.billing));
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
    CallDesk desk(company);
    desk.base = "http://127.0.0.1:1/v1";
    const CallError error = desk.failure(a_fox());
    CHECK(error.billing() == Billing::not_sent);
    CHECK(error.code() == ErrorCode::provider_unavailable);
  }
}

TEST_CASE("the wait that an answer asks for is handed on") {
  for (const std::string& company : companies) {
    CallDesk desk(company, {{{"reply", "rate_limited"}, {"retryAfter", "7"}}});
    CHECK(desk.failure(a_fox()).retry_after() == Millis(7000));
  }
}

TEST_CASE("[S1] fewer pictures than asked are the pictures that came") {
  for (const std::string& company : companies) {
    CallDesk desk(company, {"fewer"});
    if (desk.most == 1) continue;
    CHECK(desk.call(a_fox(3)).images.size() == 2);
  }
}

TEST_CASE("a picture is what its bytes are, whatever was declared") {
  for (const std::string& company : companies) {
    CallDesk desk(company, {"wrong_type"});
    const ModelAnswer answer = desk.call(a_fox());
    CHECK(std::to_integer<int>(answer.images[0].bytes[0]) == 0xff);  // asked for png
  }
}

TEST_CASE("slow bytes are an answer in the end") {
  for (const std::string& company : companies) {
    CallDesk desk(company, {{{"reply", "ok"}, {"chunk", 200}, {"pauseMs", 2}}});
    CHECK(desk.call(a_fox()).images.size() == 1);
  }
}

TEST_CASE("an answer that was kept gives the same pictures without another request") {
  for (const std::string& company : companies) {
    CAPTURE(company);
    CallDesk desk(company);
    const int count = std::min(desk.most, 2);
    const ModelAnswer first = desk.call(a_fox(count));
    const ModelAnswer again =
        desk.provider().collect(desk.call_of(a_fox(count)), {.answer = desk.log.answer}, {});
    REQUIRE(std::ssize(again.images) == count);
    CHECK(again.images.back().bytes == first.images.back().bytes);
    CHECK(desk.server.seen(company, "work").size() == 1);
  }
}

TEST_CASE("a call of which nothing is left stays in doubt") {
  for (const std::string& company : companies) {
    CallDesk desk(company);
    try {
      desk.provider().collect(desk.call_of(a_fox()), {}, {});
      FAIL("something was collected");
    } catch (const CallError& error) {
      CHECK(error.billing() == Billing::unknown);
    }
    CHECK(desk.server.seen().empty());
  }
}

TEST_CASE("without a key nothing is sent") {
  for (const std::string& company : companies) {
    CallDesk desk(company);
    desk.network.key = [](std::string_view) -> std::string {
      throw Error(ErrorCode::key_missing, "no key");
    };
    CHECK_THROWS_AS(desk.call(a_fox()), Error);
    CHECK(desk.server.seen().empty());
  }
}

}  // namespace limner
