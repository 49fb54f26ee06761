#include "net/transfer_loop.hpp"

#include <algorithm>
#include <new>
#include <utility>

namespace limner::net {

namespace {

constexpr long max_idle_connections = 32;
constexpr int longest_poll_ms = 60'000;  // a request wakes the loop

}  // namespace

TransferLoop::TransferLoop(const CurlLibrary& library)
    : curl_(library), multi_(library.multi_init()) {
  if (multi_ == nullptr) throw std::bad_alloc();
  curl_.multi_setopt(multi_, CURLMOPT_MAXCONNECTS, max_idle_connections);
}

TransferLoop::~TransferLoop() {
  {
    const std::lock_guard guard(mutex_);
    is_ending_ = true;
  }
  if (thread_.joinable()) {
    curl_.multi_wakeup(multi_);
    thread_.join();
  }
  curl_.multi_cleanup(multi_);
}

std::optional<CURLcode> TransferLoop::perform(CURL* easy, const std::stop_token& stop_token) {
  if (stop_token.stop_requested()) return std::nullopt;  // before a byte can leave
  Transfer transfer{.easy = easy};
  {
    const std::lock_guard guard(mutex_);
    if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
    starting_.push_back(&transfer);
  }
  curl_.multi_wakeup(multi_);
  {
    const std::stop_callback on_stop(stop_token, [&] { stop(transfer); });
    std::unique_lock lock(mutex_);
    transfer.done.wait(lock, [&] { return transfer.is_done; });
  }
  const std::lock_guard guard(mutex_);
  std::erase(stopping_, &transfer);  // a stop after the end
  return transfer.result;
}

void TransferLoop::stop(Transfer& transfer) {
  {
    const std::lock_guard guard(mutex_);
    stopping_.push_back(&transfer);
  }
  curl_.multi_wakeup(multi_);
}

void TransferLoop::run() {
  while (take_requests()) {
    int running = 0;
    curl_.multi_perform(multi_, &running);
    take_results();
    curl_.multi_poll(multi_, nullptr, 0, longest_poll_ms, nullptr);
  }
}

bool TransferLoop::take_requests() {
  const std::lock_guard guard(mutex_);
  if (is_ending_) return false;
  start_transfers();
  for (Transfer* transfer : std::exchange(stopping_, {})) {
    if (!transfer->is_done) end_transfer(*transfer, std::nullopt);
  }
  return true;
}

void TransferLoop::start_transfers() {
  for (Transfer* transfer : std::exchange(starting_, {})) {
    active_.push_back(transfer);
    if (curl_.multi_add_handle(multi_, transfer->easy) != CURLM_OK)
      end_transfer(*transfer, CURLE_FAILED_INIT);
  }
}

void TransferLoop::take_results() {
  int left = 0;
  while (const CURLMsg* message = curl_.multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode result = message->data.result;
    const std::lock_guard guard(mutex_);
    const auto found = std::ranges::find(active_, message->easy_handle, &Transfer::easy);
    if (found != active_.end()) end_transfer(**found, result);
  }
}

void TransferLoop::end_transfer(Transfer& transfer, std::optional<CURLcode> result) {
  curl_.multi_remove_handle(multi_, transfer.easy);
  std::erase(active_, &transfer);
  transfer.result = result;
  transfer.is_done = true;
  transfer.done.notify_one();
}

}  // namespace limner::net
