// setjmp/longjmp for C libraries whose error callbacks must not return.
#pragma once

#include <setjmp.h>

#include <array>
#include <cstddef>
#include <cstring>

namespace limner::image {

struct ErrorJump {
  jmp_buf place;
  std::array<char, 256> message;

  // To be called from the library's own failure callback.
  [[noreturn]] void jump(const char* why) {
    std::strncpy(message.data(), why, message.size() - 1);
    longjmp(place, 1);
  }
};

// Runs `step`, which calls the library. False when jump() was called. The jump runs no
// destructors, so `step` must not have local objects that need one.
template <class Step>
bool guarded(ErrorJump& jump_target, const Step& step) {
  if (setjmp(jump_target.place) != 0) return false;
  step();
  return true;
}

}  // namespace limner::image
