#include "call_fixture.hpp"
#include "provider/companies.hpp"

namespace limner::provider {

namespace {

using nlohmann::json;

// A model as somebody's own catalogue describes it.
void describe(CallFixture& fixture, const std::string& lines) {
  fixture.catalogue.overlay("schema: 1\nmodels:\n  - id: replicate/own\n"
                            "    like: replicate/black-forest-labs/flux-schnell\n"
                            "    status: active\n" +
                                lines,
                            "catalog.yaml");
  fixture.model = "replicate/own";
}

}  // namespace

TEST_CASE("[S1] a model of which nothing is stated gets the prompt alone") {
  CallFixture fixture("replicate");
  GenerateImage operation = fox_request();
  operation.seed = 7;
  fixture.call(operation);
  CHECK(fixture.sent_body() == json({{"input", {{"prompt", "a fox"}}}}));
  const auto request = fixture.server.received("replicate", "work").at(0).request;
  CHECK(request.target == "/replicate/v1/models/black-forest-labs/flux-schnell/predictions");
  CHECK(request.header("authorization") == "Bearer canary-key");
  CHECK(request.header("prefer") == "respond-async");
  CHECK_THROWS_AS(fixture.call(fox_request(2)), Error);
  operation.references = {Picture{}};
  CHECK_THROWS_AS(fixture.call(operation), Error);
  CHECK(fixture.server.received("replicate", "work").size() == 1);
}

TEST_CASE("[S1] parameters with limits in the catalogue are sent by their usual names") {
  CallFixture fixture("replicate");
  describe(fixture,
           "    apiModel: ada/painter:abc123\n"
           "    limits: {maxImages: 4, aspectRatios: ['1:1', '16:9'], outputFormats: [png, jpeg],"
           " seed: true}\n");
  GenerateImage operation = fox_request(3);
  operation.width = 1536;
  operation.height = 864;
  operation.seed = 7;
  operation.output_format = "jpeg";
  CHECK(fixture.call(operation).images.size() == 3);
  CHECK(fixture.sent_body() == json({{"version", "abc123"},
                                     {"input",
                                      {{"prompt", "a fox"},
                                       {"num_outputs", 3},
                                       {"aspect_ratio", "16:9"},
                                       {"output_format", "jpg"},
                                       {"seed", 7}}}}));
  CHECK(fixture.server.received("replicate", "work")[0].request.target ==
        "/replicate/v1/predictions");
  CallFixture sized("replicate");
  describe(sized, "    apiModel: ada/painter\n    limits: {flexible: {multipleOf: 8}}\n");
  sized.call(operation = fox_request());
  CHECK(sized.sent_body()["input"]["width"] == 1024);
}

TEST_CASE(
    "[S2] seconds are charged at the catalogue's price, and without one the cost is unknown") {
  CallFixture priced("replicate", {{{"reply", "ok"}, {"predictTime", 1.25}}});
  describe(priced, "    apiModel: ada/painter\n    estimator: per_second\n"
                   "    prices: [{item: second, unit: second, amount: '0.000225'}]\n");
  const ModelAnswer answer = priced.call(fox_request());
  CHECK(answer.charged == Money::parse("0.00028125"));
  CHECK(answer.usage["predict_time"] == 1.25);
  CallFixture plain("replicate");
  CHECK_FALSE(plain.call(fox_request()).charged);
}

TEST_CASE("an output is a list of URLs, one URL, or a picture") {
  for (const char* form : {"list", "url", "data"}) {
    CAPTURE(form);
    CallFixture fixture("replicate", {{{"reply", "ok"}, {"output", form}}});
    CHECK(fixture.call(fox_request()).images.size() == 1);
  }
}

TEST_CASE("the status of a prediction decides the billing") {
  check_failures("replicate",
                 {{"moderated", ErrorCode::unsafe_image_request, Billing::billed_unusable},
                  {"model_error", ErrorCode::generation_failed, Billing::billed_unusable},
                  {"canceled", ErrorCode::generation_failed, Billing::billed_unusable},
                  {"aborted", ErrorCode::generation_failed, Billing::rejected}});
}

}  // namespace limner::provider
