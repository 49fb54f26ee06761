#include "net/curl_library.hpp"

#include <limner/error.hpp>

#include <dlfcn.h>
#if __has_include(<malloc.h>)
#include <malloc.h>
#endif

#include <array>

namespace limner::net {

namespace {

constexpr std::array library_names{"libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.4.dylib"};

Error missing(std::string_view why) {
  Error error(ErrorCode::invalid_config, "libcurl cannot be used: {}", why);
  error.with_help("install it (Debian: libcurl4, Fedora: libcurl, Homebrew: curl), or --offline");
  return error;
}

void* open_library() {
  for (const char* name : library_names) {
    if (void* library = dlopen(name, RTLD_NOW | RTLD_LOCAL)) return library;
  }
  throw missing("it is not installed");
}

template <class Function>
void resolve(void* library, Function& function, const char* name) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  if (!function) throw missing("it is too old");
}

// Each call has its own thread; with an arena per thread, malloc would retain the memory of a
// picture in every one.
void limit_malloc_arenas() {
#ifdef M_ARENA_MAX
  mallopt(M_ARENA_MAX, 2);
#endif
}

CurlLibrary load() {
  void* library = open_library();
  CurlLibrary curl{};
  resolve(library, curl.global_init, "curl_global_init");
  resolve(library, curl.easy_init, "curl_easy_init");
  resolve(library, curl.easy_cleanup, "curl_easy_cleanup");
  resolve(library, curl.easy_reset, "curl_easy_reset");
  resolve(library, curl.easy_setopt, "curl_easy_setopt");
  resolve(library, curl.easy_getinfo, "curl_easy_getinfo");
  resolve(library, curl.easy_strerror, "curl_easy_strerror");
  resolve(library, curl.slist_append, "curl_slist_append");
  resolve(library, curl.slist_free_all, "curl_slist_free_all");
  resolve(library, curl.mime_init, "curl_mime_init");
  resolve(library, curl.mime_free, "curl_mime_free");
  resolve(library, curl.mime_addpart, "curl_mime_addpart");
  resolve(library, curl.mime_name, "curl_mime_name");
  resolve(library, curl.mime_filename, "curl_mime_filename");
  resolve(library, curl.mime_type, "curl_mime_type");
  resolve(library, curl.mime_data_cb, "curl_mime_data_cb");
  resolve(library, curl.multi_init, "curl_multi_init");
  resolve(library, curl.multi_cleanup, "curl_multi_cleanup");
  resolve(library, curl.multi_add_handle, "curl_multi_add_handle");
  resolve(library, curl.multi_remove_handle, "curl_multi_remove_handle");
  resolve(library, curl.multi_perform, "curl_multi_perform");
  resolve(library, curl.multi_poll, "curl_multi_poll");
  resolve(library, curl.multi_wakeup, "curl_multi_wakeup");
  resolve(library, curl.multi_info_read, "curl_multi_info_read");
  resolve(library, curl.multi_setopt, "curl_multi_setopt");
  resolve(library, curl.url, "curl_url");
  resolve(library, curl.url_cleanup, "curl_url_cleanup");
  resolve(library, curl.url_set, "curl_url_set");
  resolve(library, curl.url_get, "curl_url_get");
  resolve(library, curl.free, "curl_free");
  curl.global_init(CURL_GLOBAL_DEFAULT);
  limit_malloc_arenas();
  return curl;
}

}  // namespace

const CurlLibrary& curl_library() {
  static const CurlLibrary curl = load();
  return curl;
}

}  // namespace limner::net
