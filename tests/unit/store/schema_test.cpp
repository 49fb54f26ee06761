#include "store/schema.hpp"

#include "unit/store/world.hpp"

#include <limner/embedded.hpp>
#include <limner/error.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::store;
namespace fs = std::filesystem;

namespace {

// A store of version 1 with one run in it.
struct OldStore : World {
  OldStore() {
    Records records = open();
    begin(records);
  }

  std::vector<EmbeddedFile> migrations_and(std::string_view sql) const {
    std::vector<EmbeddedFile> all(embedded_migrations().begin(), embedded_migrations().end());
    all.push_back({"next.sql", sql});
    return all;
  }
  SQLite::Database connect() const {
    return SQLite::Database(home.path / "limner.db", SQLite::OPEN_READWRITE);
  }
  fs::path backup() const {
    return home.path / fmt::format("limner.db.before-{:03}", embedded_migrations().size() + 1);
  }
};

}  // namespace

TEST_CASE("a migration keeps the rows, records its time, and leaves a backup of the old store") {
  OldStore store;
  const auto migrations = store.migrations_and("alter table runs add column mood text;");
  SQLite::Database database = store.connect();
  migrate(database, migrations, store.clock.now());

  CHECK(schema_version(database, migrations.size()) == migrations.size());
  CHECK(database.execAndGet("select count(*) from runs where mood is null").getInt() == 1);
  CHECK(database.execAndGet("select name from meta order by version desc limit 1").getString() ==
        "next.sql");
  CHECK(database.execAndGet("pragma foreign_keys").getInt() == 1);

  SQLite::Database before(store.backup());
  CHECK(schema_version(before, migrations.size()) == migrations.size() - 1);
  CHECK(before.execAndGet("select count(*) from runs").getInt() == 1);
}

TEST_CASE("a migration is applied once") {
  OldStore store;
  const auto migrations = store.migrations_and("alter table runs add column mood text;");
  SQLite::Database database = store.connect();
  migrate(database, migrations, store.clock.now());
  fs::remove(store.backup());
  migrate(database, migrations, store.clock.now());
  CHECK(database.execAndGet("select count(*) from meta").getInt64() ==
        static_cast<std::int64_t>(migrations.size()));
  CHECK_FALSE(fs::exists(store.backup()));
}

TEST_CASE("a migration that fails leaves the store as it was") {
  OldStore store;
  SQLite::Database database = store.connect();
  SUBCASE("by an error in it") {
    CHECK_THROWS(migrate(database,
                         store.migrations_and("alter table runs add column mood text; nonsense"),
                         store.clock.now()));
  }
  SUBCASE("by rows that no longer fit together") {
    CHECK_THROWS_AS(migrate(database,
                            store.migrations_and("alter table runs add column mood text; "
                                                 "delete from template_versions"),
                            store.clock.now()),
                    Error);
  }
  const std::size_t version = embedded_migrations().size();
  CHECK(schema_version(database, version) == version);
  CHECK(database.execAndGet("select count(*) from pragma_table_info('runs') where name = 'mood'")
            .getInt() == 0);
  CHECK(database.execAndGet("select count(*) from template_versions").getInt() == 1);
}

TEST_CASE("a fresh store needs no backup") {
  const OldStore store;
  for (const auto& entry : fs::directory_iterator(store.home.path))
    CHECK(entry.path().string().find("before") == std::string::npos);
}
