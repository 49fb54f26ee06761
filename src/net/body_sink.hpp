// Stores the body of an answer while it arrives, in memory or in a file.
#pragma once

#include <limner/net.hpp>

namespace limner::net {

class BodySink {
 public:
  // `secrets`: forms that are masked, see secrets.hpp. The references must outlive it.
  BodySink(const std::filesystem::path& directory, std::uint64_t max_size,
           const std::vector<std::string>& secrets, std::string_view max_size_hint = {});
  BodySink(const BodySink&) = delete;
  BodySink& operator=(const BodySink&) = delete;
  ~BodySink();  // removes the file unless move_into() was called

  // Stores the body in `file` instead of `directory`. Before the first add() only.
  void save_to(IncomingFile& file) { target_ = &file; }
  // The size in bytes that the server declared, for the message when it is above the limit.
  void expect(std::uint64_t size) { declared_size_ = size; }
  std::uint64_t size() const { return size_; }

  // False when the piece does not fit or cannot be written: failure() says which.
  bool add(std::string_view piece);
  const std::optional<Error>& failure() const { return failure_; }

  // Closes the file and sets file, body and size of the answer. Throws Error.
  void move_into(HttpAnswer& answer);

 private:
  bool open();
  bool store(std::string_view piece);
  bool store_masked(std::string_view piece);
  bool overwrite(std::uint64_t at, std::string_view bytes);
  bool refuse(int error_number);
  bool refuse_size(std::uint64_t max_size);

  const std::filesystem::path& directory_;
  std::uint64_t max_size_;
  std::string_view max_size_hint_;
  const std::vector<std::string>& secrets_;
  std::size_t overlap_ = 0;  // bytes of a form that the previous pieces can have begun with
  std::string tail_;         // the last `overlap_` stored bytes
  std::uint64_t size_ = 0;
  std::uint64_t declared_size_ = 0;  // 0: not declared
  std::string memory_;
  std::filesystem::path file_;
  int descriptor_ = -1;
  IncomingFile* target_ = nullptr;
  std::optional<Error> failure_;
};

}  // namespace limner::net
