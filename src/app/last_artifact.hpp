// Which picture "@last" names.
#pragma once

#include <limner/store.hpp>

#include <string>
#include <string_view>

namespace limner::app {

// "@last" is the newest artifact. When the newest run has made none, because it failed or was
// canceled, that is an older picture: a sentence which says so. Otherwise, and for any other
// `text`, empty. `found`: what the text names.
std::string last_artifact_note(const store::Records& records, std::string_view text,
                               const store::ArtifactRow& found);

}  // namespace limner::app
