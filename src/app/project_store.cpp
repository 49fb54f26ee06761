#include "app/project_store.hpp"

#include <limner/file.hpp>

#include <random>

namespace limner::app {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view id_file = "limner.id";

std::string random_id() {
  constexpr int words = 4;  // of 32 bits
  std::random_device random;
  std::string id;
  for (int i = 0; i < words; ++i) id += fmt::format("{:08x}", random());
  return id + "\n";
}

}  // namespace

fs::path store_id_path(const fs::path& store) {
  return trusted_path(store / id_file);
}

bool is_store_id(const fs::path& file) {
  return file.filename() == id_file;
}

void write_store_id(const fs::path& file) {
  std::error_code unreadable;
  fs::create_directories(file.parent_path(), unreadable);
  if (!fs::exists(file, unreadable)) write_file(file, as_bytes(random_id()), 0600);
}

TrustClaim store_claim(const fs::path& store) {
  return {store_id_path(store),
          "runs, wallets and spending limits of a store that this user did not create"};
}

void require_own_store(const Context& context, const StoreLocation& place) {
  const fs::path id = store_id_path(place.path);
  if (place.exists) {
    const TrustList list = TrustList::load(context.variable);
    if (list.is_own_store(id) || list.has(id)) return;
    throw not_trusted({store_claim(place.path)});
  }
  try {
    change_trust_list(context.variable, [&](TrustList& list) {
      write_store_id(id);
      list.add_store(id, context.clock.now());
    });
  } catch (const Error& error) {
    if (context.report) {
      context.report(
          fmt::format("warning: {}; the next command will ask to trust this store", error.what()));
    }
  }
}

}  // namespace limner::app
