// The built-in providers, one factory and one table of options each, in the file of its name.
#pragma once

#include "provider/option_rules.hpp"

#include <limner/net.hpp>
#include <limner/provider.hpp>

#include <memory>
#include <span>

namespace limner::provider {

// Draws and removes backgrounds inside the process: no network, no key, no cost.
std::unique_ptr<Provider> make_local_provider();

// These keep a reference to `network`, which must outlive them. They throw nothing and
// send nothing until they are called.

// Answer the request with the pictures.
std::unique_ptr<Provider> make_google_provider(const net::Network& network);
std::unique_ptr<Provider> make_openai_provider(const net::Network& network);
std::unique_ptr<Provider> make_openai_compatible_provider(const net::Network& network);
std::unique_ptr<Provider> make_removebg_provider(const net::Network& network);
std::unique_ptr<Provider> make_stability_provider(const net::Network& network);

// Accept the request into a queue, which is polled until the pictures are ready.
std::unique_ptr<Provider> make_bfl_provider(const net::Network& network);
std::unique_ptr<Provider> make_fal_provider(const net::Network& network);
std::unique_ptr<Provider> make_replicate_provider(const net::Network& network);

// The options of image.generate that each of them sends, by model.
std::span<const OptionRule> bfl_options();
std::span<const OptionRule> exec_options();
std::span<const OptionRule> fal_options();
std::span<const OptionRule> google_options();
std::span<const OptionRule> local_options();
std::span<const OptionRule> openai_compatible_options();
std::span<const OptionRule> openai_options();
std::span<const OptionRule> replicate_options();
std::span<const OptionRule> stability_options();

}  // namespace limner::provider
