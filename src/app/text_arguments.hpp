// Texts of the command line that the store records.
#pragma once

#include "app/context.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace limner::app {

// `name` is the argument in the message, such as "--note". Throws Error{usage} for a text that
// is not UTF-8: JSON and the store cannot hold it.
void refuse_invalid_text(std::string_view name, std::string_view text);

// "NAME=VALUE" → name, value: split at the first "=". The name is required; `form` is the text for
// the message. Throws Error{usage} for another form.
std::pair<std::string, std::string> split_assignment(std::string_view flag, const std::string& text,
                                                     std::string_view form);

// As read_argument(); without a byte order mark, and with line feeds as line breaks, so that a text
// file of Windows gives the same prompt.
std::string read_text_argument(const Context& context, const std::string& path);

}  // namespace limner::app
