// The topics of `limner help` about models of one's own.
#include "cli/render/topics.hpp"

namespace limner::cli {

std::string models_topic() {
  return R"(A step that buys a picture names its model in the template; --model takes its
place, for one step or for all that the model is able to do:

  limner run NAME … --model openai/gpt-image-2
  limner run NAME … --model image=auto --model cutout=fal/birefnet-light
  limner run NAME … --dry-run        the models, why, and what they would cost

What is named is what is called: a model that is retired, unknown, or unable to
do what the step asks for is refused, never replaced.

With auto, limner chooses among the models that can do it (make a picture from
words, make one from pictures, remove a background), whose provider has a key
here, and that are neither retired nor experimental. What decides, in order:

  1. it offers what the step asks for, as far as that is known: size, quality,
     count, transparent background, file format, references, seed
  2. its price is known
  3. it is active, not deprecated
  4. the catalogue prefers it: autoRank, 1 first. That is an opinion of its
     makers, not a measurement; your own catalog.yaml may have another
  5. the most that it can cost here is less
  6. it stands further up in limner models ls

Where there is no such key, or with --offline, it is the embedded one. Why a
model was taken is said by --dry-run and artifacts show, and kept with the run
as modelExecution.reason.

  limner models ls                    what there is, with prices
  limner models show MODEL            all that is known of one
  limner help catalogue               models, prices and preferences of your own
)";
}

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

OpenAI's picture tool is called by a chat model, which is paid too. Say which,
and what a million tokens cost; these prices are made up:

    - id: openai/responses-image-tool
      apiModel: CHAT-MODEL
      asOf: 2026-11-21
      prices:
        - {item: image_output, unit: 1M tokens, amount: "30.00"}
        - {item: text_input, unit: 1M tokens, amount: "2.00"}
        - {item: text_output, unit: 1M tokens, amount: "8.00"}

What --model auto prefers (limner help models): autoRank: 1 before all others.

estimator: free, per_image, per_megapixel, per_second with limits maxSeconds,
fixed_table, hosted-image-tool, unknown. catalog/README.md of the source
explains every key.

  limner models show ID        what holds now, and who says so
  limner models ls --all       every model
)";
}

std::string exec_topic() {
  return R"(The provider exec is a program of your own: any language, one process a call.
Your own config.yaml says which (a project's limner.yaml may not):

  providers:
    exec: {command: [/home/ada/painter.py, --fast], timeout: 600}

and your catalog.yaml which models it has, what they take and cost:

  schema: 1
  models:
    - id: exec/painter
      like: openai-compatible/sd-server
      apiModel: painter
      status: active

  limner models check --exec ./painter.py     does it keep to what follows?
  limner run text-to-image --model exec/painter --prompt "a fox"

It is started without a shell in a directory of its own, and sees no key: of the
variables only PATH, HOME, USER, LOGNAME, LANG, LC_ALL, LC_CTYPE, TZ, TMPDIR. On
stdin it reads one JSON object:

  {"protocol": 1, "operation": "generate", "model": "painter",
   "directory": "/…/exec-Xf3aPq", "prompt": "a fox", "width": 1024,
   "height": 1024, "count": 1, "quality": "auto", "background": "auto",
   "moderation": "auto", "outputFormat": "png", "seed": 1,
   "references": ["reference-1.png"], "mask": "mask.png"}

seed, outputCompression, references and mask are there when they were given. The
other operation is {"operation": "remove_background", "image": "image.png"}.
Files are in the directory. It leaves its pictures there too, PNG, JPEG or WebP,
writes one JSON object to stdout, at most 1 MiB, and ends with exit code 0:

  {"images": [{"file": "1.png"}], "chargedUsd": "0.002", "requestId": "a7",
   "usage": {}, "details": {}}
  {"error": {"code": "unsafe_image_request", "message": "…", "charged": "no"}}

All but images may be left out. A code is unsafe_image_request,
invalid_image_request, unsupported_model, generation_failed, key_missing,
key_refused, or provider_unavailable, which is tried again. What it says on
stderr is shown when it fails. With "charged": "yes" the estimate is booked;
without a word about it, after another exit code, a crash, or when its time is
up, a call that has a price is in doubt: see limner doubts ls.

It must refuse operations and protocols that it does not know, with an error. An
example is docs/painter.py of the source; schema/exec-request.json and
schema/exec-answer.json there are the shapes as JSON Schema.
)";
}

}  // namespace limner::cli
