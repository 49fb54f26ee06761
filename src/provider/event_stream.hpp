// An incremental parser of server-sent events.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace limner::provider {

// The callbacks of the parser; neither may throw.
struct EventParts {
  std::function<void(std::string_view piece)> data;  // of the current event
  std::function<void()> end;                         // of an event that had data
};

// Accepts pieces of any size without buffering; the length of lines is not limited. The data
// lines of an event are joined by line feeds; comments and other fields are ignored. Data that
// begins with [DONE] ends the stream.
class EventStream {
 public:
  explicit EventStream(EventParts parts) : parts_(std::move(parts)) {}

  void add(std::string_view piece);

 private:
  enum class Place { field, space, value, other };

  void read_text(std::string_view text);
  void emit(std::string_view text);
  void end_line();
  void end_event();

  EventParts parts_;
  Place place_ = Place::field;
  std::size_t matched_ = 0;       // characters of "data:" matched in this line
  std::size_t marked_ = 0;        // characters of "[DONE]" matched in this event
  bool may_be_mark_ = true;       // no other data in this event so far
  bool has_lines_ = false;        // this event has data
  bool is_line_empty_ = true;     // the current line so far
  bool is_after_return_ = false;  // a line feed completes the previous line end
  bool is_over_ = false;
};

// Collects complete events. An event with more than `max_bytes` of data is dropped.
class EventBuffer {
 public:
  EventBuffer(std::size_t max_bytes, std::function<void(std::string_view data)> event);
  EventBuffer(const EventBuffer&) = delete;
  EventBuffer& operator=(const EventBuffer&) = delete;

  void add(std::string_view piece) { stream_.add(piece); }

 private:
  void append(std::string_view piece);
  void deliver();

  std::size_t max_bytes_;
  std::function<void(std::string_view data)> event_;
  std::string text_;
  bool is_too_large_ = false;
  EventStream stream_;
};

}  // namespace limner::provider
