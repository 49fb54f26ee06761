#include "unit/cli/cli_fixture.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::cli;
using nlohmann::json;

TEST_CASE("a run that was given pictures is resumed with them, wherever their files are now") {
  CliFixture cli;
  const Bytes fox = fakes::small_picture(provider::GenerateImage{}, 24).bytes;
  cli.write("fox.png", as_text(fox));
  cli.reply = fakes::ends_as(Billing::rejected);
  CHECK(cli.run({"image", "the same fox", "-i", "fox.png", "--model", "openai/gpt-image-2"}).code !=
        0);
  std::filesystem::remove(cli.home.path / "fox.png");
  std::vector<Bytes> sent;
  cli.reply = [&](const provider::ModelCall& call, const std::stop_token&) {
    for (const provider::Picture& picture :
         std::get<provider::GenerateImage>(call.operation).references)
      sent.push_back(picture.bytes);
    return fakes::small_answer(call);
  };
  const CommandResult result = cli.run({"resume", "@last", "--json"});
  CHECK(result.code == 0);
  CHECK(result.document()["status"] == "review");
  CHECK(sent == std::vector<Bytes>{fox});
}

namespace {

// A picture that came, could not be used, and was paid for if its model costs anything.
struct Spoilt : CliFixture {
  explicit Spoilt(std::string_view catalogue = "") {
    if (!catalogue.empty()) write(".config/limner/catalog.yaml", catalogue);
    reply = fakes::ends_as(Billing::billed_unusable, ErrorCode::generation_failed);
    code = make_picture("a fox").code;
    reply = fakes::small_answer_reply();
  }
  int code;
};

}  // namespace

TEST_CASE("--retry safe does not pay twice for what was of no use, --retry all does") {
  Spoilt cli;
  REQUIRE(cli.code == 3);
  const CommandResult result = cli.run({"resume", "@last"});
  CHECK(result.code == 2);
  CHECK(contains(result.err, "was already billed, and would be billed again"));
  CHECK(cli.run({"resume", "@last", "--retry", "all"}).code == 0);
}

TEST_CASE("--retry safe tries a step again whose model costs nothing") {
  Spoilt cli("schema: 1\nmodels:\n  - {id: openai/gpt-image-2, estimator: free}\n");
  REQUIRE(cli.code == 3);
  CHECK(cli.run({"resume", "@last"}).code == 0);
}
