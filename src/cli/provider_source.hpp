// The providers that a command works with.
#pragma once

#include "cli/key_ring.hpp"

#include <limner/net.hpp>

namespace limner {

// Made by main() beside the session. What it makes must not outlive it.
class ProviderSource {
 public:
  explicit ProviderSource(const Session& session);

  // The embedded ones, and those that are asked over HTTP unless the session is
  // offline: then there is nobody who could open a connection.
  Providers make() const;

 private:
  const Session& session_;
  std::unique_ptr<Http> http_;
  KeyRing keys_;
  Network network_;
};

}  // namespace limner
