// Image records: how the outputs of a step represent pictures.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace limner::step {

// The record itself, or the only one of a list. Throws Error{invalid_input}.
const nlohmann::json& one_record(const nlohmann::json& given);

// The file name without its extension, safe as a part of another file name.
std::string stem_of(const nlohmann::json& record);

}  // namespace limner::step
