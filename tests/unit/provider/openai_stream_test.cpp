#include "provider/openai_stream.hpp"

#include "call_fixture.hpp"

#include <limner/base64.hpp>

namespace limner::provider {

namespace {

using nlohmann::json;

GenerateImage watched(int partials, int count = 1) {
  GenerateImage operation = fox_request(count);
  operation.partial_images = partials;
  return operation;
}

using Events = std::vector<std::string>;

}  // namespace

TEST_CASE("unfinished pictures are asked for, and seen before the answer is there") {
  CallFixture fixture("openai");
  const ModelAnswer answer = fixture.call(watched(2));
  CHECK(fixture.sent_body()["stream"] == true);
  CHECK(fixture.sent_body()["partial_images"] == 2);
  CHECK(fixture.log.events == Events{"partial", "partial", "answered"});
  CHECK(image::probe(fixture.log.partials.at(1).bytes)->width == 64);
  CHECK(fixture.log.partials.at(1).media_type == "image/png");
  CHECK(answer.images.size() == 1);
  CHECK(answer.request_id == "req_scripted");
  CHECK(answer.details == json({{"size", "1024x1024"},
                                {"quality", "medium"},
                                {"background", "opaque"},
                                {"output_format", "png"}}));
  CHECK(fixture.log.media_type == "text/event-stream");
}

TEST_CASE("a stream costs what its pictures and its unfinished ones used together") {
  CallFixture fixture("openai");
  const GenerateImage operation = watched(3, 2);
  const ModelAnswer answer = fixture.call(operation);
  CHECK(answer.images.size() == 2);
  CHECK(answer.usage["output_tokens"] == 2 * (1756 + 300));
  CHECK(answer.usage["input_tokens_details"]["text_tokens"] == 248);
  CHECK(answer.charged == Money::parse("0.1246"));  // 4112 × $30 + 248 × $5, for a million
  CHECK(*worst_case(*fixture.catalogue.find(fixture.model), operation) >=
        Money::parse("0.12336"));  // the pictures alone
}

TEST_CASE("an edit is streamed too") {
  CallFixture fixture("openai");
  GenerateImage operation = watched(1);
  operation.references = {{.bytes = image::encode_png(Bitmap(16, 16))}};
  CHECK(fixture.call(operation).images.size() == 1);
  CHECK(fixture.log.events == Events{"partial", "answered"});
  const std::string body = fixture.server.received("openai", "work")[0].request.body;
  CHECK(body.find("name=\"partial_images\"\r\n\r\n1\r\n") != std::string::npos);
  CHECK(body.find("name=\"stream\"\r\n\r\ntrue\r\n") != std::string::npos);
}

TEST_CASE("a stream is read in any order, with comments, in small pieces") {
  for (const json& how :
       {json{{"finalFirst", true}}, json{{"comments", true}, {"chunk", 17}},
        json{{"crlf", true}, {"chunk", 1000}, {"chunked", true}}, json{{"noise", true}}}) {
    CAPTURE(how.dump());
    json entry = how;
    entry["edge"] = 128;
    CallFixture fixture("openai", json::array({entry}));
    const ModelAnswer answer = fixture.call(watched(2));
    CHECK(answer.images.size() == 1);
    CHECK(image::probe(answer.images[0].bytes)->width == 128);
    CHECK(fixture.log.partials.size() == 2);
    CHECK(answer.charged.has_value());
  }
}

TEST_CASE("a server that does not stream is understood all the same") {
  CallFixture fixture("openai", {{{"plain", true}}});
  const ModelAnswer answer = fixture.call(watched(3));
  CHECK(answer.images.size() == 1);
  CHECK(answer.charged == Money::parse("0.0533"));
  CHECK(fixture.log.events == Events{"answered"});
}

TEST_CASE("no more unfinished pictures are looked at than were asked for") {
  RecordingCallLog log(fakes::Home().path);
  GenerateImage operation = watched(1, 2);
  PartialImageWatcher watch({.operation = operation, .log = &log});
  const json event = {{"type", "image_generation.partial_image"},
                      {"b64_json", base64_of(image::encode_png(Bitmap(4, 4)))}};
  for (int i = 0; i < 5; ++i) watch.add("data: " + event.dump() + "\n\n");
  CHECK(log.partials.size() == 2);
}

TEST_CASE("events that are not partial images are skipped") {
  RecordingCallLog log(fakes::Home().path);
  PartialImageWatcher watch({.operation = watched(3), .log = &log});
  for (const char* data : {"", "{", "[1]", R"({"type":"x.partial_image"})",
                           R"({"type":"x.partial_image","b64_json":"aGk="})",
                           R"({"type":"x.completed","b64_json":"aGk="})"})
    watch.add(std::string("data: ") + data + "\n\n");
  CHECK(log.partials.empty());
}

TEST_CASE("an error event is classified by the table of failures") {
  struct Row {
    const char* code;
    std::size_t after;
    ErrorCode error;
    Billing billing;
  };
  for (const Row& row :
       {Row{"moderation_blocked", 0, ErrorCode::unsafe_image_request, Billing::rejected},
        Row{"insufficient_quota", 0, ErrorCode::account_refused, Billing::rejected},
        Row{"server_error", 0, ErrorCode::in_doubt, Billing::unknown},
        Row{"moderation_blocked", 1, ErrorCode::in_doubt, Billing::unknown}}) {
    CAPTURE(row.code);
    CallFixture fixture(
        "openai",
        {{{"errorCode", row.code}, {"errorAfter", row.after}, {"cutAfter", row.after + 1}}});
    const CallError error = fixture.failure(watched(2));
    CHECK(error.code() == row.error);
    CHECK(error.billing() == row.billing);
    // Nothing in a stream that was cut short says what became of the request.
    const bool cut = row.billing == Billing::unknown;
    CHECK(std::string(error.what()).find(cut ? "cut short" : "could not be finished") !=
          std::string::npos);
    CHECK(fixture.log.events.back() == "answered");
    CHECK(fixture.leftover_files() == 0);
  }
}

TEST_CASE("a picture that was finished before the stream was truncated is kept") {
  for (const json& how : {json{{"cutAfter", 2}}, json{{"errorAfter", 2}, {"cutAfter", 3}}}) {
    CAPTURE(how.dump());
    CallFixture fixture("openai", json::array({how}));
    const ModelAnswer answer = fixture.call(watched(1, 2));
    CHECK(answer.images.size() == 1);
    CHECK_FALSE(answer.charged);  // the other one may be charged for
    CHECK(answer.usage["output_tokens"] == 1856);
    const PendingCallState pending{.answer = fixture.log.answer};
    CHECK(fixture.provider().collect(fixture.call_of(watched(1, 2)), pending, {}).images.size() ==
          1);
  }
}

TEST_CASE("a stream truncated before its picture is in doubt, and stored") {
  CallFixture fixture("openai", {{{"cutAfter", 1}}});
  const CallError error = fixture.failure(watched(2));
  CHECK(error.billing() == Billing::unknown);
  CHECK(error.charged() == Charged::unknown);
  CHECK(fixture.log.events == Events{"partial", "answered"});
  CHECK(fixture.leftover_files() == 0);
}

TEST_CASE("a stop during a stream keeps finished pictures and leaves the cost in doubt") {
  for (const int count : {1, 2}) {
    CAPTURE(count);
    // As many unfinished pictures as it takes to be in the last picture.
    CallFixture fixture("openai", {{{"chunk", 100}, {"pauseMs", 1}, {"cutAfter", 2 * count - 1}}});
    fixture.log.on_partial = [&] {
      if (std::ssize(fixture.log.partials) == count) fixture.stop.request_stop();
    };
    if (count == 1) {
      const CallError error = fixture.failure(watched(1));
      CHECK(error.code() == ErrorCode::interrupted);
      CHECK(error.billing() == Billing::unknown);
    } else {
      const ModelAnswer answer = fixture.call(watched(1, 2));
      CHECK(answer.images.size() == 1);
      CHECK_FALSE(answer.charged);
    }
    CHECK(fixture.log.events.back() == "answered");
    CHECK(fixture.leftover_files() == 0);
  }
}

TEST_CASE("without a count of every picture the cost of a stream is not known") {
  CallFixture fixture("openai", {{{"noUsage", true}}});
  const ModelAnswer answer = fixture.call(watched(1));
  CHECK(answer.images.size() == 1);
  CHECK(answer.usage.is_null());
  CHECK_FALSE(answer.charged);
}

}  // namespace limner::provider
