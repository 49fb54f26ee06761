// The providers that a command works with, and the network behind them.
#pragma once

#include "app/keys.hpp"

#include <limner/net.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace limner::app {

// The exec provider's settings; without a command when none is set.
provider::Program exec_program(const Context& context);

// Made by main() beside the context. What it makes must not outlive it.
class ProviderSource {
 public:
  explicit ProviderSource(const Context& context);

  // The embedded ones, and those that are asked over HTTP unless the context is
  // offline: no connection can be opened.
  provider::Providers make();
  // What --record, --replay and -vv make of it. Throws Error{usage} when their directory
  // cannot be used.
  net::Http& http();
  // Calls `report` with each key that is read, unless a variable has it, before it is used; from
  // any thread. Set it before make().
  void on_key(std::function<void(std::string_view key)> report) { on_key_ = std::move(report); }

 private:
  std::string key_of(std::string_view provider);

  net::Http& live_or_taped();
  std::unique_ptr<net::Http> taped();

  const Context& context_;
  std::unique_ptr<net::Http> live_;
  std::unique_ptr<net::Http> taped_;         // with --record and --replay, instead of live_
  std::unique_ptr<net::Http> logging_http_;  // with -vv, around either
  Keys keys_;
  std::function<void(std::string_view key)> on_key_;
  std::optional<net::Network> network_;  // when it is first needed
};

}  // namespace limner::app
