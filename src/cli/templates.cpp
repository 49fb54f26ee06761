// limner templates
#include "cli/templates.hpp"

#include <array>

namespace limner {

void add_templates(CLI::App& app, Session& session) {
  CLI::App* group = add_command(app, "templates", "What can be run, and how to write your own");
  add_templates_ls(*group, session);
  add_templates_show(*group, session);
  add_templates_check(*group, session);
  add_templates_vars(*group, session);
  add_templates_schema(*group, session);
  add_templates_new(*group, session);
}

std::string path_of(const IntakeField& field) {
  std::string path;
  for (const std::string& key : field.path) path += (path.empty() ? "" : ".") + key;
  return path;
}

std::string_view word(FieldType type) {
  constexpr std::array<std::string_view, 9> words{
      "string", "integer", "number", "boolean", "object", "array", "image", "images", "model"};
  return words.at(static_cast<std::size_t>(type));
}

}  // namespace limner
