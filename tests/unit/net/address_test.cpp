#include <limner/net.hpp>

#include <doctest/doctest.h>

#include <arpa/inet.h>

#include <array>
#include <string>

namespace limner::net {

namespace {

bool is_public(const std::string& text) {
  std::array<std::uint8_t, 16> raw{};
  const bool v6 = text.find(':') != std::string::npos;
  REQUIRE(inet_pton(v6 ? AF_INET6 : AF_INET, text.c_str(), raw.data()) == 1);
  return is_public_address(std::span(raw).first(v6 ? 16 : 4));
}

}  // namespace

TEST_CASE("addresses of the public internet are public") {
  for (const char* address : {"1.1.1.1",         "9.255.255.255",        "11.0.0.0",
                              "100.63.255.255",  "100.128.0.0",          "126.0.0.1",
                              "128.0.0.1",       "169.253.255.255",      "172.15.255.255",
                              "172.32.0.0",      "192.167.255.255",      "192.169.0.0",
                              "198.17.255.255",  "198.20.0.0",           "223.255.255.255",
                              "2606:4700::1111", "2001:4860:4860::8888", "2a00::1",
                              "::ffff:1.1.1.1",  "64:ff9b::1.1.1.1"}) {
    CAPTURE(address);
    CHECK(is_public(address));
  }
}

TEST_CASE("private, loopback, link-local and reserved addresses are not public") {
  for (const char* address : {"0.0.0.0",
                              "0.1.2.3",
                              "10.0.0.1",
                              "100.64.0.1",
                              "100.127.255.255",
                              "127.0.0.1",
                              "127.255.255.254",
                              "169.254.169.254",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.0.0.8",
                              "192.168.1.1",
                              "198.18.0.1",
                              "198.19.255.255",
                              "198.51.100.1",
                              "203.0.113.9",
                              "224.0.0.1",
                              "240.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "::ffff:127.0.0.1",
                              "::ffff:10.0.0.1",
                              "::127.0.0.1",
                              "64:ff9b::10.0.0.1",
                              "64:ff9b:1::1",
                              "fe80::1",
                              "fc00::1",
                              "fd12::1",
                              "ff02::1",
                              "2001:db8::1",
                              "2002:7f00:1::",
                              "2001::1",
                              "3fff::1",
                              "4000::1"}) {
    CAPTURE(address);
    CHECK_FALSE(is_public(address));
  }
}

TEST_CASE("the first and the last address of every reserved network are not public") {
  for (const char* address :
       {"0.0.0.0",      "0.255.255.255",   "10.0.0.0",       "10.255.255.255",  "127.0.0.0",
        "169.254.0.0",  "169.254.255.255", "172.16.0.0",     "192.0.0.255",     "192.0.2.0",
        "192.0.2.255",  "192.31.196.0",    "192.31.196.255", "192.52.193.0",    "192.52.193.255",
        "192.88.99.0",  "192.88.99.255",   "192.168.0.0",    "192.168.255.255", "198.18.0.0",
        "198.51.100.0", "198.51.100.255",  "203.0.113.0",    "203.0.113.255",   "224.0.0.0",
        "2001:0:0::",   "2001:1ff:ffff::", "2001:db8::",     "2001:db8:ffff::", "2002::",
        "2002:ffff::",  "3fff::",          "3fff:fff::",     "1fff:ffff::"}) {
    CAPTURE(address);
    CHECK_FALSE(is_public(address));
  }
}

TEST_CASE("the neighbours of the reserved networks are public") {
  for (const char* address :
       {"192.0.1.255", "192.0.3.0", "192.31.195.255", "192.31.197.0", "192.52.192.255",
        "192.52.194.0", "192.88.98.255", "192.88.100.0", "198.51.99.255", "198.51.101.0",
        "203.0.112.255", "203.0.114.0", "2000::1",
        "2001:200::", "2001:db7::", "2001:db9::", "2003::1", "3ffe::1", "3fff:1000::"}) {
    CAPTURE(address);
    CHECK(is_public(address));
  }
  CHECK_FALSE(is_public_address(std::array<std::uint8_t, 3>{1, 1, 1}));
}

}  // namespace limner::net
