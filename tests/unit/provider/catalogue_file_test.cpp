#include <limner/error.hpp>
#include <limner/provider.hpp>

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace limner;
using namespace limner::provider;

namespace {

constexpr std::string_view known = R"(
schema: 1
sources: {page: https://example.com/prices}
providers:
  - {name: acme, title: Acme, docs: https://example.com, keyVariables: [ACME_KEY]}
models:
  - id: acme/brush
    apiModel: brush-1
    supportsImageGeneration: true
    supportsImageInput: false
    imageGenerationMode: direct_image_model
    inputModalities: [text]
    outputModalities: [image]
    capabilities: [text_to_image]
    limits: {maxImages: 4, seed: true, aspectRatios: [16:9, "1:1"]}
    estimator: per_image
    prices:
      - {item: image, unit: image, amount: "0.0400", from: 2026-01-02, source: page}
    from: 2025-12-31
    asOf: 2026-11-21
    source: page
    status: active
    notes: A note.
)";

Catalogue acme() {
  Catalogue catalogue;
  catalogue.overlay(std::string(known), "acme.yaml");
  return catalogue;
}

// The problems of a file laid over acme's.
std::vector<Problem> problems(std::string_view text) {
  Catalogue catalogue = acme();
  try {
    catalogue.overlay(std::string(text), "mine.yaml");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_config);
    for (const Problem& problem : error.problems()) CHECK(problem.mark->file == "mine.yaml");
    if (error.problems().size() > 1) CHECK(std::string(error.what()).ends_with(" in mine.yaml"));
    return error.problems();
  }
  return {};
}

// A new model with one field more, or one that is different.
std::vector<Problem> problems_with(std::string_view field) {
  return problems(
      fmt::format("schema: 1\nmodels:\n  - id: acme/pen\n    like: acme/brush\n    apiModel: pen\n"
                  "    status: active\n    {}\n",
                  field));
}

}  // namespace

TEST_CASE("a row is read as it is written") {
  const Catalogue catalogue = acme();
  const Model* model = catalogue.find("acme/brush");
  REQUIRE(model != nullptr);
  CHECK(model->provider == "acme");
  CHECK(model->api_model == "brush-1");
  CHECK(model->limits ==
        nlohmann::json{{"maxImages", 4}, {"seed", true}, {"aspectRatios", {"16:9", "1:1"}}});
  REQUIRE(model->prices.size() == 1);
  CHECK(model->prices[0].amount == Money::parse("0.04"));
  CHECK(model->prices[0].source == "https://example.com/prices");
  CHECK(model->from == "2025-12-31");
  CHECK_FALSE(model->until.has_value());
  CHECK(model->source == "https://example.com/prices");
  CHECK(catalogue.provider("acme")->key_variables == std::vector<std::string>{"ACME_KEY"});
}

TEST_CASE("a user's file changes the fields it names and keeps all others") {
  Catalogue catalogue = acme();
  catalogue.overlay(R"(
schema: 1
providers: [{name: acme, keyVariables: [MY_KEY]}]
models:
  - {id: acme/brush, asOf: 2026-12-24, prices: [{item: image, unit: image, amount: "0.05"}]}
)",
                    "mine.yaml");
  REQUIRE(catalogue.models().size() == 1);
  const Model& model = catalogue.models()[0];
  CHECK(model.prices.at(0).amount == Money::parse("0.05"));
  CHECK(model.prices.at(0).from == "2026-12-24");
  CHECK(model.api_model == "brush-1");
  CHECK(model.notes == "A note.");
  CHECK(model.limits.at("maxImages") == 4);
  CHECK(catalogue.version() == "2026-12-24");
  CHECK(catalogue.provider("acme")->title == "Acme");
  CHECK(catalogue.provider("acme")->key_variables == std::vector<std::string>{"MY_KEY"});
}

TEST_CASE("a new model can start from another, but not from its history") {
  Catalogue catalogue = acme();
  catalogue.overlay(
      "schema: 1\nmodels:\n  - {id: acme/pen, like: acme/brush, apiModel: pen-2, status: active}\n",
      "mine.yaml");
  const Model* pen = catalogue.find("acme/pen");
  REQUIRE(pen != nullptr);
  CHECK(pen->api_model == "pen-2");
  CHECK(pen->prices.size() == 1);
  CHECK(pen->can(Capability::text_to_image));
  CHECK(pen->notes.empty());
  CHECK_FALSE(pen->from.has_value());
}

TEST_CASE("JSON is read like YAML") {
  Catalogue catalogue = acme();
  catalogue.overlay(R"({"schema": 1, "models": [{"id": "acme/brush", "notes": "new"}]})",
                    "mine.json");
  CHECK(catalogue.find("acme/brush")->notes == "new");
}

TEST_CASE("an unknown key is refused with the nearest one, where it stands") {
  const auto found = problems_with("estimater: free");
  REQUIRE(found.size() == 1);
  CHECK(found[0].message == "unknown key \"estimater\"");
  CHECK(found[0].help == "did you mean \"estimator\"?");
  CHECK(found[0].type == "unknown_key");
  CHECK(found[0].loc == std::vector<std::string>{"models", "acme/pen", "estimater"});
  REQUIRE(found[0].mark.has_value());
  CHECK(found[0].mark->file == "mine.yaml");
  CHECK(found[0].mark->line == 7);
  CHECK(found[0].mark->column == 5);
}

