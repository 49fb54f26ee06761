#include "call_fixture.hpp"
#include "provider/companies.hpp"

namespace limner::provider {

using nlohmann::json;

TEST_CASE("[S1] FLUX.2 is asked for its size, with references inside") {
  CallFixture fixture("bfl");
  GenerateImage operation = fox_request();
  operation.width = 1536;
  operation.height = 864;
  operation.seed = 7;
  operation.moderation = Moderation::low;
  operation.references = {{.bytes = image::encode_png(Bitmap(16, 16))},
                          {.bytes = image::encode_png(Bitmap(8, 8))}};
  fixture.call(operation);
  json body = fixture.sent_body();
  CHECK(body["input_image"].get<std::string>().starts_with("iVBOR"));
  CHECK(body["input_image_2"].get<std::string>().starts_with("iVBOR"));
  body.erase("input_image");
  body.erase("input_image_2");
  CHECK(body == json({{"prompt", "a fox"},
                      {"width", 1536},
                      {"height", 864},
                      {"output_format", "png"},
                      {"safety_tolerance", 5},
                      {"seed", 7}}));
  const auto request = fixture.server.received("bfl", "work").at(0).request;
  CHECK(request.target == "/bfl/v1/flux-2-pro");
  CHECK(request.header("x-key") == "canary-key");
}

TEST_CASE("[S1] models that take a shape get the shape, and unknown ones nothing") {
  CallFixture ultra("bfl");
  ultra.model = "bfl/flux-pro-1.1-ultra";
  GenerateImage operation = fox_request();
  operation.width = 1536;
  operation.height = 864;
  ultra.call(operation);
  CHECK(ultra.sent_body()["aspect_ratio"] == "16:9");
  CHECK_FALSE(ultra.sent_body().contains("width"));
  CallFixture fill("bfl");
  fill.model = "bfl/flux-pro-1.0-fill";
  CHECK_THROWS_WITH_AS(fill.call(operation), doctest::Contains("are not known"), Error);
  CHECK(fill.server.received().empty());
}

TEST_CASE("[S2] a call costs the credits that were reported at submission") {
  for (const json& cost : {json(4.5), json("4.5")}) {
    CallFixture fixture("bfl", {{{"reply", "ok"}, {"cost", cost}}});
    const ModelAnswer answer = fixture.call(fox_request());
    CHECK(answer.charged == Money::parse("0.045"));
    CHECK(answer.usage == json({{"credits", "4.5"}}));
    const ModelAnswer again = fixture.provider().collect(
        fixture.call_of(fox_request()),
        {.remote = fixture.log.remote, .answer = fixture.log.answer}, {});
    CHECK(again.charged->total == answer.charged->total);
  }
  CallFixture silent("bfl");
  CHECK_FALSE(silent.call(fox_request()).charged);
}

TEST_CASE("an end without a picture is a success of HTTP and was charged") {
  check_failures("bfl", {{"moderated", ErrorCode::unsafe_image_request, Billing::billed_unusable},
                         {"black", ErrorCode::unsafe_image_request, Billing::billed_unusable},
                         {"model_error", ErrorCode::generation_failed, Billing::billed_unusable},
                         {"task_not_found", ErrorCode::in_doubt, Billing::unknown}});
  CallFixture told("bfl", {"moderated"});
  CHECK(std::string(told.failure(fox_request()).what()).find("Violence") != std::string::npos);
}

TEST_CASE("an error of Black Forest Labs may have been charged, a refusal not") {
  CallFixture broken("bfl", {"server_error"});
  CHECK(broken.failure(fox_request()).billing() == Billing::unknown);
  CallFixture refused("bfl", {"invalid"});
  const CallError error = refused.failure(fox_request());
  CHECK(error.billing() == Billing::rejected);
  CHECK(std::string(error.what()).find("multiple of 16") != std::string::npos);
}

TEST_CASE("the key is not sent to a polling URL elsewhere") {
  CallFixture fixture("bfl",
                      {{{"reply", "ok"}, {"pollingUrl", "https://evil.test/v1/get_result"}}});
  CHECK(fixture.failure(fox_request()).billing() == Billing::unknown);
  CHECK(fixture.log.events.empty());
}

}  // namespace limner::provider
