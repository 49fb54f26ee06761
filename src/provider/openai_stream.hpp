// Streams of the Images API: server-sent events with partial images and finished ones.
#pragma once

#include "provider/event_stream.hpp"
#include "provider/provider_client.hpp"

namespace limner::provider {

// Passes the partial images of an arriving stream to the call's log, at most as many as
// were requested. The call must outlive it.
class PartialImageWatcher {
 public:
  explicit PartialImageWatcher(const ModelCall& call);

  void add(std::string_view piece) noexcept;

 private:
  void read_event(std::string_view event);

  CallLog& log_;
  int remaining_;  // the remaining number
  EventBuffer texts_;
};

// Reads a stored stream, complete or cut, as the document that a plain answer would be: the
// finished pictures under "data", their usage added up. Throws CallError when it has no
// picture: classified by the error in the stream, otherwise unknown.
AnswerFile read_stream(const ProviderClient& client, const std::filesystem::path& kept);

}  // namespace limner::provider
