// One suite of cases for every provider that is asked over HTTP: what a call does. The troubles
// are in suite_failures_test.cpp, the answers in suite_answers_test.cpp.
#include "suite.hpp"

#include <limner/base64.hpp>

#include <algorithm>

namespace limner::provider {

TEST_CASE("[S1] every provider gives the pictures that were asked for, and its name for the call") {
  for (const std::string& company : companies) {
    CAPTURE(company);
    CallFixture fixture(company);
    const int count = std::min(fixture.max_count, 3);
    const ModelAnswer answer = fixture.call(fixture.request(count));
    CHECK(std::ssize(answer.images) == count);
    CHECK(answer.request_id.empty() != names_its_calls(company));
    CHECK(answer.output_type == "image");
    CHECK(answer.digital_source_type ==
          (fixture.removes_background ? "" : "trainedAlgorithmicMedia"));
    CHECK(fixture.server.received(company, "work").size() == 1);
  }
}

TEST_CASE("an answer is stored before it is read, and no other file remains") {
  for (const std::string& company : companies) {
    CAPTURE(company);
    CallFixture fixture(company);
    fixture.call(fixture.request());
    CHECK(fixture.log.events.back() == "answered");
    CHECK(fixture.log.media_type == "application/json");
    CHECK(fixture.leftover_files() == 0);
  }
}

TEST_CASE("a provider that cannot be reached was sent nothing") {
  for (const std::string& company : companies) {
    CAPTURE(company);
    CallFixture fixture(company);
    fixture.base = "http://127.0.0.1:1/v1";
    const CallError error = fixture.failure(fixture.request());
    CHECK(error.billing() == Billing::not_sent);
    CHECK(error.code() == ErrorCode::provider_unavailable);
  }
}

TEST_CASE("slow bytes are an answer in the end") {
  for (const std::string& company : companies) {
    CallFixture fixture(company, {{{"reply", "ok"}, {"chunk", 200}, {"pauseMs", 2}}});
    CHECK(fixture.call(fixture.request()).images.size() == 1);
  }
}

TEST_CASE("a stored answer gives the same pictures without a request or a key") {
  for (const std::string& company : companies) {
    CAPTURE(company);
    CallFixture fixture(company);
    const int count = std::min(fixture.max_count, 2);
    const ModelAnswer first = fixture.call(fixture.request(count));
    fixture.network.key = [](std::string_view) -> std::string {
      throw Error(ErrorCode::key_missing, "no key");
    };
    const ModelAnswer again = fixture.provider().collect(fixture.call_of(fixture.request(count)),
                                                         {.answer = fixture.log.answer}, {});
    REQUIRE(std::ssize(again.images) == count);
    CHECK(again.images.back().bytes == first.images.back().bytes);
    CHECK(fixture.server.received(company, "work").size() == 1);
  }
}

TEST_CASE("a call of which nothing is left stays in doubt") {
  for (const std::string& company : companies) {
    CallFixture fixture(company);
    try {
      fixture.provider().collect(fixture.call_of(fixture.request()), {}, {});
      FAIL("something was collected");
    } catch (const CallError& error) {
      const bool is_free = company == "openai-compatible";
      CHECK(error.billing() == (is_free ? Billing::unbilled_error : Billing::unknown));
    }
    CHECK(fixture.server.received().empty());
  }
}

TEST_CASE("the queue's request id is stored before polling, without secrets") {
  for (const std::string& company : companies) {
    if (!is_queue(company)) continue;
    CAPTURE(company);
    CallFixture fixture(company, {{{"reply", "ok"}, {"polls", 3}}});
    std::size_t polls_before = 1;
    fixture.log.on_accepted = [&] {
      polls_before = fixture.server.received(company, "poll").size();
    };
    fixture.call(fixture.request());
    CHECK(polls_before == 0);
    CHECK(fixture.log.events == std::vector<std::string>{"accepted", "answered"});
    CHECK_FALSE(fixture.log.remote["id"].get<std::string>().empty());
    CHECK(fixture.log.remote.dump().find("canary") == std::string::npos);
    CHECK(fixture.server.received(company, "poll").size() == 4);
    CHECK(fixture.clock.slept > Millis(1500));
  }
}

TEST_CASE("a call whose process died is collected from the queue by its name") {
  for (const std::string& company : companies) {
    if (!is_queue(company)) continue;
    CAPTURE(company);
    CallFixture fixture(company);
    fixture.log.on_accepted = [] { throw std::runtime_error("killed"); };
    CHECK_THROWS_AS(fixture.call(fixture.request()), std::runtime_error);
    const ModelAnswer answer = fixture.provider().collect(fixture.call_of(fixture.request()),
                                                          {.remote = fixture.log.remote}, {});
    CHECK(answer.images.size() == 1);
    CHECK(fixture.server.received(company, "work").size() == 1);
  }
}

TEST_CASE("a failed poll is repeated, and so is a failed download") {
  for (const std::string& company : companies) {
    if (!is_queue(company)) continue;
    CAPTURE(company);
    CallFixture poll(company, {{{"reply", "reset"}, {"at", "poll"}, {"polls", 2}}});
    CHECK(poll.call(poll.request()).images.size() == 1);
    CallFixture fetch(company, {{{"reply", "truncated"}, {"at", "download"}}});
    const CallError error = fetch.failure(fetch.request());
    CHECK(error.billing() == Billing::unknown);
    CHECK(fetch.server.received("files", "download").size() > 1);
    CHECK(fetch.server.received(company, "work").size() == 1);
    CHECK(fetch.leftover_files() == 0);
  }
}

TEST_CASE("[S2] a download that is a page, or the first part of a picture, is repeated") {
  for (const std::string& company : companies) {
    if (!is_queue(company)) continue;
    CAPTURE(company);
    CallFixture fixture(company, {{{"reply", "ok"}, {"files", {"cut", "page", "ok"}}}});
    CHECK(fixture.call(fixture.request()).images.size() == 1);
    CHECK(fixture.server.received("files", "download").size() == 3);
    for (const char* fault : {"cut", "page", "gone"}) {
      CAPTURE(fault);
      CallFixture lasting(
          company, {{{"reply", "ok"}, {"files", {fault, fault, fault, fault, fault, "ok"}}}});
      CHECK(lasting.failure(lasting.request()).billing() == Billing::unknown);
      const PendingCallState pending{.remote = lasting.log.remote, .answer = lasting.log.answer};
      const ModelCall call = lasting.call_of(lasting.request());
      // A file that is gone is asked for once each time.
      const int times = std::string(fault) == "gone" ? 4 : 0;
      for (int again = 0; again < times; ++again)
        CHECK_THROWS_AS(lasting.provider().collect(call, pending, {}), CallError);
      CHECK(lasting.provider().collect(call, pending, {}).images.size() == 1);
      CHECK(lasting.server.received(company, "work").size() == 1);
    }
  }
}

TEST_CASE("[S2] a picture that is gone does not take the others with it") {
  CallFixture fixture("fal", {{{"reply", "ok"}, {"files", {"gone", "ok"}}}});
  CHECK(fixture.call(fox_request(2)).images.size() == 1);
  CallFixture later("fal", {{{"reply", "ok"}, {"files", {"ok", "page"}}}});
  CHECK(later.failure(fox_request(2)).billing() == Billing::unknown);
}

TEST_CASE("a picture inside its answer is taken as one that was downloaded") {
  const std::string uri = "data:image/png;base64," + base64_of(image::encode_png(Bitmap(64, 64)));
  for (const char* company : {"fal", "bfl", "replicate"}) {
    CAPTURE(company);
    CallFixture fixture(company, {{{"reply", "ok"}, {"url", uri}}});
    CHECK(fixture.call(fixture.request()).images.size() == 1);
    CHECK(fixture.server.received("files", "download").empty());
  }
}

TEST_CASE("a queue that never ends leaves the call open") {
  for (const std::string& company : companies) {
    if (!is_queue(company)) continue;
    CAPTURE(company);
    CallFixture fixture(company, {"never"});
    const CallError error = fixture.failure(fixture.request());
    CHECK(error.billing() == Billing::unknown);
    CHECK(fixture.clock.slept > Millis(30 * 60'000));
    CHECK(fixture.leftover_files() == 0);
  }
}

TEST_CASE("[S2] a stop never cancels a queued request: it can be collected later") {
  for (const std::string& company : companies) {
    if (!is_queue(company)) continue;
    CAPTURE(company);
    CallFixture fixture(company, {"never"});
    fixture.log.on_accepted = [&] { fixture.stop.request_stop(); };
    const CallError error = fixture.failure(fixture.request());
    CHECK(error.code() == ErrorCode::interrupted);
    CHECK(error.billing() == Billing::unknown);
    const ModelCall call = fixture.call_of(fixture.request());
    const PendingCallState pending{.remote = fixture.log.remote};
    CHECK_THROWS_AS(fixture.provider().collect(call, pending, fixture.stop.get_token()), CallError);
    CHECK(fixture.server.received(company, "cancel").empty());
  }
}

TEST_CASE("pictures are fetched without the key, and from nowhere that was not named") {
  for (const std::string& company : companies) {
    if (!is_queue(company)) continue;
    CAPTURE(company);
    CallFixture fixture(company);
    fixture.call(fixture.request());
    const auto fetched = fixture.server.received("files", "download");
    REQUIRE(fetched.size() == 1);
    CHECK(fetched[0].request.header("authorization").empty());
    CHECK(fetched[0].request.header("x-key").empty());
    for (const char* url :
         {"http://elsewhere.test/x.png", "https://169.254.169.254/x.png", "https://[::1]/x.png"}) {
      CAPTURE(url);
      CallFixture other(company, {{{"reply", "ok"}, {"url", url}}});
      CHECK(other.failure(other.request()).billing() == Billing::unknown);
      CHECK(other.leftover_files() == 0);
    }
  }
}

TEST_CASE("an answer that is larger than any picture is not read") {
  for (const std::string& company : companies) {
    CAPTURE(company);
    CallFixture fixture(company, {{{"reply", "huge"}, {"bytes", 8 << 20}}});
    const CallError error = fixture.failure(fixture.request());
    const bool is_free = company == "openai-compatible";
    CHECK(error.billing() == (is_free ? Billing::unbilled_error : Billing::unknown));
    CHECK(fixture.leftover_files() == 0);
  }
}

TEST_CASE("without a key nothing is sent") {
  for (const std::string& company : companies) {
    if (company == "openai-compatible") continue;  // works without
    CallFixture fixture(company);
    fixture.network.key = [](std::string_view) -> std::string {
      throw Error(ErrorCode::key_missing, "no key");
    };
    CHECK_THROWS_AS(fixture.call(fixture.request()), Error);
    CHECK(fixture.server.received().empty());
  }
}

}  // namespace limner::provider
