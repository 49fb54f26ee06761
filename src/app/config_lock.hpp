// A lock for changes to files in the user's configuration directory, across processes.
#pragma once

#include "app/environment.hpp"

#include <limner/file_descriptor.hpp>

namespace limner::app {

// flock() on the file "lock" of the directory, which the kernel releases when the process ends.
// Files are replaced as a whole, so reading needs no lock; what is read, changed and written back
// does. Must not be nested. One thread.
class ConfigLock {
 public:
  // Waits for other processes; creates the directory. Throws Error{store_failed}, and
  // Error{invalid_config} without a home.
  explicit ConfigLock(const Environment& variable);

 private:
  FileDescriptor file_;
};

}  // namespace limner::app
