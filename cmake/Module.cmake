# limner_module(NAME [USES module…] [LIBRARIES library…])
# Builds one folder of src/, subfolders included, as one static library. A module
# links only the layers below it, so a dependency that is not declared does not
# link.
include(Warnings)

# Files of a module are compiled in batches: most of a file's time is spent on
# headers, and a batch reads them once. Names in anonymous namespaces must
# therefore differ within a module. clang-tidy and the fuzzers see single files.
option(LIMNER_UNITY "Compile each module in batches" ON)
set(LIMNER_UNITY_BATCH 12 CACHE STRING "Source files in one batch")

# Modules whose speed depends on pixels, bytes or letters. The others wait for disks and
# networks, and may be compiled with less effort. Presets set the options of modules alone, so
# that ccache finds the tests of one preset in another.
set(fast_modules base image net svg art)
set(LIMNER_FAST_MODULES "" CACHE STRING "Compile options of the modules ${fast_modules}")
set(LIMNER_SLOW_MODULES "" CACHE STRING "Compile options of all other modules")
separate_arguments(fast_module_options UNIX_COMMAND "${LIMNER_FAST_MODULES}")
separate_arguments(slow_module_options UNIX_COMMAND "${LIMNER_SLOW_MODULES}")

# The standard library, {fmt} and nlohmann::json are parsed once for the modules that
# share their compile options, and once for the tests. Every file still includes what it
# uses: it must compile with LIMNER_PCH=OFF, and the public headers always do.
option(LIMNER_PCH "Precompile the headers of libraries" ON)

# Pixels must not depend on the compiler: no contraction of a*b+c anywhere.
add_compile_options(-ffp-contract=off -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)

# Modules that fuzzers drive are instrumented and optimised; everything else in a
# sanitizer build is compiled without optimisation, in half the time.
set(fuzzed_modules base image svg template art)

function(limner_batches target size)
  if(LIMNER_UNITY)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${size})
  endif()
endfunction()

# limner_precompile(NAME OPTION…): limner_precompiled(TARGET NAME) uses the headers of
# libraries as these compile options make them.
function(limner_precompile name)
  if(NOT LIMNER_PCH)
    return()
  endif()
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/precompiled/${name}.cpp CONTENT "" @ONLY)
  add_library(limner_precompiled_${name} OBJECT ${CMAKE_BINARY_DIR}/precompiled/${name}.cpp)
  target_compile_options(limner_precompiled_${name} PRIVATE ${ARGN})
  target_link_libraries(limner_precompiled_${name} PRIVATE limner::fmt nlohmann_json::nlohmann_json
                        limner_warnings)
  target_precompile_headers(limner_precompiled_${name} PRIVATE
    <algorithm> <array> <charconv> <chrono> <cmath> <cstddef> <cstdint> <cstring> <filesystem>
    <functional> <map> <memory> <optional> <set> <span> <stdexcept> <stop_token> <string>
    <string_view> <system_error> <utility> <variant> <vector>
    <fmt/format.h> <fmt/ranges.h> <nlohmann/json.hpp>)
  limner_precompiled(limner_precompiled_${name} "")
endfunction()

function(limner_precompiled target name)
  if(NOT LIMNER_PCH)
    return()
  endif()
  # What ccache needs to see through a precompiled header.
  target_compile_options(${target} PRIVATE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fpch-preprocess>
                         "$<$<COMPILE_LANG_AND_ID:CXX,Clang,AppleClang>:SHELL:-Xclang -fno-pch-timestamp>")
  if(name)
    target_precompile_headers(${target} REUSE_FROM limner_precompiled_${name})
  endif()
endfunction()

limner_precompile(modules ${slow_module_options})

function(limner_module name)
  cmake_parse_arguments(PARSE_ARGV 1 module "" "" "USES;LIBRARIES")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS src/${name}/*.cpp)
  add_library(limner_${name} STATIC ${sources})
  target_include_directories(limner_${name} PUBLIC include src)
  list(TRANSFORM module_USES PREPEND limner_)
  target_link_libraries(limner_${name} PUBLIC ${module_USES} ${module_LIBRARIES} PRIVATE limner_warnings)
  limner_batches(limner_${name} ${LIMNER_UNITY_BATCH})
  if(LIMNER_FUZZ AND name IN_LIST fuzzed_modules)
    target_compile_options(limner_${name} PRIVATE -O1 -fsanitize=fuzzer-no-link)
  elseif(name IN_LIST fast_modules)
    target_compile_options(limner_${name} PRIVATE ${fast_module_options})
  else()
    target_compile_options(limner_${name} PRIVATE ${slow_module_options})
    limner_precompiled(limner_${name} modules)
  endif()
endfunction()
