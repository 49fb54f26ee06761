// The topics of `limner help` about models of one's own.
#include "cli/topics.hpp"

namespace limner {

std::string catalogue_topic() {
  return R"(Models and their prices are data with a date; what has no price is refused.
Yours are laid over those built in, model by model: catalog.yaml beside your
config.yaml, or the file that the setting "catalog" names.

A new price of a model that is known; the rest stays as it is:

  schema: 1
  models:
    - id: removebg/removebg
      estimator: per_image
      prices: [{item: image, unit: credit, amount: "0.20", from: 2026-11-21}]

Another model, like one that is known:

    - id: replicate/OWNER/NAME
      like: replicate/black-forest-labs/flux-schnell
      apiModel: OWNER/NAME
      status: active
      estimator: per_image
      prices: [{item: image, unit: image, amount: "0.003", from: 2026-11-21}]

A model of your own server (OPENAI_COMPATIBLE_BASE_URL), which costs nothing:

    - id: openai-compatible/NAME
      like: openai-compatible/sd-server
      apiModel: NAME
      status: active

estimator: free, per_image, per_megapixel, per_second with limits maxSeconds,
fixed_table, unknown. Every key is explained in catalog/README.md of the source.

  limner models show ID        what holds now, and who says so
  limner models ls --all       every model
)";
}

}  // namespace limner
