// A provider that answers from a script and records its calls.
#pragma once

#include <limner/error.hpp>
#include <limner/image.hpp>
#include <limner/provider.hpp>

#include <deque>
#include <fstream>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace limner::fakes {

// Opaque for a generation, with a transparent left half for a background removal; small, so
// that encoding is fast.
inline provider::Picture small_picture(const provider::Operation& operation, int width = 16,
                                       int height = 16) {
  const bool cut_out = std::holds_alternative<provider::RemoveBackground>(operation);
  Bitmap bitmap(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      std::uint8_t* pixel = bitmap.at(x, y);
      pixel[0] = static_cast<std::uint8_t>(x * 255 / width);
      pixel[1] = static_cast<std::uint8_t>(y * 255 / height);
      pixel[3] = cut_out && x < width / 2 ? 0 : 255;
    }
  }
  return {image::encode_png(bitmap), "image/png", bitmap};
}

// One small picture per requested picture, without a reported cost.
inline provider::ModelAnswer small_answer(const provider::ModelCall& call) {
  provider::ModelAnswer answer;
  const auto* generate = std::get_if<provider::GenerateImage>(&call.operation);
  const int count = generate == nullptr ? 1 : generate->count;
  for (int i = 0; i < count; ++i) answer.images.push_back(small_picture(call.operation));
  answer.request_id = "req-1";
  answer.output_type = "image";
  if (generate != nullptr) answer.digital_source_type = "trainedAlgorithmicMedia";
  return answer;
}

class ScriptedProvider : public provider::Provider {
 public:
  using Reply = std::function<provider::ModelAnswer(const provider::ModelCall&, std::stop_token)>;

  explicit ScriptedProvider(std::string name, bool embedded = false)
      : name_(std::move(name)), embedded_(embedded) {}

  std::string_view name() const override { return name_; }
  bool embedded() const override { return embedded_; }
  provider::ModelAnswer call(const provider::ModelCall& call, std::stop_token stop) override {
    calls.push_back(call);
    if (script.empty()) return otherwise ? otherwise(call, stop) : small_answer(call);
    const Reply reply = std::move(script.front());
    script.pop_front();
    return reply(call, stop);
  }

  provider::ModelAnswer collect(const provider::ModelCall& call,
                                const provider::PendingCallState& remains,
                                std::stop_token stop) override {
    collected.push_back(remains);
    return later ? later(call, stop) : provider::Provider::collect(call, remains, stop);
  }

  std::deque<Reply> script;  // used up from the front
  Reply otherwise;           // when it is used up; empty: small_answer()
  std::vector<provider::ModelCall> calls;
  Reply later;  // the result of collect(); empty: not supported
  std::vector<provider::PendingCallState> collected;

 private:
  std::string name_;
  bool embedded_;
};

inline ScriptedProvider::Reply fails(ErrorCode code, Charged charged = Charged::no) {
  return
      [code, charged](const provider::ModelCall&, const std::stop_token&) -> provider::ModelAnswer {
        throw Error(code, "scripted failure").with_charged(charged);
      };
}

inline ScriptedProvider::Reply small_answer_reply() {
  return [](const provider::ModelCall& call, const std::stop_token&) { return small_answer(call); };
}

inline ScriptedProvider::Reply ends_as(Billing billing,
                                       ErrorCode code = ErrorCode::provider_unavailable,
                                       std::optional<Millis> retry_after = {}) {
  return [=](const provider::ModelCall&, const std::stop_token&) -> provider::ModelAnswer {
    throw CallError(Error(code, "scripted failure"), billing, retry_after);
  };
}

// Accepts the request and stores a body before answering.
inline provider::ModelAnswer logged_answer(const provider::ModelCall& call,
                                           std::string_view body = "{\"ok\":1}") {
  if (call.log != nullptr) {
    call.log->accepted({{"id", "remote-1"}});
    const std::filesystem::path file = call.log->scratch() / "body";
    std::ofstream(file, std::ios::binary) << body;
    call.log->answered(file, "application/json");
  }
  provider::ModelAnswer answer = small_answer(call);
  answer.request_id = "remote-1";
  return answer;
}

// The small answer with a reported cost.
inline ScriptedProvider::Reply charges(Money amount) {
  return [amount](const provider::ModelCall& call, const std::stop_token&) {
    provider::ModelAnswer answer = small_answer(call);
    answer.charged = amount;
    return answer;
  };
}

// Adds a scripted provider to `providers` and returns a reference to it.
inline ScriptedProvider& add_scripted(provider::Providers& providers, std::string name,
                                      bool embedded = false) {
  auto provider = std::make_unique<ScriptedProvider>(std::move(name), embedded);
  ScriptedProvider& scripted = *provider;
  providers.push_back(std::move(provider));
  return scripted;
}

}  // namespace limner::fakes
