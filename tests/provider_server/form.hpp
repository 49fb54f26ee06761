// The parts of a multipart/form-data body.
#pragma once

#include "provider_server/wire.hpp"

#include <nlohmann/json.hpp>

namespace limner::provider_server {

struct FormPart {
  std::string name, file_name, type, content;
};

std::vector<FormPart> form_parts(const WireRequest& request);

// The parts without a file name, as an object of texts.
nlohmann::json form_fields(const WireRequest& request);

}  // namespace limner::provider_server
