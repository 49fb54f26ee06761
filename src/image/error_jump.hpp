// The way out of C libraries that report a failure by not returning.
#pragma once

#include <setjmp.h>

#include <array>
#include <cstddef>
#include <cstring>

namespace limner::image {

struct Escape {
  jmp_buf place;
  std::array<char, 256> message;

  // To be called from the library's own failure callback.
  [[noreturn]] void leave(const char* why) {
    std::strncpy(message.data(), why, message.size() - 1);
    longjmp(place, 1);
  }
};

// Runs `step`, which calls the library. False when it left. A jump out of `step`
// runs no destructors, so it may hold nothing that needs one.
template <class Step>
bool guarded(Escape& escape, const Step& step) {
  if (setjmp(escape.place) != 0) return false;
  step();
  return true;
}

}  // namespace limner::image
