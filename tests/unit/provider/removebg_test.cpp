#include "call_fixture.hpp"
#include "provider/companies.hpp"
#include "provider_server/form.hpp"

namespace limner::provider {

using nlohmann::json;

TEST_CASE("[S0] remove.bg is asked for the full size, and reports the credits used") {
  CallFixture fixture("removebg", {{{"reply", "ok"}, {"credits", "0.25"}}});
  fixture.catalogue.overlay(
      "schema: 1\nmodels:\n  - id: removebg/removebg\n    estimator: per_image\n"
      "    prices: [{item: image, unit: credit, amount: '0.20'}]\n",
      "catalog.yaml");
  const ModelAnswer answer = fixture.call(fixture.request());
  CHECK(image::probe(answer.images.at(0).bytes)->alpha);
  CHECK(answer.charged == Money::parse("0.05"));
  const auto request = fixture.server.received("removebg", "work").at(0).request;
  CHECK(request.target == "/removebg/v1.0/removebg");
  CHECK(request.header("x-api-key") == "canary-key");
  CHECK(provider_server::form_fields(request) == json({{"size", "auto"}, {"format", "png"}}));
  CHECK(provider_server::form_parts(request).back().file_name == "image.png");
}

TEST_CASE("a picture without a subject is not an invalid request, and costs nothing") {
  CallFixture fixture("removebg", {"no_subject"});
  const CallError error = fixture.failure(fixture.request());
  CHECK(error.code() == ErrorCode::generation_failed);
  CHECK(error.billing() == Billing::rejected);
  CHECK(std::string(error.help()).find("local/plain-matte") != std::string::npos);
}

TEST_CASE("remove.bg makes no pictures from words") {
  CallFixture fixture("removebg");
  CHECK_THROWS_AS(fixture.call(fox_request()), Error);
  CHECK(fixture.server.received().empty());
}

}  // namespace limner::provider
