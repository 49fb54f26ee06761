#include "provider/fal.hpp"

#include "call_desk.hpp"

#include <limner/image.hpp>

namespace limner {

namespace {

using nlohmann::json;

RemoveBackground cut_out() {
  return {.image = encode_png(Bitmap(16, 16)), .media_type = "image/png"};
}

json sent_body(const CallDesk& desk) {
  return json::parse(desk.server.seen("fal", "work").at(0).request.body);
}

}  // namespace

TEST_CASE("[S0] a cut-out goes through the queue, with the light model and the picture inside") {
  CallDesk desk("fal");
  desk.model = "fal/birefnet-light";
  const ModelAnswer answer = desk.call(cut_out());
  REQUIRE(answer.images.size() == 1);
  CHECK(probe(answer.images[0].bytes)->alpha);
  const json body = sent_body(desk);
  CHECK(body["model"] == "General Use (Light)");
  CHECK(body["output_format"] == "png");
  CHECK(body["image_url"].get<std::string>().starts_with("data:image/png;base64,iVBOR"));
  const auto request = desk.server.seen("fal", "work").at(0).request;
  CHECK(request.target == "/fal/fal-ai/birefnet");
  CHECK(request.header("authorization") == "Key canary-key");
}

TEST_CASE("[S2] a free second costs nothing, and megapixels cost what fal counted") {
  CallDesk free("fal", {{{"reply", "ok"}, {"billableUnits", "0.84"}}});
  free.model = "fal/birefnet-light";
  CHECK(free.call(cut_out()).charged == Money());
  CallDesk flux("fal", {{{"reply", "ok"}, {"billableUnits", "1.5"}}});
  CHECK(flux.call(a_fox()).charged == Money::parse("0.0045"));
}

TEST_CASE("what fal calls the request is kept before it is waited for") {
  CallDesk desk("fal", {{{"reply", "ok"}, {"polls", 3}}});
  desk.call(a_fox());
  CHECK(desk.log.events == std::vector<std::string>{"accepted", "answered"});
  CHECK(desk.log.remote["id"] == "fal-request-1");
  CHECK(desk.log.remote.dump().find("canary") == std::string::npos);
  CHECK(desk.server.seen("fal", "poll").size() == 4);
  CHECK(desk.clock.slept > Millis(1500));
}

TEST_CASE("pictures are fetched without the key") {
  CallDesk desk("fal");
  desk.call(a_fox());
  const auto fetched = desk.server.seen("files", "download");
  REQUIRE(fetched.size() == 1);
  CHECK(fetched[0].request.header("authorization").empty());
}

TEST_CASE("a call whose process died is collected by what fal calls it") {
  CallDesk desk("fal");
  desk.log.on_accepted = [] { throw std::runtime_error("killed"); };
  CHECK_THROWS_AS(desk.call(a_fox()), std::runtime_error);
  const ModelAnswer answer =
      desk.provider().collect(desk.call_of(a_fox()), {.remote = desk.log.remote}, {});
  CHECK(answer.images.size() == 1);
  CHECK(desk.server.seen("fal", "work").size() == 1);
}

TEST_CASE("a question that broke is asked again, and a picture fetched again") {
  CallDesk poll("fal", {{{"reply", "reset"}, {"at", "poll"}, {"polls", 2}}});
  CHECK(poll.call(a_fox()).images.size() == 1);
  CallDesk fetch("fal", {{{"reply", "truncated"}, {"at", "download"}}});
  const CallError error = fetch.failure(a_fox());
  CHECK(error.billing() == Billing::unknown);
  CHECK(fetch.server.seen("files", "download").size() > 1);
  CHECK(fetch.server.seen("fal", "work").size() == 1);
}

TEST_CASE("a queue that never ends leaves the call open") {
  CallDesk desk("fal", {"never"});
  const CallError error = desk.failure(a_fox());
  CHECK(error.billing() == Billing::unknown);
  CHECK(desk.clock.slept > Millis(30 * 60'000));
}

TEST_CASE("a stop takes the request back, and what became of it is not known") {
  CallDesk desk("fal", {"never"});
  desk.log.on_accepted = [&] { desk.stop.request_stop(); };
  const CallError error = desk.failure(a_fox());
  CHECK(error.code() == ErrorCode::interrupted);
  CHECK(error.billing() == Billing::unknown);
  CHECK(desk.server.seen("fal", "cancel").size() == 1);
}

TEST_CASE("what a model refuses was charged as fal's units say") {
  struct Row {
    const char* reply;
    const char* units;
    ErrorCode code;
    Billing billing;
  };
  for (const Row& row :
       {Row{"moderated", "1", ErrorCode::unsafe_image_request, Billing::billed_unusable},
        Row{"moderated", "0", ErrorCode::unsafe_image_request, Billing::rejected},
        Row{"moderated", "", ErrorCode::unsafe_image_request, Billing::unknown},
        Row{"invalid", "0", ErrorCode::invalid_image_request, Billing::rejected},
        Row{"no_media", "0", ErrorCode::generation_failed, Billing::rejected}}) {
    CAPTURE(row.reply);
    CAPTURE(row.units);
    CallDesk desk("fal", {{{"reply", row.reply}, {"billableUnits", row.units}}});
    const CallError error = desk.failure(a_fox());
    CHECK(error.code() == row.code);
    CHECK(word(error.billing()) == word(row.billing));
  }
}

TEST_CASE("fal promises not to charge for errors of its own") {
  for (const char* reply : {"server_error", "overloaded", "model_error", "completed_error"}) {
    CAPTURE(reply);
    CallDesk desk("fal", {reply});
    const CallError error = desk.failure(a_fox());
    CHECK(error.billing() == Billing::unbilled_error);
    CHECK(error.code() == ErrorCode::provider_unavailable);
  }
}

TEST_CASE("a blackened picture is a refusal that was charged") {
  CallDesk desk("fal", {"black"});
  const CallError error = desk.failure(a_fox());
  CHECK(error.code() == ErrorCode::unsafe_image_request);
  CHECK(error.billing() == Billing::billed_unusable);
}

TEST_CASE("the key goes to fal's own hosts only") {
  CallDesk desk("fal");
  const json remote = {{"id", "1"},
                       {"status_url", "http://evil.test/status"},
                       {"response_url", "http://evil.test/"},
                       {"cancel_url", "http://evil.test/cancel"}};
  CHECK_THROWS_AS(desk.provider().collect(desk.call_of(a_fox()), {.remote = remote}, {}),
                  CallError);
  desk.base.reset();
  for (const char* url : {"http://queue.fal.run/x", "https://fal.run.evil.test/x", "file:///x"}) {
    CAPTURE(url);
    const json other = {
        {"id", "1"}, {"status_url", url}, {"response_url", url}, {"cancel_url", url}};
    CHECK_THROWS_WITH_AS(desk.provider().collect(desk.call_of(a_fox()), {.remote = other}, {}),
                         doctest::Contains("not its own"), CallError);
  }
}

TEST_CASE("[S1] each family of models is asked in its own words") {
  CallDesk flux("fal");
  GenerateImage operation = a_fox(2);
  operation.width = 1536;
  operation.height = 864;
  operation.seed = 7;
  flux.call(operation);
  CHECK(sent_body(flux) == json({{"prompt", "a fox"},
                                 {"image_size", {{"width", 1536}, {"height", 864}}},
                                 {"num_images", 2},
                                 {"output_format", "png"},
                                 {"seed", 7}}));
  CallDesk gpt("fal");
  gpt.model = "fal/openai/gpt-image-2";
  operation.quality = "hd";
  gpt.call(operation);
  CHECK(sent_body(gpt)["quality"] == "high");
  CHECK_FALSE(sent_body(gpt).contains("seed"));
  CallDesk nano("fal");
  nano.model = "fal/nano-banana";
  nano.call(operation);
  CHECK(sent_body(nano)["aspect_ratio"] == "16:9");
}

}  // namespace limner
