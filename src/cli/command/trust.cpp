// limner trust [PATH] | ls | rm: allows a project to decide about money, keys and programs.
#include "app/trust.hpp"

#include "app/project_claims.hpp"
#include "app/project_store.hpp"
#include "cli/command/commands.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"
#include "cli/render/table.hpp"

#include <limner/error.hpp>

#include <algorithm>
#include <map>
#include <memory>

namespace limner::cli {

namespace fs = std::filesystem;

namespace {

std::string claim_place(const app::TrustClaim& claim) {
  return claim.mark ? fmt::format("{}:{}", claim.file.string(), claim.mark->line)
                    : claim.file.string();
}

ordered_json claim_json(const app::TrustClaim& claim, const app::TrustList& list) {
  return {{"file", claim.file.string()},
          {"line", claim.mark ? ordered_json(claim.mark->line) : ordered_json()},
          {"what", claim.what},
          {"trusted", list.has(claim.file)}};
}

// The project, also one of another user, which has no session.project.
fs::path chosen_path(const Session& session, const std::string& path) {
  if (!path.empty()) return (session.directory / path).lexically_normal();
  return session.project.value_or(session.directory);
}

bool agrees(const Session& session, const fs::path& path) {
  if (session.flags.yes) return true;
  if (!session.err.terminal) {
    throw Error(ErrorCode::not_trusted, "cannot ask without a terminal")
        .with_help(fmt::format("after you have read it: limner trust --yes {}", path.string()));
  }
  session.err.text << "trust these files as they are now? [y/N] " << std::flush;
  std::string answer;
  std::getline(session.in, answer);
  return answer == "y" || answer == "yes";
}

using SeenFiles = std::map<fs::path, Digest>;

// Without the files that cannot be read.
SeenFiles digests_of(const std::vector<app::TrustClaim>& claims) {
  SeenFiles seen;
  for (const app::TrustClaim& claim : claims) {
    if (const auto digest = app::trust_digest(claim.file)) seen.emplace(claim.file, *digest);
  }
  return seen;
}

// Trusts the content in `seen`, which the claims that were shown are those of; throws
// Error{not_trusted} when a file has other content by now. The id of a store is written here.
void add_seen(app::TrustList& list, const std::vector<app::TrustClaim>& claims,
              const SeenFiles& seen, Time now) {
  const SeenFiles present = digests_of(claims);
  for (const app::TrustClaim& claim : claims) {
    if (app::is_store_id(claim.file)) {
      app::write_store_id(claim.file);
      list.add(claim.file, now);
      continue;
    }
    const auto is = present.find(claim.file);
    if (is == present.end()) {
      throw Error(ErrorCode::invalid_input, "{} cannot be read", claim.file.string())
          .with_help("check the path and its permissions");
    }
    const auto was = seen.find(claim.file);
    if (was == seen.end() || was->second != is->second) {
      throw Error(ErrorCode::not_trusted, "{} has changed after it was read; nothing was trusted",
                  claim.file.string())
          .with_help("read it again: limner trust");
    }
    list.add(claim.file, was->second, now);
  }
}

void trust_path(Session& session, const std::string& argument) {
  const fs::path path = chosen_path(session, argument);
  // The digests are taken before the claims are read that the user is shown.
  const SeenFiles seen = digests_of(app::project_claims(session, path));
  const std::vector<app::TrustClaim> claims = app::project_claims(session, path);
  app::TrustList list = app::TrustList::load(session.variable);
  const bool is_new = std::ranges::any_of(
      claims, [&](const app::TrustClaim& claim) { return !list.has(claim.file); });
  const bool as_json = session.flags.json || session.flags.jsonl;
  for (const app::TrustClaim& claim : claims) {
    if (as_json) break;
    session.out.text << plain(fmt::format("{}: {}", claim_place(claim), claim.what)) << '\n';
  }
  session.out.text << std::flush;
  const bool agreed = is_new && agrees(session, path);
  if (agreed) {
    list = app::change_trust_list(session.variable, [&](app::TrustList& trusted) {
      add_seen(trusted, claims, seen, session.clock.now());
    });
  }
  if (is_new && !agreed) session.exit_code = traits(ErrorCode::not_trusted).exit_code;
  printed_as_json(session, "claims", claims,
                  [&](const app::TrustClaim& claim) { return claim_json(claim, list); });
  if (claims.empty())
    note(session, fmt::format("{} asks for nothing that needs trust", path.string()));
  else if (!is_new)
    note(session, "already trusted");
  else
    note(session, agreed ? "trusted until one of these files changes" : "nothing was trusted");
}

// ---- ls ----

std::string_view state_of(const app::TrustedFile& file) {
  const auto digest = app::trust_digest(file.path);
  return !digest ? "missing" : *digest == file.digest ? "trusted" : "changed";
}

ordered_json trusted_file_json(const app::TrustedFile& file) {
  return {{"file", file.path.string()},
          {"state", state_of(file)},
          {"sha256", file.digest.hex()},
          {"since", rfc3339(file.since)}};
}

void list_trusted(const Session& session) {
  const app::TrustList list = app::TrustList::load(session.variable);
  if (list.files().empty()) note_empty(session, "no file is trusted", "limner trust PATH");
  if (printed_as_json(session, "files", list.files(), trusted_file_json) || list.files().empty())
    return;
  Table table({{"STATE"}, {"SINCE"}, {"FILE", false, true}});
  for (const app::TrustedFile& file : list.files())
    table.add(
        {{std::string(state_of(file))}, {moment(file.since, session.out)}, {file.path.string()}});
  table.print(session.out);
}

// ---- rm ----

void forget_path(const Session& session, const std::string& argument) {
  const fs::path path = session.directory / argument;
  std::size_t count = 0;
  app::change_trust_list(session.variable, [&](app::TrustList& trusted) {
    count = trusted.remove(app::trusted_path(path)) + trusted.remove(app::trusted_link_path(path));
    if (count > 0) return;
    throw Error(ErrorCode::not_found, "{} is not trusted", argument)
        .with_help("list what is: limner trust ls");
  });
  note(session,
       fmt::format("{} {} no longer trusted", count, either(count, "file is", "files are")));
}

}  // namespace

void add_trust(CLI::App& app, Session& session) {
  CLI::App* group = add_command(app, "trust", "Allow a project to decide about money and keys");
  const auto path = std::make_shared<std::string>();
  CLI::App* add = add_command(*group, "add",
                              "Show what a project asks for, and trust its files as they are now",
                              {"limner trust", "limner trust --yes .    # in CI: after a review",
                               "limner trust templates/hero.yaml"});
  add->add_option("path", *path, "Project, or one file (default: the current project)")
      ->type_name("PATH");
  add->callback([path, &session] { trust_path(session, *path); });

  CLI::App* ls = add_command(*group, "ls", "List the trusted files",
                             {"limner trust ls", "limner trust ls --json"});
  ls->callback([&session] { list_trusted(session); });

  CLI::App* rm = add_command(*group, "rm", "Trust a project or a file no longer",
                             {"limner trust rm ~/art/spring-catalogue"});
  rm->add_option("path", *path, "Project, directory or file")->type_name("PATH")->required();
  rm->callback([path, &session] { forget_path(session, *path); });
}

}  // namespace limner::cli
