#include "provider/retry_words.hpp"

#include <doctest/doctest.h>

namespace limner::provider {

TEST_CASE("[S2] a wait in the words of an error message is read") {
  CHECK(wait_in_words("Limit 5, Used 5. Please try again in 1.2s.") == Millis(1200));
  CHECK(wait_in_words("Please try again in 700ms. Visit the page.") == Millis(700));
  CHECK(wait_in_words("try again in 6m0s") == Millis(360'000));
  CHECK(wait_in_words("Please retry in 1.4s.") == Millis(1400));
  CHECK(wait_in_words("Rate limited, try again in 20 seconds.") == Millis(20'000));
  CHECK(wait_in_words("retry after 2 minutes") == Millis(120'000));
}

TEST_CASE("a message without a wait has none") {
  for (const char* message : {"", "try again later", "try again in a moment", "try again in 0s",
                              "try again in -1s", "try again in 99999h", "again in 20 apples"}) {
    CAPTURE(message);
    CHECK(wait_in_words(message) == std::nullopt);
  }
}

}  // namespace limner::provider
