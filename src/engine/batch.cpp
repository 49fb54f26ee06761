#include <limner/engine/batch.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <exception>
#include <thread>
#include <vector>

namespace limner::engine {

namespace {

// Failures that every other row would have too.
constexpr std::array fatal_codes{ErrorCode::key_missing,   ErrorCode::key_refused,
                                 ErrorCode::not_trusted,   ErrorCode::account_refused,
                                 ErrorCode::cap_exceeded,  ErrorCode::wallet_empty,
                                 ErrorCode::unpriceable,   ErrorCode::store_failed,
                                 ErrorCode::store_damaged, ErrorCode::store_too_new};

std::string text_of(const nlohmann::json& failure, const char* key) {
  const auto found = failure.find(key);
  return found != failure.end() && found->is_string() ? found->get<std::string>() : "";
}

}  // namespace

bool concerns_every_row(ErrorCode code) {
  return std::ranges::find(fatal_codes, code) != fatal_codes.end();
}

void BatchControl::add(const store::RunRow& run) {
  const bool is_failure = run.failure.is_object();
  const auto code =
      is_failure ? error_code_named(text_of(run.failure, "code")) : std::optional<ErrorCode>();
  const bool has_failed =
      run.status == store::RunStatus::failed || run.status == store::RunStatus::in_doubt;
  const std::lock_guard guard(mutex_);
  if (!has_failed) {
    if (run.status != store::RunStatus::canceled) provider_failures_ = 0;
    return;
  }
  add_failure(code.value_or(ErrorCode::generation_failed), text_of(run.failure, "message"),
              text_of(run.failure, "recovery"));
}

void BatchControl::add(const Error& error) {
  const std::lock_guard guard(mutex_);
  add_failure(error.code(), error.what(), std::string(error.help()));
}

void BatchControl::add_failure(ErrorCode code, const std::string& message,
                               const std::string& help) {
  ++failures_;
  provider_failures_ = code == ErrorCode::provider_unavailable || code == ErrorCode::in_doubt
                           ? provider_failures_ + 1
                           : 0;
  if (concerns_every_row(code)) return end(Error(code, "{}", message).with_help(help));
  if (provider_failures_ >= limits_.provider_failures) {
    return end(Error(ErrorCode::provider_unavailable,
                     "{} runs in a row have failed at the provider: {}", provider_failures_,
                     message)
                   .with_help("continue later: limner resume"));
  }
  if (limits_.max_failures && failures_ > *limits_.max_failures) {
    end(Error(ErrorCode::generation_failed, "{} rows have failed; --max-failures is {}", failures_,
              *limits_.max_failures)
            .with_help("see why: limner batch show @last"));
  }
}

void BatchControl::end(Error error) {
  if (!ending_) ending_ = std::move(error);
}

std::optional<Error> BatchControl::ending() const {
  const std::lock_guard guard(mutex_);
  return ending_;
}

void work_in_parallel(std::size_t count, int jobs, const std::function<bool()>& may_start,
                      const std::function<void(std::size_t item, int thread)>& work) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr failure;
  const auto has_failed = [&] {
    const std::lock_guard guard(mutex);
    return failure != nullptr;
  };
  const auto take_items = [&](int thread) {
    while (!has_failed() && may_start()) {
      const std::size_t item = next.fetch_add(1);
      if (item >= count) return;
      try {
        work(item, thread);
      } catch (...) {
        const std::lock_guard guard(mutex);
        if (!failure) failure = std::current_exception();
      }
    }
  };
  const auto threads =
      static_cast<int>(std::min<std::size_t>(count, static_cast<std::size_t>(std::max(jobs, 1))));
  {
    std::vector<std::jthread> others;
    for (int thread = 1; thread < threads; ++thread) others.emplace_back(take_items, thread);
    take_items(0);
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace limner::engine
