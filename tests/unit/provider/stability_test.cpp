#include "call_fixture.hpp"
#include "provider/companies.hpp"
#include "provider_server/form.hpp"

namespace limner::provider {

using nlohmann::json;

TEST_CASE("[S1] a request without a file is a form all the same") {
  CallFixture fixture("stability");
  GenerateImage operation = fox_request();
  operation.width = 1536;
  operation.height = 864;
  operation.seed = 7;
  operation.output_format = "webp";
  CHECK(fixture.call(operation).details["seed"] == 7);
  CHECK(provider_server::form_fields(fixture.sent_request()) == json({{"prompt", "a fox"},
                                                                      {"aspect_ratio", "16:9"},
                                                                      {"output_format", "webp"},
                                                                      {"seed", "7"}}));
  CHECK(fixture.sent_request().target == "/stability/v2beta/stable-image/generate/core");
  CHECK(fixture.sent_request().header("authorization") == "Bearer canary-key");
  CHECK(fixture.sent_request().header("accept") == "application/json");
}

TEST_CASE("[S1] a reference picture is sent to the models that accept one") {
  CallFixture fixture("stability");
  fixture.model = "stability/sd3.5-large";
  GenerateImage operation = fox_request();
  operation.references = {{.bytes = image::encode_png(Bitmap(16, 16))}};
  fixture.call(operation);
  const json fields = provider_server::form_fields(fixture.sent_request());
  CHECK(fixture.sent_request().target == "/stability/v2beta/stable-image/generate/sd3");
  CHECK(fields["model"] == "sd3.5-large");
  CHECK(fields["mode"] == "image-to-image");
  CHECK_FALSE(fields.contains("aspect_ratio"));
  CHECK(provider_server::form_parts(fixture.sent_request()).back().type == "image/png");
  CallFixture core("stability");
  CHECK_THROWS_AS(core.call(operation), Error);
  CHECK(core.server.received().empty());
}

TEST_CASE("[S0] background removal has its own path and sends the picture") {
  CallFixture fixture("stability");
  fixture.model = "stability/remove-background";
  const ModelAnswer answer = fixture.call(
      RemoveBackground{.image = image::encode_png(Bitmap(16, 16)), .media_type = "image/png"});
  CHECK(image::probe(answer.images.at(0).bytes)->alpha);
  CHECK(answer.digital_source_type.empty());
  CHECK(fixture.sent_request().target == "/stability/v2beta/stable-image/edit/remove-background");
  CHECK_THROWS_AS(fixture.call(fox_request()), Error);
}

TEST_CASE("a blurred picture is a refusal that was charged, a flagged prompt one that was not") {
  CallFixture blurred("stability", {"black"});
  const CallError error = blurred.failure(fox_request());
  CHECK(error.code() == ErrorCode::unsafe_image_request);
  CHECK(error.billing() == Billing::billed_unusable);
  CallFixture flagged("stability", {"moderated"});
  const CallError before = flagged.failure(fox_request());
  CHECK(before.code() == ErrorCode::unsafe_image_request);
  CHECK(before.billing() == Billing::rejected);
}

TEST_CASE("a seed that Stability AI does not take is refused before anything is sent") {
  CallFixture fixture("stability");
  GenerateImage operation = fox_request();
  operation.seed = 4294967295;
  CHECK_THROWS_WITH_AS(fixture.call(operation), doctest::Contains("4294967295"), Error);
  CHECK(fixture.server.received().empty());
}

TEST_CASE("an error of Stability AI's servers may have been charged") {
  CallFixture fixture("stability", {"server_error"});
  CHECK(fixture.failure(fox_request()).billing() == Billing::unknown);
}

}  // namespace limner::provider
