#include "call_fixture.hpp"
#include "provider/companies.hpp"

#include <limner/image.hpp>

namespace limner::provider {

using nlohmann::json;

TEST_CASE("[S1] Gemini is asked for a shape and a class of size, with references inside") {
  CallFixture desk("google");
  GenerateImage operation = a_fox();
  operation.width = 1536;
  operation.height = 864;
  operation.references = {{.bytes = image::encode_png(Bitmap(16, 16))}};
  desk.call(operation);
  const json config = desk.sent_body()["generationConfig"]["imageConfig"];
  CHECK(config == json({{"aspectRatio", "16:9"}, {"imageSize", "1K"}}));
  const json parts = desk.sent_body()["contents"][0]["parts"];
  CHECK(parts[0]["text"] == "a fox");
  CHECK(parts[1]["inlineData"]["mimeType"] == "image/png");
  const auto request = desk.server.seen("google", "work").at(0).request;
  CHECK(request.target == "/google/v1beta/models/gemini-3.1-flash-image:generateContent");
  CHECK(request.header("x-goog-api-key") == "canary-key");
}

TEST_CASE("[S2] Gemini's tokens cost what the list says") {
  CallFixture desk("google");
  CHECK(desk.call(a_fox()).charged == Money::parse("0.0672045"));  // 1120 × $60 + 9 × $0.50
}

TEST_CASE("thoughts of a model are not its picture") {
  CallFixture desk("google", {{{"reply", "ok"}, {"thoughts", true}}});
  CHECK(desk.call(a_fox()).images.size() == 1);
}

TEST_CASE("a success that Gemini blocked is a refusal that was charged") {
  CallFixture prompt("google", {"moderated"});
  CHECK(prompt.failure(a_fox()).code() == ErrorCode::unsafe_image_request);
  CallFixture picture("google", {{{"reply", "no_picture"}, {"finishReason", "IMAGE_SAFETY"}}});
  const CallError error = picture.failure(a_fox());
  CHECK(error.code() == ErrorCode::unsafe_image_request);
  CHECK(error.billing() == Billing::billed_unusable);
  CallFixture other("google", {{{"reply", "no_picture"}, {"finishReason", "NO_IMAGE"}}});
  CHECK(other.failure(a_fox()).code() == ErrorCode::generation_failed);
}

TEST_CASE("what Gemini does not take is refused before anything is sent") {
  CallFixture desk("google");
  CHECK_THROWS_AS(desk.call(a_fox(2)), Error);
  GenerateImage masked = a_fox();
  masked.mask = Picture{};
  CHECK_THROWS_AS(desk.call(masked), Error);
  CHECK_THROWS_AS(desk.call(RemoveBackground{}), Error);
  CHECK(desk.server.seen().empty());
}

}  // namespace limner::provider
