// Pictures that steps exchange are priced and checked while planning.
#include "engine/planned_pictures.hpp"

#include "fakes/world.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::engine;
using nlohmann::json;

namespace {

struct PlannedPictures : fakes::World {
  // `steps`: lines of YAML.
  Plan plan_of(const std::string& steps, const json& given = json::object()) {
    workflow = fakes::template_of(
        "schema: 1\nid: one\nintake:\n  picture: {type: image}\n  mask: {type: image}\n"
        "  words: {type: string}\n  count: {type: integer, default: 1}\nsteps:\n" +
        steps);
    return plan(given, {.picture = [](const std::string& name) { return picture(name); }});
  }
  std::string refusal_of(const std::string& steps, const json& given = json::object()) {
    try {
      plan_of(steps, given);
      return "";
    } catch (const Error& error) {
      return error.what();
    }
  }
  // "64x48.png", "64x48.opaque.png", "64x48.turned.png"
  static ResolvedImage picture(const std::string& name) {
    const std::size_t cross = name.find('x');
    return {.name = name,
            .record = {{"id", "image-" + name},
                       {"file_url", "file:///" + name},
                       {"sha256", std::string(64, 'a')},
                       {"file_type", name.ends_with("webp") ? "image/webp" : "image/png"},
                       {"file_size", 5},
                       {"orientation", name.find("turned") == std::string::npos ? 1 : 6},
                       {"transparent", name.find("opaque") == std::string::npos},
                       {"width", std::stoi(name)},
                       {"height", std::stoi(name.substr(cross + 1))}}};
  }
};

const std::string raw_step =
    "  - {id: raw, uses: image.generate, with: {model: openai/gpt-image-2, prompt: a fox, "
    "quality: low, count: 2}}\n";
const std::string second_step =
    "  - {id: second, uses: image.generate, with: {model: openai/gpt-image-2, prompt: a fox, "
    "quality: low, references: \"${{ REFERENCES }}\"}}\n";

std::string with_references(const std::string& what) {
  std::string text = second_step;
  return text.replace(text.find("REFERENCES"), 10, what);
}

const Money price_of_reference = Money::parse("0.024352");  // of openai/gpt-image-2

}  // namespace

TEST_CASE_FIXTURE(PlannedPictures, "references that an earlier step makes are priced at most") {
  const auto price_with = [&](const std::string& what) {
    return *plan_of(raw_step + with_references(what)).steps[1].estimate;
  };
  const Money one = price_with("steps.raw.images[0]");
  CHECK(price_with("steps.raw.images") - one == price_of_reference);
  CHECK(price_with("steps.raw.images[1].file_url") == one);
  CHECK(one > price_of_reference);
  // Of an unknown number, the most that the model accepts.
  CHECK(price_with("if(true, steps.raw.images, steps.raw.images)") ==
        one + price_of_reference * 15);
}

TEST_CASE_FIXTURE(PlannedPictures,
                  "a step that runs for each picture of a list is priced for each") {
  const std::string removal =
      "  - {id: cut, uses: background.remove, with: {model: stability/remove-background, input: "
      "\"${{ steps.raw.images }}\"}}\n";
  const Plan made = plan_of(raw_step + removal);
  CHECK(made.steps[1].runs == 2);
  CHECK(*made.steps[1].estimate == Money::parse("0.10"));
}

TEST_CASE_FIXTURE(PlannedPictures, "a picture that no step makes is refused before spending") {
  const std::string three =
      "  - {id: raw, uses: image.generate, with: {model: openai/gpt-image-2, prompt: a fox, count: "
      "\"${{ intake.count }}\"}}\n";
  const std::string use =
      "  - {id: up, uses: storage.upload, with: {input: \"${{ steps.raw.images[2] }}\"}}\n";
  CHECK(refusal_of(three + use, {{"count", 2}}) ==
        "step up: there is no steps.raw.images[2]: step raw makes at most 2");
  CHECK(refusal_of(three + use, {{"count", 3}}).empty());
}

TEST_CASE_FIXTURE(PlannedPictures,
                  "null or text where a picture is wanted is refused in the plan") {
  const std::string use =
      "  - {id: up, uses: storage.upload, with: {input: \"${{ intake.picture }}\"}}\n";
  CHECK(refusal_of(use) == "step up: input has no value");
  CHECK(refusal_of(use, {{"picture", "4x4.png"}}).empty());
  const std::string text =
      "  - {id: up, uses: storage.upload, with: {input: \"${{ intake.words }}\"}}\n";
  CHECK(refusal_of(text, {{"words", "fox.png"}}) ==
        "step up, input: \"fox.png\" is not a picture of this run");
}

TEST_CASE_FIXTURE(PlannedPictures,
                  "the output of a step that is known to be skipped is not an input") {
  const std::string steps =
      raw_step +
      "  - {id: cut, uses: background.remove, if: \"${{ intake.words == 'x' }}\", with: {model: "
      "local/plain-matte, input: \"${{ steps.raw.images[0] }}\"}}\n"
      "  - {id: up, uses: storage.upload, with: {input: \"${{ steps.cut.images }}\"}}\n";
  CHECK(refusal_of(steps) == "step up: input has no value");
  CHECK(refusal_of(steps, {{"words", "x"}}).empty());
}

TEST_CASE_FIXTURE(PlannedPictures, "a mask must fit its picture") {
  const std::string use =
      "  - {id: raw, uses: image.generate, with: {model: openai/gpt-image-2, prompt: a fox, "
      "references: \"${{ intake.picture }}\", mask: \"${{ intake.mask }}\"}}\n";
  CHECK(refusal_of(use, {{"picture", "64x48.png"}, {"mask", "64x48.png"}}).empty());
  CHECK(refusal_of(use, {{"picture", "64x48.png"}, {"mask", "64x64.png"}}) ==
        "image.generate: the mask is 64x64, its picture 64x48");
  CHECK(refusal_of(use, {{"picture", "64x48.png"}, {"mask", "64x48.webp"}}) ==
        "image.generate: the mask is image/webp, not a PNG");
  CHECK(refusal_of(use, {{"picture", "64x48.png"}, {"mask", "64x48.opaque.png"}}) ==
        "image.generate: the mask is opaque everywhere, so nothing could change");
  // On the picture as its file stores it, which is turned before it is sent.
  CHECK(refusal_of(use, {{"picture", "64x48.turned.jpg"}, {"mask", "48x64.png"}}).empty());
  CHECK(refusal_of(use, {{"picture", "64x48.turned.jpg"}, {"mask", "48x48.png"}}) ==
        "image.generate: the mask is 48x48, its picture 64x48");
  CHECK(refusal_of(use, {{"mask", "64x48.png"}}) == "step raw: a mask needs a reference picture");
}
