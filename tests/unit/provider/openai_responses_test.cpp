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
  ToolCallFixture desk;
  GenerateImage operation = a_fox();
  operation.quality = Quality::hd;
  operation.background = Background::transparent;
  operation.moderation = Moderation::low;
  operation.output_format = "webp";
  operation.output_compression = 70;
  const ModelAnswer answer = desk.call(operation);
  CHECK(desk.server.seen("openai", "work")[0].request.target == "/openai/v1/responses");
  CHECK(desk.sent_body() ==
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

TEST_CASE("[S3.15] what the tool and the chat model did is told beside the picture") {
  ToolCallFixture desk;
  const ModelAnswer answer = desk.call(a_fox());
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

TEST_CASE("the cost is known where the picture's tokens are told") {
  ToolCallFixture desk(json::array({{{"imageTokens", 1756}}}));
  // 2300 × $2 + 1756 × $30 + 60 × $8, for a million
  CHECK(desk.call(a_fox()).charged == Money::parse("0.05776"));
}

TEST_CASE("a picture of no tokens is no count: the cost stays unknown") {
  ToolCallFixture desk(json::array({{{"imageTokens", 0}}}));
  CHECK_FALSE(desk.call(a_fox()).charged);
}

TEST_CASE("references and a mask go to the chat model and to the tool") {
  ToolCallFixture desk;
  GenerateImage operation = a_fox();
  operation.references = {{.bytes = image::encode_png(Bitmap(8, 8))}};
  operation.mask = Picture{.bytes = image::encode_png(Bitmap(8, 8))};
  desk.call(operation);
  const json content = desk.sent_body()["input"][0]["content"];
  REQUIRE(content.size() == 2);
  CHECK(content[1]["type"] == "input_image");
  CHECK(content[1]["image_url"].get<std::string>().starts_with("data:image/png;base64,iVBOR"));
  CHECK(desk.sent_body()["tools"][0]["input_image_mask"]["image_url"] == content[1]["image_url"]);
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
    ToolCallFixture desk(json::array({row.reply}));
    const CallError error = desk.failure(a_fox());
    CHECK(error.code() == row.code);
    CHECK(error.billing() == Billing::billed_unusable);
    CHECK(std::string(error.what()).find(row.words) != std::string::npos);
    CHECK(desk.log.events.back() == "answered");
  }
}

TEST_CASE("refusals of the Responses API are those of the table") {
  for (const auto& row :
       {std::pair{"rate_limited", Billing::rate_limited}, std::pair{"invalid", Billing::rejected},
        std::pair{"server_error", Billing::unknown}, std::pair{"cut_json", Billing::unknown},
        std::pair{"truncated", Billing::unknown}}) {
    CAPTURE(row.first);
    ToolCallFixture desk(json::array({row.first}));
    CHECK(desk.failure(a_fox()).billing() == row.second);
  }
}

TEST_CASE("a kept answer of the tool is read again after a crash") {
  ToolCallFixture desk;
  desk.call(a_fox());
  const PendingCallState pending{.answer = desk.log.answer};
  const ModelAnswer answer = desk.provider().collect(desk.call_of(a_fox()), pending, {});
  CHECK(answer.images.size() == 1);
  CHECK(answer.output_type == "image_generation_call");
  CHECK(desk.server.seen("openai", "work").size() == 1);
}

TEST_CASE("several pictures are refused before anything is sent") {
  ToolCallFixture desk;
  CHECK_THROWS_AS(desk.call(a_fox(2)), Error);
  CHECK(desk.server.seen().empty());
}

}  // namespace limner::provider
