// What a call says while it works, written down before it goes on.
#pragma once

#include <limner/run.hpp>

namespace limner {

class StoredCallLog : public CallLog {
 public:
  StoredCallLog(CallRow& call, Records& records, const BlobStore& blobs)
      : call_(call), records_(records), blobs_(blobs) {}

  // What these cannot write makes the call one in doubt: CallError{unknown} says
  // where the answer, or the provider's name for the call, can be found.
  void accepted(const nlohmann::json& remote) override;
  std::filesystem::path answered(const std::filesystem::path& body,
                                 std::string_view media_type) override;
  void partial(const Picture&) noexcept override {}  // nobody looks at these yet
  std::filesystem::path scratch() const override { return blobs_.scratch(); }

 private:
  CallRow& call_;
  Records& records_;
  const BlobStore& blobs_;
};

}  // namespace limner
