// A request without what changes from one time to the next: how recordings know it.
#pragma once

#include <limner/net.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace limner::net {

// Method, URL, the headers that matter, and the body: JSON by its members, a form by
// its parts, so that no boundary is in it. What is long stands there as its digest.
nlohmann::json normal_request(const HttpRequest& request);

// The members in which two of them differ: {"body.prompt", "url"}.
std::vector<std::string> differences(const nlohmann::json& one, const nlohmann::json& other);

// What stands under such a name, short enough for a message.
std::string shown_member(const nlohmann::json& request, const std::string& name);

}  // namespace limner::net
