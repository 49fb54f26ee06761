#include "desk.hpp"

#include <doctest/doctest.h>

using namespace limner;
using nlohmann::json;

TEST_CASE("a run that was given pictures is resumed with them, wherever their files are now") {
  Desk desk;
  const Bytes fox = fakes::small_picture(GenerateImage{}, 24).bytes;
  desk.write("fox.png", as_text(fox));
  desk.reply = fakes::ends_as(Billing::rejected);
  CHECK(
      desk.run({"image", "the same fox", "-i", "fox.png", "--model", "openai/gpt-image-2"}).code !=
      0);
  std::filesystem::remove(desk.home.path / "fox.png");
  std::vector<Bytes> sent;
  desk.reply = [&](const ModelCall& call, const std::stop_token&) {
    for (const Picture& picture : std::get<GenerateImage>(call.operation).references)
      sent.push_back(picture.bytes);
    return fakes::small_answer(call);
  };
  const Told told = desk.run({"resume", "@last", "--json"});
  CHECK(told.code == 0);
  CHECK(told.document()["status"] == "review");
  CHECK(sent == std::vector<Bytes>{fox});
}

namespace {

// A picture that came, could not be used, and was paid for if its model costs anything.
struct Spoilt : Desk {
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
  Spoilt desk;
  REQUIRE(desk.code == 3);
  const Told told = desk.run({"resume", "@last"});
  CHECK(told.code == 2);
  CHECK(contains(told.err, "was paid for, and would be paid for again"));
  CHECK(desk.run({"resume", "@last", "--retry", "all"}).code == 0);
}

TEST_CASE("--retry safe tries a step again whose model costs nothing") {
  Spoilt desk("schema: 1\nmodels:\n  - {id: openai/gpt-image-2, estimator: free}\n");
  REQUIRE(desk.code == 3);
  CHECK(desk.run({"resume", "@last"}).code == 0);
}
