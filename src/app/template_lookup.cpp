// Template lookup and its order.
#include "app/template_lookup.hpp"

#include "app/limits.hpp"

#include <limner/embedded.hpp>
#include <limner/file.hpp>
#include <limner/suggest.hpp>
#include <limner/unicode.hpp>

#include <algorithm>
#include <array>

namespace limner::app {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 3> extensions = {".yaml", ".yml", ".json"};

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

// The path relative to the working directory where possible.
std::string shown_path(const Context& context, const fs::path& path) {
  const fs::path relative = path.lexically_relative(context.directory);
  return relative.empty() || relative.native().starts_with("..") ? path.string()
                                                                 : relative.string();
}

std::optional<templates::TemplateText> read_template_file(const Context& context,
                                                          const fs::path& path) {
  if (!is_file(path)) return std::nullopt;
  std::error_code unreadable;
  const std::uint64_t limit = limit_of(context, "limits.text_bytes");
  const std::uint64_t size = fs::file_size(path, unreadable);
  if (size > limit && !unreadable) {
    throw Error(ErrorCode::invalid_template, "{} is {} bytes long, the limit is {}",
                shown_path(context, path), size, limit)
        .with_help("is this the right file? " + how_to_raise("limits.text_bytes"));
  }
  return templates::TemplateText{read_file(path, limit), shown_path(context, path)};
}

// A template in the directory whose name differs in its Unicode form only; empty when there is
// none.
fs::path path_of_same_name(const fs::path& directory, std::string_view name) {
  if (lookup_form(name).find('/') != std::string::npos) return {};
  std::error_code unreadable;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory, unreadable)) {
    const std::string extension = entry.path().extension().string();
    if (std::ranges::find(extensions, extension) == std::ranges::end(extensions)) continue;
    if (is_same_name(entry.path().stem().string(), name) && is_file(entry.path()))
      return entry.path();
  }
  return {};
}

// The file of the project's template of that name; empty when there is none.
fs::path path_in_project(const Context& context, std::string_view name) {
  if (!context.project) return {};
  for (const std::string_view extension : extensions) {
    fs::path path = *context.project / "templates" / (std::string(name) + std::string(extension));
    if (is_file(path)) return path;
  }
  return path_of_same_name(*context.project / "templates", name);
}

std::optional<templates::TemplateText> find_in_project(const Context& context,
                                                       std::string_view name) {
  const fs::path path = path_in_project(context, name);
  return path.empty() ? std::nullopt : read_template_file(context, path);
}

std::optional<templates::TemplateText> find_built_in(std::string_view name) {
  const auto files = embedded_templates();
  const auto file = std::ranges::find_if(
      files, [&](const EmbeddedFile& f) { return is_same_name(without_extension(f.name), name); });
  if (file == files.end()) return std::nullopt;
  return templates::TemplateText{std::string(file->content),
                                 std::string(file->name) + " (built in)"};
}

// A file with the same bytes as the built-in template replaces nothing.
bool replaces_built_in(std::string_view name, const templates::TemplateText& text) {
  const auto built_in = find_built_in(name);
  return built_in && built_in->text != text.text;
}

// `text` is that of the file that `name` finds in the project.
std::vector<TrustClaim> claims_of(const Context& context, std::string_view name,
                                  const templates::TemplateText& text) {
  const fs::path path = path_in_project(context, name);
  if (path.empty()) return {};
  std::vector<TrustClaim> claims;
  std::error_code unreadable;
  if (replaces_built_in(name, text)) {
    claims.push_back({trusted_path(path), "a template that replaces a built-in one",
                      Mark{.file = text.origin,
                           .line = 1,
                           .column = 1,
                           .excerpt = text.text.substr(0, text.text.find('\n'))}});
  }
  if (const fs::path directory = path.parent_path(); fs::is_symlink(directory, unreadable)) {
    claims.push_back({trusted_link_path(directory),
                      "a symbolic link to " + fs::read_symlink(directory, unreadable).string()});
  } else if (!is_below(path, *context.project)) {
    claims.push_back({trusted_link_path(path),
                      "a symbolic link to " + fs::read_symlink(path, unreadable).string()});
  }
  return claims;
}

// A path is the user's own word, and what is built in has no claims.
void refuse_untrusted_template(const Context& context, std::string_view name,
                               const templates::TemplateText& text) {
  if (is_path(name)) return;
  std::vector<TrustClaim> claims = claims_of(context, name.substr(0, name.find('@')), text);
  if (claims.empty()) return;
  const TrustList trusted = TrustList::load(context.variable);
  std::erase_if(claims, [&](const TrustClaim& claim) {
    return claim.mark ? trusted.has(claim.file, Digest::of(text.text)) : trusted.has(claim.file);
  });
  if (!claims.empty()) throw not_trusted(claims);
}

