#include "app/project_claims.hpp"

#include "app/directories.hpp"
#include "app/image_inputs.hpp"
#include "app/project_store.hpp"
#include "app/template_lookup.hpp"

#include <limner/error.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <set>

namespace limner::app {

namespace fs = std::filesystem;

namespace {

void add_all(std::vector<TrustClaim>& claims, std::vector<TrustClaim> more) {
  for (TrustClaim& claim : more) claims.push_back(std::move(claim));
}

void add_new(std::vector<TrustClaim>& claims, std::vector<TrustClaim> more) {
  for (TrustClaim& claim : more) {
    const bool is_known = std::ranges::any_of(claims, [&](const TrustClaim& other) {
      return other.file == claim.file && other.what == claim.what;
    });
    if (!is_known) claims.push_back(std::move(claim));
  }
}

// Empty without a home.
fs::path user_settings_path(const Context& context) {
  if (!context.variable("HOME") && !context.variable("XDG_CONFIG_HOME")) return {};
  return config_directory(context.variable) / "config.yaml";
}

// The settings as a project that is not trusted has them, with the links of the store and the
// catalogue that they name.
void add_setting_claims(const Context& context, std::vector<TrustClaim>& claims) {
  const Settings settings = Settings::load({.variable = context.variable,
                                            .directory = context.directory,
                                            .project_file = *context.project / "limner.yaml",
                                            .user_file = user_settings_path(context)});
  add_all(claims, settings.untrusted());
  std::set<fs::path> stores{*context.project / ".limner"};
  for (const Settings* of : {&settings, &context.settings}) {
    const fs::path named = of->declared("store").text;
    if (!named.empty()) stores.insert(named);
  }
  for (const fs::path& store : stores) add_all(claims, store_link_claims(context, store));
  const std::string catalog = settings.declared("catalog").text;
  const bool of_user = settings.declared("catalog").source == SettingSource::user_file;
  std::error_code unreadable;
  if (!catalog.empty() && !of_user && fs::is_regular_file(catalog, unreadable))
    claims.push_back({trusted_path(catalog), "models and prices of the setting catalog"});
  const SettingValue& named = settings.declared("store");
  const bool is_default = named.source != SettingSource::project_file || named.text.empty();
  const fs::path store = is_default ? *context.project / ".limner" : fs::path(named.text);
  const bool is_in_project = is_default || is_below(store, *context.project);
  TrustClaim claim = store_claim(store);
  const bool is_own = TrustList::load(context.variable).is_own_store(claim.file);
  if (is_in_project && !is_own && store::has_store(store)) claims.push_back(std::move(claim));
}

// Pictures outside of the project that the template of that name has as defaults.
void add_picture_claims(const Context& context, const std::string& name,
                        std::vector<TrustClaim>& claims) {
  try {
    const templates::Template workflow = load_named_template(context, name);
    ImageInputs pictures(context, Purpose::plan);
    pictures.limit_template(workflow, nlohmann::json::object());
    for (const std::string& reference : default_pictures(workflow)) {
      add_new(claims, pictures.claims_of(reference));
    }
  } catch (const Error&) {
    // A template that cannot be loaded cannot be run either.
  }
}

void add_template_claims(const Context& context, std::vector<TrustClaim>& claims) {
  for (const ListedTemplate& listed : list_templates(context)) {
    if (listed.origin == "built in") continue;
    add_new(claims, template_claims(context, listed.name));
    add_picture_claims(context, listed.name, claims);
  }
}

void add_owner_claim(const Context& context, std::vector<TrustClaim>& claims) {
  const auto never = [](const fs::path&) { return false; };
  const ProjectSearch search = find_project(*context.project, context.variable, never);
  if (search.project == context.project || search.ignored.empty()) return;
  const ForeignProject& foreign = search.ignored.front();
  claims.push_back(
      {trusted_path(*context.project),
       fmt::format("{} belongs to another user ({})", foreign.path.string(), foreign.owner)});
}

}  // namespace

std::vector<TrustClaim> project_claims(const Context& context, const fs::path& path) {
  std::error_code unreadable;
  if (!fs::exists(path, unreadable)) {
    throw Error(ErrorCode::not_found, "no such file or directory: {}", path.string())
        .with_help("name a project or one of its files: limner trust PATH");
  }
  if (!fs::is_directory(path, unreadable)) return {{trusted_path(path), "this file"}};
  Context of_project = context;
  of_project.project = fs::weakly_canonical(path, unreadable);
  std::vector<TrustClaim> claims;
  add_owner_claim(of_project, claims);
  add_setting_claims(of_project, claims);
  add_template_claims(of_project, claims);
  return claims;
}

}  // namespace limner::app
