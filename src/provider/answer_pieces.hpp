// Reads an answer in pieces.
#pragma once

#include "provider/event_stream.hpp"

#include <array>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace limner::provider {

class AnswerPieces {
 public:
  enum class Format { whole, events };

  // Throws Error{store_failed} when the file cannot be read.
  AnswerPieces(const std::filesystem::path& file, Format format);
  explicit AnswerPieces(std::string_view text);  // must outlive the object
  AnswerPieces(const AnswerPieces&) = delete;
  AnswerPieces& operator=(const AnswerPieces&) = delete;
  ~AnswerPieces();

  // The current piece; empty at the end of the answer and of each event.
  std::string_view rest();
  void skip(std::size_t count);   // bytes of the current piece
  std::size_t remaining() const;  // a lower bound of the bytes to come

  // Goes to the next event; false: there is none.
  bool next_event();

 private:
  bool refill();

  int descriptor_ = -1;
  std::size_t size_ = 0, read_ = 0;
  std::array<char, 32 << 10> buffer_{};
  std::vector<std::string_view> parts_;  // of buffer_; an empty one ends an event
  std::size_t at_ = 0;                   // index of the current part
  std::optional<EventStream> stream_;
};

}  // namespace limner::provider
