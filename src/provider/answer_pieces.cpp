#include "provider/answer_pieces.hpp"

#include <limner/error.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace limner::provider {

namespace {

std::string_view without_byte_order_mark(std::string_view text) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  return text.starts_with(mark) ? text.substr(mark.size()) : text;
}

}  // namespace

AnswerPieces::AnswerPieces(const std::filesystem::path& file, Format format)
    : descriptor_(open(file.c_str(), O_RDONLY | O_CLOEXEC)) {
  struct stat facts {};
  if (descriptor_ < 0 || fstat(descriptor_, &facts) != 0) {
    throw Error(ErrorCode::store_failed, "cannot read {}: {}", file.string(), std::strerror(errno));
  }
  size_ = static_cast<std::size_t>(facts.st_size);
  if (format == Format::whole) return;
  stream_.emplace(EventParts{.data = [this](std::string_view piece) { parts_.push_back(piece); },
                             .end = [this] { parts_.emplace_back(); }});
}

AnswerPieces::AnswerPieces(std::string_view text) : parts_{without_byte_order_mark(text)} {}

AnswerPieces::~AnswerPieces() {
  if (descriptor_ >= 0) close(descriptor_);
}

std::string_view AnswerPieces::rest() {
  while (at_ == parts_.size()) {
    if (!refill()) return {};
  }
  return parts_[at_];
}

void AnswerPieces::skip(std::size_t count) {
  if (count == 0) return;
  parts_[at_].remove_prefix(count);
  if (parts_[at_].empty()) ++at_;
}

std::size_t AnswerPieces::remaining() const {
  const std::size_t at_hand = at_ < parts_.size() ? parts_[at_].size() : 0;
  return stream_ ? at_hand : size_ - std::min(size_, read_) + at_hand;
}

bool AnswerPieces::next_event() {
  for (;; ++at_) {
    if (!rest().empty()) return true;
    if (at_ == parts_.size()) return false;
  }
}

bool AnswerPieces::refill() {
  if (descriptor_ < 0) return false;
  ssize_t got = -1;
  do {
    got = read(descriptor_, buffer_.data(), buffer_.size());
  } while (got < 0 && errno == EINTR);
  if (got < 0)
    throw Error(ErrorCode::store_failed, "cannot read the answer: {}", std::strerror(errno));
  std::string_view piece(buffer_.data(), static_cast<std::size_t>(got));
  parts_.clear();
  at_ = 0;
  if (read_ == 0) piece = without_byte_order_mark(piece);
  read_ += static_cast<std::size_t>(got);
  if (stream_) {
    stream_->add(piece);
  } else if (!piece.empty()) {
    parts_.push_back(piece);
  }
  return !piece.empty();
}

}  // namespace limner::provider
