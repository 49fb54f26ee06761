// The texts of `limner help TOPIC`, also used for manual pages.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace limner::cli {

// Columns: man indents the text of a manual page by five.
constexpr int topic_width = 75;

struct Topic {
  std::string_view name;
  std::string_view summary;
  std::string (*write)();
};

std::span<const Topic> topics();
const Topic* find_topic(std::string_view name);  // null when there is none

// At most topic_width columns wide, ends with a newline.
std::string topic_text(const Topic& topic);

// ---- tables shared with the manual ----

struct ExitMeaning {
  int code;
  std::string_view meaning;
};
std::span<const ExitMeaning> exit_meanings();

// Variables read by limner that are neither settings nor keys or URLs of providers.
// `names` may list several, separated by ", ".
struct VariableMeaning {
  std::string_view names;
  std::string_view meaning;
};
std::span<const VariableMeaning> shared_variables();

// ---- topics with their own file ----

std::string templates_topic();
std::string models_topic();
std::string catalogue_topic();
std::string exec_topic();
std::string wallet_topic();
std::string warnings_topic();

}  // namespace limner::cli
