// A person at a keyboard, as far as a command can tell: a home, an environment,
// two streams, providers that answer from a script.
#pragma once

#include "app/provider_source.hpp"
#include "cli/program.hpp"
#include "fakes/fakes.hpp"

#include <limner/file.hpp>

#include <nlohmann/json.hpp>

#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <streambuf>
#include <string>
#include <utility>
#include <vector>

namespace limner::cli {

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

struct CommandResult {
  int code = 0;
  std::string out, err;

  nlohmann::json document() const { return nlohmann::json::parse(out); }
};

// The content of stdin, and what happens while the person reads before typing it.
class TypedText : public std::streambuf {
 public:
  TypedText(std::string text, std::function<void()> before)
      : text_(std::move(text)), before_(std::move(before)) {}

 protected:
  int_type underflow() override {
    if (before_) std::exchange(before_, nullptr)();
    if (std::exchange(is_read_, true) || text_.empty()) return traits_type::eof();
    setg(text_.data(), text_.data(), text_.data() + text_.size());
    return traits_type::to_int_type(text_.front());
  }

 private:
  std::string text_;
  std::function<void()> before_;
  bool is_read_ = false;
};

struct CliFixture {
  fakes::Home home;
  fakes::StillClock clock;
  fakes::CountedIds ids;
  std::map<std::string, std::string, std::less<>> variables{
      {"HOME", home.path.string()}, {"USER", "ada"}, {"OPENAI_API_KEY", "a-key"}};
  bool terminal = false;
  int columns = 80;
  std::string typed;  // the content of stdin
  std::function<void()> before_typing;
  bool networked = false;  // the real providers, over HTTP, instead of scripted ones
  std::vector<std::vector<std::string>> launched;
  fakes::ScriptedProvider::Reply reply = fakes::charges(Money::parse("0.0412345"));  // openai's

  fakes::ScriptedProvider::Reply otherwise = {};  // openai's, to the later requests of a command
  fakes::ScriptedProvider::Reply later = {};      // when it is asked for an answer again

  std::filesystem::path store() const { return home.path / ".local/share/limner"; }
  store::Records records() {
    return store::Records(store(), store::OpenMode::read_write, clock.now());
  }

  CommandResult run(std::vector<std::string> arguments) {
    TypedText text(typed, before_typing);
    std::istream in(&text);
    std::ostringstream out, err;
    Output to_out{out, terminal, false, terminal, [this] { return columns; }};
    Output to_err{err, terminal, false, terminal, [this] { return columns; }};
    Session session({.clock = clock,
                     .ids = ids,
                     .make_providers = [this] { return scripted_providers(); },
                     .variable = [this](std::string_view name) { return variable(name); },
                     .directory = home.path,
                     .in = in},
                    to_out, to_err, [this](const auto& argv) { launched.push_back(argv); });
    app::ProviderSource real(session);
    if (networked) {
      session.make_providers = [&real] { return real.make(); };
      session.http = [&real]() -> net::Http& { return real.http(); };
    }
    const int code = run_program(std::move(arguments), session);
    return {code, out.str(), err.str()};
  }

  void write(const std::string& name, std::string_view text) const {
    std::filesystem::create_directories((home.path / name).parent_path());
    std::ofstream(home.path / name, std::ios::binary) << text;
  }

  // A run of five steps that waits for review; `prompt` is its title.
  CommandResult make_picture(const std::string& prompt) {
    write("picture.yaml", picture_template);
    return run({"run", "picture.yaml", "--prompt", prompt, "--json", "--tag", "campaign=spring"});
  }

 private:
  std::optional<std::string> variable(std::string_view name) const {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  }

  provider::Providers scripted_providers() const {
    provider::Providers providers;
    fakes::ScriptedProvider& openai = fakes::add_scripted(providers, "openai");
    openai.script = {reply};
    openai.otherwise = otherwise;
    openai.later = later;
    fakes::add_scripted(providers, "local", true);
    return providers;
  }

  static constexpr std::string_view picture_template = R"(schema: 1
id: picture
version: 1.0.0
name: A picture
review: required
intake:
  intent:
    prompt: {type: string, required: true, flag: prompt}
    style: {type: string, enum: [cartoon, flat], default: cartoon, flag: style}
steps:
  - id: prompt
    uses: prompt.resolve
    with: {contentType: clip-art, subject: "${{ intake.intent.prompt }}", text: "A picture of ${{ intake.intent.prompt }}."}
  - id: image
    uses: image.generate
    with: {model: openai/gpt-image-2, prompt: "${{ steps.prompt.text }}", size: 1024x1024, quality: low}
  - id: webp
    uses: image.convert_webp
    with: {input: "${{ steps.image.images }}"}
  - id: object
    uses: storage.upload
    with: {input: "${{ steps.webp.images }}", bucket: artifacts, role: raw}
  - id: artifact
    uses: artifact.create
    with: {artifactType: generated_image, files: {raw: "${{ steps.object.objects }}"}, primary: raw}
output: {artifactId: "${{ steps.artifact.artifactId }}"}
)";
};

}  // namespace limner::cli
