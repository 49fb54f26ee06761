// The part of a request that identifies its recording.
#pragma once

#include <limner/net.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace limner::net {

// Method, URL and body: JSON by its members, multipart by its parts, without the boundary. Long
// texts are replaced by their digest and size, and the queries of URLs as by recorded_url().
nlohmann::json normal_request(const HttpRequest& request);

// The members in which two normal requests differ: {"body.prompt", "url"}.
std::vector<std::string> differences(const nlohmann::json& one, const nlohmann::json& other);

// The value of such a member, redacted and shortened for a message.
std::string member_text(const nlohmann::json& request, const std::string& name);

}  // namespace limner::net
