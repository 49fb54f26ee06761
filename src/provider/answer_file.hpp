// Reads a provider's stored answer in one pass.
#pragma once

#include <limner/asset.hpp>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace limner::provider {

struct AnswerFile {
  // The answer; each base64 picture is replaced by its index in `pictures`.
  nlohmann::json document;
  std::vector<Bytes> pictures;  // empty for invalid base64

  // Moves out the picture that a member refers to. Empty when `member` is not a valid index,
  // because the value may be a number of the answer itself.
  Bytes release_picture(const nlohmann::json& member);
};

// Members named in `picture_members` hold base64, with or without the prefix
// "data:…;base64,". It is decoded while reading, so that a picture takes no more memory
// than its bytes; a URL stays a text. Throws Error{generation_failed} for text that is not
// JSON, for more than 64 levels, and for more than 1 MiB without the pictures.
AnswerFile read_answer_file(const std::filesystem::path& file,
                            std::span<const std::string_view> picture_members);
AnswerFile read_answer_text(std::string_view text,
                            std::span<const std::string_view> picture_members);

// Whether the file is a stream of server-sent events, by its first character.
bool holds_events(const std::filesystem::path& file);

// Passes each event to `event` as an answer, in one pass. The 1 MiB limit applies to all
// events together. An exception for one event is thrown after the earlier ones were passed.
void read_answer_events(const std::filesystem::path& file,
                        std::span<const std::string_view> picture_members,
                        const std::function<void(AnswerFile)>& event);

}  // namespace limner::provider
