// Answers to requests of processes that died: accepted by a provider, not yet received.
#pragma once

#include "app/context.hpp"

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace limner::app {

// The arguments of engine::collect(). Borrows everything it is constructed from; its
// events are discarded.
class AnswerCollector {
 public:
  AnswerCollector(const Context& context, provider::Providers& providers, store::Records& records);

  engine::RunEnv env(const std::stop_token& stop);

 private:
  class NoEvents : public engine::EventSink {
   public:
    void on(const engine::Event&) noexcept override {}
  };

  const Context& context_;
  provider::Providers& providers_;
  store::Records& records_;
  store::BlobStore blobs_;
  NoEvents no_events_;
};

struct PendingAnswer {
  store::CallRow call;  // as it was before
  store::CallState state =
      store::CallState::intent;  // of the call now; unchanged when there was no answer
};

// Fetches the answers to calls that providers accepted from processes that died, for at
// most five seconds. Sends nothing again, cancels nothing, and does not throw provider
// errors. `on_start` gets the number of calls before the first is fetched; it is not
// called when there are none. `own` is a run that collects its own answers. Does nothing
// for a plan without network calls, while recording, and where a key is missing.
std::vector<PendingAnswer> collect_pending_answers(
    const Context& context, const engine::Plan& plan, const provider::Catalogue& catalogue,
    AnswerCollector collector, const std::optional<RunId>& own,
    const std::function<void(std::size_t count)>& on_start);

}  // namespace limner::app