TEST_CASE("an invalid value of a field is refused with the accepted values") {
  struct Case {
    const char* field;
    const char* message;
    const char* help;
  };
  const Case cases[] = {
      {"imageGenerationMode: direct_image_modle",
       "\"direct_image_modle\" is not a known imageGenerationMode",
       "did you mean \"direct_image_model\"?"},
      {"estimator: per-image", "\"per-image\" is not a known estimator",
       "did you mean \"per_image\"?"},
      {"capabilities: [text_to_imag]", "\"text_to_imag\" is not one of the capabilities",
       "did you mean \"text_to_image\"?"},
      {"inputModalities: [smell]", "\"smell\" is not one of the inputModalities",
       "one of: text, image"},
      {"capabilities: text_to_image", "\"capabilities\" must be a list: [one, two]", ""},
      {"supportsImageInput: \"true\"", "\"supportsImageInput\" must be true or false", ""},
      {"supportsImageInput: yes", "\"supportsImageInput\" must be true or false", ""},
      {"until: 2026-02-30", "\"2026-02-30\" is not a date",
       "write year, month and day: 2026-11-21"},
      {"asOf: 2026-11-21T00:00:00Z", "\"2026-11-21T00:00:00Z\" is not a date",
       "write year, month and day: 2026-11-21"},
      {"usualSeconds: soon", "\"usualSeconds\" must be seconds: 0.5, 38", ""},
      {"usualSeconds: -1", "\"usualSeconds\" must be seconds: 0.5, 38", ""},
      {"limits: {maxImages: -1}", "\"maxImages\" must be a whole number from 0", ""},
      {"limits: {maxImages: many}", "\"maxImages\" must be a whole number from 0", ""},
      {"limits: {maxImage: 4}", "unknown key \"maxImage\"", "did you mean \"maxImages\"?"},
      {"limits: {flexible: {maxedge: 4}}", "unknown key \"maxedge\"", "did you mean \"maxEdge\"?"},
      {"limits: {preview: {gif: soon}}", "\"soon\" is not a date",
       "write year, month and day: 2026-11-21"},
      {"limits: 4", "\"limits\" must have fields", ""},
      {"notes: [a]", "\"notes\" must be one value", ""},
      {"notes:", "\"notes\" must be one value", ""},
      {"prices: free", "\"prices\" must be a list", ""},
      {"prices: [free]", "each of \"prices\" must have fields", ""},
      {"imageGenerationMode: none",
       "the mode of acme/pen must be none if, and only if, it generates no pictures", ""},
  };
  for (const Case& one : cases) {
    CAPTURE(one.field);
    const auto found = problems_with(one.field);
    REQUIRE(found.size() == 1);
    CHECK(found[0].message == one.message);
    CHECK(found[0].help == one.help);
    REQUIRE(found[0].mark.has_value());
    CHECK(found[0].mark->line > 0);
  }
}

TEST_CASE("an amount that is not exact money is refused") {
  for (const char* amount : {"four", "1e-3", "0.1234567891", "-1", "10001", "1,50", ".5"}) {
    CAPTURE(amount);
    const auto found = problems_with(
        fmt::format("prices: [{{item: image, unit: image, amount: \"{}\"}}]", amount));
    REQUIRE(found.size() == 1);
    CHECK(found[0].loc.back() == "amount");
  }
}

TEST_CASE("a price without amount, unit or a known item is refused") {
  CHECK(problems_with("prices: [{item: image}]").size() == 2);
  const auto found = problems_with("prices: [{item: imag, unit: image, amount: \"1\"}]");
  REQUIRE(found.size() == 1);
  CHECK(found[0].help == "did you mean \"image\"?");
}

TEST_CASE("all problems of a file are reported together") {
  const auto found = problems(R"(
schema: 1
modells: []
models:
  - {id: acme/brush, asOf: today}
  - {id: acme/brush}
  - {id: acme/}
  - {id: acne/brush}
  - {id: acme/new, status: active}
  - {like: acme/brush}
  - {id: acme/pen, like: acme/brusk, apiModel: x, status: active}
  - {id: acme/old, like: acme/brush, apiModel: x, status: retired}
)");
  std::vector<std::string> messages;
  for (const Problem& problem : found) messages.push_back(problem.message);
  const auto has = [&](std::string_view message) {
    CAPTURE(message);
    CHECK(std::ranges::find(messages, message) != messages.end());
  };
  has("unknown key \"modells\"");
  has("\"today\" is not a date");
  has("acme/brush is in this file twice");
  has("\"acme/\" is not a model id");
  has("there is no provider \"acne\"");
  has("\"apiModel\" is missing");
  has("\"capabilities\" is missing");
  has("\"id\" is missing");
  has("there is no model \"acme/brusk\" above");
  has("acme/old is retired and needs the date \"until\"");
}

TEST_CASE("a file that is refused changes nothing") {
  Catalogue catalogue = acme();
  CHECK_THROWS_AS(catalogue.overlay("schema: 1\nmodels:\n  - {id: acme/brush, notes: new}\n"
                                    "  - {id: acme/brush}\n",
                                    "mine.yaml"),
                  Error);
  CHECK(catalogue.find("acme/brush")->notes == "A note.");
}

TEST_CASE("a file without a schema, or with another one, is refused") {
  CHECK(problems("models: []").at(0).message == "\"schema\" is missing");
  CHECK(problems("schema: 2").at(0).message == "schema 2 is not known to this program");
  CHECK(problems("just words").at(0).message == "the file has no keys");
  CHECK(problems("schema: 1").empty());
}

TEST_CASE("broken YAML is a broken setting, with its place") {
  const auto found = problems("schema: 1\nmodels: [\n");
  REQUIRE_FALSE(found.empty());
  CHECK(found[0].mark.has_value());
}
