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

TEST_CASE("[S2] a usage of Gemini without counts leaves the cost unknown") {
  for (const json& usage : {json::object(), json{{"promptTokenCount", 0}},
                            json{{"promptTokenCount", 9}, {"candidatesTokenCount", "1120"}},
                            json{{"promptTokenCount", 9}, {"candidatesTokenCount", -1}}}) {
    CAPTURE(usage.dump());
    CallFixture fixture("google", {{{"reply", "ok"}, {"usage", usage}}});
    CHECK_FALSE(fixture.call(fox_request()).charged);
  }
  const json whole = {{"promptTokenCount", 9.0}, {"candidatesTokenCount", 1120.0}};
  CallFixture fixture("google", {{{"reply", "ok"}, {"usage", whole}}});
  CHECK(fixture.call(fox_request()).charged == Money::parse("0.0672045"));
}

TEST_CASE("[S2] a refusal of Gemini costs its usage, and its words are shown") {
  CallFixture safety("google", {{{"reply", "no_picture"},
                                 {"finishReason", "IMAGE_SAFETY"},
                                 {"finishMessage", "Unable to show the image."},
                                 {"usage", {{"promptTokenCount", 8}, {"totalTokenCount", 8}}}}});
  const CallError unsafe = safety.failure(fox_request());
  CHECK(unsafe.reported_cost() == Money::parse("0.000004"));
  CHECK(std::string(unsafe.what()) ==
        "Google made no picture: IMAGE_SAFETY: Unable to show the image.");
  const json text_usage = {
      {"promptTokenCount", 8},
      {"candidatesTokensDetails", json::array({{{"modality", "TEXT"}, {"tokenCount", 21}}})}};
  CallFixture words("google", {{{"reply", "no_picture"},
                                {"words", "Would you like a cartoon instead?"},
                                {"usage", text_usage}}});
  const CallError answered = words.failure(fox_request());
  CHECK(answered.billing() == Billing::billed_unusable);
  CHECK(std::string(answered.what()) ==
        "Google made no picture: Would you like a cartoon instead?");
  CHECK(answered.reported_cost() == Money::parse("0.000067"));  // 8 × $0.50, 21 × $3
}

TEST_CASE("[S2] Google's promise names 500, and not an overloaded model") {
  CallFixture error("google", {"server_error"});
  CHECK(error.failure(fox_request()).billing() == Billing::unbilled_error);
  CallFixture overloaded("google", {"overloaded"});
  CHECK(overloaded.failure(fox_request()).billing() == Billing::unknown);
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
