// A TLS server on loopback in front of a plain one, for measurements.
#pragma once

#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <thread>

namespace limner::bench {

// Relays each connection in a thread of its own, until the process ends.
class TlsRelay {
 public:
  // `certificate`: a PEM file with a certificate and its key.
  TlsRelay(const std::string& certificate, int plain_port) : plain_port_(plain_port) {
    context_ = SSL_CTX_new(TLS_server_method());
    const char* file = certificate.c_str();
    if (SSL_CTX_use_certificate_file(context_, file, SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_use_PrivateKey_file(context_, file, SSL_FILETYPE_PEM) != 1)
      throw std::runtime_error("cannot read " + certificate);
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        listen(listener_, 1024) != 0 ||
        getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
      throw std::runtime_error("cannot listen");
    port_ = ntohs(address.sin_port);
    std::thread([this] { accept_all(); }).detach();
  }

  int port() const { return port_; }

 private:
  static sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
  }

  void accept_all() const {
    for (;;) {
      const int client = accept(listener_, nullptr, nullptr);
      if (client >= 0) std::thread([this, client] { relay(client); }).detach();
    }
  }

  void relay(int client) const {
    SSL* tls = SSL_new(context_);
    SSL_set_fd(tls, client);
    const int plain = socket(AF_INET, SOCK_STREAM, 0);
    const sockaddr_in address = loopback(plain_port_);
    if (SSL_accept(tls) == 1 &&
        connect(plain, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
      while (pass_on(tls, client, plain)) {
      }
    }
    SSL_free(tls);
    close(plain);
    close(client);
  }

  // False when either side has ended.
  static bool pass_on(SSL* tls, int client, int plain) {
    std::array<char, 65536> buffer;
    std::array<pollfd, 2> sides{{{client, POLLIN, 0}, {plain, POLLIN, 0}}};
    if (SSL_pending(tls) == 0 && poll(sides.data(), sides.size(), -1) < 0) return false;
    if (SSL_pending(tls) > 0 || sides[0].revents != 0) {
      const int got = SSL_read(tls, buffer.data(), static_cast<int>(buffer.size()));
      if (got <= 0) return false;
      if (write(plain, buffer.data(), static_cast<std::size_t>(got)) != got) return false;
    }
    if (sides[1].revents != 0) {
      const ssize_t got = read(plain, buffer.data(), buffer.size());
      if (got <= 0) return false;
      if (SSL_write(tls, buffer.data(), static_cast<int>(got)) != got) return false;
    }
    return true;
  }

  int plain_port_;
  SSL_CTX* context_ = nullptr;
  int listener_ = -1;
  int port_ = 0;
};

}  // namespace limner::bench
