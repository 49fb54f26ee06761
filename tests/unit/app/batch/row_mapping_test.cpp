#include "app/batch/row_mapping.hpp"

#include "unit/app/batch/batch_fixture.hpp"

#include <doctest/doctest.h>
#include <fmt/ranges.h>

using namespace limner;
using namespace limner::app;

namespace {

struct MappingFixture : BatchFixture {
  templates::Template flow = workflow(
      "  intent:\n"
      "    prompt: {type: string, required: true, flag: prompt}\n"
      "    aspectRatio: {type: string, enum: ['1:1', '4:3'], default: '1:1', flag: aspect-ratio}\n"
      "    style: {type: string, default: flat, flag: look}\n"
      "  frame:\n"
      "    colour: {type: string, default: red}\n"
      "    style: {type: string, default: thin}\n"
      "  photo: {type: image, nullable: true, default: null}\n"
      "  extra: {type: object, default: {}}\n");

  RowTable table_of(std::string_view header) {
    write("m.csv",
          fmt::format("{}\n{}x\n", header,
                      std::string(static_cast<std::size_t>(std::ranges::count(header, ',')), ',')));
    return read_rows(context, RowSource{.path = "m.csv"}, {});
  }

  // Each column's target: the path of its input, or the role.
  std::string map(std::string_view header, const RowMappingOptions& options = {}) {
    const RowTable table = table_of(header);
    const RowMapping mapping = map_columns(flow, table, options);
    std::vector<std::string> targets;
    for (const ColumnTarget& target : mapping.columns) {
      constexpr std::array names{"field", "seed", "take", "key", "model", "tag:", "-"};
      targets.push_back(target.role == ColumnRole::field
                            ? fmt::format("{}", fmt::join(target.path, "."))
                            : names.at(static_cast<std::size_t>(target.role)) + target.tag);
    }
    return fmt::format("{}{}", fmt::join(targets, " "),
                       mapping.key_column ? fmt::format(" key={}", *mapping.key_column) : "");
  }

  // Problems as "column type", and the helps.
  std::vector<std::string> problems(std::string_view header,
                                    const RowMappingOptions& options = {}) {
    try {
      map(header, options);
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::invalid_input);
      helps.clear();
      for (const Problem& problem : error.problems()) helps.push_back(problem.help);
      return places(error.problems());
    }
    return {};
  }
  std::vector<std::string> helps;
};

using Found = std::vector<std::string>;

}  // namespace

TEST_CASE_FIXTURE(MappingFixture,
                  "a column is found by path, flag and name, whatever its case and spaces") {
  CHECK(map("intent.prompt,aspect-ratio,look,colour,photo") ==
        "intent.prompt intent.aspectRatio intent.style frame.colour photo");
  CHECK(map("PROMPT,Aspect Ratio,Intent.Style,Colour ,Image") ==
        "intent.prompt intent.aspectRatio intent.style frame.colour photo");
  CHECK(map("prompt,aspect_ratio") == "intent.prompt intent.aspectRatio");
  CHECK(map("prompt,extra.a.b,extra.c") == "intent.prompt extra.a.b extra.c");
  CHECK(map("prompt,Seed,take,model,tag.campaign,key") ==
        "intent.prompt seed take model tag:campaign key key=5");
}

TEST_CASE_FIXTURE(MappingFixture, "--map chooses the input of a column, or ignores it") {
  CHECK(map("Text,Note,N", {.maps = {"Text=prompt", "Note=-", "N=seed"}}) ==
        "intent.prompt - seed");
  CHECK(map("prompt,text", {.maps = {"prompt=colour", "text=intent.prompt"}}) ==
        "frame.colour intent.prompt");
  CHECK(error_of([&] { map("prompt", {.maps = {"text=prompt"}}); }) ==
        "--map: m.csv has no column \"text\"");
  CHECK(error_of([&] { map("prompt", {.maps = {"prompt=intent.pompt"}}); }) ==
        "--map prompt: t has no input \"intent.pompt\"");
  CHECK(error_of([&] { map("prompt", {.maps = {"prompt="}}); }) ==
        "--map prompt: t has no input \"\"");
  CHECK(error_of([&] {
          map("prompt", {.maps = {"prompt=look", "prompt=-"}});
        }) == "--map prompt is given twice");
  CHECK(error_of([&] { map("prompt", {.maps = {"prompt=style"}}); }) ==
        "--map prompt: several inputs are named \"style\"");
}

TEST_CASE_FIXTURE(MappingFixture,
                  "unknown and ambiguous columns are named together, with the nearest name") {
  CHECK(problems("prompt,colur,style,zzz") ==
        Found{"1:8 unknown_column", "1:14 ambiguous_column", "1:20 unknown_column"});
  CHECK(helps[0] == "did you mean \"colour\"?; --map 'colur=-' ignores it");
  CHECK(helps[1] == "choose one, --map 'style'=PATH: intent.style, frame.style");
  CHECK(helps[2].starts_with("available: intent.prompt, prompt, "));
  CHECK(problems("a fox") == Found{"1:1 unknown_column"});
  CHECK(helps[0].ends_with("; a list of prompts is a .txt file, without a name in its first line"));
  CHECK(problems("prompt,zzz,file,style", {.key = "file", .used = {"zzz", "style"}}).empty());
}

TEST_CASE_FIXTURE(MappingFixture, "[B10] columns of takes and seeds contradict --takes") {
  CHECK(problems("prompt,take,seed", {.has_takes = true}) == Found{"1:8 takes", "1:13 takes"});
  CHECK(helps[0] == "leave out --takes, or ignore the column: --map 'take=-'");
  CHECK(problems("prompt,take,seed", {.maps = {"take=-", "seed=-"}, .has_takes = true}).empty());
}

TEST_CASE_FIXTURE(MappingFixture, "two columns for one input are refused") {
  CHECK(problems("prompt,Prompt,aspect-ratio,aspectRatio,seed,Seed") ==
        Found{"1:8 duplicate_column", "1:28 duplicate_column", "1:45 duplicate_column"});
  CHECK(problems("prompt,Prompt", {.maps = {"Prompt=-"}}).empty());
}

TEST_CASE_FIXTURE(MappingFixture, "--key names a column, which may be an input too") {
  CHECK(map("prompt,file", {.key = "file"}) == "intent.prompt - key=1");
  CHECK(map("prompt", {.key = "prompt"}) == "intent.prompt key=0");
  CHECK(error_of([&] { map("prompt,file", {.key = "fil"}); }) ==
        "--key: m.csv has no column \"fil\"");
}

TEST_CASE_FIXTURE(MappingFixture, "the columns of a matrix are mapped like those of a file") {
  const RowTable table =
      read_rows(context, std::nullopt, {.matrix = parse_matrix({"prompt=a,b", "look=x,y"})});
  const RowMapping mapping = map_columns(flow, table, {});
  CHECK(mapping.columns[1].path == Found{"intent", "style"});
  CHECK(mapping.column_of({"intent", "prompt"}) == 0);
  CHECK_FALSE(mapping.column_of({"photo"}).has_value());
  const RowTable other = read_rows(context, std::nullopt, {.matrix = parse_matrix({"promt=a"})});
  CHECK(error_of([&] { map_columns(flow, other, {}); }) == "--matrix: unknown input \"promt\"");
}
