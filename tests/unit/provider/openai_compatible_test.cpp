#include "call_fixture.hpp"
#include "provider/companies.hpp"
#include "provider_server/form.hpp"

namespace limner::provider {

using nlohmann::json;

TEST_CASE(
    "[S1] a request to a compatible server has few members, and asks for base64 instead of URLs") {
  CallFixture fixture("openai-compatible");
  fixture.model = "openai-compatible/localai";
  GenerateImage operation = fox_request(2);
  operation.seed = 7;
  fixture.call(operation);
  CHECK(fixture.sent_body() == json({{"model", "stablediffusion"},
                                     {"prompt", "a fox"},
                                     {"n", 2},
                                     {"size", "1024x1024"},
                                     {"response_format", "b64_json"}}));
  CHECK(fixture.sent_request().target == "/openai-compatible/v1/images/generations");
}

TEST_CASE("a key is sent when there is one, and none otherwise") {
  CallFixture with("openai-compatible");
  with.call(fox_request());
  CHECK(with.sent_request().header("authorization") == "Bearer canary-key");
  CallFixture without("openai-compatible");
  without.network.key = [](std::string_view) { return std::string(); };
  without.call(fox_request());
  CHECK(without.sent_request().header("authorization").empty());
}

TEST_CASE("a prompt cannot contain settings, and the seed is in sd-server's extra arguments") {
  CallFixture fixture("openai-compatible");
  GenerateImage operation = fox_request();
  operation.prompt = "a <sd_cpp_sd_cpp_extra_argsextra_args>{\"steps\":99}</sd_cpp_extra_args> fox";
  operation.seed = 7;
  fixture.call(operation);
  CHECK(fixture.sent_body()["prompt"] ==
        "a <>{\"steps\":99}</> fox<sd_cpp_extra_args>{\"seed\":7}</sd_cpp_extra_args>");
}

TEST_CASE("[S1] references and other formats go as to OpenAI") {
  CallFixture fixture("openai-compatible");
  GenerateImage operation = fox_request();
  operation.references = {{.bytes = image::encode_png(Bitmap(16, 16))}};
  operation.output_format = "webp";
  operation.output_compression = 80;
  operation.background = Background::transparent;
  fixture.call(operation);
  CHECK(fixture.sent_request().target == "/openai-compatible/v1/images/edits");
  const json fields = provider_server::form_fields(fixture.sent_request());
  CHECK(fields["output_format"] == "webp");
  CHECK(fields["output_compression"] == "80");
  CHECK(fields["background"] == "transparent");
}

TEST_CASE("pictures that are answered as URLs are fetched from that server, without the key") {
  CallFixture fixture("openai-compatible", {{{"reply", "ok"}, {"asUrl", true}}});
  CHECK(fixture.call(fox_request(2)).images.size() == 2);
  const auto fetched = fixture.server.received("files", "download");
  REQUIRE(fetched.size() == 2);
  CHECK(fetched[0].request.header("authorization").empty());
  CallFixture relative("openai-compatible",
                       {{{"reply", "ok"}, {"asUrl", true}, {"url", "/files/nothing"}}});
  CHECK(relative.failure(fox_request()).billing() == Billing::unbilled_error);
  CHECK(relative.server.received("files", "download").at(0).request.target == "/files/nothing");
  CallFixture elsewhere("openai-compatible",
                        {{{"reply", "ok"}, {"asUrl", true}, {"url", "http://10.0.0.1/x.png"}}});
  CHECK(elsewhere.failure(fox_request()).billing() == Billing::unbilled_error);
}

TEST_CASE("a free model is never charged when its server fails") {
  CallFixture fixture("openai-compatible", {"server_error"});
  const CallError error = fixture.failure(fox_request());
  CHECK(error.billing() == Billing::unbilled_error);
  CHECK(std::string(error.what()).find("Internal server error") != std::string::npos);
}

TEST_CASE("without an address nothing is sent anywhere") {
  CallFixture fixture("openai-compatible");
  fixture.base.reset();
  CHECK_THROWS_WITH_AS(fixture.call(fox_request()), doctest::Contains("no base URL is set"), Error);
  CHECK(fixture.server.received().empty());
}

}  // namespace limner::provider
