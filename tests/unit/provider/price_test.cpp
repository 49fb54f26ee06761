#include "provider/price.hpp"

#include <limner/image.hpp>
#include <limner/provider.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace limner;
using namespace limner::provider;

namespace {

const Model& model(std::string_view id) {
  static const Catalogue catalogue = Catalogue::built_in();
  const Model* found = catalogue.find(id);
  REQUIRE(found != nullptr);
  return *found;
}

GenerateImage generation(int width, int height, std::string_view quality) {
  return {.width = width, .height = height, .quality = parse_enum<Quality>(quality).value()};
}

// In dollars, or "unknown".
std::string price(const Model& of, const Operation& operation) {
  const auto most = worst_case(of, operation);
  return most ? most->str() : "unknown";
}

std::string price(std::string_view id, const Operation& operation) {
  return price(model(id), operation);
}

// A model with no prices but these.
Model priced(std::string_view estimator, std::vector<Price> prices) {
  Model made{.id = "acme/brush", .provider = "acme", .mode = GenerationMode::direct_image_model};
  made.estimator = parse_enum<Estimator>(estimator).value();
  made.prices = std::move(prices);
  return made;
}

}  // namespace

TEST_CASE("the grid gives OpenAI's token counts in every cell of the table") {
  struct Row {
    int width, height;
    std::int64_t low, medium, high;
  };
  const Row table[] = {{1024, 1024, 196, 1756, 7024}, {1024, 1536, 158, 1372, 5488},
                       {1536, 1024, 158, 1372, 5488}, {1024, 768, 134, 1204, 4815},
                       {768, 1024, 134, 1204, 4815},  {1344, 768, 110, 983, 4003},
                       {1536, 864, 120, 1078, 4312},  {2048, 2048, 397, 3568, 14272},
                       {2560, 1440, 205, 1843, 7370}, {3840, 2160, 371, 3336, 13342}};
  for (const Row& row : table) {
    CAPTURE(row.width);
    CAPTURE(row.height);
    CHECK(grid_tokens(row.width, row.height, 16) == row.low);
    CHECK(grid_tokens(row.width, row.height, 48) == row.medium);
    CHECK(grid_tokens(row.width, row.height, 96) == row.high);
  }
}

