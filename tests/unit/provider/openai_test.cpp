#include "call_fixture.hpp"
#include "provider/companies.hpp"
#include "provider_server/form.hpp"

#include <limner/image.hpp>

namespace limner::provider {

namespace {

using nlohmann::json;

Picture encoded_picture(image::ImageFormat format) {
  const Bitmap bitmap(16, 16);
  return {.bytes = format == image::ImageFormat::webp ? image::encode_webp(bitmap, {})
                                                      : image::encode_png(bitmap)};
}

}  // namespace

TEST_CASE("[S1] a request says all that has a price, and nothing that pictures do not take") {
  CallFixture fixture("openai");
  GenerateImage operation = fox_request(2);
  operation.width = 1536;
  operation.height = 864;
  operation.seed = 7;
  fixture.call(operation);
  CHECK(fixture.sent_body() == json({{"model", "gpt-image-2"},
                                     {"prompt", "a fox"},
                                     {"n", 2},
                                     {"size", "1536x864"},
                                     {"quality", "medium"},
                                     {"output_format", "png"}}));
  const auto request = fixture.server.received("openai", "work").at(0).request;
  CHECK(request.target == "/openai/v1/images/generations");
  CHECK(request.header("authorization") == "Bearer canary-key");
}

TEST_CASE("[S1] the template's words become the model's") {
  const std::vector<std::pair<Quality, std::string>> rows = {{Quality::standard, "medium"},
                                                             {Quality::hd, "high"},
                                                             {Quality::low, "low"},
                                                             {Quality::automatic, "auto"}};
  for (const auto& [asked, sent] : rows) {
    CallFixture fixture("openai");
    GenerateImage operation = fox_request();
    operation.quality = asked;
    fixture.call(operation);
    CHECK(fixture.sent_body()["quality"] == sent);
  }
}

TEST_CASE("[S1] background, moderation and compression go where they are taken") {
  CallFixture fixture("openai");
  GenerateImage operation = fox_request();
  operation.background = Background::transparent;
  operation.moderation = Moderation::low;
  operation.output_format = "webp";
  operation.output_compression = 80;
  CHECK(fixture.call(operation).images[0].media_type == "image/webp");
  CHECK(fixture.sent_body()["background"] == "transparent");
  CHECK(fixture.sent_body()["moderation"] == "low");
  CHECK(fixture.sent_body()["output_compression"] == 80);
}

TEST_CASE("[S1] references and a mask are an edit, each with its own type") {
  CallFixture fixture("openai");
  GenerateImage operation = fox_request();
  operation.references = {encoded_picture(image::ImageFormat::png),
                          encoded_picture(image::ImageFormat::webp)};
  operation.mask = encoded_picture(image::ImageFormat::png);
  fixture.call(operation);
  const auto request = fixture.server.received("openai", "work").at(0).request;
  CHECK(request.target == "/openai/v1/images/edits");
  const auto parts = provider_server::form_parts(request);
  REQUIRE(parts.size() == 9);
  CHECK(parts[6].name == "image[]");
  CHECK(parts[6].type == "image/png");
  CHECK(parts[7].type == "image/webp");
  CHECK(parts[7].file_name == "reference-2.webp");
  CHECK(parts[7].content == as_text(operation.references[1].bytes));
  CHECK(parts[8].name == "mask");
}

TEST_CASE("[S1] a single reference is a part without brackets") {
  CallFixture fixture("openai");
  GenerateImage operation = fox_request();
  operation.references = {encoded_picture(image::ImageFormat::png)};
  fixture.call(operation);
  CHECK(provider_server::form_parts(fixture.server.received("openai", "work")[0].request)[6].name ==
        "image");
}

TEST_CASE("[S2] the cost follows the counted tokens, to the nano-dollar") {
  CallFixture fixture("openai", {{{"reply", "ok"}, {"textTokens", 124}, {"imageTokens", 3044}}});
  const ModelAnswer answer = fixture.call(fox_request());
  // 124 × $5 + 3044 × $8 + 1756 × $30, for a million
  CHECK(answer.charged == Money::parse("0.077652"));
  CHECK(answer.usage["output_tokens"] == 1756);
}

TEST_CASE("[S2] without a count the cost is not known") {
  CallFixture fixture("openai", {{{"reply", "ok"}, {"noUsage", true}}});
  const ModelAnswer answer = fixture.call(fox_request());
  CHECK_FALSE(answer.charged);
  CHECK(answer.usage.is_null());
}

TEST_CASE("the details report the values that the server used") {
  CallFixture fixture("openai");
  GenerateImage operation = fox_request();
  operation.quality = Quality::hd;
  CHECK(fixture.call(operation).details["quality"] == "high");
}

TEST_CASE("each refusal of OpenAI has help, and is not charged") {
  struct Row {
    const char* reply;
    ErrorCode code;
    const char* help;
  };
  for (const Row& row :
       {Row{"moderated", ErrorCode::unsafe_image_request, "change the prompt"},
        Row{"billing_limit", ErrorCode::account_refused, "add credit"},
        Row{"invalid", ErrorCode::invalid_image_request, "limner models show"},
        Row{"no_transparency", ErrorCode::invalid_image_request, "background.remove"},
        Row{"unprocessable", ErrorCode::invalid_image_request, "limner models show"},
        Row{"key_refused", ErrorCode::key_refused, "limner keys ls"}}) {
    CAPTURE(row.reply);
    CallFixture fixture("openai", {row.reply});
    const CallError error = fixture.failure(fox_request());
    CHECK(error.code() == row.code);
    CHECK(error.billing() == Billing::rejected);
    CHECK(error.charged() == Charged::no);
    CHECK(std::string(error.help()).find(row.help) != std::string::npos);
  }
}

TEST_CASE("an error of OpenAI's servers may have been charged") {
  for (const char* reply : {"server_error", "overloaded", "html_502", "html_524", "empty_500"}) {
    CAPTURE(reply);
    CallFixture fixture("openai", {reply});
    const CallError error = fixture.failure(fox_request());
    CHECK(error.billing() == Billing::unknown);
    CHECK(error.code() == ErrorCode::in_doubt);
    CHECK(error.charged() == Charged::unknown);
  }
}

TEST_CASE("a success without a picture was charged") {
  for (const char* reply : {"error_in_200", "bad_base64"}) {
    CAPTURE(reply);
    CallFixture fixture("openai", {reply});
    CHECK(fixture.failure(fox_request()).billing() == Billing::billed_unusable);
    CHECK(fixture.log.events.back() == "answered");
  }
}

TEST_CASE("a stop while OpenAI is at work leaves the call in doubt") {
  CallFixture fixture("openai", {"hang"});
  const std::jthread stopper([&] {
    while (fixture.server.received().empty()) std::this_thread::sleep_for(Millis(1));
    fixture.stop.request_stop();
  });
  const CallError error = fixture.failure(fox_request());
  CHECK(error.code() == ErrorCode::interrupted);
  CHECK(error.billing() == Billing::unknown);
}

TEST_CASE("OpenAI cuts nothing out") {
  CallFixture fixture("openai");
  CHECK_THROWS_AS(fixture.call(RemoveBackground{}), Error);
  CHECK(fixture.server.received().empty());
}

}  // namespace limner::provider
