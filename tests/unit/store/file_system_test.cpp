#include "store/file_system.hpp"

#include "fakes/basics.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::store;

namespace {

constexpr std::string_view mountinfo =
    "22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw\n"
    "30 22 0:26 / /home rw shared:2 - nfs4 server:/home rw,vers=4.2\n"
    "31 30 254:2 / /home/me/local rw - xfs /dev/vdb rw\n"
    "32 22 0:30 / /mnt/c rw - 9p drvfs rw\n"
    "33 22 0:31 / /with\\040space rw shared:7 master:1 - fuse.sshfs host:/ rw\n"
    "34 22 0:32 / /over rw - cifs //server/share rw\n"
    "35 34 0:33 / /over rw - tmpfs tmpfs rw\n"
    "36 22 0:34 / /workspace rw - fuse.grpcfuse grpcfuse rw\n"
    "a line of another form\n";

}  // namespace

TEST_CASE("the file system of a path is that of the deepest mount point that contains it") {
  CHECK(file_system_type(mountinfo, "/var/store") == "ext4");
  CHECK(file_system_type(mountinfo, "/home/me/project/.limner") == "nfs4");
  CHECK(file_system_type(mountinfo, "/home/me/local/.limner") == "xfs");
  CHECK(file_system_type(mountinfo, "/home2") == "ext4");
  CHECK(file_system_type(mountinfo, "/with space/x") == "fuse.sshfs");
  CHECK(file_system_type(mountinfo, "/over/x") == "tmpfs");
  CHECK(file_system_type(mountinfo, "/mnt/c/x") == "9p");
  CHECK(file_system_type("", "/x").empty());
}

TEST_CASE("network types are refused by name, FUSE of containers and WSL is not") {
  for (const std::string_view type : {"nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "ceph"})
    CHECK(is_network_type(type));
  for (const std::string_view type :
       {"ext4", "tmpfs", "overlay", "9p", "virtiofs", "fuse", "fuse.grpcfuse", "fuseblk", ""})
    CHECK_FALSE(is_network_type(type));
}

TEST_CASE("the probe finds shared memory on a local file system, and leaves no file") {
  const fakes::Home home;
  CHECK(has_shared_memory(home.path));
  CHECK(std::filesystem::is_empty(home.path));
  CHECK_NOTHROW(refuse_network_file_system(home.path, true));
}
