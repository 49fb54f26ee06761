// Sizes in pixels as the aspect ratios and size classes that some APIs use.
#pragma once

#include <limner/provider.hpp>

#include <string>

namespace limner::provider {

// The nearest of the model's aspectRatios, "16:9"; the exact one where it has no list.
std::string aspect_ratio(const Model& model, int width, int height);

// "1K", "2K", "4K": the class whose edge is nearest to the longer one.
std::string size_class(int width, int height);

}  // namespace limner::provider
