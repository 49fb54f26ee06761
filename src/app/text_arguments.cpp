#include "app/text_arguments.hpp"

#include <limner/error.hpp>
#include <limner/utf8.hpp>

namespace limner::app {

void refuse_invalid_text(std::string_view name, std::string_view text) {
  if (is_utf8(text)) return;
  throw Error(ErrorCode::usage, "{} is not valid UTF-8: \"{}\"", name, valid_utf8(text))
      .with_help("write it in UTF-8");
}

}  // namespace limner::app
