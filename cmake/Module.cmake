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
  endif()
endfunction()
