# The commit and date that `limner version` prints. A release sets LIMNER_COMMIT and
# SOURCE_DATE_EPOCH, so that two builds of one source are equal byte for byte; a plain build
# of a checkout takes both from git. Only version.cpp is compiled again after a commit.
set(LIMNER_COMMIT "$ENV{LIMNER_COMMIT}" CACHE STRING "Commit that `limner version` prints")
set(commit "${LIMNER_COMMIT}")
set(date "")
if(DEFINED ENV{SOURCE_DATE_EPOCH})
  string(TIMESTAMP date "%Y-%m-%d" UTC)  # of SOURCE_DATE_EPOCH
elseif(NOT commit AND EXISTS ${PROJECT_SOURCE_DIR}/.git)
  find_program(LIMNER_GIT git)
  mark_as_advanced(LIMNER_GIT)
  if(LIMNER_GIT)
    execute_process(COMMAND ${LIMNER_GIT} -C ${PROJECT_SOURCE_DIR} rev-parse --short=7 HEAD
                    OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    execute_process(COMMAND ${LIMNER_GIT} -C ${PROJECT_SOURCE_DIR} log -1 --format=%cs
                    OUTPUT_VARIABLE date OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    execute_process(COMMAND ${LIMNER_GIT} -C ${PROJECT_SOURCE_DIR} rev-parse --git-path logs/HEAD
                    OUTPUT_VARIABLE log OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    get_filename_component(log "${log}" ABSOLUTE BASE_DIR ${PROJECT_SOURCE_DIR})
    if(EXISTS ${log})  # a new commit configures again
      set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${log})
    endif()
  endif()
endif()
set(LIMNER_LIBRARIES
    "cli11=${CLI11_VERSION} fmt=${fmt_VERSION} json=${nlohmann_json_VERSION} libcrypto=${OPENSSL_VERSION}"
    "libjpeg=${JPEG_VERSION} libpng=${PNG_VERSION_STRING} libwebp=${webp_libwebp_VERSION}"
    "libyaml=${yaml_VERSION} sqlite=${SQLite3_VERSION} sqlitecpp=${SQLiteCpp_VERSION}"
    "utf8proc=${utf8proc_VERSION}")
list(JOIN LIMNER_LIBRARIES " " LIMNER_LIBRARIES)
set_property(SOURCE src/cli/command/version.cpp APPEND PROPERTY COMPILE_DEFINITIONS
             LIMNER_VERSION="${PROJECT_VERSION}" LIMNER_COMMIT="${commit}"
             LIMNER_DATE="${date}" LIMNER_LIBRARIES="${LIMNER_LIBRARIES}")
