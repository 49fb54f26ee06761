// limner templates new NAME: writes a starter template.
#include "cli/command/templates.hpp"
#include "cli/render/screen.hpp"

#include <limner/file.hpp>
#include <limner/step.hpp>
#include <limner/template.hpp>

#include <algorithm>
#include <memory>

namespace limner::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t longest_name = 64;
constexpr std::string_view schema_file = "template-1.json";

// {schema}, {where}, {name} and {date} are replaced.
constexpr std::string_view starter = R"(# yaml-language-server: $schema={schema}
# A workflow: its inputs, then its steps in order.
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

  - id: object
    uses: storage.upload
    with: {input: "${{ steps.webp.images }}", bucket: artifacts, role: raw}

  - id: artifact
    uses: artifact.create
    with:
      artifactType: generated_image
      files: {raw: "${{ steps.object.objects }}"}
      primary: raw

output: {artifactId: "${{ steps.artifact.artifactId }}"}
)";

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= longest_name && text.front() != '-' &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == text.npos;
}

void replace_all(std::string& text, std::string_view mark, std::string_view value) {
  for (std::size_t at = 0; (at = text.find(mark, at)) != text.npos; at += value.size())
    text.replace(at, mark.size(), value);
}

// Without a project, a template can only be named by its path.
std::string starter_for(const std::string& name, const Session& session) {
  std::string date = app::today(session);
  std::ranges::replace(date, '-', '.');
  std::string text(starter);
  replace_all(text, "{schema}",
              fmt::format("{}{}", session.project ? "../.limner/" : "../", schema_file));
  replace_all(text, "{where}", session.project ? name : "templates/" + name + ".yaml");
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

void create_template(const std::string& name, const Session& session) {
  if (!is_name(name)) {
    throw Error(ErrorCode::usage, "\"{}\" is not a valid template name", name)
        .with_help("use lower-case letters, digits and dashes: product-hero");
  }
  const fs::path directory = session.project.value_or(session.directory) / "templates";
  const fs::path path = directory / (name + ".yaml");
  if (fs::exists(path)) {
    throw Error(ErrorCode::usage, "{} already exists", path.string())
        .with_help("choose another name, or edit that file");
  }
  fs::create_directories(directory);
  write_file(path, as_bytes(starter_for(name, session)));
  session.out.text << path.string() << '\n';
  note(session, fmt::format("next: limner templates check {}", path.string()));
  if (session.project) {
    write_schema(*session.project / ".limner");
  } else {
    note(session, fmt::format("run it by its path: limner run templates/{}.yaml --help", name));
    note(session, "or by its name in a project: limner init");
  }
}

}  // namespace

void add_templates_new(CLI::App& group, Session& session) {
  auto name = std::make_shared<std::string>();
  CLI::App* command =
      add_command(group, "new", "Write a starter template", {"limner templates new product-hero"});
  command->add_option("name", *name, "Lower-case letters, digits and dashes")
      ->required()
      ->type_name("NAME");
  command->callback([name, &session] { create_template(*name, session); });
}

}  // namespace limner::cli
