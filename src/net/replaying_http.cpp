// Answers requests from recordings only.
#include "net/body_sink.hpp"
#include "net/cassette.hpp"
#include "net/normal_request.hpp"

#include <algorithm>
#include <utility>

namespace limner::net {

namespace fs = std::filesystem;

namespace {

using nlohmann::json;

// The recording with the fewest differences.
struct NearestRecording {
  const Recording* recorded = nullptr;
  std::vector<std::string> differences;
};

using Recordings = std::map<std::string, std::vector<Recording>>;  // by digest of the request

class ReplayingHttp : public Http {
 public:
  explicit ReplayingHttp(fs::path directory)
      : directory_(std::move(directory)), cassette_(directory_), recordings_(cassette_.load()) {}

  HttpAnswer send(const HttpRequest& request, std::stop_token) override {
    const json normal = normal_request(request);
    try {
      return answer_of(find(request, normal), request);
    } catch (const HttpError&) {
      throw;
    } catch (const Error& error) {
      throw HttpError(error, Sent::no);
    }
  }

 private:
  const Recording& find(const HttpRequest& request, const json& normal) {
    const std::string digest = digest_of_request(normal);
    Recordings::const_iterator found = recordings_.find(digest);
    if (found == recordings_.end()) found = find_elsewhere(normal);
    if (found == recordings_.end()) refuse(request, normal);
    // A poll returns its final answer at once.
    if (request.method == "GET") return found->second.back();
    const std::lock_guard lock(mutex_);
    std::size_t& next = next_[found->first];
    const std::size_t at = std::min(next, found->second.size() - 1);
    ++next;
    return found->second[at];
  }

  // The same request to another server, as OPENAI_BASE_URL names one: the path with the longest
  // common end, at least two segments. None when two are as near.
  Recordings::const_iterator find_elsewhere(const json& normal) const {
    auto best = recordings_.end();
    std::size_t most = 1;
    bool is_alone = true;
    for (auto at = recordings_.begin(); at != recordings_.end(); ++at) {
      const std::size_t same = same_elsewhere(at->second.front().request, normal);
      if (same < most || same < 2) continue;
      is_alone = same > most;
      most = same;
      best = at;
    }
    return is_alone ? best : recordings_.end();
  }

  HttpAnswer answer_of(const Recording& recorded, const HttpRequest& request) const {
    HttpAnswer answer{.status = recorded.answer["status"].get<int>()};
    const json headers = recorded.answer.value("headers", json::object());
    for (const auto& [name, value] : headers.items()) {
      if (value.is_string()) answer.headers.push_back({name, value.get<std::string>()});
    }
    const std::vector<std::string> no_secrets;
    BodySink sink(request.save_in, request.max_body, no_secrets, request.max_body_hint);
    const bool is_success = answer.status >= 200 && answer.status < 300;
    if (is_success && request.save_to != nullptr) sink.save_to(*request.save_to);
    const std::string body = cassette_.body_of(recorded);
    sink.expect(body.size());
    if (!sink.add(body)) throw HttpError(*sink.failure(), Sent::no);
    sink.move_into(answer);
    if (request.on_body && is_success) request.on_body(body);
    return answer;
  }

  NearestRecording nearest(const json& normal) const {
    NearestRecording best;
    for (const auto& [digest, recordings] : recordings_) {
      std::vector<std::string> found = differences(recordings.front().request, normal);
      if (best.recorded != nullptr && best.differences.size() <= found.size()) continue;
      best = {&recordings.front(), std::move(found)};
    }
    return best;
  }

  [[noreturn]] void refuse(const HttpRequest& request, const json& normal) const {
    const NearestRecording near = nearest(normal);
    std::string words = fmt::format("no recording in {} matches {} {}", directory_.string(),
                                    request.method, redact_url(request.url));
    if (near.recorded == nullptr) {
      words += "; the directory has no recordings";
    } else {
      const std::string& name = near.differences.front();
      const DifferentTexts texts = different_texts(near.recorded->request, normal, name);
      words += fmt::format("; the most similar, {}, differs in {}: recorded {}, requested {}",
                           near.recorded->name, name, texts.one, texts.other);
      if (near.differences.size() > 1)
        words += fmt::format(", and in {} more", near.differences.size() - 1);
    }
    throw HttpError(
        Error(ErrorCode::not_found, "{}", words).with_help("record it once: --record DIR"),
        Sent::no);
  }

  fs::path directory_;
  Cassette cassette_;
  Recordings recordings_;
  std::mutex mutex_;
  std::map<std::string, std::size_t> next_;
};

}  // namespace

std::unique_ptr<Http> make_replaying_http(fs::path directory) {
  std::error_code failure;
  if (!fs::is_directory(directory, failure)) {
    throw Error(ErrorCode::usage, "--replay: there is no directory {}", directory.string())
        .with_help("record one first: --record DIR");
  }
  return std::make_unique<ReplayingHttp>(std::move(directory));
}

}  // namespace limner::net
