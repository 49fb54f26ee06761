// The bytes of an answer, a piece at a time.
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
  enum class MultipartForm { whole, events };

  // Throws Error{store_failed} when it cannot be read.
  AnswerPieces(const std::filesystem::path& file, MultipartForm form);
  explicit AnswerPieces(std::string_view text);  // that outlives it
  AnswerPieces(const AnswerPieces&) = delete;
  AnswerPieces& operator=(const AnswerPieces&) = delete;
  ~AnswerPieces();

  // What is at hand; empty at the end of the answer, and of each event.
  std::string_view rest();
  void skip(std::size_t count);  // of that
  std::size_t left() const;      // as many bytes are known to come; of an event few are

  // Steps over the end of an event to the next one; false: there is none.
  bool next_event();

 private:
  bool refill();

  int descriptor_ = -1;
  std::size_t size_ = 0, read_ = 0;
  std::array<char, 32 << 10> buffer_{};
  std::vector<std::string_view> parts_;  // of the buffer; an empty one ends an event
  std::size_t at_ = 0;                   // the part that is at hand
  std::optional<EventStream> stream_;
};

}  // namespace limner::provider
