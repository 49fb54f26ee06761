# Every library the program links, in one place. Each is used by the modules
# that CMakeLists.txt names beside it, and by no other.
#
# One file that needs only the C library runs on every machine of its kind, and starts
# 2.5 times as fast: most of a start is a shared C++ library being bound. Where a
# system has no archive of a library, the shared one is taken.
option(LIMNER_STATIC "Link archives of the libraries into the program" ON)
if(LIMNER_STATIC)
  list(PREPEND CMAKE_FIND_LIBRARY_SUFFIXES .a)
endif()

find_package(PkgConfig REQUIRED)
find_package(CLI11 REQUIRED)
find_package(CURL 7.85 REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(SQLiteCpp REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(JPEG REQUIRED)
find_package(PNG REQUIRED)
pkg_check_modules(yaml REQUIRED IMPORTED_TARGET yaml-0.1)
pkg_check_modules(webp REQUIRED IMPORTED_TARGET libwebp libwebpmux libwebpdemux)
pkg_check_modules(lcms2 REQUIRED lcms2)
pkg_check_modules(utf8proc REQUIRED IMPORTED_TARGET libutf8proc)

if(LIMNER_STATIC AND fmt_VERSION VERSION_LESS 10)
  add_library(limner_fmt STATIC cmake/format.cc)
  target_include_directories(limner_fmt SYSTEM PUBLIC
                             $<TARGET_PROPERTY:fmt::fmt,INTERFACE_INCLUDE_DIRECTORIES>)
  target_compile_definitions(limner_fmt PUBLIC
                             $<TARGET_PROPERTY:fmt::fmt,INTERFACE_COMPILE_DEFINITIONS>)
  add_library(limner::fmt ALIAS limner_fmt)
else()
  add_library(limner::fmt ALIAS fmt::fmt)
endif()

# Only the headers of libcurl and Little CMS are compiled in: src/net and src/image load the
# libraries when they are needed.
add_library(CURL::headers INTERFACE IMPORTED)
target_include_directories(CURL::headers INTERFACE ${CURL_INCLUDE_DIRS})
add_library(lcms2::headers INTERFACE IMPORTED)
target_include_directories(lcms2::headers INTERFACE ${lcms2_INCLUDE_DIRS})

# The C++ library inside the program, where the compiler has it as an archive.
function(limner_carries_cxx_library target)
  include(CheckLinkerFlag)
  check_linker_flag(CXX -static-libstdc++ LIMNER_HAS_STATIC_LIBSTDCXX)
  if(LIMNER_STATIC AND LIMNER_HAS_STATIC_LIBSTDCXX)
    target_link_options(${target} PRIVATE -static-libstdc++ -static-libgcc)
  endif()
endfunction()
