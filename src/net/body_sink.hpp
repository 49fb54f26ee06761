// Where the body of an answer goes while it arrives.
#pragma once

#include <limner/net.hpp>

namespace limner::net {

class BodySink {
 public:
  BodySink(const std::filesystem::path& directory, std::uint64_t most)
      : directory_(directory), most_(most) {}
  BodySink(const BodySink&) = delete;
  BodySink& operator=(const BodySink&) = delete;
  ~BodySink();  // what was not taken is removed

  // False when the piece does not fit or cannot be written: why() says which.
  bool add(std::string_view piece);
  const std::optional<Error>& why() const { return why_; }

  // Closes the body and hands it over: file, body and size of the answer.
  void take_into(HttpAnswer& answer);

 private:
  bool open();
  bool write_all(std::string_view piece);
  bool refuse(int error_number);

  const std::filesystem::path& directory_;
  std::uint64_t most_;
  std::uint64_t size_ = 0;
  std::string memory_;
  std::filesystem::path file_;
  int descriptor_ = -1;
  std::optional<Error> why_;
};

}  // namespace limner::net
