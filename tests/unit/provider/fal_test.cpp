#include "call_fixture.hpp"
#include "provider/companies.hpp"

namespace limner::provider {

namespace {

using nlohmann::json;

RemoveBackground background_removal() {
  return {.image = image::encode_png(Bitmap(16, 16)), .media_type = "image/png"};
}

}  // namespace

TEST_CASE("[S0] background removal uses the queue, the light model and an inline picture") {
  CallFixture fixture("fal");
  fixture.model = "fal/birefnet-light";
  const ModelAnswer answer = fixture.call(background_removal());
  REQUIRE(answer.images.size() == 1);
  CHECK(image::probe(answer.images[0].bytes)->alpha);
  const json body = fixture.sent_body();
  CHECK(body["model"] == "General Use (Light)");
  CHECK(body["output_format"] == "png");
  CHECK(body["image_url"].get<std::string>().starts_with("data:image/png;base64,iVBOR"));
  const auto request = fixture.server.received("fal", "work").at(0).request;
  CHECK(request.target == "/fal/fal-ai/birefnet");
  CHECK(request.header("authorization") == "Key canary-key");
}

TEST_CASE("[S2] free seconds cost nothing, and megapixels are charged as fal counts them") {
  CallFixture free("fal", {{{"reply", "ok"}, {"billableUnits", "0.84"}}});
  free.model = "fal/birefnet-light";
  CHECK(free.call(background_removal()).charged == Money());
  CallFixture flux("fal", {{{"reply", "ok"}, {"billableUnits", "1.5"}}});
  CHECK(flux.call(fox_request()).charged == Money::parse("0.0045"));
}

TEST_CASE("a refusal by a model is charged by fal's billable units") {
  struct Row {
    const char* reply;
    const char* units;
    ErrorCode code;
    Billing billing;
  };
  for (const Row& row :
       {Row{"moderated", "1", ErrorCode::unsafe_image_request, Billing::billed_unusable},
        Row{"moderated", "0", ErrorCode::unsafe_image_request, Billing::rejected},
        Row{"moderated", "", ErrorCode::unsafe_image_request, Billing::unconfirmed},
        Row{"invalid", "0", ErrorCode::invalid_image_request, Billing::rejected},
        Row{"no_media", "0", ErrorCode::generation_failed, Billing::rejected}}) {
    CAPTURE(row.reply);
    CAPTURE(row.units);
    CallFixture fixture("fal", {{{"reply", row.reply}, {"billableUnits", row.units}}});
    const CallError error = fixture.failure(fox_request());
    CHECK(error.code() == row.code);
    CHECK(to_string(error.billing()) == to_string(row.billing));
  }
}

TEST_CASE("fal does not charge for server errors") {
  for (const char* reply : {"server_error", "overloaded", "model_error", "completed_error"}) {
    CAPTURE(reply);
    CallFixture fixture("fal", {reply});
    const CallError error = fixture.failure(fox_request());
    CHECK(error.billing() == Billing::unbilled_error);
    CHECK(error.code() == ErrorCode::provider_unavailable);
  }
}

TEST_CASE("[S2] a gateway's page at submit leaves the call unknown, and it is sent once") {
  for (const int status : {500, 502, 503, 504, 520, 524, 529}) {
    CAPTURE(status);
    CallFixture fixture("fal", {{{"reply", "gateway"}, {"status", status}}});
    CHECK(fixture.failure(fox_request()).billing() == Billing::unknown);
    CHECK(fixture.server.received("fal", "work").size() == 1);
  }
}

TEST_CASE("[S2] a gateway's page at the result is asked again, and can be collected later") {
  CallFixture fixture("fal", {{{"reply", "gateway_at_result"}, {"status", 503}}});
  const CallError error = fixture.failure(fox_request());
  CHECK(error.billing() == Billing::unknown);
  CHECK(error.code() == ErrorCode::in_doubt);
  CHECK(fixture.server.received("fal", "result").size() == 8);
  CHECK(fixture.server.received("fal", "work").size() == 1);
  CHECK(fixture.leftover_files() == 0);
}

TEST_CASE("[S2] a final error of fal is asked for once") {
  for (const char* reply : {"model_error", "completed_error", "moderated"}) {
    CAPTURE(reply);
    CallFixture fixture("fal", {reply});
    fixture.failure(fox_request());
    CHECK(fixture.server.received("fal", "result").size() == 1);
  }
}

TEST_CASE("a blackened picture is a refusal that was charged") {
  CallFixture fixture("fal", {"black"});
  const CallError error = fixture.failure(fox_request());
  CHECK(error.code() == ErrorCode::unsafe_image_request);
  CHECK(error.billing() == Billing::billed_unusable);
}

TEST_CASE("the key is sent to fal's hosts only") {
  CallFixture fixture("fal");
  const json remote = {{"id", "1"},
                       {"status_url", "http://evil.test/status"},
                       {"response_url", "http://evil.test/"},
                       {"cancel_url", "http://evil.test/cancel"}};
  CHECK_THROWS_AS(
      fixture.provider().collect(fixture.call_of(fox_request()), {.remote = remote}, {}),
      CallError);
  fixture.base.reset();
  for (const char* url : {"http://queue.fal.run/x", "https://fal.run.evil.test/x", "file:///x"}) {
    CAPTURE(url);
    const json other = {
        {"id", "1"}, {"status_url", url}, {"response_url", url}, {"cancel_url", url}};
    CHECK_THROWS_WITH_AS(
        fixture.provider().collect(fixture.call_of(fox_request()), {.remote = other}, {}),
        doctest::Contains("not one of its hosts"), CallError);
  }
}

TEST_CASE("[S1] each family of models gets its own parameter names") {
  CallFixture flux("fal");
  GenerateImage operation = fox_request(2);
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
