// Settles calls in doubt: by a person's decision, or by asking their providers.
#pragma once

#include "app/context.hpp"

#include <limner/enum_text.hpp>
#include <limner/id.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace limner::app {

enum class BillingDecision { billed, not_billed };
constexpr EnumWords<BillingDecision::not_billed> enum_words(BillingDecision) {
  return {"billed", "not-billed"};
}

// A person's decision about a call in doubt.
struct DoubtDecision {
  BillingDecision billing = BillingDecision::not_billed;
  std::optional<Money> usd;  // the billed amount; absent: the call's maximum cost
  std::string note;          // the reason, recorded with the decision
};

// Throws Error{usage} for a decision without a note, for an amount of a call that was not
// billed, and for an amount that is negative or above $1 000 000.
void check_decision(const DoubtDecision& decision);

struct ResolvedDoubt {
  store::InDoubtCall doubt;  // as it was before
  store::RunStatus run_status = store::RunStatus::failed;
};

// Records a decision that has passed check_decision(): the call has failed, a billed one
// gets a ledger entry, and the credits of one that was not billed are released. One
// transaction. `id` is as for store::Records::find_doubt(). Throws Error{not_found},
// Error{ambiguous} or Error{usage}, and then nothing is written.
ResolvedDoubt resolve_doubt(store::Records& records, std::string_view id,
                            const DoubtDecision& decision, const Context& context);

// Asks the providers of the calls named by `ids`, or of all calls in doubt when it is
// empty, and settles each call by its answer. `on_collected` gets each result before the
// next provider is asked. Returns the number of calls. Every id is looked up before the
// first provider is asked: throws Error{not_found} or Error{ambiguous}. Errors of
// engine::collect() end it; calls that were settled before stay settled.
std::size_t collect_doubts(const Context& context, provider::Providers& providers,
                           store::Records& records, const std::vector<std::string>& ids,
                           const std::function<void(const store::InDoubtCall&,
                                                    const engine::CollectResult&)>& on_collected);

// A run whose steps have all finished, some of them with a failure that its template continues
// after, ends as it would have without the doubt: with its artifacts, and its fixed price spent.
// For a failed run without an open call; does nothing when a step is missing, or for a replayed
// run, which costs nothing. Returns its status.
// Throws as engine::resume().
store::RunStatus conclude_run(const Context& context, provider::Providers& providers,
                              store::Records& records, const RunId& id);

}  // namespace limner::app
