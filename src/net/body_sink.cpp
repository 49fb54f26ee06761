#include "net/body_sink.hpp"

#include "net/secrets.hpp"

#include <limner/asset.hpp>
#include <limner/file_descriptor.hpp>

#include <fmt/format.h>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace limner::net {

namespace {

constexpr std::uint64_t max_in_memory = 4 << 20;

}  // namespace

BodySink::BodySink(const std::filesystem::path& directory, std::uint64_t max_size,
                   const std::vector<std::string>& secrets, std::string_view max_size_hint)
    : directory_(directory), max_size_(max_size), max_size_hint_(max_size_hint), secrets_(secrets) {
  for (const std::string& form : secrets) overlap_ = std::max(overlap_, form.size() - 1);
}

BodySink::~BodySink() {
  if (descriptor_ >= 0) close(descriptor_);
  if (!file_.empty()) unlink(file_.c_str());
}

bool BodySink::add(std::string_view piece) {
  const std::uint64_t max_size =
      directory_.empty() && !target_ ? std::min(max_size_, max_in_memory) : max_size_;
  if (piece.size() > max_size - size_) return refuse_size(max_size);
  if (!target_ && !directory_.empty() && descriptor_ < 0 && !open()) return false;
  return secrets_.empty() ? store(piece) : store_masked(piece);
}

// Every byte is stored when it arrives: the begin of a secret too, which is overwritten when the
// next piece completes it.
bool BodySink::store_masked(std::string_view piece) {
  std::string window = tail_ + std::string(piece);
  const std::size_t before = tail_.size();
  if (mask_secrets(window, secrets_) && !overwrite(size_ - before, window.substr(0, before)))
    return false;
  tail_ = window.substr(window.size() - std::min(window.size(), overlap_));
  return store(std::string_view(window).substr(before));
}

bool BodySink::store(std::string_view piece) {
  size_ += piece.size();
  if (target_) return target_->write(piece) || refuse(ENOSPC);
  if (!directory_.empty()) return write_all(descriptor_, as_bytes(piece)) || refuse(errno);
  memory_ += piece;
  return true;
}

bool BodySink::overwrite(std::uint64_t at, std::string_view bytes) {
  if (target_) return target_->overwrite(at, bytes) || refuse(ENOSPC);
  if (directory_.empty()) {
    memory_.replace(at, bytes.size(), bytes);
    return true;
  }
  return write_all_at(descriptor_, at, as_bytes(bytes)) || refuse(errno);
}

void BodySink::move_into(HttpAnswer& answer) {
  if (target_) {
    if (failure_) throw *failure_;
    answer.file = target_->finish();
    answer.size = size_;
    return;
  }
  if (!directory_.empty() && descriptor_ < 0 && !failure_) open();
  if (descriptor_ >= 0 && close(std::exchange(descriptor_, -1)) != 0) refuse(errno);
  if (failure_) throw *failure_;
  answer.body = std::move(memory_);
  answer.file = std::exchange(file_, {});
  answer.size = size_;
}

bool BodySink::open() {
  std::string name = directory_ / "answer.XXXXXX";
  descriptor_ = mkostemp(name.data(), O_CLOEXEC);
  if (descriptor_ < 0) return refuse(errno);
  file_ = name;
  return true;
}

bool BodySink::refuse_size(std::uint64_t max_size) {
  const std::string fault =
      declared_size_ > max_size
          ? fmt::format("is {} bytes long, the limit is {}", declared_size_, max_size)
          : fmt::format("is more than {} bytes long", max_size);
  failure_ = Error(ErrorCode::generation_failed, "the answer {}{}", fault, max_size_hint_);
  return false;
}

bool BodySink::refuse(int error_number) {
  failure_ = Error(ErrorCode::artifact_storage_failed, "cannot store the answer in {}: {}",
                   directory_.string(), std::strerror(error_number));
  return false;
}

}  // namespace limner::net
