// Runs and batches that a process in the background works on, and those that are made once in a
// period.
#pragma once

#include "app/image_inputs.hpp"
#include "cli/batch_command.hpp"

#include <optional>
#include <string>
#include <vector>

namespace limner::cli {

// Of --once-per; none: it was not given. Throws Error{usage} for a period that cannot be read. A
// single run is known by its template, inputs and options, a batch by its template and name; with
// a key of the user's own a run is known by template and key.
std::optional<store::OnceKey> once_key_of_run(const Session& session, const engine::Plan& plan,
                                              const RunFlags& flags);
std::optional<store::OnceKey> once_key_of_batch(const Session& session,
                                                const std::string& template_id,
                                                const std::string& name, const RunFlags& flags);

// False: nothing was made for the key. True: it is made or another process makes it, and that was
// said; or it had failed, and has been continued.
bool is_made_once(Session& session, const store::OnceKey& key, const RunFlags& flags,
                  const BatchFlags& batch_flags);

// Writes the run as queued; then a worker is started with --detach, else this process works on it.
// Keys and files of --out are checked before.
void submit_run(Session& session, const engine::Plan& plan, const provider::Catalogue& catalogue,
                app::ImageInputs& references, const RunFlags& flags,
                const std::optional<store::OnceKey>& once);

// Starts a worker for rows of a batch, and reports. `ordinals`: empty for all.
void detach_batch(Session& session, const store::Records& records, const BatchId& id,
                  const std::vector<int>& ordinals, const RunFlags& flags,
                  const BatchFlags& batch_flags);

// "0-2,5" and back; for worker --ordinals. Throws Error{usage} for another form.
std::string format_ordinals(const std::vector<int>& ordinals);
std::vector<int> parse_ordinals(std::string_view text);

}  // namespace limner::cli
