// The items of a price list, and the token counts of OpenAI's models.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace limner::provider {

// The items a catalogue price may name.
std::span<const std::string_view> price_items();

// Output tokens of one gpt-image-2 picture. `quality` is the longer side of the
// grid of patches: 16 low, 48 medium, 96 high. A larger picture can cost less than a square
// one, because the shorter side of the grid shrinks with the aspect ratio.
std::int64_t grid_tokens(std::int64_t width, std::int64_t height, std::int64_t quality);

// Bounds of the text tokens of a chat model that calls OpenAI's image tool: its output, and
// its input without the prompt, which is the description of the tool. OpenAI publishes no
// number for the latter.
constexpr std::int64_t tool_output_tokens = 4096;
constexpr std::int64_t tool_input_tokens = 4096;

}  // namespace limner::provider
