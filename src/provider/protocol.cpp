#include "provider/protocol.hpp"

#include <utility>

namespace limner::provider {

namespace {

// A call without cost cannot be charged, whichever error ends it.
ProviderEndpoint endpoint_for(ProviderEndpoint facts, const ModelCall& call) {
  const std::optional<Money> worst = worst_case(*call.model, call.operation);
  if (worst && worst->is_zero()) facts.info.errors_are_free = true;
  return facts;
}

class DirectProvider : public Provider {
 public:
  DirectProvider(const net::Network& network, const DirectProtocol& protocol)
      : network_(network), protocol_(protocol) {}

  std::string_view name() const override { return protocol_.facts.info.name; }
  bool embedded() const override { return false; }

  ModelAnswer call(const ModelCall& call, std::stop_token stop) override {
    const ProviderClient client(network_, endpoint_for(protocol_.facts, call));
    const net::HttpAnswer answer = protocol_.send(client, call, stop);
    const auto kept = call.log->answered(answer.file, answer.header("content-type"));
    ModelAnswer result = read(client, call, kept, answer.is_truncated, stop);
    if (protocol_.read_headers != nullptr) protocol_.read_headers(call, answer, result);
    return result;
  }

  ModelAnswer collect(const ModelCall& call, const PendingCallState& pending,
                      std::stop_token stop) override {
    if (!pending.answer) return Provider::collect(call, pending, stop);
    const ProviderClient client(network_, endpoint_for(protocol_.facts, call));
    return protocol_.read(client, call, *pending.answer, stop);
  }

 private:
  // An answer that a stop has cut is reported as the stop.
  ModelAnswer read(const ProviderClient& client, const ModelCall& call,
                   const std::filesystem::path& kept, bool is_truncated,
                   const std::stop_token& stop) const try {
    return protocol_.read(client, call, kept, stop);
  } catch (const CallError& error) {
    if (!is_truncated || !stop.stop_requested() || error.billing() != Billing::unknown) throw;
    throw no_answer_error(
        client.info(), net::HttpError(Error(ErrorCode::interrupted, "stopped while an answer came"),
                                      net::Sent::perhaps));
  }

  const net::Network& network_;
  const DirectProtocol protocol_;
};

class QueuedProvider : public Provider {
 public:
  QueuedProvider(const net::Network& network, const QueuedProtocol& protocol)
      : network_(network), protocol_(protocol) {}

  std::string_view name() const override { return protocol_.facts.info.name; }
  bool embedded() const override { return false; }

  ModelAnswer call(const ModelCall& call, std::stop_token stop) override {
    const ProviderClient client(network_, endpoint_for(protocol_.facts, call));
    const nlohmann::json remote = protocol_.submit(client, call, stop);
    call.log->accepted(remote);
    return protocol_.fetch(client, call, remote, stop);
  }

  ModelAnswer collect(const ModelCall& call, const PendingCallState& pending,
                      std::stop_token stop) override {
    if (!pending.answer && pending.remote.is_null()) return Provider::collect(call, pending, stop);
    ProviderEndpoint facts = endpoint_for(protocol_.facts, call);
    facts.is_collecting = true;
    const ProviderClient client(network_, std::move(facts));
    if (pending.answer) return protocol_.read(client, call, *pending.answer, pending.remote, stop);
    return protocol_.fetch(client, call, pending.remote, stop);
  }

 private:
  const net::Network& network_;
  const QueuedProtocol protocol_;
};

}  // namespace

std::unique_ptr<Provider> make_direct_provider(const net::Network& network,
                                               const DirectProtocol& protocol) {
  return std::make_unique<DirectProvider>(network, protocol);
}

std::unique_ptr<Provider> make_queued_provider(const net::Network& network,
                                               const QueuedProtocol& protocol) {
  return std::make_unique<QueuedProvider>(network, protocol);
}

}  // namespace limner::provider
