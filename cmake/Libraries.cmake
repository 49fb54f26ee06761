# Every library the program links, in one place. Each is used by the modules
# that CMakeLists.txt names beside it, and by no other.
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
pkg_check_modules(utf8proc REQUIRED IMPORTED_TARGET libutf8proc)

# Only libcurl's header is compiled in: src/net loads the library when it is needed.
add_library(CURL::headers INTERFACE IMPORTED)
target_include_directories(CURL::headers INTERFACE ${CURL_INCLUDE_DIRS})
