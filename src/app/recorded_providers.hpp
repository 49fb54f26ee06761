// Which providers a recording was made with: what `auto` could choose from then.
#pragma once

#include <filesystem>
#include <string_view>

namespace limner::app {

// Both are about the file `providers` of a recording. What cannot be written is not
// worth a failure: `auto` chooses from all providers then.
void note_recorded_provider(const std::filesystem::path& recording, std::string_view provider);
bool was_recorded(const std::filesystem::path& recording, std::string_view provider);

}  // namespace limner::app
