// Public addresses, by IANA's special-purpose registries.
#include <limner/net.hpp>

#include <algorithm>
#include <array>

namespace limner::net {

namespace {

struct AddressRange {
  std::array<std::uint8_t, 16> prefix;
  unsigned bits;
};

constexpr std::array<AddressRange, 16> reserved_v4{{{{0}, 8},
                                                    {{10}, 8},
                                                    {{100, 64}, 10},
                                                    {{127}, 8},
                                                    {{169, 254}, 16},
                                                    {{172, 16}, 12},
                                                    {{192, 0, 0}, 24},
                                                    {{192, 0, 2}, 24},
                                                    {{192, 31, 196}, 24},
                                                    {{192, 52, 193}, 24},
                                                    {{192, 88, 99}, 24},
                                                    {{192, 168}, 16},
                                                    {{198, 18}, 15},
                                                    {{198, 51, 100}, 24},
                                                    {{203, 0, 113}, 24},
                                                    {{224}, 3}}};  // multicast, reserved, broadcast

// Public addresses of version 6 are all in 2000::/3; these parts of it are not.
constexpr std::array<AddressRange, 4> reserved_v6{
    {{{0x20, 0x01, 0x00}, 23},        // Teredo, ORCHID, benchmarking
     {{0x20, 0x01, 0x0d, 0xb8}, 32},  // documentation
     {{0x20, 0x02}, 16},              // 6to4: any version 4 address is behind it
     {{0x3f, 0xff}, 20}}};            // documentation

// ::ffff:a.b.c.d and 64:ff9b::a.b.c.d are mapped version 4 addresses.
constexpr std::array<AddressRange, 2> mapped{
    {{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96}, {{0x00, 0x64, 0xff, 0x9b}, 96}}};

bool is_in(std::span<const std::uint8_t> address, const AddressRange& network) {
  for (unsigned bit = 0; bit < network.bits; ++bit) {
    const auto mask = static_cast<std::uint8_t>(0x80 >> (bit % 8));
    if (((address[bit / 8] ^ network.prefix[bit / 8]) & mask) != 0) return false;
  }
  return true;
}

bool is_in_any(std::span<const std::uint8_t> address, std::span<const AddressRange> networks) {
  return std::ranges::any_of(networks,
                             [&](const AddressRange& network) { return is_in(address, network); });
}

}  // namespace

bool is_public_address(std::span<const std::uint8_t> address) {
  if (address.size() == 4) return !is_in_any(address, reserved_v4);
  if (address.size() != 16) return false;
  if (is_in_any(address, mapped)) return is_public_address(address.subspan(12));
  return (address[0] & 0xe0) == 0x20 && !is_in_any(address, reserved_v6);
}

}  // namespace limner::net
