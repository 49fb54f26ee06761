// URLs in recordings: a signature in a query must not reach a directory that can be committed.
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace limner::net {

// The URL with a digest in place of its query and fragment: "https://host/a.png?recorded-0f3c…".
// A URL of that form stays as it is, so that a recorded answer leads to the recorded request.
std::string recorded_url(std::string_view url);

// The same for each text of a JSON body that is a URL. Another body is returned unchanged.
std::string recorded_body(std::string body);

// The same in place. Texts that are not URLs stay.
void replace_urls(nlohmann::json& value);

}  // namespace limner::net
