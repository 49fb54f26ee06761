// limner templates new NAME: a template to begin with.
#include "cli/command/templates.hpp"
#include "cli/render/screen.hpp"

#include <limner/file.hpp>

#include <algorithm>
#include <memory>

namespace limner::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t longest_name = 64;

// {where}, {name} and {date} are replaced; the rest is as the reader finds it.
constexpr std::string_view starter = R"(# A workflow: what it asks for, then its steps in order.
#
# Find everything that is wrong:       limner templates check {where}
# What expressions may name:           limner templates vars {where}
# The flags that come from `intake`:   limner run {where} --help
# A first picture, without a key:      limner run {where} --offline --prompt "a fox"
#
schema: 1
id: {name}
version: {date}
name: {name}
description: Say here what it makes.
review: required            # a person decides: limner review
limits: {maxUsd: "0.25"}    # a run that may cost more is refused before it starts

# Every field with a flag: becomes a flag of `limner run`.
intake:
  prompt: {type: string, required: true, minLength: 1, flag: prompt, help: What the picture shows}
  style:  {type: string, enum: [cartoon, flat, realistic, watercolor], default: cartoon, flag: style}

# Words to look up: ${{ tables.look[intake.style] }}
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

// Without a project only its path leads to a template.
std::string starter_for(const std::string& name, const Session& session) {
  std::string date = app::today(session);
  std::ranges::replace(date, '-', '.');
  std::string text(starter);
  replace_all(text, "{where}", session.project ? name : "templates/" + name + ".yaml");
  replace_all(text, "{name}", name);
  replace_all(text, "{date}", date);
  return text;
}

void create_template(const std::string& name, const Session& session) {
  if (!is_name(name)) {
    throw Error(ErrorCode::usage, "\"{}\" cannot be the name of a template", name)
        .with_help("use small letters, digits and dashes: product-hero");
  }
  const fs::path directory = session.project.value_or(session.directory) / "templates";
  const fs::path path = directory / (name + ".yaml");
  if (fs::exists(path)) {
    throw Error(ErrorCode::usage, "{} is there already", path.string())
        .with_help("choose another name, or edit that file");
  }
  fs::create_directories(directory);
  write_file(path, as_bytes(starter_for(name, session)));
  session.out.text << path.string() << '\n';
  note(session, fmt::format("next: limner templates check {}", path.string()));
}

}  // namespace

void add_templates_new(CLI::App& group, Session& session) {
  auto name = std::make_shared<std::string>();
  CLI::App* command = add_command(group, "new", "Write a template to begin with",
                                  {"limner templates new product-hero"});
  command->add_option("name", *name, "Small letters, digits and dashes")
      ->required()
      ->type_name("NAME");
  command->callback([name, &session] { create_template(*name, session); });
}

}  // namespace limner::cli
