#include "cli/render/topics.hpp"

#include <limner/file.hpp>
#include <limner/image.hpp>
#include <limner/step.hpp>
#include <limner/template.hpp>

#include <doctest/doctest.h>

#include <filesystem>
#include <regex>
#include <set>

using namespace limner;
using namespace limner::cli;

namespace {

// Names of variables that the sources read: arguments of variable(), value() and getenv(),
// and any other literal in capitals with an underscore.
std::set<std::string> variables_in(const std::string& source) {
  static const std::regex call(
      R"re((?:variable|value|getenv|is_forced|is_set)\((?:[a-z_]+, )?"([A-Za-z_]+)")re");
  static const std::regex literal(R"re("([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)")re");
  std::set<std::string> names;
  for (const std::regex* pattern : {&call, &literal}) {
    for (std::sregex_iterator match(source.begin(), source.end(), *pattern), end; match != end;
         ++match)
      names.insert((*match)[1]);
  }
  return names;
}

bool is_variable(const std::string& name) {
  static const std::set<std::string> other{"NOT_STARTED", "IN_PROGRESS",  // states of a job
                                           "API_KEY_INVALID", "CONTENT_FILTERED",
                                           "PUBLIC_ERROR_UNSAFE_GENERATION"};  // of providers
  return name.find_first_of("abcdefghijklmnopqrstuvwxyz") == name.npos && !other.contains(name);
}

}  // namespace

TEST_CASE("help environment lists every variable that the sources read [C7]") {
  const std::string text = topic_text(*find_topic("environment"));
  std::size_t found = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(LIMNER_SOURCE "/src")) {
    if (file.path().extension() != ".cpp") continue;
    for (const std::string& name : variables_in(read_file(file.path()))) {
      if (!is_variable(name)) continue;
      CAPTURE(file.path().string());
      CAPTURE(name);
      CHECK(std::regex_search(text, std::regex("\\b" + name + "\\b")));
      ++found;
    }
  }
  CHECK(found >= 20);
}

TEST_CASE("help warnings lists every code of a warning that the sources write") {
  const std::string text = topic_text(*find_topic("warnings"));
  std::set<std::string> codes;
  for (const auto code :
       {image::DecodeNoticeCode::animation_reduced, image::DecodeNoticeCode::profile_converted,
        image::DecodeNoticeCode::profile_unusable})
    codes.emplace(to_string(code));
  static const std::regex literal(
      R"re((?:"code", |deviation\(|notes\.emplace_back\()"([a-z_]+)")re");
  for (const auto& file : std::filesystem::recursive_directory_iterator(LIMNER_SOURCE "/src")) {
    if (file.path().extension() != ".cpp" ||
        file.path().string().find("/cli/") != std::string::npos ||
        file.path().string().find("/store/") != std::string::npos)
      continue;
    const std::string source = read_file(file.path());
    for (std::sregex_iterator match(source.begin(), source.end(), literal), end; match != end;
         ++match)
      codes.insert((*match)[1]);
  }
  CHECK(codes.size() >= 20);
  for (const std::string& code : codes) {
    CAPTURE(code);
    CHECK(std::regex_search(text, std::regex("\n  " + code + " ")));
  }
}

TEST_CASE("help templates lists every key, function, step kind, parameter and output") {
  const std::string text = topic_text(*find_topic("templates"));
  const templates::TemplateReference reference = templates::template_reference();
  for (const auto* entries : {&reference.template_keys, &reference.field_keys, &reference.step_keys,
                              &reference.functions}) {
    CHECK_FALSE(entries->empty());
    for (const templates::ReferenceEntry& entry : *entries) {
      CAPTURE(entry.name);
      CHECK(text.find("\n  " + entry.name) != text.npos);
    }
  }
  for (const templates::StepSignature* kind : step::step_signatures()) {
    CAPTURE(kind->name);
    CHECK(text.find("\n" + std::string(kind->name)) != text.npos);
    for (const templates::ParamSpec& param : kind->params)
      CHECK(text.find("\n  " + std::string(param.name)) != text.npos);
    for (const templates::OutputSpec& output : kind->outputs)
      CHECK(text.find("-> " + std::string(output.name)) != text.npos);
  }
}
