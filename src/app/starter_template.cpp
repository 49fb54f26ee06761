#include "app/starter_template.hpp"

#include <limner/error.hpp>
#include <limner/file.hpp>
#include <limner/step.hpp>
#include <limner/template.hpp>

#include <algorithm>

namespace limner::app {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t longest_name = 64;
constexpr std::string_view schema_file = "template-1.json";

// {schema} (a whole line, in a project only), {where}, {name}, {date} and {ending} are replaced.
constexpr std::string_view starter = R"({schema}# A workflow: its inputs, then its steps in order.
#
# Report all problems:                 limner templates check {where}
# List the paths for expressions:      limner templates vars {where}
# Show the flags made from `intake`:   limner run {where} --help
# Make a picture without a key:        limner run {where} --offline --prompt "a fox"
#
schema: 1
id: {name}
version: {date}
name: {name}
description: Describe the result here.
review: required            # a person decides: limner review
limits: {maxUsd: "0.25"}    # more expensive runs are refused before they start

# A field with `flag:` becomes a flag of `limner run`.
intake:
  prompt: {type: string, required: true, minLength: 1, flag: prompt, help: Subject of the picture}
  style:  {type: string, enum: [cartoon, flat, realistic, watercolor], default: cartoon, flag: style}

# Tables for expressions: ${{ tables.look[intake.style] }}
tables:
  look:
    cartoon:    friendly cartoon, bold outlines
    flat:       flat vector look, few colours
    realistic:  realistic rendering, soft light
    watercolor: loose watercolour, visible paper

steps:
  - id: prompt
    uses: prompt.resolve
    with:
      subject: ${{ intake.prompt }}
      text: ${{ intake.prompt }}, ${{ tables.look[intake.style] }}, plain background, no text

  - id: image
    uses: image.generate
    with:
      model: openai/gpt-image-2
      prompt: ${{ steps.prompt.text }}
      style: ${{ intake.style }}
      size: 1024x1024
      quality: medium

  - id: webp
    uses: image.convert_webp
    with: {input: "${{ steps.image.images }}", quality: 90}

{ending})";

// The end of every example: {from} is a step with pictures, {gap} an empty line or nothing.
constexpr std::string_view last_steps = R"(  - id: object
    uses: storage.upload
    with:
      input: ${{ steps.{from}.images }}
      bucket: artifacts
      role: raw
{gap}  - id: artifact
    uses: artifact.create
    with:
      artifactType: generated_image
      files: {raw: "${{ steps.object.objects }}"}
      primary: raw
{gap}output:
  artifactId: ${{ steps.artifact.artifactId }}
  artifactIds: ${{ steps.artifact.artifactIds }}
)";

bool is_template_name(std::string_view text) {
  return !text.empty() && text.size() <= longest_name && text.front() != '-' &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == text.npos;
}

void replace_all(std::string& text, std::string_view mark, std::string_view value) {
  for (std::size_t at = 0; (at = text.find(mark, at)) != text.npos; at += value.size())
    text.replace(at, mark.size(), value);
}

// Without a project, a template can only be named by its path.
std::string starter_for(const std::string& name, const Context& context) {
  std::string date = today(context);
  std::ranges::replace(date, '-', '.');
  std::string text(starter);
  replace_all(text, "{ending}", example_ending("webp", true));
  replace_all(text, "{schema}",
              context.project
                  ? fmt::format("# yaml-language-server: $schema=../.limner/{}\n", schema_file)
                  : "");
  replace_all(text, "{where}", context.project ? name : "templates/" + name + ".yaml");
  replace_all(text, "{name}", name);
  replace_all(text, "{date}", date);
  return text;
}

// The JSON Schema that the first line of the template refers to, for editors.
void write_schema(const fs::path& directory) {
  fs::create_directories(directory);
  write_file(directory / schema_file,
             as_bytes(templates::template_schema(step::step_signatures()).dump(2) + "\n"));
}

}  // namespace

std::string example_ending(std::string_view from, bool spaced) {
  std::string text(last_steps);
  replace_all(text, "{from}", from);
  replace_all(text, "{gap}", spaced ? "\n" : "");
  return text;
}

fs::path create_template(const Context& context, const std::string& name) {
  if (!is_template_name(name)) {
    throw Error(ErrorCode::usage, "\"{}\" is not a valid template name", name)
        .with_help("use lower-case letters, digits and dashes: product-hero");
  }
  const fs::path directory = context.project.value_or(context.directory) / "templates";
  fs::path path = directory / (name + ".yaml");
  if (fs::exists(path)) {
    throw Error(ErrorCode::usage, "{} already exists", path.string())
        .with_help("choose another name, or edit that file");
  }
  fs::create_directories(directory);
  write_file(path, as_bytes(starter_for(name, context)));
  if (context.project) write_schema(*context.project / ".limner");
  return path;
}

}  // namespace limner::app
