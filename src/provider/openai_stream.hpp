// Pictures that OpenAI sends as server-sent events: unfinished ones on the way, and the
// finished ones at the end.
#pragma once

#include "provider/event_stream.hpp"
#include "provider/provider_client.hpp"

namespace limner::provider {

// Gives the unfinished pictures of a stream to the call's log while it arrives; no more
// than were asked for.
class PartialWatch {
 public:
  explicit PartialWatch(const ModelCall& call);

  void add(std::string_view piece) noexcept;

 private:
  void look(std::string_view event);

  CallLog& log_;
  int left_;  // that may still come
  EventTexts texts_;
};

// A kept stream, whole or cut, as the answer it would have been without being streamed:
// the finished pictures under "data", what they used added up. Throws CallError when
// there is none: as the table says for an error that the stream tells of, and in doubt
// otherwise.
AnswerFile read_stream(const ProviderClient& client, const std::filesystem::path& kept);

}  // namespace limner::provider
