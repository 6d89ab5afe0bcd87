// SPDX-License-Identifier: GPL-3.0-or-later
#include "file_access.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace twin {

namespace {

constexpr std::uint64_t readFile = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_EXECUTE;
constexpr std::uint64_t readFolder = readFile | LANDLOCK_ACCESS_FS_READ_DIR;
// Every right of the first version of Landlock: bits 0 (execute) to 12 (make symbolic links).
constexpr std::uint64_t everyRight = (std::uint64_t(1) << 13) - 1;

/// What programs and libraries of the system read; what is not there is passed over.
constexpr const char* systemPlaces[] = {
    "/usr",      "/lib",      "/lib64",       "/lib32",        "/etc/ld.so.cache", "/etc/localtime",
    "/dev/null", "/dev/zero", "/dev/urandom", "/proc/cpuinfo", "/proc/meminfo",    "/sys/devices/system/cpu"};

bool allow(int rules, const char* path)
{
    const int place = open(path, O_PATH | O_CLOEXEC);
    if (place < 0)
        return true;
    struct stat about = {};
    landlock_path_beneath_attr rule{};
    rule.parent_fd = place;
    rule.allowed_access = fstat(place, &about) == 0 && S_ISDIR(about.st_mode) ? readFolder : readFile;
    const bool isAdded = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    close(place);
    return isAdded;
}

/// The folder of this program: an exported app carries libraries there. Without /proc it has none.
bool allowOwnFolder(int rules)
{
    char path[4096];
    const ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length <= 0)
        return true;
    path[length] = '\0';
    if (char* slash = std::strrchr(path, '/'))
        *slash = '\0';
    return allow(rules, path);
}

} // namespace

bool allowOnlyFilesOf(const char* folder)
{
    landlock_ruleset_attr handled{};
    handled.handled_access_fs = everyRight;
    // The first member alone: it is what the oldest kernel with Landlock knows.
    const long made =
        syscall(SYS_landlock_create_ruleset, &handled, sizeof handled.handled_access_fs, std::uint32_t(0));
    if (made < 0)
        return true;
    const int rules = int(made);
    bool isKept = allow(rules, folder) && allowOwnFolder(rules);
    for (const char* place : systemPlaces)
        isKept = isKept && allow(rules, place);
    isKept = isKept && syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    close(rules);
    return isKept;
}

} // namespace twin
