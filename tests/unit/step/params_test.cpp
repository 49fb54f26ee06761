#include "step/params.hpp"

#include "unit/step/step_fixture.hpp"

using namespace limner;
using namespace limner::step;
using nlohmann::json;

namespace {

const templates::StepSignature shape{
    .name = "test.kind",
    .params = {
        {"input", templates::ParamType::image, "a picture", true},
        {"count", templates::ParamType::integer, "how many", false, {}, 1, 10},
        {"format", templates::ParamType::text, "file format", false, {"png", "jpeg", "webp"}},
        {"exact", templates::ParamType::boolean, "keep colours"}}};

std::string params_refusal(const json& with) {
  try {
    Params::part(shape, with);
    return "";
  } catch (const Error& error) {
    return fmt::format("{} / {}", error.what(), error.help());
  }
}

}  // namespace

TEST_CASE("Parameters are read by type, and null counts as not given") {
  const json with = {{"count", 3}, {"format", "webp"}, {"exact", nullptr}};
  const Params params = Params::part(shape, with);
  CHECK(params.integer("count") == 3);
  CHECK(params.text("format") == "webp");
  CHECK(params.flag("exact", true));
  CHECK_FALSE(params.has("exact"));
  CHECK(params.text("input", "none") == "none");
  CHECK_FALSE(params.integer("missing").has_value());
}

TEST_CASE("A value of the wrong type, out of bounds or not offered is refused") {
  CHECK(params_refusal({{"count", "3"}}) ==
        "test.kind: \"count\" is \"3\", not a whole number / give a whole number: how many");
  CHECK(params_refusal({{"count", 3.5}}).find("not a whole number") != std::string::npos);
  CHECK(params_refusal({{"count", 11}}) ==
        "test.kind: \"count\" is 11, but must be at most 10 / give 10 or less");
  CHECK(params_refusal({{"count", 0}}) ==
        "test.kind: \"count\" is 0, but must be at least 1 / give 1 or more");
  CHECK(params_refusal({{"format", "wepb"}}) ==
        "test.kind: \"format\" is \"wepb\", not png, jpeg or webp / did you mean \"webp\"?");
  CHECK(params_refusal({{"format", "gif"}}).find("/ choose png, jpeg or webp") !=
        std::string::npos);
  CHECK(params_refusal({{"exact", "yes"}}).find("true or false") != std::string::npos);
  CHECK(params_refusal({{"input", "fox.png"}}).find("not a picture") != std::string::npos);
  CHECK(params_refusal({{"count", json(std::uint64_t{1} << 63)}}).find("not a whole number") !=
        std::string::npos);
  CHECK(params_refusal(json::array()).find("must be an object") != std::string::npos);
}

TEST_CASE("What is missing is refused only when all should be known") {
  CHECK(params_refusal({}).empty());
  CHECK_THROWS_WITH_AS(Params::complete(shape, json::object()), "test.kind needs \"input\"", Error);
}
