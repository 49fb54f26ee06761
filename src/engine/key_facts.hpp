// What determines the outputs of a step, and how the row of the step keeps it.
#pragma once

#include <limner/store.hpp>

#include <nlohmann/json.hpp>

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace limner::engine {

// A record of a picture → what of it determines the outputs of a step.
using ContentOf = std::function<nlohmann::json(const nlohmann::json& record)>;

// `value` with the content in place of each record of a picture in it.
nlohmann::json with_contents(const nlohmann::json& value, const ContentOf& content_of);

// Of a picture that a step of this program uses: the file, its name and role.
nlohmann::json content_of_file(const nlohmann::json& record);

// StepRow::cache_key: SHA-256 of the facts, hexadecimal.
std::string key_of(const nlohmann::json& facts);

// Tags in the order in which the store lists them.
nlohmann::json in_order(std::vector<std::pair<std::string, std::string>> tags);

// For StepRow::key_facts: what StepCache::facts() has beside `run` and `row`, whose inputs are set.
nlohmann::json facts_to_keep(const nlohmann::json& facts, const store::RunRow& run,
                             const store::StepRow& row);

// StepCache::facts() of a step in the store; none when its key has not been computed, or its rows
// no longer say what determines it.
std::optional<nlohmann::json> kept_facts(const store::RunRow& run, const store::StepRow& row);

}  // namespace limner::engine
