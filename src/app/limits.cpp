#include "app/limits.hpp"

#include <algorithm>
#include <charconv>

namespace limner::app {

std::uint64_t limit_of(const Context& context, std::string_view setting) {
  const std::string_view text = context.settings.text(setting);
  std::uint64_t limit = 0;
  std::from_chars(text.data(), text.data() + text.size(), limit);
  return limit;
}

image::ImageLimits input_limits(const Context& context) {
  return {.bytes = limit_of(context, "limits.image_bytes"),
          .pixels = limit_of(context, "limits.pixels")};
}

image::ImageLimits stored_limits(const Context& context) {
  return {.bytes = std::max(limit_of(context, "limits.image_bytes"),
                            limit_of(context, "limits.answer_bytes")),
          .pixels = limit_of(context, "limits.pixels")};
}

std::string how_to_raise(std::string_view setting) {
  const auto rows = setting_rows();
  const auto row = std::ranges::find(rows, setting, &SettingRow::name);
  return fmt::format("{} N raises the limit, as does {} in your settings", row->flag, row->name);
}

Error above_limit(const Context& context, std::string_view setting, std::string_view place,
                  std::string_view size) {
  Error error(ErrorCode::invalid_input, "{} is {} bytes long, the limit is {}", place, size,
              limit_of(context, setting));
  return error.with_help(how_to_raise(setting));
}

void check_file_size(const Context& context, std::string_view setting, std::string_view place,
                     const std::filesystem::path& file) {
  std::error_code unreadable;
  if (!std::filesystem::is_regular_file(file, unreadable)) return;
  const std::uint64_t size = std::filesystem::file_size(file, unreadable);
  if (!unreadable && size > limit_of(context, setting))
    throw above_limit(context, setting, place, fmt::format("{}", size));
}

}  // namespace limner::app
