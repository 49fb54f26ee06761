// What `limner help TOPIC` prints; also pages of the manual.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace limner::cli {

struct Topic {
  std::string_view name;
  std::string_view summary;
  std::string (*write)();
};

std::span<const Topic> topics();
const Topic* find_topic(std::string_view name);  // null when there is none

// At most 80 columns wide, ends with a newline.
std::string topic_text(const Topic& topic);

std::string models_topic();
std::string catalogue_topic();
std::string exec_topic();

}  // namespace limner::cli
