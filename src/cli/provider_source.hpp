// The providers that a command works with, and the network behind them.
#pragma once

#include "cli/key_ring.hpp"

#include <limner/net.hpp>

#include <memory>
#include <optional>

namespace limner {

// What the settings say of the provider exec; without words when they say nothing.
Program exec_program(const Session& session);

// Made by main() beside the session. What it makes must not outlive it.
class ProviderSource {
 public:
  explicit ProviderSource(const Session& session);

  // The embedded ones, and those that are asked over HTTP unless the session is
  // offline: then there is nobody who could open a connection.
  Providers make();
  // What --record, --replay and -vv make of it. Throws Error{usage} when their directory
  // cannot be used.
  Http& http();

 private:
  Http& live_or_taped();
  std::unique_ptr<Http> taped();

  const Session& session_;
  std::unique_ptr<Http> live_;
  std::unique_ptr<Http> taped_;    // with --record and --replay, instead of live_
  std::unique_ptr<Http> telling_;  // with -vv, around either
  KeyRing keys_;
  std::optional<Network> network_;  // when it is first needed
};

}  // namespace limner
