// Syntax errors of expressions and their positions.
#include "template/expression.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace limner;
using namespace limner::templates;

namespace {

std::string parse_refusal(std::string_view source) {
  try {
    parse_expression(source);
  } catch (const ExpressionFault& fault) {
    return fmt::format("{}+{} {} | {}", fault.span.at, fault.span.length, fault.message,
                       fault.help);
  }
  return "accepted";
}

}  // namespace

TEST_CASE("an expression that cannot be parsed is reported with position and help") {
  CHECK(parse_refusal("") == "0+1 the expression is empty | write a path: intake.name");
  CHECK(parse_refusal("a = 1") == "2+1 unexpected \"=\" | compare with ==");
  CHECK(parse_refusal("a && b") == "2+1 unexpected \"&\" | write: and");
  CHECK(parse_refusal("a || b") ==
        "2+1 unexpected \"|\" | write: or, or ?? for a default in place of null");
  CHECK(parse_refusal("!a") == "0+1 unexpected \"!\" | write: not");
  CHECK(parse_refusal("1 + 2").starts_with("2+1 unexpected \"+\""));
  CHECK(parse_refusal("ä").starts_with("0+2 unexpected \"ä\""));
  CHECK(parse_refusal("a b") ==
        "2+1 unexpected \"b\" | write a path, a value, or a comparison of two");
  CHECK(parse_refusal("and").starts_with("0+3 unexpected \"and\""));
  CHECK(parse_refusal("a.").starts_with("2+1 the expression ends too early"));
  CHECK(parse_refusal("a.1").starts_with("2+1 unexpected \"1\""));
  CHECK(parse_refusal("a[0") == "3+1 expected ] here | add the missing ]");
  CHECK(parse_refusal("(a").starts_with("2+1 expected ) here"));
  CHECK(parse_refusal("'a") == "0+1 this quote is not closed | add the closing quote");
  CHECK(parse_refusal("'a\\q'") == "2+2 unknown \\ escape | write \\\\ for a backslash");
  CHECK(parse_refusal("1.2.3") == "0+5 1.2.3 is not a number | text needs quotes");
  CHECK(parse_refusal("1 < 2 < 3") == "6+1 comparisons cannot be chained | join two with: and");
}

TEST_CASE("an unknown function names the nearest, a wrong call shows the right one") {
  CHECK(parse_refusal("lowr(a)") == "0+4 there is no function \"lowr\" | did you mean \"lower\"?");
  CHECK(parse_refusal("env(\"HOME\")")
            .starts_with("0+3 there is no function \"env\" | available: if, default, lower"));
  CHECK(parse_refusal("if(a, b)") ==
        "0+8 if takes 3 arguments, not 2 | write if(condition, then, else)");
  CHECK(parse_refusal("slug()") == "0+6 slug takes 1 argument, not 0 | write slug(text)");
  CHECK(parse_refusal("slug(a b)") == "7+1 expected , here | add the missing ,");
  CHECK(parse_refusal("slug(a").starts_with("6+1 expected ) here"));
}

TEST_CASE("an expression long enough to exhaust the stack is refused") {
  CHECK(parse_refusal(std::string(100'000, '(')).starts_with("0+1 this expression is too long"));
  std::string chain = "a";
  for (int i = 0; i < 100'000; ++i) chain += ".a";
  CHECK(parse_refusal(chain).starts_with("0+1 this expression is too long"));
  CHECK(parse_refusal(std::string(240, '(') + "1" + std::string(240, ')')) == "accepted");
}
