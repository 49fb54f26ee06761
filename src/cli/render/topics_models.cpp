// The topics of `limner help` about models and providers.
#include "cli/render/topics.hpp"

namespace limner::cli {

std::string models_topic() {
  return R"(A paid step names its model in the template; --model overrides it, for one step or
for all steps that the model supports:

  limner run NAME … --model openai/gpt-image-2
  limner run NAME … --model image=auto --model cutout=fal/birefnet-light
  limner run NAME … --dry-run        show the models, reasons and prices

A named model is replaced only by --offline, with the warning stand_in: one that is
retired, unknown, or does not support the step is refused. So is an option that the
model does not take, such as --quality or --seed; with --allow-ignored the request
is sent without it, with a warning. A default of a template that the model does not
take is left out. The embedded model, which is free, draws without the options that
it does not take, with a warning; with --strict the step fails when that is the
size, format, background or number.

Tasks of a model, as models ls and models show list them:

  text_to_image        a picture from a prompt
  image_to_image       a picture from a prompt and reference pictures
  edit                 changes the part of a picture that a mask marks
  background_removal   a cut-out of a picture

With auto, limner chooses among the models that support the operation (text to
image, image to image, background removal), whose provider has a key, and that are
neither retired nor experimental. In order of priority:

  1. it supports the options of the step, as far as known: size, quality,
     count, transparent background, file format, references, seed
  2. its price is known
  3. it is active, not deprecated
  4. its autoRank in the catalogue, 1 first. The rank is an opinion, not a
     measurement; your own catalog.yaml can change it
  5. its maximum cost for this step is lower
  6. it comes first in limner models ls

Without any such key, or with --offline, the embedded model is used. --dry-run and
artifacts show print the reason for the choice; the run records it as
modelExecution.reason.

  limner models ls                    list models and prices
  limner models show MODEL            show one model
  limner help catalogue               add your own models, prices and ranks
)";
}

std::string catalogue_topic() {
  return R"(Models and prices are dated entries; a model without a price is refused. Your own
entries are merged over the built-in ones, model by model, from catalog.yaml next
to config.yaml, or the file named by the setting "catalog".

A new price for a known model; its other properties are unchanged:

  schema: 1
  models:
    - id: removebg/removebg
      estimator: per_image
      prices:
        - {item: image, unit: credit, amount: "0.20", from: 2026-11-21}

A new model, based on a known one:

    - id: replicate/OWNER/NAME
      like: replicate/black-forest-labs/flux-schnell
      apiModel: OWNER/NAME
      status: active
      estimator: per_image
      prices:
        - {item: image, unit: image, amount: "0.003", from: 2026-11-21}

A free model of your own server (OPENAI_COMPATIBLE_BASE_URL):

    - id: openai-compatible/NAME
      like: openai-compatible/sd-server
      apiModel: NAME
      status: active

OpenAI's image tool is called by a chat model, which is billed too. Give the chat
model and the prices per million tokens; these prices are examples:

    - id: openai/responses-image-tool
      apiModel: CHAT-MODEL
      asOf: 2026-11-21
      prices:
        - {item: image_output, unit: 1M tokens, amount: "30.00"}
        - {item: text_input, unit: 1M tokens, amount: "2.00"}
        - {item: text_output, unit: 1M tokens, amount: "8.00"}

Preference of --model auto (limner help models): autoRank: 1 comes first.

estimator: free, per_image, per_megapixel, per_second with limits maxSeconds,
fixed_table, hosted-image-tool, unknown. catalog/README.md in the source tree
explains every key.

  limner models show ID        show the effective entry and its sources
  limner models ls --all       list every model
)";
}

std::string wallet_topic() {
  return R"(A wallet is a balance of prepaid credits in the store. Each paid call is charged in
one of two ways:

  personal    your own key: the provider bills you, and limner records the
              cost in dollars
  hosted      the wallet: limner also charges credits at the prices of its
              rate card, whatever the model costs. The key is the one
              configured

--charge or the setting `charge` decides. Without them a call is hosted when the
wallet exists, unless the step has charge: personal; without a wallet it is personal.

Units: dollars (USD) are the providers' prices. Credits are the unit of wallets and
of the rate card, with up to four decimals. $1 is the setting wallet.credits_per_usd
(default 1000); it also prices operations that the rate card does not list.

Rate card, in credits per picture:

  text to image    50 with standard quality, 300 with hd
  image to image   60 with standard quality, 320 with hd

A template with pricing.credits has a fixed price per run instead.

  1. hold      before a call its price is set aside; a wallet with less is
               refused (exit 5) and nothing is sent
  2. capture   after the answer the held credits are spent
  3. release   after an unbilled failure they are available again; a call
               in doubt keeps its hold until limner doubts resolve
  4. refund    spent credits are returned when a fixed price is not due

  limner wallet topup main 1000     add credits; creates the wallet
  limner wallet ls                  show available, held and spent credits
  limner wallet statement main      list holds, charges and refunds
  limner caps set store --per month --in-credits 5000
  limner run NAME … --charge hosted
)";
}

std::string exec_topic() {
  return R"(The provider exec is your own program, in any language, started once per call. Your
user config.yaml names it; that of a project's limner.yaml is used after `limner trust`:

  providers:
    exec: {command: [/home/ada/painter.py, --fast], timeout: 600}

Your catalog.yaml lists its models, their inputs and prices:

  schema: 1
  models:
    - id: exec/painter
      like: openai-compatible/sd-server
      apiModel: painter
      status: active

  limner models check --exec ./painter.py     test it against this protocol
  limner run text-to-image --model exec/painter --prompt "a fox"

It is started without a shell in a new directory. Its environment contains only
PATH, HOME, USER, LOGNAME, LANG, LC_ALL, LC_CTYPE, TZ and TMPDIR, and no keys. It
reads one JSON object from stdin:

  {"protocol": 1, "operation": "generate", "model": "painter",
   "directory": "/…/exec-Xf3aPq", "prompt": "a fox", "width": 1024,
   "height": 1024, "count": 1, "quality": "auto", "background": "auto",
   "moderation": "auto", "outputFormat": "png", "seed": 1,
   "references": ["reference-1.png"], "mask": "mask.png"}

seed, outputCompression, references and mask are present when they were given. The
other operation is {"operation": "remove_background", "image": "image.png"}.
Input files are in that directory. The program writes its pictures there too (PNG,
JPEG or WebP), prints one JSON object of at most 1 MiB, and exits with code 0:

  {"images": [{"file": "1.png"}], "chargedUsd": "0.002", "requestId": "a7",
   "usage": {}, "details": {}}
  {"error": {"code": "unsafe_image_request", "message": "…",
             "charged": "no"}}

Only images is required. The code is one of unsafe_image_request,
invalid_image_request, unsupported_model, generation_failed, key_missing,
key_refused, or provider_unavailable, which is retried. Its stderr is shown when it
fails. With "charged": "yes" the estimate is recorded as cost. Without "charged",
after another exit code, a crash or a timeout, a call with a price is in doubt: see
limner doubts ls.

It must reject unknown operations and protocol versions with an error. The source
tree has an example in docs/painter.py, and JSON Schemas in
schema/exec-request.json and schema/exec-answer.json.
)";
}

}  // namespace limner::cli
