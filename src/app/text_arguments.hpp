// Texts of the command line that the store records.
#pragma once

#include "app/context.hpp"

#include <string>
#include <string_view>

namespace limner::app {

// `name` is the argument in the message, such as "--note". Throws Error{usage} for a text that
// is not UTF-8: JSON and the store cannot hold it.
void refuse_invalid_text(std::string_view name, std::string_view text);

// As read_argument(); without a byte order mark, and with line feeds as line breaks, so that a text
// file of Windows gives the same prompt.
std::string read_text_argument(const Context& context, const std::string& path);

}  // namespace limner::app
