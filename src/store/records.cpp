// Opening a store, with recovery after processes that died.
#include "store/records.hpp"

#include "store/answers.hpp"
#include "store/owner.hpp"
#include "store/recover.hpp"
#include "store/temporary_files.hpp"

namespace limner::store {

Records::Records(const std::filesystem::path& store, OpenMode mode, Time now,
                 NetworkFileSystem network)
    : impl_(std::make_unique<Impl>(store, mode, now, network)) {
  if (mode == OpenMode::read_only) return;
  import_answers(impl_->database);
  recover(impl_->database, now);
  remove_ended_workers(store);
  remove_old_temporary_files(store);
}

bool Records::has_abandoned_runs() const {
  return limner::store::has_abandoned_runs(impl_->database);
}

Records::~Records() = default;
Records::Records(Records&&) noexcept = default;

}  // namespace limner::store
