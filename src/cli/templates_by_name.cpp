// Where templates are looked for, in which order.
#include "cli/templates_by_name.hpp"

#include <limner/embedded.hpp>
#include <limner/file.hpp>
#include <limner/suggest.hpp>

#include <algorithm>
#include <array>

namespace limner {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 3> extensions = {".yaml", ".yml", ".json"};
constexpr std::uint64_t largest_template = 1 << 20;  // bytes

std::string_view without_extension(std::string_view name) {
  for (const std::string_view extension : extensions) {
    if (name.ends_with(extension)) return name.substr(0, name.size() - extension.size());
  }
  return name;
}

bool is_path(std::string_view name) {
  return name.find('/') != std::string_view::npos || without_extension(name) != name;
}

bool is_file(const fs::path& path) {
  std::error_code unreadable;
  return fs::is_regular_file(path, unreadable);
}

// The path as a person would write it from where they are.
std::string shown_path(const Session& session, const fs::path& path) {
  const fs::path relative = path.lexically_relative(session.directory);
  return relative.empty() || relative.native().starts_with("..") ? path.string()
                                                                 : relative.string();
}

std::optional<TemplateText> read_template_file(const Session& session, const fs::path& path) {
  if (!is_file(path)) return std::nullopt;
  return TemplateText{read_file(path, largest_template), shown_path(session, path)};
}

std::optional<TemplateText> find_in_project(const Session& session, std::string_view name) {
  if (!session.project) return std::nullopt;
  for (const std::string_view extension : extensions) {
    auto found = read_template_file(
        session, *session.project / "templates" / (std::string(name) + std::string(extension)));
    if (found) return found;
  }
  return std::nullopt;
}

std::optional<TemplateText> find_built_in(std::string_view name) {
  const auto files = embedded_templates();
  const auto file = std::ranges::find_if(
      files, [&](const EmbeddedFile& f) { return without_extension(f.name) == name; });
  if (file == files.end()) return std::nullopt;
  return TemplateText{std::string(file->content), std::string(file->name) + " (built in)"};
}

[[noreturn]] void refuse_unknown_template(const Session& session, const std::string& name) {
  if (is_path(name)) {
    throw Error(ErrorCode::not_found, "there is no file {}", name)
        .with_help("see the templates: limner templates ls");
  }
  const std::string near = nearest(name, template_names(session));
  throw Error(ErrorCode::not_found, "there is no template \"{}\"", name)
      .with_help(near.empty() ? "see the templates: limner templates ls"
                              : fmt::format("did you mean \"{}\"?", near));
}

}  // namespace

std::optional<TemplateText> find_template(const Session& session, std::string_view name) {
  if (is_path(name)) return read_template_file(session, session.directory / name);
  const std::string_view plain_name = name.substr(0, name.find('@'));
  auto found = find_in_project(session, plain_name);
  return found ? found : find_built_in(plain_name);
}

Template load_named_template(const Session& session, const std::string& name) {
  auto text = find_template(session, name);
  if (!text) refuse_unknown_template(session, name);
  Template workflow =
      load_template(std::move(*text), step_shapes(),
                    [&session](std::string_view other) { return find_template(session, other); });
  const std::size_t at = is_path(name) ? std::string::npos : name.find('@');
  if (at != std::string::npos && name.substr(at + 1) != workflow.version) {
    throw Error(ErrorCode::not_found, "there is no version {} of {}", name.substr(at + 1),
                workflow.id)
        .with_help(fmt::format("the version here is {}@{}", workflow.id, workflow.version));
  }
  return workflow;
}

Template shipped_template(std::string_view name) {
  return load_template(find_built_in(name).value(), step_shapes(), find_built_in);
}

std::vector<ListedTemplate> list_templates(const Session& session) {
  std::vector<ListedTemplate> listed;
  const auto add = [&listed](std::string_view name, std::string origin) {
    if (std::ranges::find(listed, name, &ListedTemplate::name) == listed.end())
      listed.push_back({std::string(name), std::move(origin)});
  };
  std::error_code unreadable;
  if (session.project) {
    const fs::path directory = *session.project / "templates";
    for (fs::directory_iterator entry(directory, unreadable), end; entry != end;
         entry.increment(unreadable)) {
      const std::string name = entry->path().filename().string();
      if (without_extension(name) != name)
        add(without_extension(name), shown_path(session, entry->path()));
    }
    std::ranges::sort(listed, {}, &ListedTemplate::name);
  }
  for (const EmbeddedFile& file : embedded_templates())
    add(without_extension(file.name), "built in");
  return listed;
}

std::vector<std::string> template_names(const Session& session) {
  std::vector<std::string> names;
  for (const ListedTemplate& listed : list_templates(session)) names.push_back(listed.name);
  return names;
}

}  // namespace limner
