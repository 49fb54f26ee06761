// limner image "PROMPT": one image.generate step, with optional reference pictures.
#include "app/template_lookup.hpp"
#include "app/text_arguments.hpp"
#include "cli/run_command.hpp"

#include <limner/error.hpp>

#include <algorithm>
#include <map>
#include <memory>

namespace limner::cli {

namespace {

struct ImageOptions {
  std::string prompt;
  std::vector<std::string> images;
  std::string size, ratio, quality, background, moderation, format;
  std::optional<std::int64_t> count, compression;
  RunFlags flags;
};

// "-" stands for stdin, without its last line break.
std::string prompt_text(const ImageOptions& options, const Session& session) {
  if (options.prompt != "-") return options.prompt;
  if (std::ranges::find(options.images, "-") != options.images.end()) {
    throw Error(ErrorCode::usage, "stdin can be read only once")
        .with_help("write the picture to a file, or give the prompt as an argument");
  }
  std::string text = app::read_text_argument(session, "-");
  text.erase(text.find_last_not_of("\r\n") + 1);
  return text;
}

// Options that were not given keep the template's defaults.
nlohmann::json image_intake(const ImageOptions& options, const Session& session) {
  nlohmann::json intake{{"prompt", prompt_text(options, session)}};
  if (!options.images.empty()) intake["references"] = options.images;
  const std::pair<const char*, const std::string&> words[] = {{"size", options.size},
                                                              {"aspectRatio", options.ratio},
                                                              {"quality", options.quality},
                                                              {"background", options.background},
                                                              {"moderation", options.moderation},
                                                              {"outputFormat", options.format}};
  for (const auto& [name, word] : words) {
    if (!word.empty()) intake[name] = word;
  }
  if (options.count) intake["count"] = *options.count;
  if (options.compression) intake["outputCompression"] = *options.compression;
  return intake;
}

// As RunInputs::flags.
std::map<std::string, std::string> image_flags() {
  return {{"prompt", "PROMPT"},
          {"size", "--size"},
          {"aspectRatio", "--aspect-ratio"},
          {"count", "--count"},
          {"quality", "--quality"},
          {"background", "--background"},
          {"moderation", "--moderation"},
          {"outputFormat", "--format"},
          {"outputCompression", "--compression"}};
}

void add_image_inputs(CLI::App& command, ImageOptions& options) {
  add_reference_flag(command, options.images, "Reference picture, up to 16");
  add_number(command, "-n,--count", options.count, 1, 10, "Number of pictures (default: 1)");
  command.add_option("--size", options.size, "Width and height in pixels")->type_name("WxH");
  add_choice(command, "--aspect-ratio", options.ratio,
             {"auto", "1:1", "4:3", "3:4", "3:2", "2:3", "16:9", "9:16", "2:1"},
             "Aspect ratio, instead of --size (default: 1:1)");
  add_choice(command, "--quality", options.quality,
             {"auto", "low", "medium", "high", "standard", "hd"},
             "Quality; standard is medium, hd is high (default: standard)");
  add_choice(command, "--background", options.background, {"auto", "opaque", "transparent"},
             "Background of the picture");
  add_choice(command, "--format", options.format, {"png", "jpeg", "webp"},
             "File format (default: png)");
  add_number(command, "--compression", options.compression, 0, 100,
             "JPEG or WebP quality; higher is better and larger");
  add_choice(command, "--moderation", options.moderation, {"auto", "low"},
             "Strictness of the provider's content filter");
}

}  // namespace

void add_image(CLI::App& app, Session& session) {
  const auto options = std::make_shared<ImageOptions>();
  CLI::App* command =
      add_command(app, "image", "Generate a picture from a prompt and reference pictures",
                  {"limner image \"a fox in a forest\" --aspect-ratio 16:9",
                   "limner image \"the same fox, asleep\" -i fox.png --quality hd",
                   "limner image \"both on one bench\" -i fox.png -i artifact:c1r6yt0g -n 2",
                   "limner image \"a fox\" --model openai/gpt-image-2 --dry-run"});
  command->add_option("prompt", options->prompt, "Description of the picture, or - for stdin")
      ->required()
      ->type_name("PROMPT");
  add_result_flags(*command, options->flags);
  add_image_inputs(*command, *options);
  add_making_flags(*command, options->flags);
  add_money_flags(*command, options->flags);
  command->callback([options, &session] {
    open_log(session, options->flags.dry_run ? "" : options->flags.log_file);
    run_from_flags(session,
                   {.workflow = app::shipped_template("image"),
                    .intake = image_intake(*options, session),
                    .flags = image_flags()},
                   options->flags);
  });
}

}  // namespace limner::cli
