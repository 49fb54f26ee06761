#include <limner/billing.hpp>

#include <doctest/doctest.h>

#include <set>

using namespace limner;

TEST_CASE("each billing class has a word of its own") {
  std::set<std::string_view> words;
  for (int kind = 0; kind <= static_cast<int>(Billing::unknown); ++kind)
    words.insert(to_string(static_cast<Billing>(kind)));
  CHECK(words.size() == 6);
}

TEST_CASE("only an unusable answer is charged, and only the unknown may have been") {
  const auto charged = [](Billing kind) {
    return CallError(Error(ErrorCode::generation_failed, "x"), kind).charged();
  };
  CHECK(charged(Billing::unknown) == Charged::unknown);
  CHECK(charged(Billing::billed_unusable) == Charged::yes);
  for (const Billing kind :
       {Billing::not_sent, Billing::rate_limited, Billing::rejected, Billing::unbilled_error})
    CHECK(charged(kind) == Charged::no);
}
