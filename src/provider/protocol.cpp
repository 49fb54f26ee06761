#include "provider/protocol.hpp"

#include <utility>

namespace limner::provider {

namespace {

ProviderEndpoint endpoint_for(ProviderEndpoint facts, const ModelCall& call) {
  facts.info.unbilled_statuses = call.model->unbilled_errors.statuses;
  return facts;
}

bool is_free(const ModelCall& call) {
  const std::optional<Money> worst = worst_case(*call.model, call.operation);
  return worst && worst->is_zero();
}

// A call without cost is never in doubt about money, whichever error ends it.
CallError free_failure(const CallError& error) {
  const bool is_doubt = error.code() == ErrorCode::in_doubt;
  const Error failure(is_doubt ? ErrorCode::provider_unavailable : error.code(), "{}",
                      error.what());
  return CallError(failure, is_doubt ? Billing::unbilled_error : Billing::rejected);
}

template <class Action>
ModelAnswer without_doubt_if_free(const ModelCall& call, const Action& action) try {
  return action();
} catch (const CallError& error) {
  if (error.billing() != Billing::unknown || !is_free(call)) throw;
  throw free_failure(error);
}

// As Provider::endpoint().
std::string other_address(const net::Network& network, const ProviderEndpoint& facts) {
  const std::string base = network.base_url(facts.info.name).value_or("");
  return base == facts.default_url ? "" : base;
}

class DirectProvider : public Provider {
 public:
  DirectProvider(const net::Network& network, const DirectProtocol& protocol)
      : network_(network), protocol_(protocol) {}

  std::string_view name() const override { return protocol_.facts.info.name; }
  bool embedded() const override { return false; }
  std::string endpoint() const override { return other_address(network_, protocol_.facts); }

  ModelAnswer call(const ModelCall& call, std::stop_token stop) override {
    return without_doubt_if_free(call, [&] { return ask(call, stop); });
  }

  ModelAnswer collect(const ModelCall& call, const PendingCallState& pending,
                      std::stop_token stop) override {
    return without_doubt_if_free(call, [&] {
      if (!pending.answer) return Provider::collect(call, pending, stop);
      const ProviderClient client(network_, endpoint_for(protocol_.facts, call));
      return protocol_.read(client, call, *pending.answer, stop);
    });
  }

 private:
  ModelAnswer ask(const ModelCall& call, const std::stop_token& stop) const {
    const ProviderClient client(network_, endpoint_for(protocol_.facts, call));
    const net::HttpAnswer answer = protocol_.send(client, call, stop);
    const auto kept = call.log->answered(answer.file, answer.header("content-type"));
    ModelAnswer result = read(client, call, kept, answer.is_truncated, stop);
    if (protocol_.read_headers != nullptr) protocol_.read_headers(call, answer, result);
    return result;
  }

  // An answer that was cut and is not whole is reported as the stop, or as cut.
  ModelAnswer read(const ProviderClient& client, const ModelCall& call,
                   const std::filesystem::path& kept, bool is_truncated,
                   const std::stop_token& stop) const try {
    return protocol_.read(client, call, kept, stop);
  } catch (const CallError& error) {
    if (!is_truncated || error.billing() != Billing::unknown) throw;
    throw cut_short_error(client.info(), stop.stop_requested());
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
  std::string endpoint() const override { return other_address(network_, protocol_.facts); }

  ModelAnswer call(const ModelCall& call, std::stop_token stop) override {
    return without_doubt_if_free(call, [&] {
      const ProviderClient client(network_, endpoint_for(protocol_.facts, call));
      const nlohmann::json remote = protocol_.submit(client, call, stop);
      call.log->accepted(remote);
      return protocol_.fetch(client, call, remote, stop);
    });
  }

  ModelAnswer collect(const ModelCall& call, const PendingCallState& pending,
                      std::stop_token stop) override {
    return without_doubt_if_free(call, [&] { return fetch(call, pending, stop); });
  }

 private:
  ModelAnswer fetch(const ModelCall& call, const PendingCallState& pending,
                    const std::stop_token& stop) {
    if (!pending.answer && pending.remote.is_null()) return Provider::collect(call, pending, stop);
    const ProviderClient client(network_, endpoint_for(protocol_.facts, call));
    if (pending.answer) return protocol_.read(client, call, *pending.answer, pending.remote, stop);
    return protocol_.fetch(client, call, pending.remote, stop);
  }

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
