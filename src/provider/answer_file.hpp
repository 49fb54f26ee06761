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
  // The answer with a number in the place of each picture's letters: which of
  // `pictures` it is.
  nlohmann::json document;
  std::vector<Bytes> pictures;  // empty where the letters were no base64

  // The picture that a member's value stands for, moved out; empty when it stands for
  // none: a number may as well have come with the answer.
  Bytes take_picture(const nlohmann::json& member);
};

// Members named in `picture_members` hold base64, with or without "data:…;base64,"
// before it, which goes straight to bytes: a picture costs its own size in memory and
// nothing more. A URL in such a member stays a text. Throws Error{generation_failed} for what is no
// JSON, is nested deeper than 64, or says more than a mebibyte besides its pictures.
AnswerFile read_answer_file(const std::filesystem::path& file,
                            std::span<const std::string_view> picture_members);
AnswerFile read_answer_text(std::string_view text,
                            std::span<const std::string_view> picture_members);

// Whether it is a stream of server-sent events: JSON begins with none of their letters.
bool holds_events(const std::filesystem::path& file);

// Each event as an answer of its own, in one pass. What is said besides pictures counts for
// all of them together, and what is thrown for one comes after those before it.
void read_answer_events(const std::filesystem::path& file,
                        std::span<const std::string_view> picture_members,
                        const std::function<void(AnswerFile)>& event);

}  // namespace limner::provider
