// Scene text is ours, but a text that is wrong must say so and never crash.
#include "art/style/palette.hpp"
#include "art/style/style.hpp"
#include "svg/raster.hpp"

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    limner::svg::rasterise(text, 24, 24);
    limner::svg::rasterise(
        limner::art::flatten_gradients(limner::art::with_ids_prefixed(text, "a")), 8, 8);
    limner::art::paint(limner::art::ArtStyle::realistic, text, 12, 12, 1);
  } catch (const std::logic_error&) {  // malformed
  }
  return 0;
}
