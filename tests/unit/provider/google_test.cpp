#include "call_fixture.hpp"
#include "provider/companies.hpp"

#include <limner/image.hpp>

namespace limner::provider {

using nlohmann::json;

TEST_CASE("[S1] Gemini is asked for a shape and a class of size, with references inside") {
  CallFixture fixture("google");
  GenerateImage operation = fox_request();
  operation.width = 1536;
  operation.height = 864;
  operation.references = {{.bytes = image::encode_png(Bitmap(16, 16))}};
  fixture.call(operation);
  const json config = fixture.sent_body()["generationConfig"]["imageConfig"];
  CHECK(config == json({{"aspectRatio", "16:9"}, {"imageSize", "1K"}}));
  const json parts = fixture.sent_body()["contents"][0]["parts"];
  CHECK(parts[0]["text"] == "a fox");
  CHECK(parts[1]["inlineData"]["mimeType"] == "image/png");
  const auto request = fixture.server.received("google", "work").at(0).request;
  CHECK(request.target == "/google/v1beta/models/gemini-3.1-flash-image:generateContent");
  CHECK(request.header("x-goog-api-key") == "canary-key");
}

TEST_CASE("[S2] Gemini's tokens are charged at the listed price") {
  CallFixture fixture("google");
  CHECK(fixture.call(fox_request()).charged ==
        Money::parse("0.0672045"));  // 1120 × $60 + 9 × $0.50
}

TEST_CASE("thoughts of a model are not its picture") {
  CallFixture fixture("google", {{{"reply", "ok"}, {"thoughts", true}}});
  CHECK(fixture.call(fox_request()).images.size() == 1);
}

TEST_CASE("a success that Gemini blocked is a refusal that was charged") {
  CallFixture prompt("google", {"moderated"});
  CHECK(prompt.failure(fox_request()).code() == ErrorCode::unsafe_image_request);
  CallFixture picture("google", {{{"reply", "no_picture"}, {"finishReason", "IMAGE_SAFETY"}}});
  const CallError error = picture.failure(fox_request());
  CHECK(error.code() == ErrorCode::unsafe_image_request);
  CHECK(error.billing() == Billing::billed_unusable);
  CallFixture other("google", {{{"reply", "no_picture"}, {"finishReason", "NO_IMAGE"}}});
  CHECK(other.failure(fox_request()).code() == ErrorCode::generation_failed);
}

TEST_CASE("parameters that Gemini does not accept are refused before sending") {
  CallFixture fixture("google");
  CHECK_THROWS_AS(fixture.call(fox_request(2)), Error);
  GenerateImage masked = fox_request();
  masked.mask = Picture{};
  CHECK_THROWS_AS(fixture.call(masked), Error);
  CHECK_THROWS_AS(fixture.call(RemoveBackground{}), Error);
  CHECK(fixture.server.received().empty());
}

}  // namespace limner::provider
