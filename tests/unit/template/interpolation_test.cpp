// Finding expressions in text.
#include "template/interpolation.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::templates;

TEST_CASE("a text is cut into literals and expressions") {
  const auto pieces = pieces_of("a ${{ run.id }} b ${{run.seed}}");
  REQUIRE(pieces.size() == 4);
  CHECK(pieces[0].text == "a ");
  CHECK(pieces[1].text == "${{ run.id }}");
  CHECK(pieces[1].at == 5);
  CHECK(pieces[2].text == " b ");
  CHECK(pieces[3].expression.has_value());
  CHECK(pieces_of("").empty());
}

TEST_CASE("a }} within quotes does not end an expression") {
  const auto pieces = pieces_of(R"(${{ "}}" }}${{ '\'}}' }})");
  REQUIRE(pieces.size() == 2);
  CHECK(pieces[0].expression->value == "}}");
  CHECK(pieces[1].expression->value == "'}}");
}

TEST_CASE("a fault is placed in the whole text") {
  try {
    pieces_of("abc ${{ a = b }}");
    FAIL("accepted");
  } catch (const ExpressionFault& fault) {
    CHECK(fault.span.at == 10);
  }
  CHECK_THROWS_AS(pieces_of("x ${{ run.id }"), ExpressionFault);
}

TEST_CASE("an expression that needs an unfinished step is detected before the run") {
  const std::set<std::string> open{"image", "a"};
  CHECK(depends_on_steps("${{ steps.image.images }}", open));
  CHECK(depends_on_steps({{"a", {{"b", {"x ${{ if(run.take == 1, 1, steps.a) }}"}}}}}, open));
  CHECK(depends_on_steps("${{ steps[\"image\"].images }}", open));
  CHECK(depends_on_steps("${{ steps[intake.which].images }}", open));
  CHECK(depends_on_steps("${{ steps.known[steps.a.number] }}", open));
  CHECK_FALSE(depends_on_steps("${{ steps.known.images }}", open));
  CHECK_FALSE(depends_on_steps("${{ steps[intake.which].images }}", {}));
  CHECK_FALSE(depends_on_steps("${{ intake.steps }}", open));
  CHECK_FALSE(depends_on_steps("steps.image.images", open));
  CHECK_FALSE(depends_on_steps("$${{ steps.image }}", open));
  CHECK_FALSE(depends_on_steps("${{ \"steps\" }}", open));
}
