// Pictures come from outside: any size and any bytes must be cut out or refused.
#include <limner/art.hpp>
#include <limner/error.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  const int width = data[0] % 48;
  const int height = data[1] % 48;
  const std::size_t period = size - 2;
  limner::Bitmap picture(width, height);
  for (std::size_t i = 0; i < picture.rgba.size(); ++i) picture.rgba[i] = data[2 + i % period];
  if ((data[0] & 64) != 0) {
    for (std::size_t i = 3; i < picture.rgba.size(); i += 4) picture.rgba[i] = 255;
  }
  try {
    limner::art::cut_out(picture);
  } catch (const limner::Error&) {  // no plain backdrop
  }
  return 0;
}
