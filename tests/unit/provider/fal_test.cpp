#include "call_fixture.hpp"
#include "provider/companies.hpp"

namespace limner::provider {

namespace {

using nlohmann::json;

RemoveBackground background_removal() {
  return {.image = image::encode_png(Bitmap(16, 16)), .media_type = "image/png"};
}

}  // namespace

TEST_CASE("[S0] a cut-out goes through the queue, with the light model and the picture inside") {
  CallFixture desk("fal");
  desk.model = "fal/birefnet-light";
  const ModelAnswer answer = desk.call(background_removal());
  REQUIRE(answer.images.size() == 1);
  CHECK(image::probe(answer.images[0].bytes)->alpha);
  const json body = desk.sent_body();
  CHECK(body["model"] == "General Use (Light)");
  CHECK(body["output_format"] == "png");
  CHECK(body["image_url"].get<std::string>().starts_with("data:image/png;base64,iVBOR"));
  const auto request = desk.server.seen("fal", "work").at(0).request;
  CHECK(request.target == "/fal/fal-ai/birefnet");
  CHECK(request.header("authorization") == "Key canary-key");
}

TEST_CASE("[S2] a free second costs nothing, and megapixels cost what fal counted") {
  CallFixture free("fal", {{{"reply", "ok"}, {"billableUnits", "0.84"}}});
  free.model = "fal/birefnet-light";
  CHECK(free.call(background_removal()).charged == Money());
  CallFixture flux("fal", {{{"reply", "ok"}, {"billableUnits", "1.5"}}});
  CHECK(flux.call(a_fox()).charged == Money::parse("0.0045"));
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
    CallFixture desk("fal", {{{"reply", row.reply}, {"billableUnits", row.units}}});
    const CallError error = desk.failure(a_fox());
    CHECK(error.code() == row.code);
    CHECK(to_string(error.billing()) == to_string(row.billing));
  }
}

TEST_CASE("fal promises not to charge for errors of its own") {
  for (const char* reply : {"server_error", "overloaded", "model_error", "completed_error"}) {
    CAPTURE(reply);
    CallFixture desk("fal", {reply});
    const CallError error = desk.failure(a_fox());
    CHECK(error.billing() == Billing::unbilled_error);
    CHECK(error.code() == ErrorCode::provider_unavailable);
  }
}

TEST_CASE("a blackened picture is a refusal that was charged") {
  CallFixture desk("fal", {"black"});
  const CallError error = desk.failure(a_fox());
  CHECK(error.code() == ErrorCode::unsafe_image_request);
  CHECK(error.billing() == Billing::billed_unusable);
}

TEST_CASE("the key goes to fal's own hosts only") {
  CallFixture desk("fal");
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
                         doctest::Contains("not one of its hosts"), CallError);
  }
}

TEST_CASE("[S1] each rule of models is asked in its own words") {
  CallFixture flux("fal");
  GenerateImage operation = a_fox(2);
  operation.width = 1536;
  operation.height = 864;
  operation.seed = 7;
  flux.call(operation);
  CHECK(flux.sent_body() == json({{"prompt", "a fox"},
                                  {"image_size", {{"width", 1536}, {"height", 864}}},
                                  {"num_images", 2},
                                  {"output_format", "png"},
                                  {"seed", 7}}));
  CallFixture gpt("fal");
  gpt.model = "fal/openai/gpt-image-2";
  operation.quality = Quality::hd;
  gpt.call(operation);
  CHECK(gpt.sent_body()["quality"] == "high");
  CHECK_FALSE(gpt.sent_body().contains("seed"));
  CallFixture nano("fal");
  nano.model = "fal/nano-banana";
  nano.call(operation);
  CHECK(nano.sent_body()["aspect_ratio"] == "16:9");
}

}  // namespace limner::provider
