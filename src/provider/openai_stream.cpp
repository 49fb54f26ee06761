#include "provider/openai_stream.hpp"

#include "provider/request_validation.hpp"

#include <limner/error.hpp>
#include <limner/image.hpp>

#include <array>
#include <utility>

namespace limner::provider {

namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 1> stream_picture_members{"b64_json"};
constexpr std::size_t max_event_bytes = 64 << 20;  // a 4K picture in base64

// "image_generation.completed", "image_edit.completed", and so on.
bool is_partial(const json& event) {
  return text_at(event, "type").ends_with(".partial_image");
}
bool is_completed(const json& event) {
  return text_at(event, "type").ends_with(".completed");
}

bool is_count(const json& value) {
  return value.is_number_integer() && value.get<std::int64_t>() >= 0;
}

// Adds numbers member by member; false when that is impossible: the total is unknown.
bool add_usage(json& sum, const json& more) {
  bool is_counted = true;
  for (const auto& [name, value] : more.items()) {
    json& own = sum[name];
    std::int64_t total = 0;
    if (value.is_object() && (own.is_null() || own.is_object())) {
      is_counted = add_usage(own, value) && is_counted;
    } else if (own.is_null()) {
      own = value;
    } else if (is_count(own) && is_count(value) &&
               !__builtin_add_overflow(own.get<std::int64_t>(), value.get<std::int64_t>(),
                                       &total)) {
      own = total;
    } else {
      is_counted = is_counted && own == value;
    }
  }
  return is_counted;
}

class StreamJoiner {
 public:
  void add(AnswerFile event) {
    const json& error = member_at(event.document, "error");
    has_partials_ = has_partials_ || is_partial(event.document);
    if (!error.is_null() && failure_.is_null()) failure_ = event.document;
    if (is_completed(event.document)) add_picture(std::move(event));
  }

  bool has_pictures() const { return !whole_.pictures.empty(); }

  // The first error event; null when there is none.
  const json& failure() const { return failure_; }
  bool has_partial_images() const { return has_partials_; }

  AnswerFile release() {
    whole_.document["usage"] = is_counted_ ? std::move(usage_) : json();
    return std::move(whole_);
  }

 private:
  void add_picture(AnswerFile event) {
    json& document = whole_.document;
    for (const char* member : {"size", "quality", "background", "output_format"}) {
      if (!document.contains(member)) document[member] = member_at(event.document, member);
    }
    document["data"].push_back({{"b64_json", whole_.pictures.size()}});
    whole_.pictures.push_back(event.release_picture(member_at(event.document, "b64_json")));
    const json& usage = member_at(event.document, "usage");
    is_counted_ = is_counted_ && usage.is_object() && add_usage(usage_, usage);
  }

  AnswerFile whole_{.document = json::object()};
  json usage_ = json::object();
  bool is_counted_ = true;  // each picture reported its usage
  bool has_partials_ = false;
  json failure_;
};

}  // namespace

PartialImageWatcher::PartialImageWatcher(const ModelCall& call)
    : log_(*call.log),
      remaining_(require_generate_image(call).partial_images * require_generate_image(call).count),
      texts_(max_event_bytes, [this](std::string_view event) { read_event(event); }) {}

// Partial images are optional: an error in one is ignored.
void PartialImageWatcher::add(std::string_view piece) noexcept try {
  if (remaining_ > 0) texts_.add(piece);
} catch (...) {
}

void PartialImageWatcher::read_event(std::string_view event) try {
  AnswerFile file = read_answer_text(event, stream_picture_members);
  if (remaining_ <= 0 || !is_partial(file.document)) return;
  Picture picture{.bytes = file.release_picture(member_at(file.document, "b64_json"))};
  const auto info = image::probe(picture.bytes);
  if (!info) return;
  --remaining_;
  picture.media_type = image::media_type_of(info->format);
  log_.partial(picture);
} catch (const Error&) {
  // Ignored: later events may be valid.
}

AnswerFile read_stream(const ProviderClient& client, const std::filesystem::path& kept) {
  StreamJoiner joiner;
  std::optional<Error> broken;
  try {
    read_answer_events(kept, stream_picture_members,
                       [&](AnswerFile event) { joiner.add(std::move(event)); });
  } catch (const Error& error) {
    broken = error;
  }
  if (joiner.has_pictures()) return joiner.release();
  if (!joiner.failure().is_null())
    throw client.truncated_answer_error(joiner.failure(), joiner.has_partial_images());
  throw unreadable(client.info(), broken.value_or(Error(ErrorCode::generation_failed,
                                                        "the stream ended without a picture")));
}

}  // namespace limner::provider
