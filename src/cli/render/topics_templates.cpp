// `limner help templates`: the whole template format, from the loader's own tables.
#include "app/starter_template.hpp"
#include "cli/render/format.hpp"
#include "cli/render/help_page.hpp"
#include "cli/render/topics.hpp"

#include <limner/step.hpp>
#include <limner/template.hpp>

#include <fmt/ranges.h>

namespace limner::cli {

namespace {

constexpr int help_column = 24;

constexpr std::string_view commands_text =
    R"(A template is a workflow in YAML or JSON: inputs, and steps in order. It is found
by name in the project's templates/ and among the built-in ones, or by its path.

  limner templates ls                    list templates
  limner templates show NAME             show inputs and steps
  limner run NAME --help                 show the flags of a template
  limner templates new NAME              write a starter template
  limner templates check NAME            report all problems
  limner templates vars NAME             list the paths for expressions
  limner templates schema                print the JSON Schema for editors

Example

  schema: 1
  id: product-hero
  intake:
    prompt: {type: string, required: true, flag: prompt, help: Subject}
    style:
      {type: string, enum: [cartoon, flat], default: flat, flag: style}
  tables:
    look: {cartoon: bold outlines, flat: flat vector look}
  steps:
    - id: image
      uses: image.generate
      with:
        model: auto
        prompt: ${{ intake.prompt }}, ${{ tables.look[intake.style] }}
)";

constexpr std::string_view intake_text = R"(
Intake

`intake` maps names to fields. A map without `type` is a group of fields, so that
intake.intent.prompt is the field `prompt` of the group `intent`. Each field is set
by its flag, by --set PATH=VALUE, or by --intake FILE. Keys of a field:

)";

constexpr std::string_view tables_text = R"(
Tables

`tables` maps names to maps of values, read as tables.NAME[key]:

  tables:
    size: {"1:1": 1024x1024, "3:2": 1536x1024}

  size: ${{ tables.size[intake.aspectRatio] }}
)";

constexpr std::string_view expressions_text = R"(
Expressions

${{ … }} in a value of `with`, `if` or `output` is replaced by its result. A value
that consists of one expression keeps its type; otherwise the results are inserted
as text. Roots:

  intake.PATH             an input; null when it was not given
  tables.NAME[KEY]        an entry of a table
  steps.ID.OUTPUT         an output of an earlier step; null when skipped
  run.id, run.seed, run.take

Syntax, from lowest to highest precedence:

  a ?? b                  b when a is null
  a or b, a and b, not a  logic; null, false, 0, "" and [] are false
  == != < <= > >=         comparisons
  a.name, a["key"], a[0]  members and items
  "text", 'text', 12, 0.5, true, false, null, (…)

Functions:

)";

constexpr std::string_view output_text = R"(
Output

`output` maps names to expressions: the result of the run. `artifactId` names the
main artifact; without it the first artifact of the run is the main one.

Pictures and artifacts

A picture is passed on as ${{ steps.ID.images }}, all of them, or ${{
steps.ID.images[0] }}, one. Where a picture is expected, its id, sha256 or file_url
is accepted too: references: ["${{ steps.ID.images[0].file_url }}"]. Other texts
are refused.

Of the lists that `files` of artifact.create has, each index is one artifact: of
count: 4, four artifacts, each with its own files. One file alone belongs to every
artifact. `artifactId` is the first, `artifactIds` are all.

Metadata in files

Two runs with the same seed write the same bytes. `metadata` of the steps that encode
a picture is one of:
  provenance  prompt, model, digital source type and credits, as XMP; the
              default
  full        also the run's id and its time, or that of SOURCE_DATE_EPOCH
  keep        EXIF, XMP and comments of the input, upright and without
              preview; its ICC profile where the pixels are still in that
              colour space
  none        nothing
What a format cannot hold is the warning metadata_left_out.

The cost of a call is divided equally among the artifacts with a file made from its
answer; what is left, in billionths of a dollar, goes one each to the first.
)";

std::string indented(const std::string& lines) {
  std::string text;
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t end = lines.find('\n', at) + 1;
    text += "  " + lines.substr(at, end - at);
    at = end;
  }
  return text;
}

void add_reference(std::string& text, std::string_view name, const std::string& about) {
  text += "  ";
  if (display_width(name) > help_column - 4) {
    text += std::string(name) + "\n" + std::string(help_column, ' ');
  } else {
    text += padded(name, help_column - 2);
  }
  text += wrapped(about, topic_width, help_column) + "\n";
}

void add_entries(std::string& text, const std::vector<templates::ReferenceEntry>& entries) {
  for (const templates::ReferenceEntry& entry : entries) {
    std::string about = entry.help;
    if (entry.required) about += "; required";
    if (!entry.values.empty()) {
      std::string values = entry.values;
      for (std::size_t at = 0; (at = values.find('|', at)) != values.npos; at += 3)
        values.replace(at, 1, " | ");
      about += "; " + values;
    }
    add_reference(text, entry.name, about);
  }
}

std::string limits_of(const templates::ParamSpec& param) {
  if (!param.choices.empty()) return fmt::format("; {}", fmt::join(param.choices, " | "));
  std::string type = fmt::format("; {}", to_string(param.type));
  if (param.minimum && param.maximum)
    return fmt::format("{} from {} to {}", type, *param.minimum, *param.maximum);
  if (param.minimum) return fmt::format("{}, minimum {}", type, *param.minimum);
  if (param.maximum) return fmt::format("{}, maximum {}", type, *param.maximum);
  return type;
}

void add_step_kind(std::string& text, const templates::StepSignature& kind) {
  text += fmt::format("\n{}{}\n  {}\n", kind.name, kind.metered ? " *" : "",
                      wrapped(kind.summary, topic_width, 2));
  for (const templates::ParamSpec& param : kind.params) {
    add_reference(
        text, param.name,
        fmt::format("{}{}{}", param.help, param.required ? "; required" : "", limits_of(param)));
  }
  for (const templates::OutputSpec& output : kind.outputs) {
    add_reference(text, fmt::format("-> {}", output.name),
                  fmt::format("{}; {}", output.help, to_string(output.type)));
  }
}

}  // namespace

std::string templates_topic() {
  const templates::TemplateReference reference = templates::template_reference();
  std::string text(commands_text);
  text += indented(app::example_ending("image", false));
  text += "\nTemplate keys\n\n";
  add_entries(text, reference.template_keys);
  text += intake_text;
  add_entries(text, reference.field_keys);
  text += tables_text;
  text += expressions_text;
  add_entries(text, reference.functions);
  text += "\nStep keys\n\n";
  add_entries(text, reference.step_keys);
  text += "\nStep kinds: parameters of `with`, then outputs (->); * can cost money\n";
  for (const templates::StepSignature* kind : step::step_signatures()) add_step_kind(text, *kind);
  text += output_text;
  return text;
}

}  // namespace limner::cli
