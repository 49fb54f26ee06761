#include "engine/model_choice.hpp"

#include <limner/error.hpp>
#include <limner/suggest.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <tuple>

namespace limner::engine {

namespace {

// The first embedded model with the capability.
const provider::Model& embedded_model(provider::Capability capability,
                                      const provider::Catalogue& catalogue) {
  for (const provider::Model& model : catalogue.models()) {
    if (model.is_embedded() && model.can(capability)) return model;
  }
  if (capability == provider::Capability::image_to_image) {
    throw Error(ErrorCode::unsupported_model, "the embedded artist cannot draw from pictures")
        .with_help("leave the references out, or use another model: limner models ls --can " +
                   std::string(limner::to_string(capability)));
  }
  throw Error(ErrorCode::unsupported_model, "no embedded model can do {}",
              limner::to_string(capability))
      .with_help("leave out --offline and use a model of: limner models ls");
}

bool has_embedded_model(provider::Capability capability, const provider::Catalogue& catalogue) {
  return std::ranges::any_of(catalogue.models(), [&](const provider::Model& model) {
    return model.is_embedded() && model.can(capability);
  });
}

// "text-to-image"
std::string format_capability(provider::Capability capability) {
  std::string words(limner::to_string(capability));
  std::ranges::replace(words, '_', '-');
  return words;
}

// ---- auto ----

// A model that `auto` may choose, with the criteria.
struct Candidate {
  const provider::Model* model;
  bool fits;  // supports the step's parameters
  std::optional<Money> most;
  bool active;

  std::int64_t rank() const {
    return model->auto_rank > 0 ? model->auto_rank : std::numeric_limits<std::int64_t>::max();
  }
  // The criteria before preference and price; greater is better.
  auto merit() const { return std::tuple(fits, most.has_value(), active); }
};

bool is_better(const Candidate& one, const Candidate& other) {
  if (one.merit() != other.merit()) return one.merit() > other.merit();
  return std::tuple(one.rank(), one.most) < std::tuple(other.rank(), other.most);
}

bool fits(const provider::Model& model, const ModelQuery& query,
          const image::ImageLimits& pictures) {
  try {
    nlohmann::json sent = query.known;
    leave_out_unsent(sent, query.kind, model, false, query.policy);
    if (query.kind.check != nullptr) query.kind.check(sent, model, pictures);
    return true;
  } catch (const Error&) {
    return false;  // when no model fits, the check of the chosen one reports the reason
  }
}

std::vector<Candidate> candidates(const ModelQuery& query, const provider::Catalogue& catalogue,
                                  const PlanOptions& options) {
  std::vector<Candidate> found;
  if (options.offline || !options.has_key) return found;
  for (const provider::Model& model : catalogue.models()) {
    const bool usable = model.status == provider::ModelStatus::active ||
                        model.status == provider::ModelStatus::deprecated;
    if (model.is_embedded() || !model.can(query.capability) || !usable ||
        model.retired_on(options.today) || !options.has_key(model.provider))
      continue;
    found.push_back(
        {.model = &model,
         .fits = fits(model, query, options.image_limits),
         .most = provider::worst_case(model, step::planned_operation(query.kind, query.known)),
         .active = model.status == provider::ModelStatus::active});
  }
  return found;
}

std::string reason_for(const Candidate& best, const std::vector<Candidate>& all) {
  const auto peers = std::ranges::count(all, best.merit(), &Candidate::merit);
  std::string reason = "auto: the only suitable model with a key";
  if (peers > 1) {
    reason = fmt::format("auto: of {} suitable models with a key, ", peers);
    reason += best.model->auto_rank > 0 || !best.most
                  ? "the one that the catalogue prefers"
                  : fmt::format("the cheapest, ${} at most", best.most->str());
  }
  if (!best.active) reason += "; it is deprecated, and no active one would do";
  return reason;
}

ModelChoice choose_best(const ModelQuery& query, const provider::Catalogue& catalogue,
                        const PlanOptions& options) {
  const std::vector<Candidate> all = candidates(query, catalogue, options);
  if (all.empty() && !options.offline && !has_embedded_model(query.capability, catalogue)) {
    throw Error(ErrorCode::key_missing, "no key for {} {} model",
                query.capability == provider::Capability::image_to_image ? "an" : "a",
                format_capability(query.capability))
        .with_help(fmt::format(
            "store a key: limner keys set PROVIDER; see the models: limner models ls --can {}",
            limner::to_string(query.capability)));
  }
  if (all.empty()) {
    return {&embedded_model(query.capability, catalogue),
            options.offline ? "auto: offline; using the embedded artist"
                            : fmt::format("auto: no key for a {} model; using the embedded artist",
                                          format_capability(query.capability))};
  }
  const Candidate& best = *std::ranges::min_element(all, is_better);
  return {best.model, reason_for(best, all)};
}

const provider::Model& find_model(const std::string& id, const provider::Catalogue& catalogue) {
  if (const provider::Model* model = catalogue.find(id)) return *model;
  const std::string near = catalogue.nearest(id);
  throw Error(ErrorCode::unsupported_model, "unknown model \"{}\"", id)
      .with_help(near.empty() ? "list the models: limner models ls"
                              : fmt::format("did you mean \"{}\"?", near));
}

}  // namespace

Error incapable_error(const provider::Model& model, provider::Capability needed) {
  const std::vector<std::string> can = provider::to_strings(model.capabilities);
  Error error(
      ErrorCode::unsupported_model, "{} cannot do {}; it can do {}", model.id,
      limner::to_string(needed),
      can.empty() ? "none of the tasks of a step" : fmt::format("{}", fmt::join(can, ", ")));
  return error.with_help(fmt::format("list the models that can: limner models ls --can {}",
                                     limner::to_string(needed)));
}

ModelChoice choose_model(const std::string& requested, const ModelQuery& query,
                         const provider::Catalogue& catalogue, const PlanOptions& options) {
  if (requested == "auto") return choose_best(query, catalogue, options);
  const provider::Model& model = find_model(requested, catalogue);
  if (model.retired_on(options.today)) {
    throw Error(ErrorCode::unsupported_model, "{} was retired on {}", model.id,
                model.until.value_or("an unknown day"))
        .with_help(model.replacement.empty() ? "list the models: limner models ls"
                                             : fmt::format("use --model {}", model.replacement));
  }
  if (!model.can(query.capability)) throw incapable_error(model, query.capability);
  if (options.offline && !model.is_embedded()) {
    return {&embedded_model(query.capability, catalogue),
            fmt::format("offline: {} needs the network", model.id)};
  }
  return {&model, "as asked"};
}

}  // namespace limner::engine
