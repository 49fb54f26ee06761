# Breaks each rule once in a tree of its own and expects the rule to report it.
cmake_minimum_required(VERSION 3.25)

string(RANDOM LENGTH 12 name)
set(tree $ENV{TMPDIR})
if(NOT tree)
  set(tree /tmp)
endif()
set(tree ${tree}/limner-rules-${name})

# expect(RULE FILE CONTENT MESSAGE): with only this file in the tree, the rule
# fails and says MESSAGE; an empty MESSAGE means that the rule is content.
function(expect rule file content message)
  file(REMOVE_RECURSE ${tree})
  file(WRITE ${tree}/${file} "${content}")
  execute_process(COMMAND ${CMAKE_COMMAND} -Droot=${tree} -P ${CMAKE_CURRENT_LIST_DIR}/${rule}.cmake
                  RESULT_VARIABLE result OUTPUT_VARIABLE said ERROR_VARIABLE said)
  string(REGEX REPLACE "[ \n]+" " " said "${said}")
  string(FIND "${said}" "${message}" at)
  if(message STREQUAL "" AND NOT result EQUAL 0)
    message(SEND_ERROR "${rule} refuses ${file}: ${said}")
  elseif(NOT message STREQUAL "" AND (result EQUAL 0 OR at EQUAL -1))
    message(SEND_ERROR "${rule} lets ${file} pass: ${content}")
  endif()
  file(REMOVE_RECURSE ${tree})
endfunction()

expect(layers src/image/png.cpp "#include <limner/image.hpp>\n#include <png.h>\n" "")
expect(layers src/image/png.cpp "#include <limner/store.hpp>\n" "image may not include store")
expect(layers src/step/crop.cpp "#include \"engine/paid_calls.hpp\"\n" "step may not include engine")
expect(layers src/engine/plan.cpp "#include <SQLiteCpp/SQLiteCpp.h>\n" "may be included in store only")
expect(layers src/base/slug.cpp "#include <utf8proc.h>\n" "may be included in src/base/unicode.cpp only")
expect(layers src/base/unicode.cpp "#include <utf8proc.h>\n" "")
expect(layers src/cellar/wine.cpp "#include <vector>\n" "no layer is given")
expect(layers include/limner/store.hpp "#include <limner/engine.hpp>\n" "store may not include engine")
expect(layers include/limner/money.hpp "#include <limner/image.hpp>\n" "base may not include image")
expect(layers src/svg/raster.cpp "#include \"art/scene/pack.hpp\"\n" "svg may not include art")
expect(layers src/app/keys.cpp "#include \"cli/session.hpp\"\n" "app may not include cli")
expect(layers src/app/report/run.cpp "#include <CLI/CLI.hpp>\n" "may be included in cli only")
expect(layers include/limner/store/rows.hpp "#include <limner/engine.hpp>\n" "store may not include engine")
set(shape "struct Shape {\n  int a = 0;\n};\n")
expect(types include/limner/art.hpp
       "namespace limner::art {\n${shape}}  // namespace limner::art\nnamespace limner::svg {\n${shape}}  // namespace limner::svg\n" "")
expect(types include/limner/art.hpp "namespace limner {\nstruct Shape;\n${shape}}  // namespace limner\n" "")
expect(types src/svg/path.cpp "namespace limner::svg {\nclass Shape\;\n}\nnamespace limner::art {\n${shape}}  // namespace limner::art\nnamespace limner::svg {\n${shape}}  // namespace limner::svg\n" "")
expect(types src/art/scene.cpp "namespace limner {\n${shape}}  // namespace limner\nnamespace limner {\n${shape}}  // namespace limner\n"
       "limner::Shape is defined in src/art/scene.cpp too")
expect(types src/art/scene.cpp
       "namespace limner {\nnamespace {\n${shape}}  // namespace\nnamespace {\nclass Shape final : Base {\n};\n}  // namespace\n}  // namespace limner\n"
       "limner::Shape is defined")
expect(types tests/unit/art/scene_test.cpp "${shape}enum class Shape {\n};\n" "Shape is defined")
expect(names src/base/string_utils.cpp "\n" "says nothing")
expect(names src/base/FileManager.cpp "\n" "snake_case")
expect(names src/base/money.cpp "\n" "")
string(REPEAT "// line\n" 451 long)
expect(sizes src/base/long.cpp "${long}" "451 lines")
expect(sizes include/limner/long.hpp "${long}" "the limit is 250")
expect(sizes src/base/short.cpp "// line\n" "")
foreach(phrase
        "this is no answer" "bytes that are no picture" "pictures to go by" "said aloud" "begin anew" "nobody knows"
        "whoever asks" "what is not sent" "// What cannot be sent" "decided beforehand" "it is told of" "tells of a key"
        "it broke off" "a server of one's own" "made when it is not there" "books hold" "in our books"
        "no cap any more" "At most so many" "the least is 1" "for one 1M tokens" "accounts for what" "ended early"
        "what a call did is said" "said outright" "told below" "ASKED AT" "through the till" "void take(Purse& purse)")
  expect(language src/base/a.cpp "// ${phrase}\n" "is not used here")
endforeach()
foreach(phrase "there is no file" "it is no longer running" "there are no steps" "Throws Error when the file does not exist")
  expect(language src/base/a.cpp "// ${phrase}\n" "")
endforeach()
foreach(file include/limner/a.hpp man/a.1 README.md docs/a.py catalog/a.yaml templates/a.yaml tests/cli/a.test
        scripts/a cmake/a.cmake completions/_a tools/a.cpp)
  expect(language ${file} "# nobody\n" "is not used here")
endforeach()
