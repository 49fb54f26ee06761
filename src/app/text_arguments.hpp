// Texts of the command line that the store records.
#pragma once

#include <string_view>

namespace limner::app {

// `name` is the argument in the message, such as "--note". Throws Error{usage} for a text that
// is not UTF-8: JSON and the store cannot hold it.
void refuse_invalid_text(std::string_view name, std::string_view text);

}  // namespace limner::app
