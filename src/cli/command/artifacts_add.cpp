// limner artifacts add: imports pictures as artifacts.
#include "app/image_inputs.hpp"
#include "cli/command/artifacts.hpp"
#include "cli/render/screen.hpp"

#include <memory>

namespace limner::cli {

namespace {

struct ImportPicturesOptions {
  std::vector<std::string> pictures;
};

// Every picture is checked before the first is stored.
void import_pictures(const ImportPicturesOptions& options, const Session& session) {
  app::ImageInputs references(session, app::Purpose::run);
  std::vector<ArtifactId> ids;
  for (const std::string& picture : options.pictures) {
    const engine::ResolvedImage given = references.take(picture);
    ids.push_back(ArtifactId::parse(given.record.at("artifactId").get<std::string>()));
  }
  store::Records records = app::open_records(session);
  store::BlobStore blobs = app::open_blobs(session);
  references.keep(records, blobs);
  const bool as_json = printed_as_json(session, "artifacts", ids, [&](const ArtifactId& id) {
    return app::artifact_json(app::load_artifact_report(records, id), blobs);
  });
  if (as_json) return;
  for (const ArtifactId& id : ids) session.out.text << id.str() << '\n';
}

}  // namespace

void add_artifacts_add(CLI::App& group, Session& session) {
  auto options = std::make_shared<ImportPicturesOptions>();
  CLI::App* command =
      add_command(group, "add", "Import pictures as artifacts and print their ids",
                  {"limner artifacts add fox.png owl.jpg", "limner artifacts add - < fox.png",
                   "limner image \"the same fox, asleep\" -i artifact:c1r6yt0g"});
  command
      ->add_option("pictures", options->pictures,
                   "Paths, - for stdin, https://… or data:…; identical bytes are stored once")
      ->required()
      ->type_name("IMAGE");
  command->callback([options, &session] { import_pictures(*options, session); });
}

}  // namespace limner::cli
