# limner_module(NAME [USES module…] [LIBRARIES library…])
# One folder of src/ as one static library, so that a floor that is not linked
# cannot be used, and a change below rebuilds only what stands on it.
add_library(limner_warnings INTERFACE)
target_compile_options(limner_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
                       -Wno-missing-field-initializers)  # it fights designated initialisers
# gcc 12 sees overlaps at -O3 that are not there: its bug 105651.
target_compile_options(limner_warnings INTERFACE
                       $<$<AND:$<CONFIG:Release>,$<CXX_COMPILER_ID:GNU>>:-Wno-restrict>)
target_compile_definitions(limner_warnings INTERFACE $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)

# Pixels must not depend on the compiler: no contraction of a*b+c anywhere.
add_compile_options(-ffp-contract=off -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)

# What fuzzers drive is counted and optimised; the rest of a sanitizer build compiles
# in half the time without.
set(fuzzed_modules base image template art)

function(limner_module name)
  cmake_parse_arguments(PARSE_ARGV 1 module "" "" "USES;LIBRARIES")
  file(GLOB sources CONFIGURE_DEPENDS src/${name}/*.cpp)
  if(NOT sources)
    file(TOUCH ${CMAKE_BINARY_DIR}/empty.cpp)
    set(sources ${CMAKE_BINARY_DIR}/empty.cpp)
  endif()
  add_library(limner_${name} STATIC ${sources})
  target_include_directories(limner_${name} PUBLIC include src)
  list(TRANSFORM module_USES PREPEND limner_)
  target_link_libraries(limner_${name} PUBLIC ${module_USES} ${module_LIBRARIES} PRIVATE limner_warnings)
  if(LIMNER_FUZZ AND name IN_LIST fuzzed_modules)
    target_compile_options(limner_${name} PRIVATE -O1 -fsanitize=fuzzer-no-link)
  endif()
endfunction()
