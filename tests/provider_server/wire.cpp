#include "provider_server/wire.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>
#include <string_view>

namespace limner::provider_server {

namespace {

std::string lower(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return small;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

// Bytes as they come, with what was read too far kept for the next request.
class Reader {
 public:
  explicit Reader(int connection) : connection_(connection) {}

  // Up to and without `end`; nothing when the other side is gone.
  std::optional<std::string> until(std::string_view end) {
    std::size_t received = 0;
    for (;;) {
      const std::size_t at = buffer_.find(end, received);
      if (at != std::string::npos) {
        std::string text = buffer_.substr(0, at);
        buffer_.erase(0, at + end.size());
        return text;
      }
      received = buffer_.size() < end.size() ? 0 : buffer_.size() - end.size();
      if (!more()) return std::nullopt;
    }
  }

  std::optional<std::string> exactly(std::size_t size) {
    while (buffer_.size() < size) {
      if (!more()) return std::nullopt;
    }
    std::string text = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return text;
  }

 private:
  bool more() {
    char bytes[65536];
    const ssize_t got = recv(connection_, bytes, sizeof bytes, 0);
    if (got <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }

  int connection_;
  std::string buffer_;
};

std::optional<std::string> read_chunks(Reader& reader) {
  std::string body;
  for (;;) {
    const auto line = reader.until("\r\n");
    if (!line) return std::nullopt;
    std::size_t size = 0;
    std::from_chars(line->data(), line->data() + line->size(), size, 16);
    const auto chunk = reader.exactly(size + 2);
    if (!chunk) return std::nullopt;
    if (size == 0) return body;
    body.append(*chunk, 0, size);
  }
}

std::optional<WireRequest> read_request(Reader& reader, int connection) {
  const auto head = reader.until("\r\n\r\n");
  if (!head) return std::nullopt;
  WireRequest request;
  std::size_t line = head->find("\r\n");
  const std::string first = head->substr(0, line);
  const std::size_t space = first.find(' ');
  request.method = first.substr(0, space);
  request.target = first.substr(space + 1, first.rfind(' ') - space - 1);
  while (line != std::string::npos) {
    const std::size_t next = head->find("\r\n", line + 2);
    const std::string_view text = std::string_view(*head).substr(
        line + 2, next == std::string::npos ? next : next - line - 2);
    const std::size_t colon = text.find(':');
    if (colon != text.npos)
      request.headers[lower(text.substr(0, colon))] = trimmed(text.substr(colon + 1));
    line = next;
  }
  if (request.header("expect") == "100-continue") {
    constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    (void)send(connection, go_on.data(), go_on.size(), MSG_NOSIGNAL);
  }
  std::size_t length = 0;
  const std::string text = request.header("content-length");
  std::from_chars(text.data(), text.data() + text.size(), length);
  auto body = request.header("transfer-encoding") == "chunked" ? read_chunks(reader)
                                                               : reader.exactly(length);
  if (!body) return std::nullopt;
  request.body = std::move(*body);
  return request;
}

bool send_all(int connection, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

// The close that follows sends RST and not FIN.
void make_close_a_reset(int connection) {
  const linger abrupt{.l_onoff = 1, .l_linger = 0};
  setsockopt(connection, SOL_SOCKET, SO_LINGER, &abrupt, sizeof abrupt);
}

int listen_on(int port) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      listen(listener, 1024) != 0)
    throw std::runtime_error("cannot listen on 127.0.0.1");
  return listener;
}

int port_of(int listener) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

std::string head_of(const WireReply& reply) {
  std::string head = "HTTP/1.1 " + std::to_string(reply.status) + " Scripted\r\n";
  for (const auto& [name, value] : reply.headers) head += name + ": " + value + "\r\n";
  head += reply.chunked ? "Transfer-Encoding: chunked"
                        : "Content-Length: " + std::to_string(reply.body.size() + reply.cut);
  return head + "\r\n\r\n";
}

// As one chunk, and the end of all.
std::string framed(const WireReply& reply) {
  char size[20];
  const auto [end, failure] = std::to_chars(size, size + sizeof size, reply.body.size(), 16);
  (void)failure;
  const std::string text = std::string(size, end) + "\r\n" + reply.body + "\r\n";
  if (reply.no_last_chunk) return text;
  return reply.cut > 0 ? text.substr(0, text.size() / 2) : text + "0\r\n\r\n";
}

}  // namespace

std::string WireRequest::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string() : found->second;
}

WireServer::WireServer(Handler handler, int port)
    : handler_(std::move(handler)), listener_(listen_on(port)), port_(port_of(listener_)) {
  acceptor_ = std::thread([this] { accept_all(); });
}

WireServer::~WireServer() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    for (const int connection : connections_) shutdown(connection, SHUT_RDWR);
  }
  stopping_.notify_all();
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  close(listener_);
  for (std::thread& thread : threads_) thread.join();
}

void WireServer::accept_all() {
  for (;;) {
    const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) return;
    const int yes = 1;
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    const std::lock_guard lock(mutex_);
    if (stopped_) {
      close(connection);
      return;
    }
    connections_.insert(connection);
    threads_.emplace_back([this, connection] { serve(connection); });
  }
}

void WireServer::serve(int connection) {
  Reader reader(connection);
  while (const auto request = read_request(reader, connection)) {
    if (!send_reply(connection, handler_(*request))) break;
  }
  const std::lock_guard lock(mutex_);
  connections_.erase(connection);
  close(connection);
}

bool WireServer::send_reply(int connection, const WireReply& reply) {
  if (!wait(reply.wait)) return false;
  if (reply.reset) {
    make_close_a_reset(connection);
    return false;
  }
  if (!send_all(connection, head_of(reply))) return false;
  const std::string chunk = reply.chunked ? framed(reply) : std::string();
  const std::string_view body = reply.chunked ? chunk : reply.body;
  const std::size_t step = reply.chunk == 0 ? std::max<std::size_t>(body.size(), 1) : reply.chunk;
  for (std::size_t at = 0; at < body.size(); at += step) {
    if (at > 0 && !wait(reply.pause)) return false;
    if (!send_all(connection, body.substr(at, step))) return false;
  }
  return reply.cut == 0 && !reply.no_last_chunk;
}

bool WireServer::wait(std::chrono::milliseconds time) {
  if (time.count() == 0) return true;
  std::unique_lock lock(mutex_);
  return !stopping_.wait_for(lock, time, [this] { return stopped_; });
}

}  // namespace limner::provider_server