TEST_CASE("the grid's dollars round to the published examples") {
  struct Row {
    int width, height;
    const char* quality;
    const char* exact;
    const char* published;
  };
  const Row examples[] = {
      {1024, 1024, "low", "0.00588", "0.006"},    {1024, 1024, "medium", "0.05268", "0.053"},
      {1024, 1024, "high", "0.21072", "0.211"},   {1024, 1536, "low", "0.00474", "0.005"},
      {1024, 1536, "medium", "0.04116", "0.041"}, {1536, 1024, "high", "0.16464", "0.165"}};
  for (const Row& row : examples) {
    CAPTURE(row.exact);
    CHECK(price("openai/gpt-image-2", generation(row.width, row.height, row.quality)) == row.exact);
    const auto published = Money::parse(row.published).nanos();
    const auto exact = Money::parse(row.exact).nanos();
    CHECK((exact + 500'000) / 1'000'000 * 1'000'000 == published);
  }
}

TEST_CASE("a wide picture may cost less than a square one with fewer pixels") {
  CHECK(*worst_case(model("openai/gpt-image-2"), generation(1536, 1024, "medium")) <
        *worst_case(model("openai/gpt-image-2"), generation(1024, 1024, "medium")));
}

TEST_CASE("a prompt of 124 bytes makes the sample run's $0.0533 [S0.31]") {
  GenerateImage operation = generation(1024, 1024, "medium");
  operation.prompt = std::string(124, 'a');
  CHECK(price("openai/gpt-image-2", operation) == "0.0533");
  CHECK(price("fal/birefnet-light", RemoveBackground{}) == "0.00");
}

TEST_CASE("[S2] a prompt has at most as many tokens as bytes") {
  GenerateImage operation = generation(1024, 1024, "low");
  operation.prompt = std::string(8000, '%');
  CHECK(price("openai/gpt-image-2", operation) == "0.04588");  // 0.00588 + 8000 × $5/M
  operation.prompt = "猫";                                     // three bytes
  CHECK(price("openai/gpt-image-2", operation) == "0.005895");
}

TEST_CASE("[S2] thoughts and words are priced at the most that a model can make") {
  Model thinking = priced(
      "per_image", {{.item = "image", .unit = "image", .amount = Money::parse("0.01")},
                    {.item = "text_output", .unit = "1M tokens", .amount = Money::parse("2")}});
  thinking.limits["maxOutputTokens"] = 1000;
  CHECK(price(thinking, generation(1024, 1024, "auto")) == "0.012");
  thinking.prices.pop_back();
  CHECK(price(thinking, generation(1024, 1024, "auto")) == "unknown");
  Model other = priced("per_megapixel",
                       {{.item = "megapixel", .unit = "megapixel", .amount = Money::parse("0.01")},
                        {.item = "text_output", .unit = "1M tokens", .amount = Money::parse("2")}});
  other.limits["maxOutputTokens"] = 1000;
  CHECK(price(other, generation(1024, 1024, "auto")) == "0.012");
}

TEST_CASE("standard and hd are the model's own medium and high [S2.17]") {
  for (const auto& [asked, own] : {std::pair{"standard", "medium"}, std::pair{"hd", "high"}}) {
    CHECK(price("openai/gpt-image-2", generation(1024, 1024, asked)) ==
          price("openai/gpt-image-2", generation(1024, 1024, own)));
  }
  CHECK(price("openai/dall-e-3", generation(1024, 1024, "hd")) == "0.08");
}

TEST_CASE("auto is priced as the most expensive quality that the model may choose") {
  CHECK(price("openai/gpt-image-2", generation(1024, 1024, "auto")) == "0.21072");
  CHECK(price("openai/gpt-image-1.5", generation(1024, 1024, "auto")) == "0.13312");

  Model reversed = model("openai/gpt-image-2");
  reversed.limits["qualities"] = {"high", "auto", "low"};
  CHECK(price(reversed, generation(1024, 1024, "auto")) == "0.21072");
  const Model table =
      priced("fixed_table", {{.item = "image", .unit = "image", .amount = Money::parse("0.2")},
                             {.item = "image", .unit = "image", .amount = Money::parse("0.1")}});
  CHECK(price(table, generation(1024, 1024, "auto")) == "0.20");
}

TEST_CASE("several pictures cost several times, their prompt once [S2.4]") {
  GenerateImage operation = generation(1024, 1024, "low");
  operation.prompt = std::string(400, 'a');
  operation.count = 4;
  CHECK(price("openai/gpt-image-2", operation) == "0.02552");  // 4 × 0.00588 + 0.002
}

TEST_CASE("a quality or size that has no price cannot be priced") {
  CHECK(price("openai/gpt-image-2", generation(1024, 1024, "xhigh")) == "unknown");
  CHECK(price("openai/gpt-image-2", generation(200'000, 16, "low")) == "unknown");
  // The size that the model chooses is at most the largest square.
  CHECK(price("openai/gpt-image-2", generation(0, 0, "low")) == "0.01977");
  CHECK(price("openai/gpt-image-2", generation(2'000'000'000, 2'000'000'000, "low")) == "unknown");
  CHECK(price("openai/gpt-image-1.5", generation(1024, 768, "low")) == "unknown");
  CHECK(price("openai/gpt-image-1.5", generation(1024, 1024, "max")) == "unknown");
}

TEST_CASE("models without a published grid are priced as high quality") {
  for (const char* quality : {"low", "medium", "high", "auto"})
    CHECK(price("openai/gpt-image-2.6-flare", generation(1024, 1024, quality)) == "0.21072");
  for (const char* quality : {"xhigh", "max"})
    CHECK(price("openai/gpt-image-2.5-sunburst", generation(1024, 1024, quality)) == "unknown");
}

TEST_CASE("the fixed table never falls below its tokens at the token price") {
  struct Row {
    const char* quality;
    int square, portrait, landscape;
  };
  for (const Row& row : {Row{"low", 272, 408, 400}, Row{"medium", 1056, 1584, 1568},
                         Row{"high", 4160, 6240, 6208}}) {
    const Money token = Money::nanos(32'000);
    const Model& of = model("openai/gpt-image-1.5");
    CHECK(*worst_case(of, generation(1024, 1024, row.quality)) >= token * row.square);
    CHECK(*worst_case(of, generation(1024, 1536, row.quality)) >= token * row.portrait);
    CHECK(*worst_case(of, generation(1536, 1024, row.quality)) >= token * row.landscape);
  }
  CHECK(price("openai/gpt-image-1-mini", generation(1024, 1024, "medium")) == "0.011");
}

TEST_CASE("each reference and the mask are paid for, or cannot be priced") {
  GenerateImage operation = generation(1024, 1024, "low");
  operation.references.resize(2);
  CHECK(price("openai/gpt-image-2", operation) == "0.054584");  // 0.00588 + 2 × 0.024352
  operation.mask = Picture{};
  CHECK(price("openai/gpt-image-2", operation) == "0.078936");
  CHECK(price("openai/gpt-image-1.5", operation) == "unknown");
}

TEST_CASE("a size class matches all pictures near it") {
  const Model& flash = model("google/gemini-3.1-flash-image");
  CHECK(price(flash, generation(512, 512, "auto")) == "0.165504");
  CHECK(price(flash, generation(1536, 864, "auto")) == "0.165504");
  CHECK(price(flash, generation(2048, 2048, "auto")) == "0.199104");
  CHECK(price(flash, generation(3840, 2160, "auto")) == "0.249504");
  CHECK(price(flash, generation(8000, 8000, "auto")) == "unknown");
}

TEST_CASE("megapixels count as begun, the first at its own price") {
  CHECK(price("bfl/flux-2-pro", generation(1024, 1024, "auto")) == "0.03");
  CHECK(price("bfl/flux-2-pro", generation(1040, 1024, "auto")) == "0.045");
  CHECK(price("bfl/flux-2-pro", generation(2048, 2048, "auto")) == "0.075");
  CHECK(price("bfl/flux-2-max", generation(512, 512, "auto")) == "0.07");
  CHECK(price("fal/flux-schnell", generation(1536, 1024, "auto")) == "0.006");
  CHECK(price("bfl/flux-2-pro", generation(-1, 5, "auto")) == "unknown");
}

TEST_CASE(
    "a reference is priced by its megapixels, by the largest size when it does not exist yet") {
  GenerateImage operation = generation(1024, 1024, "auto");
  operation.references = {Picture{.pixels = Bitmap(1024, 1024)}};
  CHECK(price("bfl/flux-2-pro", operation) == "0.045");  // published: an edit at one megapixel
  operation.references = {
      Picture{.bytes = image::encode_png(Bitmap(1100, 1024)), .media_type = "image/png"}};
  CHECK(price("bfl/flux-2-pro", operation) == "0.06");
  operation.references = {Picture{}};
  CHECK(price("bfl/flux-2-pro", operation) == "0.09");  // four of them
}

TEST_CASE("seconds are priced only with a limit, unless they are free") {
  const auto second = [](const char* amount) {
    return std::vector<Price>{{.item = "second", .unit = "second", .amount = Money::parse(amount)}};
  };
  CHECK(price(priced("per_second", second("0")), RemoveBackground{}) == "0.00");
  CHECK(price(priced("per_second", second("0.001")), RemoveBackground{}) == "unknown");
  Model limited = priced("per_second", second("0.001"));
  limited.limits["maxSeconds"] = 60;
  CHECK(price(limited, RemoveBackground{}) == "0.06");
  CHECK(price(priced("per_second", {}), RemoveBackground{}) == "unknown");
}

TEST_CASE("free is zero, an unknown price is not") {
  CHECK(price("local/clipart-composer", generation(1024, 1024, "auto")) == "0.00");
  CHECK(price("local/plain-matte", RemoveBackground{}) == "0.00");
  CHECK(price("fal/birefnet-v2", RemoveBackground{}) == "unknown");
  CHECK(price("removebg/removebg", RemoveBackground{}) == "unknown");
  CHECK(price(priced("per_image", {}), generation(1024, 1024, "auto")) == "unknown");
  CHECK(price(priced("unknown", {}), generation(1024, 1024, "auto")) == "unknown");
}

TEST_CASE("a price that overflows is unknown") {
  Model dear =
      priced("per_image", {{.item = "image", .unit = "image", .amount = Money::parse("10000")}});
  GenerateImage operation = generation(1024, 1024, "auto");
  operation.count = 2'000'000'000;
  CHECK(price(dear, operation) == "unknown");
}

TEST_CASE("parts of a nano-dollar are rounded up") {
  const Model model =
      priced("per_image", {{.item = "image", .unit = "image"},
                           {.item = "text_input", .unit = "1M tokens", .amount = Money::nanos(1)}});
  GenerateImage operation = generation(1024, 1024, "auto");
  operation.prompt = std::string("a");
  CHECK(worst_case(model, operation)->nanos() == 1);
}

TEST_CASE("the operation decides the required capability [S2.11]") {
  GenerateImage operation;
  CHECK(capability_of(operation) == Capability::text_to_image);
  operation.references.resize(1);
  CHECK(capability_of(operation) == Capability::image_to_image);
  CHECK(capability_of(RemoveBackground{}) == Capability::background_removal);
}

TEST_CASE("an unfinished picture is paid for as a hundred tokens, each of every picture") {
  GenerateImage operation = generation(1024, 1024, "low");
  operation.count = 2;
  operation.partial_images = 3;
  CHECK(price("openai/gpt-image-2", operation) == "0.02976");  // 2 × 0.00588 + 600 × $30/M
  operation.count = 1;
  CHECK(price("openai/gpt-image-1.5", operation) == "0.0186");  // 0.009 + 300 × $32/M
  const Model table =
      priced("per_image", {{.item = "image", .unit = "image", .amount = Money::parse("0.01")}});
  CHECK(price(table, operation) == "unknown");
  operation.partial_images = 0;
  CHECK(price(table, operation) == "0.01");
}

TEST_CASE("a chat model that calls the picture tool is paid as well as the picture") {
  const auto token = [](const char* item, const char* amount) {
    return Price{.item = item, .unit = "1M tokens", .amount = Money::parse(amount)};
  };
  Model tool = model("openai/responses-image-tool");
  CHECK(price(tool, generation(1024, 1024, "low")) == "unknown");  // no chat model is given
  tool.prices = {token("image_output", "30"), token("text_input", "2"), token("text_output", "8")};
  // 196 × $30 + 4096 × $2 + 4096 × $8, for a million
  CHECK(price(tool, generation(1024, 1024, "low")) == "0.04684");
  CHECK(price(tool, generation(1024, 1024, "auto")) == "0.25168");
  CHECK(price(tool, generation(1024, 1024, "max")) == "unknown");
  for (const char* needed : {"image_output", "text_input", "text_output"}) {
    Model other = tool;
    std::erase_if(other.prices, [&](const Price& row) { return row.item == needed; });
    CHECK(price(other, generation(1024, 1024, "low")) == "unknown");
  }
}

TEST_CASE("the better price of several rows never hides the dearer one, in any order") {
  for (const bool reversed : {false, true}) {
    std::vector<Price> rows{{.item = "image", .amount = Money::parse("0.1")},
                            {.item = "image", .amount = Money::parse("0.2")}};
    if (reversed) std::swap(rows[0], rows[1]);
    CHECK(price(priced("per_image", rows), generation(1024, 1024, "auto")) == "0.20");
  }
}

TEST_CASE("a class of sizes begins where its neighbour ends") {
  const Model table =
      priced("per_image", {{.item = "image", .amount = Money::parse("1"), .size = "1K"},
                           {.item = "image", .amount = Money::parse("2"), .size = "2K"}});
  CHECK(price(table, generation(1536, 10, "auto")) == "1.00");
  CHECK(price(table, generation(1537, 10, "auto")) == "2.00");
  CHECK(price(table, generation(10, 3072, "auto")) == "2.00");
  CHECK(price(table, generation(10, 3073, "auto")) == "unknown");
}

TEST_CASE("a part of the price of a million tokens is rounded up, not away") {
  const Model model = priced(
      "per_image",
      {{.item = "image"}, {.item = "text_input", .unit = "1M tokens", .amount = Money::nanos(1)}});
  GenerateImage operation = generation(1024, 1024, "auto");
  operation.prompt = std::string(4'000'001, 'a');
  CHECK(worst_case(model, operation)->nanos() == 5);
}
