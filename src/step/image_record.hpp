// Pictures as later steps see them: the records that earlier steps gave.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace limner::step {

// The record itself, or the only one of a list. Throws Error{invalid_input}.
const nlohmann::json& one_record(const nlohmann::json& given);

// What the picture is called, without its extension and safe in a file name.
std::string stem_of(const nlohmann::json& record);

}  // namespace limner::step
