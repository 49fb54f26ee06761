// Compares the pictures of an answer with the request.
#pragma once

#include <limner/provider.hpp>

#include <nlohmann/json.hpp>

#include <string_view>
#include <vector>

namespace limner::step {

// The code of the warning about pictures that are missing.
inline constexpr std::string_view fewer_images = "fewer_images";

// One warning for each value that differs, {"code", "message", "asked", "received"}:
// size_differs, format_differs, not_transparent. `pictures` are decoded; of several
// pictures with the same deviation the first is reported.
std::vector<nlohmann::json> deviations(const provider::GenerateImage& request,
                                       const std::vector<provider::Picture>& pictures);

}  // namespace limner::step
