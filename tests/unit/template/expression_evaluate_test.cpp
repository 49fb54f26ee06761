// What expressions come to.
#include <limner/error.hpp>
#include <limner/template.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::templates;
using nlohmann::json;

namespace {

const json scope = json::parse(R"({
  "intake": {"intent": {"prompt": "a ${{ run.id }} fox", "style": "flat", "n": 2, "none": null, "empty": ""}},
  "tables": {"style": {"flat": "flat vector", "2": "two"}, "size": {"1:1": "1024x1024"}},
  "steps": {"image": {"images": [{"file_url": "file:///a/b.png", "width": 1024}, {"file_url": "second"}]},
            "cutout": null},
  "run": {"id": "run-1", "seed": 7, "take": 1}})");

json value(const std::string& expression) {
  return expand("${{ " + expression + " }}", scope);
}

std::string expansion_refusal(const std::string& text) {
  try {
    return "gave " + expand(text, scope).dump();
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_template);
    return std::string(error.what()) + " | " + std::string(error.help());
  }
}

std::string why(const std::string& expression) {
  return expansion_refusal("${{ " + expression + " }}");
}

}  // namespace

TEST_CASE("[S1.13] paths reach the intake, tables, earlier steps and the run") {
  CHECK(value("intake.intent.style") == "flat");
  CHECK(value("tables.style[intake.intent.style]") == "flat vector");
  CHECK(value("tables.size[\"1:1\"]") == "1024x1024");
  CHECK(value("tables.style[intake.intent.n]") == "two");
  CHECK(value("run.seed") == 7);
}

TEST_CASE("[S1.16] a path to a list gives the whole list") {
  CHECK(value("steps.image.images") == scope["steps"]["image"]["images"]);
}

TEST_CASE("[S1.17] an indexed path gives one field") {
  CHECK(value("steps.image.images[0].file_url") == "file:///a/b.png");
  CHECK(value("steps.image.images[1].file_url") == "second");
  CHECK(value("steps.image.images[run.take].file_url") == "second");
}

TEST_CASE("one expression alone keeps its type, in text it becomes text") {
  CHECK(expand("${{ run.seed }}", scope) == 7);
  CHECK(expand("take ${{ run.take }} of ${{run.seed}}", scope) == "take 1 of 7");
  CHECK(expand("${{ run.seed }}\n", scope) == "7\n");
  CHECK(expand("[${{ intake.intent.none }}]", scope) == "[]");
  CHECK(expand("${{ 1 == 1 }}!", scope) == "true!");
  CHECK(expand(json{{"a", {"${{ run.seed }}", 1, nullptr}}}, scope) ==
        json{{"a", {7, 1, nullptr}}});
}

TEST_CASE("text from the intake is never expanded again") {
  CHECK(expand("${{ intake.intent.prompt }}", scope) == "a ${{ run.id }} fox");
  CHECK(expand("<${{ intake.intent.prompt }}>", scope) == "<a ${{ run.id }} fox>");
  CHECK(value("lower(intake.intent.prompt)") == "a ${{ run.id }} fox");
}

TEST_CASE("$${{ is a literal ${{") {
  CHECK(expand("write $${{ path }} so", scope) == "write ${{ path }} so");
  CHECK(expand("$${{ ${{ run.seed }}", scope) == "${{ 7");
  CHECK(expand("${{ run.seed }}$${{", scope) == "7${{");
  CHECK(expand("$ {{ $", scope) == "$ {{ $");
}

TEST_CASE("a skipped step is null, and so is every path through it") {
  CHECK(value("steps.cutout").is_null());
  CHECK(value("steps.cutout.images").is_null());
  CHECK(value("steps.cutout.images[0].file_url").is_null());
  CHECK(value("steps.cutout != null") == false);
  CHECK(value("steps.image != null") == true);
  CHECK(value("steps.cutout.images ?? steps.image.images") == scope["steps"]["image"]["images"]);
}

