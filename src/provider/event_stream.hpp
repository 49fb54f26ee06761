// Server-sent events, taken apart while they arrive.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace limner::provider {

// Where the parts of events go; neither may throw.
struct EventParts {
  std::function<void(std::string_view piece)> data;  // of the event that is at hand
  std::function<void()> end;                         // of an event that had data
};

// Takes pieces of any size and holds none of them: a line may be as long as it likes.
// Several lines of data are joined by a line feed; comments, names and whatever else an
// event may have are left out. Data that begins with [DONE] ends the stream.
class EventStream {
 public:
  explicit EventStream(EventParts parts) : parts_(std::move(parts)) {}

  void add(std::string_view piece);

 private:
  enum class Place { field, space, value, other };

  void take(std::string_view text);
  void give(std::string_view text);
  void end_line();
  void end_event();

  EventParts parts_;
  Place place_ = Place::field;
  std::size_t matched_ = 0;       // letters of "data:" in this line
  std::size_t marked_ = 0;        // letters of "[DONE]" in this event
  bool may_be_mark_ = true;       // nothing else in this event yet
  bool has_lines_ = false;        // lines of data in this event
  bool is_line_empty_ = true;     // so far
  bool is_after_return_ = false;  // a line feed now belongs to the end before it
  bool is_over_ = false;
};

// Whole events in memory. One with more than `most` bytes of data is left out.
class EventTexts {
 public:
  EventTexts(std::size_t most, std::function<void(std::string_view data)> event);
  EventTexts(const EventTexts&) = delete;
  EventTexts& operator=(const EventTexts&) = delete;

  void add(std::string_view piece) { stream_.add(piece); }

 private:
  void keep(std::string_view piece);
  void tell();

  std::size_t most_;
  std::function<void(std::string_view data)> event_;
  std::string text_;
  bool is_too_large_ = false;
  EventStream stream_;
};

}  // namespace limner::provider
