// Logs requests and answers without their content.
#include <limner/net.hpp>

#include <fmt/format.h>

#include <utility>

namespace limner::net {

namespace {

std::size_t size_of(const HttpRequest& request) {
  std::size_t size = request.body.size();
  for (const HttpPart& part : request.parts) size += part.content.size();
  return size;
}

std::string format_size(std::uint64_t bytes) {
  return bytes == 0 ? "" : fmt::format(", {} bytes", bytes);
}

class LoggingHttp : public Http {
 public:
  LoggingHttp(Http& inner, Clock& clock, std::function<void(const std::string&)> log)
      : inner_(inner), clock_(clock), log_(std::move(log)) {}

  HttpAnswer send(const HttpRequest& request, std::stop_token stop) override {
    const Millis began = clock_.uptime();
    log_(fmt::format("> {} {}{}", request.method, redact_url(request.url),
                     format_size(size_of(request))));
    try {
      HttpAnswer answer = inner_.send(request, std::move(stop));
      log_(fmt::format("< {} after {}{}", answer.status, since(began), format_size(answer.size)));
      return answer;
    } catch (const HttpError& error) {
      log_(fmt::format("< no answer after {}: {}", since(began), error.what()));
      throw;
    }
  }

 private:
  std::string since(Millis began) const {
    return fmt::format("{:.1f} s", static_cast<double>((clock_.uptime() - began).count()) / 1000);
  }

  Http& inner_;
  Clock& clock_;
  std::function<void(const std::string&)> log_;
};

}  // namespace

std::unique_ptr<Http> make_logging_http(Http& inner, Clock& clock,
                                        std::function<void(const std::string&)> log) {
  return std::make_unique<LoggingHttp>(inner, clock, std::move(log));
}

}  // namespace limner::net
