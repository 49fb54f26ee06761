#include "image/lcms_library.hpp"

#include <dlfcn.h>

#include <array>
#include <optional>

namespace limner::image {

namespace {

constexpr std::array lcms_names{"liblcms2.so.2", "liblcms2.2.dylib"};

template <class Function>
bool resolve(void* library, Function& function, const char* name) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  return function != nullptr;
}

std::optional<LcmsLibrary> load_lcms() {
  void* library = nullptr;
  for (const char* name : lcms_names) {
    if (!library) library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  }
  if (!library) return std::nullopt;
  LcmsLibrary lcms{};
  const bool complete = resolve(library, lcms.set_log_error_handler, "cmsSetLogErrorHandler") &&
                        resolve(library, lcms.open_profile, "cmsOpenProfileFromMem") &&
                        resolve(library, lcms.close_profile, "cmsCloseProfile") &&
                        resolve(library, lcms.create_srgb_profile, "cmsCreate_sRGBProfile") &&
                        resolve(library, lcms.create_rgb_profile, "cmsCreateRGBProfile") &&
                        resolve(library, lcms.build_tone_curve, "cmsBuildParametricToneCurve") &&
                        resolve(library, lcms.free_tone_curve, "cmsFreeToneCurve") &&
                        resolve(library, lcms.colour_space, "cmsGetColorSpace") &&
                        resolve(library, lcms.profile_info, "cmsGetProfileInfoASCII") &&
                        resolve(library, lcms.create_transform, "cmsCreateTransform") &&
                        resolve(library, lcms.delete_transform, "cmsDeleteTransform") &&
                        resolve(library, lcms.transform, "cmsDoTransform");
  if (!complete) return std::nullopt;
  // Without a handler the library discards its messages; set in case another user of the
  // process has one.
  lcms.set_log_error_handler(nullptr);
  return lcms;
}

}  // namespace

const LcmsLibrary* lcms_library() {
  static const std::optional<LcmsLibrary> lcms = load_lcms();
  return lcms ? &*lcms : nullptr;
}

}  // namespace limner::image
