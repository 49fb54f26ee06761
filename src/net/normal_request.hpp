// The part of a request that identifies its recording.
#pragma once

#include <limner/net.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
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

// The same of two requests: in long texts the words that differ, with a few words around them.
struct DifferentTexts {
  std::string one, other;
};
DifferentTexts different_texts(const nlohmann::json& one, const nlohmann::json& other,
                               const std::string& name);

// Whether two requests are the same but for the server that they are sent to: scheme, host and the
// first segments of the path. How many segments of the paths agree, from the end; 0: they are not.
std::size_t same_elsewhere(const nlohmann::json& one, const nlohmann::json& other);

}  // namespace limner::net
