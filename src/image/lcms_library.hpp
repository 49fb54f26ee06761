// Little CMS, loaded for the first picture that needs a colour conversion: most pictures are
// sRGB already, and the program runs where the library is not installed.
#pragma once

#include <lcms2.h>

namespace limner::image {

// The functions that are used, under their own names without "cms".
struct LcmsLibrary {
  decltype(&cmsSetLogErrorHandler) set_log_error_handler;
  decltype(&cmsOpenProfileFromMem) open_profile;
  decltype(&cmsCloseProfile) close_profile;
  decltype(&cmsCreate_sRGBProfile) create_srgb_profile;
  decltype(&cmsCreateRGBProfile) create_rgb_profile;
  decltype(&cmsBuildParametricToneCurve) build_tone_curve;
  decltype(&cmsFreeToneCurve) free_tone_curve;
  // cmsGetColorSpace. As a number: of a damaged profile it is not one of the enumerators.
  cmsUInt32Number (*colour_space)(cmsHPROFILE profile);
  decltype(&cmsGetProfileInfoASCII) profile_info;
  decltype(&cmsCreateTransform) create_transform;
  decltype(&cmsDeleteTransform) delete_transform;
  decltype(&cmsDoTransform) transform;
};

// Thread-safe. nullptr where the library is not installed or lacks one of the functions.
const LcmsLibrary* lcms_library();

}  // namespace limner::image
