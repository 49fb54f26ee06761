// What can be bought, and from whom: one company's API, or a program, behind one door.
#pragma once

#include <limner/asset.hpp>
#include <limner/billing.hpp>
#include <limner/provider/catalogue.hpp>
#include <limner/provider/operation.hpp>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace limner::net {
struct Network;
}

namespace limner::provider {

// ---- what can be bought ----

// The most one call may cost. Nothing when the catalogue does not say: then it
// must be refused.
std::optional<Money> worst_case(const Model& model, const Operation& operation);

// ---- the call ----

// Where a call says what must be on disk before it goes on. What these take is
// committed when they return; what they throw ends the call.
class CallLog {
 public:
  virtual ~CallLog() = default;

  // The provider has taken the request. `remote` is all that collect() needs to ask
  // for its answer: {"id", …}; no secret is in it.
  virtual void accepted(const nlohmann::json& remote) = 0;
  // The answer's body, whole and not yet parsed, in a file of scratch(); the log
  // takes the file over and gives the place where it is kept now.
  virtual std::filesystem::path answered(const std::filesystem::path& body,
                                         std::string_view media_type) = 0;
  // An unfinished picture, to look at while waiting.
  virtual void partial(const Picture& picture) noexcept = 0;
  // A directory for bodies on their way, on the file system that answers are kept on.
  virtual std::filesystem::path scratch() const = 0;
};

struct ModelCall {
  const Model* model = nullptr;
  Operation operation;
  std::string idempotency_key;  // equal for every retry of one call
  CallLog* log = nullptr;       // of every call to a provider that is not embedded
};

// What is left of a call whose process died.
struct PendingCallState {
  nlohmann::json remote;                        // null, or what accepted() was told
  std::optional<std::filesystem::path> answer;  // what answered() kept
};

struct SideFile {
  std::string role;  // "source": the scene as SVG
  Bytes bytes;
  std::string media_type;
};

struct ModelAnswer {
  std::vector<Picture> images;
  Bytes raw;  // the answer as it came; empty when the images are the answer
  std::string raw_type;
  std::string request_id;                // the provider's name for this call
  std::string output_type;               // "image", "image_generation_call"
  std::optional<Money> charged;          // absent until the provider tells
  nlohmann::json usage;                  // null when the provider says nothing
  nlohmann::json details;                // effective values, matte figures, pack version, …
  std::vector<nlohmann::json> warnings;  // {"code", "message", …}
  std::vector<nlohmann::json> credits;   // {"asset", "source", "licence", "changes"}
  std::vector<SideFile> side_files;
  std::string digital_source_type;  // IPTC NewsCodes
};

// One company's API. Knows nothing of runs, steps or the ledger. Blocks until
// the answer is whole; throws CallError when something was or may have been sent,
// Error when nothing was.
class Provider {
 public:
  virtual ~Provider() = default;
  virtual std::string_view name() const = 0;  // the model id's first part
  virtual bool embedded() const = 0;          // needs no network, no key, costs nothing
  virtual ModelAnswer call(const ModelCall& call, std::stop_token stop) = 0;
  // The answer to a call that was sent before, without sending it again. Throws
  // CallError{unknown} when the provider cannot be asked for it.
  virtual ModelAnswer collect(const ModelCall& call, const PendingCallState& remains,
                              std::stop_token stop);
};

using Providers = std::vector<std::unique_ptr<Provider>>;
Providers embedded_providers();
// Those that are asked over HTTP. `network` outlives them.
Providers network_providers(const net::Network& network);
// A program that is asked with JSON and answers with files: `limner help exec`.
struct Program {
  std::vector<std::string> argv;  // no shell reads it; empty: the settings name none
  Millis limit{600'000};          // for one call
};
std::unique_ptr<Provider> exec_provider(Program program);

// Asks a program what every one must be able to answer, in a directory that is there
// for it.
struct ProgramCheck {
  std::string name;     // "gives as many pictures as were asked for"
  std::string failure;  // empty: it does
};
std::vector<ProgramCheck> check_program(const Program& program,
                                        const std::filesystem::path& directory,
                                        const std::stop_token& stop);

Provider* find_provider(const Providers& providers, std::string_view name);

}  // namespace limner::provider
