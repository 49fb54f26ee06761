// The money of runs that end without a picture.
#include "fakes/world.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::engine;

namespace {

// Two hosted calls of 50 credits, and an artifact from the second.
struct TwoHosted : fakes::World {
  TwoHosted() {
    workflow = fakes::template_of(R"(
schema: 1
id: two
version: 1.0.0
name: Two
steps:
  - {id: one, uses: image.generate, charge: hosted, with: {model: openai/gpt-image-2, prompt: a fox, size: 1024x1024, quality: low}}
  - {id: two, uses: image.generate, charge: hosted, with: {model: openai/gpt-image-2, prompt: a hen, size: 1024x1024, quality: low}}
  - {id: object, uses: storage.upload, with: {input: "${{ steps.two.images }}", bucket: artifacts, role: raw}}
  - {id: artifact, uses: artifact.create, with: {artifactType: generated_image, files: {raw: "${{ steps.object.objects }}"}, primary: raw}}
)");
    records.top_up("main", Credits::parse("1000"), "topup:1", "", clock.now());
    openai.later = fakes::small_answer_reply();
  }

  static provider::ModelAnswer stored_answer(const provider::ModelCall& call,
                                             const std::stop_token&) {
    return fakes::logged_answer(call);
  }
  RunId start() { return run(plan(nlohmann::json::object(), {.has_wallet = true})); }
  std::string balance() const {
    const store::WalletRow wallet = records.wallets().front();
    return fmt::format("{} {} {}", wallet.available.str(), wallet.held.str(), wallet.spent.str());
  }
};

}  // namespace

TEST_CASE_FIXTURE(TwoHosted,
                  "a hosted run that fails without a picture gives all credits back [S4.11]") {
  openai.script = {stored_answer, fakes::ends_as(Billing::rejected)};
  const RunId id = start();
  REQUIRE(row(id).status == store::RunStatus::failed);
  CHECK(balance() == "1000.0000 0.0000 0.0000");
  const store::CreditTotal credits = records.credits(id);
  CHECK(credits.charged == credits.refunded);
  CHECK(records.charged(id) == Charged::yes);  // the provider's dollars
  CHECK(records.check().empty());

  resume(id);
  CHECK(row(id).status != store::RunStatus::failed);
  CHECK(records.artifacts({.run = id}).size() == 1);
  CHECK(openai.calls.size() == 3);
  CHECK(balance() == "900.0000 0.0000 100.0000");
  CHECK(records.check().empty());
}

TEST_CASE_FIXTURE(TwoHosted, "each failed attempt to resume gives the credits back again") {
  openai.script = {stored_answer, fakes::ends_as(Billing::rejected),
                   fakes::ends_as(Billing::rejected)};
  const RunId id = start();
  resume(id);
  CHECK(row(id).status == store::RunStatus::failed);
  CHECK(balance() == "1000.0000 0.0000 0.0000");
  CHECK(records.check().empty());
}

TEST_CASE_FIXTURE(TwoHosted, "a canceled run gives its credits back too") {
  openai.script = {[&](const provider::ModelCall& call, const std::stop_token&) {
    stop.request_stop();
    return fakes::logged_answer(call);
  }};
  const RunId id = start();
  CHECK(row(id).status == store::RunStatus::canceled);
  CHECK(balance() == "1000.0000 0.0000 0.0000");
  CHECK(records.check().empty());
}

TEST_CASE_FIXTURE(TwoHosted, "a run that failed after its picture keeps the charge") {
  workflow = fakes::template_of(R"(
schema: 1
id: late
version: 1.0.0
name: Late
steps:
  - {id: one, uses: image.generate, charge: hosted, with: {model: openai/gpt-image-2, prompt: a fox, size: 1024x1024, quality: low}}
  - {id: object, uses: storage.upload, with: {input: "${{ steps.one.images }}", bucket: artifacts, role: raw}}
  - {id: artifact, uses: artifact.create, with: {artifactType: generated_image, files: {raw: "${{ steps.object.objects }}"}, primary: raw}}
  - {id: two, uses: image.generate, charge: hosted, with: {model: openai/gpt-image-2, prompt: a hen, size: 1024x1024, quality: low}}
)");
  openai.script = {stored_answer, fakes::ends_as(Billing::rejected)};
  const RunId id = start();
  CHECK(records.artifacts({.run = id}).size() == 1);
  CHECK(balance() == "950.0000 0.0000 50.0000");
  CHECK(records.check().empty());
}

TEST_CASE_FIXTURE(TwoHosted, "a report above the reserve is a warning and a remark, not damage") {
  openai.script = {fakes::charges(Money::parse("9.5")), fakes::charges(Money::parse("0.001"))};
  const RunId id = start();
  const std::string warning = records.steps(id).at(0).warnings.dump();
  CHECK(warning.find("cost_above_estimate") != std::string::npos);
  CHECK(records.check().empty());
  const std::vector<std::string> remarks = records.remarks();
  REQUIRE(remarks.size() == 1);
  CHECK(remarks[0].find("cost $9.50, above its reserve of $") != std::string::npos);
  records.set_cap({.id = ids.next(),
                   .scope = {store::CapScopeKind::store},
                   .period = store::CapPeriod::ever,
                   .unit = "USD",
                   .nanos = Money::parse("20").nanos(),
                   .created = clock.now()});
  CHECK(records.caps(clock.now()).at(0).used == Money::parse("9.501").nanos());
}
