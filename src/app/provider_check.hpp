// Checks that the providers of a plan can be called.
#pragma once

#include "app/context.hpp"

#include <string>
#include <string_view>

namespace limner::app {

// Whether a key for the provider is configured; with --replay, whether the recording has
// answers of the provider.
bool has_key(const Context& context, const provider::Catalogue& catalogue,
             std::string_view provider);

// Throws Error{key_missing} for a missing key, Error{unsupported_model} for a
// provider that this build cannot call, Error{invalid_config} for a server or program
// that the settings do not name. `template_name` is for the command in the help.
void check_providers(const Context& context, const engine::Plan& plan,
                     const provider::Catalogue& catalogue, const provider::Providers& providers,
                     const std::string& template_name);

}  // namespace limner::app
