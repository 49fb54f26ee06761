// ULIDs, which sort by time.
#include <limner/id.hpp>

#include <openssl/rand.h>

#include <algorithm>
#include <cassert>
#include <stdexcept>

namespace limner {

namespace {

// Crockford's base 32 without i, l, o and u, in lower case.
constexpr std::string_view base32_letters = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t time_letters = 10;
constexpr std::size_t random_bytes = 10;

}  // namespace

std::string RandomIds::next() {
  std::string random(random_bytes, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(random.data()),
                 static_cast<int>(random.size())) != 1)
    throw std::runtime_error("the system gives no random bytes");
  return make_ulid(clock_.now(), random);
}

std::string make_ulid(Time at, std::string_view ten_random_bytes) {
  assert(ten_random_bytes.size() == random_bytes);
  std::string text(ulid_length, '0');
  auto millis = static_cast<std::uint64_t>(at.time_since_epoch().count());
  for (std::size_t i = time_letters; i-- > 0; millis >>= 5) text[i] = base32_letters[millis & 31];

  unsigned held = 0;
  int bits = 0;
  std::size_t next = time_letters;
  for (const char c : ten_random_bytes) {
    held = (held << 8) | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 5; bits -= 5) text[next++] = base32_letters[(held >> (bits - 5)) & 31];
    held &= 0xff;
  }
  return text;
}

bool is_ulid(std::string_view text) {
  return text.size() == ulid_length && std::ranges::all_of(text, [](char c) {
           return base32_letters.find(c) != base32_letters.npos;
         });
}

}  // namespace limner
