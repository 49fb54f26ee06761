#include "provider/event_stream.hpp"

#include <algorithm>
#include <utility>

namespace limner::provider {

namespace {

constexpr std::string_view data_field = "data:";
constexpr std::string_view mark = "[DONE]";

}  // namespace

void EventStream::add(std::string_view piece) {
  while (!piece.empty() && !is_over_) {
    if (std::exchange(is_after_return_, false) && piece.front() == '\n') {
      piece.remove_prefix(1);
      continue;
    }
    const auto stop = std::ranges::find_if(piece, [](char c) { return c == '\n' || c == '\r'; });
    const auto size = static_cast<std::size_t>(stop - piece.begin());
    read_text(piece.substr(0, size));
    if (size == piece.size() || is_over_) return;
    is_after_return_ = piece[size] == '\r';
    end_line();
    piece.remove_prefix(size + 1);
  }
}

// Processes a part of a line.
void EventStream::read_text(std::string_view text) {
  is_line_empty_ = is_line_empty_ && text.empty();
  while (place_ == Place::field && !text.empty()) {
    if (text.front() != data_field[matched_]) {
      place_ = Place::other;
    } else if (++matched_ == data_field.size()) {
      place_ = Place::space;
      if (std::exchange(has_lines_, true)) emit("\n");
    }
    text.remove_prefix(1);
  }
  if (place_ == Place::space && !text.empty()) {
    if (text.front() == ' ') text.remove_prefix(1);
    place_ = Place::value;
  }
  if (place_ == Place::value) emit(text);
}

void EventStream::emit(std::string_view text) {
  while (may_be_mark_ && !text.empty()) {
    if (text.front() != mark[marked_]) {
      may_be_mark_ = false;
      if (marked_ > 0) parts_.data(mark.substr(0, marked_));
    } else {
      is_over_ = ++marked_ == mark.size();
      if (is_over_) return;
      text.remove_prefix(1);
    }
  }
  if (!text.empty()) parts_.data(text);
}

void EventStream::end_line() {
  if (is_line_empty_) end_event();
  place_ = Place::field;
  matched_ = 0;
  is_line_empty_ = true;
}

void EventStream::end_event() {
  if (may_be_mark_ && marked_ > 0) parts_.data(mark.substr(0, marked_));
  if (std::exchange(has_lines_, false)) parts_.end();
  marked_ = 0;
  may_be_mark_ = true;
}

EventBuffer::EventBuffer(std::size_t max_bytes, std::function<void(std::string_view data)> event)
    : max_bytes_(max_bytes),
      event_(std::move(event)),
      stream_({.data = [this](std::string_view piece) { append(piece); },
               .end = [this] { deliver(); }}) {}

void EventBuffer::append(std::string_view piece) {
  is_too_large_ = is_too_large_ || piece.size() > max_bytes_ - text_.size();
  if (is_too_large_) {
    text_.clear();
  } else {
    text_ += piece;
  }
}

void EventBuffer::deliver() {
  if (!std::exchange(is_too_large_, false)) event_(text_);
  text_.clear();
}

}  // namespace limner::provider
