// `limner help warnings`: the codes of the warnings of a step.
#include "cli/render/format.hpp"
#include "cli/render/help_page.hpp"
#include "cli/render/topics.hpp"

#include <fmt/format.h>

#include <array>

namespace limner::cli {

namespace {

struct WarningMeaning {
  std::string_view code;
  std::string_view meaning;
};

constexpr std::array warning_table{
    WarningMeaning{"animation_reduced", "only the first frame of an animation was used"},
    WarningMeaning{"approximate", "the embedded artist drew something similar to the words"},
    WarningMeaning{"cost_above_estimate", "the provider reported more than the highest estimate"},
    WarningMeaning{"fewer_images", "fewer pictures came than were requested"},
    WarningMeaning{"format_differs", "the picture has another format than requested"},
    WarningMeaning{"mask_turned", "the mask was turned with its picture, which is sent upright"},
    WarningMeaning{"media_type_differs", "the provider declared another format than it sent"},
    WarningMeaning{"metadata_dropped", "EXIF, XMP or comments of a given picture were not kept"},
    WarningMeaning{"metadata_left_out", "the format cannot store this metadata"},
    WarningMeaning{"more_images", "more pictures came than were requested; they are kept"},
    WarningMeaning{"not_transparent", "a transparent background was requested, it is opaque"},
    WarningMeaning{"nothing_removed", "a cut-out has no transparency"},
    WarningMeaning{"option_not_sent", "the request went without an option the model does not take"},
    WarningMeaning{"picture_unreadable", "one of several pictures could not be decoded"},
    WarningMeaning{"profile_converted", "colours were converted to sRGB"},
    WarningMeaning{"profile_unusable", "a colour profile could not be used; sRGB was assumed"},
    WarningMeaning{"rejected_before", "a picture of an earlier run is used that was rejected"},
    WarningMeaning{"replayed", "the answer came from a recording; nothing was paid"},
    WarningMeaning{"size_differs", "the picture has another size than requested"},
    WarningMeaning{"stand_in", "another model than the named one did the work"},
    WarningMeaning{"style_approximated",
                   "the embedded artist has no such style and drew a near one"},
    WarningMeaning{"transparency_flattened", "a JPEG shows transparent pixels on white"},
    WarningMeaning{"words_not_drawn", "words of the prompt that the embedded artist left out"},
};

}  // namespace

std::string warnings_topic() {
  constexpr int left = 26;
  std::string text =
      "A step that succeeded may carry warnings. Each has a code that stays the same\n"
      "and a message. They are printed under the step, kept with the run, and part of\n"
      "--json and `limner runs show`. With --strict, a picture of another size, format,\n"
      "transparency or number fails the step.\n\n";
  for (const WarningMeaning& row : warning_table)
    text +=
        fmt::format("  {:<{}}{}\n", row.code, left - 2, wrapped(row.meaning, topic_width, left));
  return text;
}

}  // namespace limner::cli
