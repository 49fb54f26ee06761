#include "unit/step/step_fixture.hpp"

using namespace limner;
using namespace limner::step;

TEST_CASE("A picture is published in its bucket under its role [S0.24] [S3.4]") {
  StepFixture bench;
  const auto record = bench.record(halves(2, 2, red, blue));
  bench.with = {{"input", {record}}, {"bucket", "artifacts"}, {"role", "raw"}};
  const StepOutput output = bench.run("storage.upload");
  REQUIRE(output.objects.size() == 1);
  CHECK(output.objects[0].asset.digest == asset_from(record).digest);
  CHECK(output.objects[0].role == "raw");
  bench.with = {{"input", record}};
  bench.run("storage.upload");
  CHECK(bench.published == std::vector<std::string>{"artifacts/raw", "artifacts/file"});
}

TEST_CASE("A bucket cannot lead out of the store") {
  StepFixture bench;
  bench.with = {{"input", bench.record(halves(2, 2, red, blue))}};
  for (const char* bucket : {"", "../etc", "a/b", "A", "-rf", "a b", "a\n"}) {
    bench.with["bucket"] = bucket;
    CHECK(bench.refusal("storage.upload").find("is not a bucket name") != std::string::npos);
  }
  CHECK(bench.published.empty());
}
