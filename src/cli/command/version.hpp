// The version of this build and of its libraries.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace limner::cli {

std::string version_number();           // "0.1.0"
std::string version_line();             // "limner 0.1.0 (1a2b3c4, 2026-11-21)"
nlohmann::ordered_json version_json();  // version, commit, date, libraries{}

}  // namespace limner::cli
