#include "provider/aspect_ratio.hpp"

#include <doctest/doctest.h>

namespace limner::provider {

TEST_CASE("[S1] a size is the nearest shape that the model has") {
  Model model;
  model.limits = {{"aspectRatios", {"1:1", "2:3", "3:2", "4:3", "3:4", "16:9", "9:16"}}};
  CHECK(aspect_ratio(model, 1024, 1024) == "1:1");
  CHECK(aspect_ratio(model, 1024, 768) == "4:3");
  CHECK(aspect_ratio(model, 1536, 1024) == "3:2");
  CHECK(aspect_ratio(model, 1344, 768) == "16:9");
  CHECK(aspect_ratio(model, 768, 1344) == "9:16");
  CHECK(aspect_ratio(model, 3000, 100) == "16:9");
  CHECK(aspect_ratio(Model{}, 1024, 768) == "4:3");
}

TEST_CASE("[S1] a size is a class by its longer edge, as it is priced") {
  CHECK(size_class(1024, 1024) == "1K");
  CHECK(size_class(1536, 64) == "1K");
  CHECK(size_class(64, 1537) == "2K");
  CHECK(size_class(3072, 1) == "2K");
  CHECK(size_class(3073, 1) == "4K");
}

}  // namespace limner::provider
