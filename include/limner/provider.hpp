// Calls to models: the interface of a provider, and the price of a call before it is made.
//
// A provider is one vendor's API, a program, or code inside this process.
#pragma once

#include <limner/asset.hpp>
#include <limner/billing.hpp>
#include <limner/incoming_file.hpp>
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

// The upper bound of the cost of one call, from the model's prices. Nothing when the
// catalogue does not state it: such a call must be refused. Throws nothing; safe from
// any thread.
std::optional<Money> worst_case(const Model& model, const Operation& operation);
// The same with the components of the price.
std::optional<PricedCost> priced_worst_case(const Model& model, const Operation& operation);

// ---- one call ----

// Where a call stores what must survive a crash. Each function commits before it
// returns; an exception from it ends the call. A log serves one call and is used by one
// thread at a time.
class CallLog {
 public:
  virtual ~CallLog() = default;

  // The provider accepted the request. `remote` is an object with the member "id" and
  // whatever else collect() of the same provider needs; it contains no secret.
  virtual void accepted(const nlohmann::json& remote) = 0;

  // The response body is in the file `body`, of answer_file() or in scratch(), and has not been
  // parsed; it may have been cut short. The log takes the file over and returns its new path.
  virtual std::filesystem::path answered(const std::filesystem::path& body,
                                         std::string_view media_type) = 0;

  // An unfinished picture arrived. Called while the response is read; `picture` is valid
  // during the call only. Nothing needs to be stored.
  virtual void partial(const Picture& picture) noexcept = 0;

  // The file for the answer of the call, which exists since before the request was sent, so that
  // what arrives survives a crash; null: answers are files of scratch().
  virtual IncomingFile* answer_file() { return nullptr; }

  // An existing directory for response bodies, on the file system of stored answers.
  virtual std::filesystem::path scratch() const = 0;
};

// The pointers must stay valid until call() or collect() returns.
struct ModelCall {
  const Model* model = nullptr;  // null only for an embedded provider
  Operation operation;
  std::string idempotency_key;  // equal for every attempt of one call
  CallLog* log = nullptr;       // null only for an embedded provider
};

// The stored state of a call whose process ended before the call did.
struct PendingCallState {
  nlohmann::json remote;  // the argument of CallLog::accepted(); null: it was not called
  std::optional<std::filesystem::path> answer;  // the result of CallLog::answered()
};

// A file that a provider delivers in addition to the pictures.
struct SideFile {
  std::string role;  // "source": the scene as SVG
  Bytes bytes;
  std::string media_type;
  std::size_t picture = 0;  // index in ModelAnswer::images
};

struct ModelAnswer {
  std::vector<Picture> images;
  Bytes raw;                          // the answer as received; empty when the log has stored it
  std::string raw_type;               // its media type
  std::string request_id;             // the provider's name for the call; may be empty
  std::string output_type;            // "image" or "image_generation_call"
  std::optional<PricedCost> charged;  // none: the provider has not reported it
  nlohmann::json usage;               // the provider's own counters, an object; null: none
  nlohmann::json details;  // values the provider used, an object; keys differ by provider
  std::vector<nlohmann::json> warnings;  // each {"code": text, "message": text, …}
  std::vector<nlohmann::json> credits;   // each {"asset", "source", "licence", "changes"}: texts
  std::vector<SideFile> side_files;
  std::string digital_source_type;  // an IPTC NewsCode: "trainedAlgorithmicMedia"; may be empty
};

// One provider. It knows nothing of runs, steps or the ledger, and keeps no state between
// calls, so that several threads may call the same object at once.
class Provider {
 public:
  virtual ~Provider() = default;
  virtual std::string_view name() const = 0;  // the first part of its models' ids
  virtual bool embedded() const = 0;          // needs no network and no key, costs nothing
  // The address or the command that answers, when it is not the provider's own: another one may
  // answer otherwise. Empty: its own. Throws the errors of the settings that have it.
  virtual std::string endpoint() const { return {}; }

  // Sends the request and blocks until the answer is complete or `stop` is requested.
  // Throws CallError when the request was sent or may have been; billing() tells whether
  // it was charged. Throws Error when nothing was sent: for a request that the model
  // cannot serve, before anything is written to the log. What the log was given before an
  // exception stays stored.
  virtual ModelAnswer call(const ModelCall& call, std::stop_token stop) = 0;

  // Fetches or reads the answer to a call that was sent before. Never sends the request
  // again and never cancels it. Throws CallError{unknown} when the answer is not available;
  // the pending state is then unchanged, and collect() may be called again.
  virtual ModelAnswer collect(const ModelCall& call, const PendingCallState& pending,
                              std::stop_token stop);
};

// ---- the providers ----

using Providers = std::vector<std::unique_ptr<Provider>>;

Providers embedded_providers();

// Those that are called over HTTP. They keep a reference to `network`, which must outlive
// them. Nothing is sent and no key is read before the first call.
Providers network_providers(const net::Network& network);

// An executable that speaks the protocol of `limner help exec`: JSON on stdin and stdout,
// pictures as files.
struct Program {
  std::vector<std::string> argv;  // started without a shell; empty: none is configured
  Millis limit{600'000};          // of one call
};
std::unique_ptr<Provider> exec_provider(Program program);

struct ProgramCheck {
  std::string name;     // the requirement
  std::string failure;  // empty: the program meets it
};

// Tests a program against the protocol. The program runs in `directory`, which must
// exist. Blocks for as long as the program runs. Throws Error{invalid_config}
// when it cannot be started, and Error{interrupted} after a stop.
std::vector<ProgramCheck> check_program(const Program& program,
                                        const std::filesystem::path& directory,
                                        const std::stop_token& stop);

// Returns nullptr for an unknown name. The result is owned by `providers`.
Provider* find_provider(const Providers& providers, std::string_view name);

}  // namespace limner::provider
