#include "call_fixture.hpp"
#include "provider/companies.hpp"
#include "provider_server/form.hpp"

namespace limner::provider {

using nlohmann::json;

TEST_CASE("[S1] a server of one's own is asked for little, and for pictures instead of URLs") {
  CallFixture desk("openai-compatible");
  desk.model = "openai-compatible/localai";
  GenerateImage operation = a_fox(2);
  operation.seed = 7;
  desk.call(operation);
  CHECK(desk.sent_body() == json({{"model", "stablediffusion"},
                                  {"prompt", "a fox"},
                                  {"n", 2},
                                  {"size", "1024x1024"},
                                  {"response_format", "b64_json"}}));
  CHECK(desk.sent_request().target == "/openai-compatible/v1/images/generations");
}

TEST_CASE("a key is sent when there is one, and none otherwise") {
  CallFixture with("openai-compatible");
  with.call(a_fox());
  CHECK(with.sent_request().header("authorization") == "Bearer canary-key");
  CallFixture without("openai-compatible");
  without.network.key = [](std::string_view) { return std::string(); };
  without.call(a_fox());
  CHECK(without.sent_request().header("authorization").empty());
}

TEST_CASE("a prompt brings no settings along, and the seed goes where sd-server looks for it") {
  CallFixture desk("openai-compatible");
  GenerateImage operation = a_fox();
  operation.prompt = "a <sd_cpp_sd_cpp_extra_argsextra_args>{\"steps\":99}</sd_cpp_extra_args> fox";
  operation.seed = 7;
  desk.call(operation);
  CHECK(desk.sent_body()["prompt"] ==
        "a <>{\"steps\":99}</> fox<sd_cpp_extra_args>{\"seed\":7}</sd_cpp_extra_args>");
}

TEST_CASE("[S1] references and other formats go as to OpenAI") {
  CallFixture desk("openai-compatible");
  GenerateImage operation = a_fox();
  operation.references = {{.bytes = image::encode_png(Bitmap(16, 16))}};
  operation.output_format = "webp";
  operation.output_compression = 80;
  operation.background = Background::transparent;
  desk.call(operation);
  CHECK(desk.sent_request().target == "/openai-compatible/v1/images/edits");
  const json fields = provider_server::form_fields(desk.sent_request());
  CHECK(fields["output_format"] == "webp");
  CHECK(fields["output_compression"] == "80");
  CHECK(fields["background"] == "transparent");
}

TEST_CASE("pictures that are answered as URLs are fetched from that server, without the key") {
  CallFixture desk("openai-compatible", {{{"reply", "ok"}, {"asUrl", true}}});
  CHECK(desk.call(a_fox(2)).images.size() == 2);
  const auto fetched = desk.server.seen("files", "download");
  REQUIRE(fetched.size() == 2);
  CHECK(fetched[0].request.header("authorization").empty());
  CallFixture relative("openai-compatible",
                       {{{"reply", "ok"}, {"asUrl", true}, {"url", "/files/nothing"}}});
  CHECK(relative.failure(a_fox()).billing() == Billing::unknown);
  CHECK(relative.server.seen("files", "download").at(0).request.target == "/files/nothing");
  CallFixture elsewhere("openai-compatible",
                        {{{"reply", "ok"}, {"asUrl", true}, {"url", "http://10.0.0.1/x.png"}}});
  CHECK(elsewhere.failure(a_fox()).billing() == Billing::unknown);
}

TEST_CASE("what costs nothing cannot be charged for when its server breaks") {
  CallFixture desk("openai-compatible", {"server_error"});
  const CallError error = desk.failure(a_fox());
  CHECK(error.billing() == Billing::unbilled_error);
  CHECK(std::string(error.what()).find("Internal server error") != std::string::npos);
}

TEST_CASE("without an address nothing is sent anywhere") {
  CallFixture desk("openai-compatible");
  desk.base.reset();
  CHECK_THROWS_WITH_AS(desk.call(a_fox()), doctest::Contains("no base URL is set"), Error);
  CHECK(desk.server.seen().empty());
}

}  // namespace limner::provider
