// The words of a price list, and OpenAI's grid.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace limner::provider {

// The items a catalogue price may name.
std::span<const std::string_view> price_items();

// Output tokens of one gpt-image-2 picture. `quality` is the longer side of the
// grid of patches: 16 low, 48 medium, 96 high. A larger picture can cost less
// than a square, since the grid's shorter side shrinks with the shape.
std::int64_t grid_tokens(std::int64_t width, std::int64_t height, std::int64_t quality);

// What a chat model that calls OpenAI's picture tool may say besides, and more than it is
// told besides the prompt: the tool's own description. Nobody has published the latter.
constexpr std::int64_t tool_output_tokens = 4096;
constexpr std::int64_t tool_input_tokens = 4096;

// About four letters a token; what is not ASCII counts one token for two bytes.
std::int64_t text_tokens(std::string_view text);

}  // namespace limner::provider
