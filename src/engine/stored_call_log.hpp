// What a call says while it works, written down before it goes on.
#pragma once

#include <limner/engine.hpp>

#include <string>
#include <utility>
#include <vector>

namespace limner::engine {

class StoredCallLog : public provider::CallLog {
 public:
  StoredCallLog(store::CallRow& call, std::string step_name, const RunEnv& env)
      : call_(call), step_name_(std::move(step_name)), env_(env) {}
  StoredCallLog(const StoredCallLog&) = delete;
  StoredCallLog& operator=(const StoredCallLog&) = delete;
  ~StoredCallLog() override;  // the unfinished pictures go

  // What these cannot write makes the call one in doubt: CallError{unknown} says
  // where the answer, or the provider's name for the call, can be found.
  void accepted(const nlohmann::json& remote) override;
  std::filesystem::path answered(const std::filesystem::path& body,
                                 std::string_view media_type) override;
  // Leaves it in a file of scratch(), and tells who listens. What fails is not worth a
  // call that is paid for.
  void partial(const provider::Picture& picture) noexcept override;
  std::filesystem::path scratch() const override { return env_.blobs.scratch(); }

 private:
  store::CallRow& call_;
  std::string step_name_;
  const RunEnv& env_;
  std::vector<std::filesystem::path> partials_;
};

}  // namespace limner::engine
