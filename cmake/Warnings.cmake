# Warnings of our own code. They are errors in the presets that developers and CI
# use, and nowhere else: a compiler that we have not seen must be able to build
# what is shipped.
option(LIMNER_WERROR "Treat warnings as errors" OFF)

add_library(limner_warnings INTERFACE)
target_compile_options(limner_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                       -Wno-missing-field-initializers)  # it rejects designated initialisers
if(LIMNER_WERROR)
  target_compile_options(limner_warnings INTERFACE -Werror)
endif()
# gcc 12 reports overlaps and uninitialised values at -O3 that do not exist: its
# bugs 105651 and 105562.
target_compile_options(limner_warnings INTERFACE
                       $<$<AND:$<CONFIG:Release>,$<CXX_COMPILER_ID:GNU>>:-Wno-restrict>
                       $<$<AND:$<CONFIG:Release>,$<CXX_COMPILER_ID:GNU>>:-Wno-maybe-uninitialized>)
target_compile_definitions(limner_warnings INTERFACE $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
