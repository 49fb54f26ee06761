// The shapes of columns with JSON, so that a row that was changed by hand is refused when it is
// read and not where a member of the wrong type is used.
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace limner::store {

// The first difference between `value` and what the column `column` holds in every table, such
// as "is not an object" or "has a \"code\" that is not text"; empty when there is none. Null and
// absent members are right.
std::string wrong_shape(std::string_view column, const nlohmann::json& value);

}  // namespace limner::store
