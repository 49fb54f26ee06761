#include "engine/call_request.hpp"

#include <doctest/doctest.h>

namespace limner::engine {

TEST_CASE("what is recorded of a request is enough to read its answer") {
  const provider::Model model{.id = "openai/gpt-image-2"};
  provider::GenerateImage asked{
      .prompt = "a fox", .width = 1536, .height = 864, .count = 3, .partial_images = 2};
  asked.references.resize(2);
  asked.mask.emplace();
  const provider::Operation read = operation_from(request_of(model, asked));
  const auto& again = std::get<provider::GenerateImage>(read);
  CHECK(again.count == 3);
  CHECK(again.partial_images == 2);
  CHECK(again.references.size() == 2);
  CHECK(again.mask.has_value());
  CHECK(request_of(model, again) == request_of(model, asked));
}

TEST_CASE("what was not asked for is not in the record: requests of before have the same digest") {
  const nlohmann::json request =
      request_of({.id = "openai/gpt-image-2"}, provider::GenerateImage{});
  for (const char* name : {"partialImages", "outputCompression", "references", "mask"})
    CHECK_FALSE(request.contains(name));
  CHECK(std::get<provider::GenerateImage>(operation_from(request)).partial_images == 0);
}

}  // namespace limner::engine
