// draw(): reads the prompt, lays out the scene and renders it.
#include "art/backdrop.hpp"
#include "art/language/grammar.hpp"
#include "art/scene/layout.hpp"
#include "art/scene/place.hpp"
#include "art/scene/scene.hpp"
#include "art/scene/scene_graph.hpp"
#include "art/style/flat.hpp"
#include "art/style/style.hpp"
#include "svg/raster.hpp"

#include <limner/art.hpp>
#include <limner/error.hpp>
#include <limner/suggest.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace limner::art {
namespace {

constexpr std::string_view remote_help =
    "use other words, or choose a remote model with --model (see limner models ls)";
constexpr int max_side = 8192;
constexpr int backdrop_sample = 320;  // pixels of the short side: enough to see outlines

std::string quoted_list(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size() && i < 6; ++i) {
    text += fmt::format("{}\"{}\"", i > 0 ? ", " : "", words[i]);
  }
  return text;
}

std::vector<std::string> suggestions_for(const std::vector<std::string>& words) {
  std::vector<std::string> near;
  for (const std::string& word : words) {
    const std::string known = nearest(word, Lexicon::shared().vocabulary());
    if (!known.empty() && std::find(near.begin(), near.end(), known) == near.end()) {
      near.push_back(known);
    }
  }
  return near;
}

[[noreturn]] void refuse_prompt(const ParsedPrompt& parsed) {
  if (parsed.unknown_words.empty()) {
    throw Error(ErrorCode::unsupported_prompt, "the prompt names nothing that can be drawn")
        .with_help("name a thing, as in --prompt \"a cute chipmunk\"");
  }
  std::string message =
      fmt::format("the embedded artist cannot draw {}", quoted_list(parsed.unknown_words));
  const std::vector<std::string> near = suggestions_for(parsed.unknown_words);
  if (!near.empty()) message += fmt::format("; it knows {}", quoted_list(near));
  throw Error(ErrorCode::unsupported_prompt, "{}", message).with_help(std::string(remote_help));
}

ParsedPrompt read(const ArtRequest& request, Random& random) {
  ParsedPrompt parsed = parse_prompt(request.prompt, random);
  if (parsed.things.empty() || parsed.subject_unknown) refuse_prompt(parsed);
  return parsed;
}

void check_size(const ArtRequest& request) {
  const bool fits = request.width >= 16 && request.height >= 16 && request.width <= max_side &&
                    request.height <= max_side;
  if (fits) return;
  throw Error(ErrorCode::invalid_image_request, "a picture of {} x {} pixels cannot be drawn",
              request.width, request.height)
      .with_help(fmt::format("ask for 16 to {} pixels a side", max_side));
}

// One credit per drawing, those of the pack first.
std::vector<ArtCredit> credits_of(const Scene& scene) {
  std::map<std::string, bool> recoloured;
  for (const Figure& figure : scene.figures) {
    const std::string_view source =
        figure.icon->based_on.empty() ? figure.icon->slug : figure.icon->based_on;
    bool& changed = recoloured[std::string(source)];
    changed = changed || !figure.colour.empty();
  }
  std::vector<ArtCredit> credits;
  for (const auto& [asset, changed] : recoloured) {
    const bool ours = asset.find(':') != std::string::npos;
    credits.push_back({.asset = asset,
                       .source = ours ? "limner house art" : "Noto Emoji 1.2.9",
                       .licence = "Apache-2.0",
                       .changes = changed ? "recoloured, composed" : "composed"});
  }
  return credits;
}

std::vector<std::string> words_not_drawn(const SceneGraph& graph) {
  std::vector<std::string> words = graph.unknown_words;
  for (const Entity& entity : graph.entities) {
    if (!entity.placed && !entity.words.empty()) words.push_back(entity.words);
  }
  return words;
}

// The picture's vector source; for the flat style it is flat too.
std::string source_of(const Scene& scene, ArtStyle style) {
  return style == ArtStyle::flat ? flattened(scene.svg()) : scene.svg();
}

void choose_backdrop(Scene& scene, const Setting& setting, const ArtRequest& request) {
  if (request.backdrop == Backdrop::scene) {
    scene.backdrop = setting.pastel;
    return;
  }
  const double shrink = std::min(1.0, backdrop_sample / scene.side);
  scene.backdrop = plain_backdrop(svg::rasterise(source_of(scene, request.style),
                                                 static_cast<int>(scene.width * shrink),
                                                 static_cast<int>(scene.height * shrink)));
}

}  // namespace

ArtPicture draw(const ArtRequest& request) {
  check_size(request);
  Random random(request.prompt, request.seed);
  SceneGraph graph = build_scene_graph(read(request, random));
  const Setting setting = setting_of(graph, random);

  Scene scene(request.width, request.height);
  scene.frame = frame_path(request.width, request.height, random);
  scene.vignette =
      vignette_svg(setting, request.backdrop, request.width, request.height, scene.frame, random);
  LayoutContext context{scene, graph, setting, random};
  lay_out(context);
  scene.fit_into_margins(graph.places.empty() ? 0.87 : 0.93);
  choose_backdrop(scene, setting, request);

  ArtPicture picture;
  picture.scene_svg = source_of(scene, request.style);
  const bool flat_already = request.style == ArtStyle::flat;
  picture.pixels = paint(flat_already ? ArtStyle::cartoon : request.style, picture.scene_svg,
                         request.width, request.height, random.next());
  picture.credits = credits_of(scene);
  picture.words_not_drawn = words_not_drawn(graph);
  if (graph.approximate) picture.notes.emplace_back("approximate");
  if (request.style == ArtStyle::realistic) picture.notes.emplace_back("style_approximated");
  return picture;
}

}  // namespace limner::art
