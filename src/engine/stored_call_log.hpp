// The log of one call, in the store.
#pragma once

#include <limner/engine.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace limner::engine {

// `call` and `env` must outlive it; used from one thread.
class StoredCallLog : public provider::CallLog {
 public:
  StoredCallLog(store::CallRow& call, std::string step_name, const RunEnv& env)
      : call_(call), step_name_(std::move(step_name)), env_(env) {}
  StoredCallLog(const StoredCallLog&) = delete;
  StoredCallLog& operator=(const StoredCallLog&) = delete;
  ~StoredCallLog() override;  // removes the files of partial pictures

  // Creates the answer's file with space for an answer to `operation`. Throws
  // Error{artifact_storage_failed} when there is none.
  void open_answer_file(const provider::Operation& operation);

  // Both are committed when they return. Throws CallError{Billing::unknown} when they cannot be
  // written; its message has the path of the answer, or the provider's name of the call.
  void accepted(const nlohmann::json& remote) override;
  std::filesystem::path answered(const std::filesystem::path& body,
                                 std::string_view media_type) override;
  // Writes a file in scratch() and sends PartialPicture. Ignores failures, which must not end a
  // paid call.
  void partial(const provider::Picture& picture) noexcept override;
  // Called with the size of an answer, in bytes, when it is stored and the caller will read it at
  // once.
  std::function<void(std::uint64_t size)> before_reading = {};

  IncomingFile* answer_file() override { return answer_file_.get(); }
  std::filesystem::path scratch() const override { return env_.blobs.scratch(); }

 private:
  store::CallRow& call_;
  std::string step_name_;
  const RunEnv& env_;
  std::vector<std::filesystem::path> partials_;
  std::unique_ptr<IncomingFile> answer_file_;
};

}  // namespace limner::engine