// The name that begins with `start`; empty when there is none, or more than one.
std::string only_name_with_start(std::string_view start, const std::vector<std::string>& names) {
  const auto begins = [&](const std::string& name) { return name.starts_with(start); };
  if (start.empty() || std::ranges::count_if(names, begins) != 1) return {};
  return *std::ranges::find_if(names, begins);
}

[[noreturn]] void refuse_unknown_template(const Context& context, const std::string& name) {
  std::error_code unreadable;
  if (is_path(name)) {
    throw Error(ErrorCode::not_found, "{}: {}",
                fs::is_directory(context.directory / name, unreadable)
                    ? "a directory, not a template"
                    : "no such file",
                name)
        .with_help("list the templates: limner templates ls");
  }
  for (const char* directory : {"templates", "."}) {
    for (const std::string_view extension : extensions) {
      const fs::path path = (fs::path(directory) / fmt::format("{}{}", name, extension));
      if (!is_file(context.directory / path)) continue;
      throw Error(ErrorCode::not_found, "unknown template \"{}\"", name)
          .with_help(fmt::format(
              "give the path of the file: {}",
              (directory == std::string_view(".") ? "./" : "") + path.lexically_normal().string()));
    }
  }
  const std::vector<std::string> names = template_names(context);
  std::string near = nearest(name, names);
  if (near.empty()) near = only_name_with_start(name, names);
  throw Error(ErrorCode::not_found, "unknown template \"{}\"", name)
      .with_help(near.empty() ? "list the templates: limner templates ls"
                              : fmt::format("did you mean \"{}\"?", near));
}

}  // namespace

std::optional<templates::TemplateText> find_template(const Context& context,
                                                     std::string_view name) {
  if (is_path(name)) return read_template_file(context, context.directory / name);
  const std::string_view plain_name = name.substr(0, name.find('@'));
  auto found = find_in_project(context, plain_name);
  return found ? found : find_built_in(plain_name);
}

bool is_built_in_template(std::string_view name) {
  return find_built_in(name).has_value();
}

std::vector<TrustClaim> template_claims(const Context& context, std::string_view name) {
  const auto text = find_in_project(context, name);
  return text ? claims_of(context, name, *text) : std::vector<TrustClaim>{};
}

templates::Template load_named_template(const Context& context, const std::string& name,
                                        TemplateUse use) {
  auto text = find_template(context, name);
  if (!text) refuse_unknown_template(context, name);
  if (use == TemplateUse::run) refuse_untrusted_template(context, name, *text);
  templates::Template workflow = templates::load_template(
      std::move(*text), step::step_signatures(), [&context, use](std::string_view other) {
        auto found = find_template(context, other);
        if (found && use == TemplateUse::run) refuse_untrusted_template(context, other, *found);
        return found;
      });
  const std::size_t at = is_path(name) ? std::string::npos : name.find('@');
  if (at != std::string::npos && name.substr(at + 1) != workflow.version) {
    throw Error(ErrorCode::not_found, "unknown version {} of {}", name.substr(at + 1), workflow.id)
        .with_help(fmt::format("the available version is {}@{}", workflow.id, workflow.version));
  }
  return workflow;
}

templates::Template shipped_template(std::string_view name) {
  return templates::load_template(find_built_in(name).value(), step::step_signatures(),
                                  find_built_in);
}

std::vector<ListedTemplate> list_templates(const Context& context) {
  std::vector<ListedTemplate> listed;
  const auto add = [&listed](std::string_view name, std::string origin) {
    if (std::ranges::find(listed, name, &ListedTemplate::name) == listed.end())
      listed.push_back({std::string(name), std::move(origin)});
  };
  std::error_code unreadable;
  if (context.project) {
    const fs::path directory = *context.project / "templates";
    for (fs::directory_iterator entry(directory, unreadable), end; entry != end;
         entry.increment(unreadable)) {
      const std::string name = entry->path().filename().string();
      if (without_extension(name) != name)
        add(without_extension(name), shown_path(context, entry->path()));
    }
    std::ranges::sort(listed, {}, &ListedTemplate::name);
  }
  for (const EmbeddedFile& file : embedded_templates())
    add(without_extension(file.name), "built in");
  return listed;
}

std::vector<std::string> template_names(const Context& context) {
  std::vector<std::string> names;
  for (const ListedTemplate& listed : list_templates(context)) names.push_back(listed.name);
  return names;
}

}  // namespace limner::app
