// A prompt is drawn or refused; nothing that a stranger writes may do more.
#include <limner/art.hpp>
#include <limner/error.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  limner::art::ArtRequest request{.width = 32, .height = 24};
  request.prompt.assign(reinterpret_cast<const char*>(data), size);
  request.seed = static_cast<std::int64_t>(size);
  request.backdrop = size % 2 == 0 ? limner::art::Backdrop::plain : limner::art::Backdrop::scene;
  try {
    limner::art::draw(request);
  } catch (const limner::Error&) {  // refused
  }
  return 0;
}
