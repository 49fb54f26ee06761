// Sends requests and records them with their answers.
#include "net/cassette.hpp"
#include "net/normal_request.hpp"
#include "net/recorded_url.hpp"
#include "net/secrets.hpp"

#include <limner/file.hpp>

#include <utility>

namespace limner::net {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t largest_recorded_body = 1ull << 30;

class RecordingHttp : public Http {
 public:
  RecordingHttp(Http& live, RecordingOptions options)
      : live_(live), options_(std::move(options)), cassette_(options_.directory) {}

  HttpAnswer send(const HttpRequest& request, std::stop_token stop) override {
    const nlohmann::json normal = normal_request(request);
    refuse_secret(request, normal);
    HttpAnswer answer = live_.send(request, std::move(stop));
    record(normal, answer);
    return answer;
  }

 private:
  // The normal form has only digests of long texts, so the sent content is searched too.
  void refuse_secret(const HttpRequest& request, const nlohmann::json& normal) const {
    const std::vector<std::string> secrets = options_.secrets();
    bool found = holds_secret(request.url, secrets) || holds_secret(request.body, secrets) ||
                 holds_secret(normal.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace),
                              secrets);
    for (const HttpPart& part : request.parts)
      found = found || holds_secret(as_text(part.content), secrets);
    if (!found) return;
    throw HttpError(Error(ErrorCode::invalid_input,
                          "the request to {} contains a key: it was neither recorded nor sent",
                          host_of(request.url))
                        .with_help("remove the key from the prompt, or omit --record"),
                    Sent::no);
  }

  // The answer may be paid for, so a failure to record is reported and the answer returned.
  void record(const nlohmann::json& normal, const HttpAnswer& answer) {
    try {
      if (answer.is_truncated) {
        options_.report("a truncated answer was not recorded");
        return;
      }
      std::string text =
          answer.file.empty() ? answer.body : read_file(answer.file, largest_recorded_body);
      if (holds_answer_secret(answer, text)) {
        options_.report("an answer that contains a key was not recorded");
        return;
      }
      cassette_.add(normal, answer, recorded_body(std::move(text)));
    } catch (const std::exception& error) {
      options_.report(fmt::format("an answer could not be recorded: {}", error.what()));
    }
  }

  bool holds_answer_secret(const HttpAnswer& answer, std::string_view body) const {
    const std::vector<std::string> secrets = options_.secrets();
    for (const HttpHeader& header : answer.headers) {
      if (holds_secret(header.value, secrets)) return true;
    }
    return holds_secret(body, secrets);
  }

  Http& live_;
  RecordingOptions options_;
  Cassette cassette_;
};

}  // namespace

std::unique_ptr<Http> make_recording_http(Http& live, RecordingOptions options) {
  std::error_code failure;
  fs::create_directories(options.directory, failure);
  if (failure) {
    throw Error(ErrorCode::usage, "--record: cannot use {}: {}", options.directory.string(),
                failure.message())
        .with_help("name another directory: --record DIR");
  }
  return std::make_unique<RecordingHttp>(live, std::move(options));
}

}  // namespace limner::net
