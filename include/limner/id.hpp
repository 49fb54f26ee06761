// Typed identifiers of recorded entities: run-…, artifact-…, call-….
#pragma once

#include <limner/clock.hpp>
#include <limner/error.hpp>

#include <compare>
#include <string>
#include <string_view>
#include <utility>

namespace limner {

constexpr std::size_t ulid_length = 26;
constexpr std::size_t short_id_length = 8;

// Generates the part after the prefix, a lower-case ULID: random in the program, sequential in
// tests.
class IdSource {
 public:
  virtual ~IdSource() = default;
  virtual std::string next() = 0;
};

// May be used from several threads at once if `clock` may. `clock` must outlive it.
class RandomIds : public IdSource {
 public:
  explicit RandomIds(Clock& clock) : clock_(clock) {}
  std::string next() override;

 private:
  Clock& clock_;
};

// 48 bits of milliseconds and 80 random bits as 26 characters of Crockford's base 32, in lower
// case: ULIDs sort by time.
std::string make_ulid(Time at, std::string_view ten_random_bytes);
bool is_ulid(std::string_view text);

// Distinct types: a RunId does not convert to an ArtifactId.
template <class Tag>
class Id {
 public:
  static Id make(IdSource& source) { return Id(std::string(Tag::prefix) + source.next()); }

  // Throws Error{invalid_input} unless `text` is the prefix and a ULID.
  static Id parse(std::string_view text) {
    if (!text.starts_with(Tag::prefix) || !is_ulid(text.substr(Tag::prefix.size()))) {
      throw Error(ErrorCode::invalid_input,
                  "\"{}\" does not have the form {}<26 letters and digits>", text, Tag::prefix);
    }
    return Id(std::string(text));
  }

  const std::string& str() const { return text_; }

  // The last eight characters, for display. Valid as long as the Id.
  std::string_view short_id() const {
    return std::string_view(text_).substr(text_.size() - short_id_length);
  }

  auto operator<=>(const Id&) const = default;

 private:
  explicit Id(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

struct RunTag {
  static constexpr std::string_view prefix = "run-";
};
struct ArtifactTag {
  static constexpr std::string_view prefix = "artifact-";
};
struct CallTag {
  static constexpr std::string_view prefix = "call-";
};
struct EntryTag {
  static constexpr std::string_view prefix = "entry-";
};
struct ReviewTag {
  static constexpr std::string_view prefix = "review-";
};
struct BatchTag {
  static constexpr std::string_view prefix = "batch-";
};

using RunId = Id<RunTag>;
using ArtifactId = Id<ArtifactTag>;
using CallId = Id<CallTag>;
using EntryId = Id<EntryTag>;
using ReviewId = Id<ReviewTag>;
using BatchId = Id<BatchTag>;

}  // namespace limner
