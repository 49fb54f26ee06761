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
  CallFixture desk("openai");
  GenerateImage operation = a_fox(2);
  operation.width = 1536;
  operation.height = 864;
  operation.seed = 7;
  desk.call(operation);
  CHECK(desk.sent_body() == json({{"model", "gpt-image-2"},
                                  {"prompt", "a fox"},
                                  {"n", 2},
                                  {"size", "1536x864"},
                                  {"quality", "medium"},
                                  {"output_format", "png"}}));
  const auto request = desk.server.seen("openai", "work").at(0).request;
  CHECK(request.target == "/openai/v1/images/generations");
  CHECK(request.header("authorization") == "Bearer canary-key");
}

TEST_CASE("[S1] the template's words become the model's") {
  const std::vector<std::pair<Quality, std::string>> rows = {{Quality::standard, "medium"},
                                                             {Quality::hd, "high"},
                                                             {Quality::low, "low"},
                                                             {Quality::automatic, "auto"}};
  for (const auto& [asked, sent] : rows) {
    CallFixture desk("openai");
    GenerateImage operation = a_fox();
    operation.quality = asked;
    desk.call(operation);
    CHECK(desk.sent_body()["quality"] == sent);
  }
}

TEST_CASE("[S1] background, moderation and compression go where they are taken") {
  CallFixture desk("openai");
  GenerateImage operation = a_fox();
  operation.background = Background::transparent;
  operation.moderation = Moderation::low;
  operation.output_format = "webp";
  operation.output_compression = 80;
  CHECK(desk.call(operation).images[0].media_type == "image/webp");
  CHECK(desk.sent_body()["background"] == "transparent");
  CHECK(desk.sent_body()["moderation"] == "low");
  CHECK(desk.sent_body()["output_compression"] == 80);
}

TEST_CASE("[S1] references and a mask are an edit, each with its own type") {
  CallFixture desk("openai");
  GenerateImage operation = a_fox();
  operation.references = {encoded_picture(image::ImageFormat::png),
                          encoded_picture(image::ImageFormat::webp)};
  operation.mask = encoded_picture(image::ImageFormat::png);
  desk.call(operation);
  const auto request = desk.server.seen("openai", "work").at(0).request;
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
  CallFixture desk("openai");
  GenerateImage operation = a_fox();
  operation.references = {encoded_picture(image::ImageFormat::png)};
  desk.call(operation);
  CHECK(provider_server::form_parts(desk.server.seen("openai", "work")[0].request)[6].name ==
        "image");
}

TEST_CASE("[S2] the cost is what was counted, to the nano-dollar") {
  CallFixture desk("openai", {{{"reply", "ok"}, {"textTokens", 124}, {"imageTokens", 3044}}});
  const ModelAnswer answer = desk.call(a_fox());
  // 124 × $5 + 3044 × $8 + 1756 × $30, for a million
  CHECK(answer.charged == Money::parse("0.077652"));
  CHECK(answer.usage["output_tokens"] == 1756);
}

TEST_CASE("[S2] without a count the cost is not known") {
  CallFixture desk("openai", {{{"reply", "ok"}, {"noUsage", true}}});
  const ModelAnswer answer = desk.call(a_fox());
  CHECK_FALSE(answer.charged);
  CHECK(answer.usage.is_null());
}

TEST_CASE("what the server did is told beside what was asked") {
  CallFixture desk("openai");
  GenerateImage operation = a_fox();
  operation.quality = Quality::hd;
  CHECK(desk.call(operation).details["quality"] == "high");
}

TEST_CASE("each refusal of OpenAI says what to do, and that nothing was charged") {
  struct Row {
    const char* reply;
    ErrorCode code;
    const char* help;
  };
  for (const Row& row :
       {Row{"moderated", ErrorCode::unsafe_image_request, "change the prompt"},
        Row{"billing_limit", ErrorCode::key_refused, "add credit"},
        Row{"invalid", ErrorCode::invalid_image_request, "limner models show"},
        Row{"no_transparency", ErrorCode::invalid_image_request, "background.remove"},
        Row{"unprocessable", ErrorCode::invalid_image_request, "limner models show"},
        Row{"key_refused", ErrorCode::key_refused, "limner keys ls"}}) {
    CAPTURE(row.reply);
    CallFixture desk("openai", {row.reply});
    const CallError error = desk.failure(a_fox());
    CHECK(error.code() == row.code);
    CHECK(error.billing() == Billing::rejected);
    CHECK(error.charged() == Charged::no);
    CHECK(std::string(error.help()).find(row.help) != std::string::npos);
  }
}

TEST_CASE("an error of OpenAI's servers may have been charged") {
  for (const char* reply : {"server_error", "overloaded", "html_502", "html_524", "empty_500"}) {
    CAPTURE(reply);
    CallFixture desk("openai", {reply});
    const CallError error = desk.failure(a_fox());
    CHECK(error.billing() == Billing::unknown);
    CHECK(error.code() == ErrorCode::in_doubt);
    CHECK(error.charged() == Charged::unknown);
  }
}

TEST_CASE("a success without a picture was charged") {
  for (const char* reply : {"error_in_200", "bad_base64"}) {
    CAPTURE(reply);
    CallFixture desk("openai", {reply});
    CHECK(desk.failure(a_fox()).billing() == Billing::billed_unusable);
    CHECK(desk.log.events.back() == "answered");
  }
}

TEST_CASE("a stop while OpenAI is at work leaves the call in doubt") {
  CallFixture desk("openai", {"hang"});
  const std::jthread stopper([&] {
    while (desk.server.seen().empty()) std::this_thread::sleep_for(Millis(1));
    desk.stop.request_stop();
  });
  const CallError error = desk.failure(a_fox());
  CHECK(error.code() == ErrorCode::interrupted);
  CHECK(error.billing() == Billing::unknown);
}

TEST_CASE("OpenAI cuts nothing out") {
  CallFixture desk("openai");
  CHECK_THROWS_AS(desk.call(RemoveBackground{}), Error);
  CHECK(desk.server.seen().empty());
}

}  // namespace limner::provider