TEST_CASE("operators bind as people read them") {
  CHECK(value("1 == 1 and 2 > 1 or false") == true);
  CHECK(value("true or true and false") == true);
  CHECK(value("not 1 == 2") == true);
  CHECK(value("not (true and true)") == false);
  CHECK(value("null ?? false or true") == true);
  CHECK(value("(null ?? \"x\") == \"x\"") == true);
  CHECK(value("-1 < 0") == true);
  CHECK(value("2 <= 2 and 2 >= 2 and not 2 < 2") == true);
  CHECK(value("\"a\" < \"b\"") == true);
  CHECK(value("1 == 1.0") == true);
  CHECK(value("1 == \"1\"") == false);
  CHECK(value("null < 1") == false);
  CHECK(value("1.5e0 ?? 1") == 1.5);
}

TEST_CASE("and, or, ?? and if() do not evaluate unneeded operands") {
  CHECK(value("false and tables.style.none") == false);
  CHECK(value("true or tables.style.none") == true);
  CHECK(value("1 ?? tables.style.none") == 1);
  CHECK(value("if(true, 1, tables.style.none)") == 1);
  CHECK(value("if(steps.cutout != null, steps.image.images[9], \"raw\")") == "raw");
}

TEST_CASE("functions return the documented values") {
  CHECK(value("if(intake.intent.none, 1, 2)") == 2);
  CHECK(value("default(intake.intent.empty, \"x\")") == "x");
  CHECK(value("default(intake.intent.none, \"x\")") == "x");
  CHECK(value("default(0, \"x\")") == 0);
  CHECK(value("upper('flat ä')") == "FLAT ä");
  CHECK(value("lower('FLAT')") == "flat");
  CHECK(value("join(steps.cutout.images, ', ')") == "");
  CHECK(value("len('größe')") == 5);
  CHECK(value("len(steps.image.images)") == 2);
  CHECK(value("len(null)") == 0);
  CHECK(value("basename(steps.image.images[0].file_url)") == "b.png");
  CHECK(value("basename('/')") == "");
  CHECK(value("basename('a/b//')") == "b");
  CHECK(value("slug('  A Cute, Chipmunk! ')") == "a-cute-chipmunk");
  CHECK(value("slug('../../etc')") == "etc");
  CHECK(value("default(steps.cutout.images, steps.image.images)[1].file_url") == "second");
}

TEST_CASE("text in an expression accepts either quote, escapes, and }}") {
  CHECK(value(R"('say "hi"')") == "say \"hi\"");
  CHECK(value(R"("it's")") == "it's");
  CHECK(value(R"("a\"\\\n")") == "a\"\\\n");
  CHECK(value("'}}'") == "}}");
}

TEST_CASE("errors that depend on values are reported during evaluation") {
  CHECK(why("tables.style[\"round\"]") == "the table has no \"round\" | available: 2, flat");
  CHECK(why("steps.image.images[2]") ==
        "there is no item [2]: the list has 2 | the first item is [0]");
  CHECK(why("steps.image.images[-1]").starts_with("there is no item [-1]"));
  CHECK(why("run.seed.x").starts_with("only a list or a map has members"));
  CHECK(why("steps.image.images.file_url").starts_with("a list has items"));
  CHECK(why("1 < \"2\"").starts_with("only two numbers or two texts"));
  CHECK(why("lower(1)").starts_with("lower takes text here"));
  CHECK(why("len(true)").starts_with("len takes text or a list"));
  CHECK(why("join(1, \",\")").starts_with("join takes a list"));
}

TEST_CASE("null, false, 0, empty text and the empty list are not true") {
  for (const json& value :
       {json(nullptr), json(false), json(0), json(0.0), json(""), json::array()})
    CHECK_FALSE(is_true(value));
  for (const json& value : {json(true), json(-1), json("false"), json{1}, json::object()})
    CHECK(is_true(value));
}
