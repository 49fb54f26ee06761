#include "provider/openai_responses.hpp"

#include "call_fixture.hpp"

namespace limner::provider {

namespace {

using nlohmann::json;

constexpr const char* price_overlay = R"(schema: 1
models:
  - id: openai/responses-image-tool
    apiModel: gpt-chat
    prices:
      - {item: image_output, unit: 1M tokens, amount: "30.00"}
      - {item: text_input, unit: 1M tokens, amount: "2.00"}
      - {item: text_output, unit: 1M tokens, amount: "8.00"}
)";

struct ToolCallFixture : CallFixture {
  explicit ToolCallFixture(const json& script = json::array()) : CallFixture("openai", script) {
    model = "openai/responses-image-tool";
    catalogue.overlay(price_overlay, "catalog.yaml");
  }
};

}  // namespace

TEST_CASE("[S3.9] a chat model is made to call the tool, which gives the picture") {
  ToolCallFixture fixture;
  GenerateImage operation = fox_request();
  operation.quality = Quality::hd;
  operation.background = Background::transparent;
  operation.moderation = Moderation::low;
  operation.output_format = "webp";
  operation.output_compression = 70;
  const ModelAnswer answer = fixture.call(operation);
  CHECK(fixture.server.received("openai", "work")[0].request.target == "/openai/v1/responses");
  CHECK(fixture.sent_body() ==
        json({{"model", "gpt-chat"},
              {"input",
               {{{"role", "user"}, {"content", {{{"type", "input_text"}, {"text", "a fox"}}}}}}},
              {"tools",
               {{{"type", "image_generation"},
                 {"model", "gpt-image-2"},
                 {"size", "1024x1024"},
                 {"quality", "high"},
                 {"background", "transparent"},
                 {"moderation", "low"},
                 {"output_format", "webp"},
                 {"output_compression", 70}}}},
              {"tool_choice", {{"type", "image_generation"}}},
              {"max_tool_calls", 1},
              {"parallel_tool_calls", false},
              {"max_output_tokens", 4096},
              {"store", false}}));
  REQUIRE(answer.images.size() == 1);
  CHECK(image::probe(answer.images[0].bytes)->format == image::ImageFormat::webp);
  CHECK(answer.output_type == "image_generation_call");
  CHECK(answer.request_id == "req_scripted");
}

TEST_CASE("[S3.15] the values used by the tool and the chat model are in the details") {
  ToolCallFixture fixture;
  const ModelAnswer answer = fixture.call(fox_request());
  CHECK(answer.details == json({{"id", "ig_scripted"},
                                {"action", "generate"},
                                {"revised_prompt", "A red fox"},
                                {"size", "1024x1024"},
                                {"quality", "medium"},
                                {"background", "opaque"},
                                {"output_format", "png"},
                                {"chat_model", "gpt-chat"}}));
  CHECK(answer.usage["input_tokens"] == 2300);
  CHECK_FALSE(answer.charged);  // the picture's tokens are not among them
}

TEST_CASE("the cost is known when the picture's tokens are reported") {
  ToolCallFixture fixture(json::array({{{"imageTokens", 1756}}}));
  // 2300 × $2 + 1756 × $30 + 60 × $8, for a million
  CHECK(fixture.call(fox_request()).charged == Money::parse("0.05776"));
}

TEST_CASE("a count of zero tokens is not used: the cost stays unknown") {
  ToolCallFixture fixture(json::array({{{"imageTokens", 0}}}));
  CHECK_FALSE(fixture.call(fox_request()).charged);
}

TEST_CASE("references and a mask go to the chat model and to the tool") {
  ToolCallFixture fixture;
  GenerateImage operation = fox_request();
  operation.references = {{.bytes = image::encode_png(Bitmap(8, 8))}};
  operation.mask = Picture{.bytes = image::encode_png(Bitmap(8, 8))};
  fixture.call(operation);
  const json content = fixture.sent_body()["input"][0]["content"];
  REQUIRE(content.size() == 2);
  CHECK(content[1]["type"] == "input_image");
  CHECK(content[1]["image_url"].get<std::string>().starts_with("data:image/png;base64,iVBOR"));
  CHECK(fixture.sent_body()["tools"][0]["input_image_mask"]["image_url"] ==
        content[1]["image_url"]);
}

TEST_CASE("words without a picture were paid for") {
  struct Row {
    const char* reply;
    ErrorCode code;
    const char* words;
  };
  for (const Row& row :
       {Row{"no_picture", ErrorCode::generation_failed, "did not call the image tool"},
        Row{"incomplete", ErrorCode::generation_failed, "max_output_tokens"},
        Row{"failed_call", ErrorCode::generation_failed, "The tool broke"},
        Row{"null_result", ErrorCode::generation_failed, "made no picture"},
        Row{"not_a_picture", ErrorCode::generation_failed, "not PNG"},
        Row{"moderated_call", ErrorCode::unsafe_image_request, "safety_violations"}}) {
    CAPTURE(row.reply);
    ToolCallFixture fixture(json::array({row.reply}));
    const CallError error = fixture.failure(fox_request());
    CHECK(error.code() == row.code);
    CHECK(error.billing() == Billing::billed_unusable);
    CHECK(std::string(error.what()).find(row.words) != std::string::npos);
    CHECK(fixture.log.events.back() == "answered");
  }
}

TEST_CASE("refusals of the Responses API are those of the table") {
  for (const auto& row :
       {std::pair{"rate_limited", Billing::rate_limited}, std::pair{"invalid", Billing::rejected},
        std::pair{"server_error", Billing::unknown}, std::pair{"cut_json", Billing::unknown},
        std::pair{"truncated", Billing::unknown}}) {
    CAPTURE(row.first);
    ToolCallFixture fixture(json::array({row.first}));
    CHECK(fixture.failure(fox_request()).billing() == row.second);
  }
}

TEST_CASE("a stored answer of the tool is read again after a crash") {
  ToolCallFixture fixture;
  fixture.call(fox_request());
  const PendingCallState pending{.answer = fixture.log.answer};
  const ModelAnswer answer =
      fixture.provider().collect(fixture.call_of(fox_request()), pending, {});
  CHECK(answer.images.size() == 1);
  CHECK(answer.output_type == "image_generation_call");
  CHECK(fixture.server.received("openai", "work").size() == 1);
}

TEST_CASE("several pictures are refused before anything is sent") {
  ToolCallFixture fixture;
  CHECK_THROWS_AS(fixture.call(fox_request(2)), Error);
  CHECK(fixture.server.received().empty());
}

}  // namespace limner::provider
