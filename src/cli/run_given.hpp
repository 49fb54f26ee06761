// What a command line gives to a run: the template, its intake, models, tags.
#pragma once

#include "cli/session.hpp"

#include <limner/template.hpp>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace limner {

struct GivenOptions {
  std::vector<std::string> sets;         // PATH=VALUE
  std::vector<std::string> images = {};  // for the template's pictures, in its order
  std::string intake;                    // file or "-"
  std::string request;                   // file or "-"
};

struct Given {
  Template workflow;
  nlohmann::json intake;  // not yet checked
};

// Files first, flags over them, --image for what is left, --set over those. Throws Error{usage} for
// a command line that contradicts itself.
Given take_given(const Session& session, const GivenOptions& options);

[[noreturn]] void refuse_no_template();

// "[STEP=]ID" → step → model; "" stands for every step.
std::map<std::string, std::string> parse_models(const std::vector<std::string>& texts);

std::vector<std::pair<std::string, std::string>> parse_tags(const std::vector<std::string>& texts);

}  // namespace limner
