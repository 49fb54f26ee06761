# What `limner version` says: the commit and the date are known to a release
# build only, so that two builds of one source are equal byte for byte.
set(LIMNER_COMMIT "$ENV{LIMNER_COMMIT}" CACHE STRING "Commit that `limner version` names")
set(LIMNER_DATE "")
if(DEFINED ENV{SOURCE_DATE_EPOCH})
  string(TIMESTAMP LIMNER_DATE "%Y-%m-%d" UTC)  # of SOURCE_DATE_EPOCH
endif()
set(LIMNER_LIBRARIES
    "cli11=${CLI11_VERSION} fmt=${fmt_VERSION} json=${nlohmann_json_VERSION} libcrypto=${OPENSSL_VERSION}"
    "libjpeg=${JPEG_VERSION} libpng=${PNG_VERSION_STRING} libwebp=${webp_libwebp_VERSION}"
    "libyaml=${yaml_VERSION} sqlite=${SQLite3_VERSION} sqlitecpp=${SQLiteCpp_VERSION}"
    "utf8proc=${utf8proc_VERSION}")
list(JOIN LIMNER_LIBRARIES " " LIMNER_LIBRARIES)
set_property(SOURCE src/cli/command/version.cpp APPEND PROPERTY COMPILE_DEFINITIONS
             LIMNER_VERSION="${PROJECT_VERSION}" LIMNER_COMMIT="${LIMNER_COMMIT}"
             LIMNER_DATE="${LIMNER_DATE}" LIMNER_LIBRARIES="${LIMNER_LIBRARIES}")
