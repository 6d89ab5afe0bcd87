// SPDX-License-Identifier: GPL-3.0-or-later
#include "fmi/unpacked_fmu.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace twin {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view folderPrefix = "twinwright-fmu-";
constexpr const char* lockName = "lock";

/// Removes what a session that is no more left behind: its lock is free.
void removeAbandoned(const fs::path& place)
{
    std::error_code ignored;
    for (auto it = fs::directory_iterator(place, ignored); !ignored && it != fs::directory_iterator();
         it.increment(ignored)) {
        struct stat about = {};
        const fs::path folder = it->path();
        if (!folder.filename().string().starts_with(folderPrefix) || lstat(folder.c_str(), &about) != 0 ||
            !S_ISDIR(about.st_mode) || about.st_uid != geteuid())
            continue;
        const int lock = open((folder / lockName).c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
        if (lock < 0)
            continue;
        std::error_code removal;
        if (flock(lock, LOCK_EX | LOCK_NB) == 0)
            fs::remove_all(folder, removal);
        close(lock);
    }
}

/// A place for temporary files from which binaries may be loaded.
bool mayHoldBinaries(const fs::path& place)
{
    struct statvfs about = {};
    return !place.empty() && place.is_absolute() && statvfs(place.c_str(), &about) == 0 &&
           (about.f_flag & ST_NOEXEC) == 0 && access(place.c_str(), W_OK | X_OK) == 0;
}

/// A new folder with its lock held, or the reason why there is none.
int makeFolder(fs::path& folder, int& lock)
{
    const char* chosen = std::getenv("TMPDIR");
    const char* runtime = std::getenv("XDG_RUNTIME_DIR");
    for (const fs::path& place : {fs::path(chosen ? chosen : ""), fs::path("/tmp"), fs::path("/var/tmp"),
                                  fs::path(runtime ? runtime : ""), fs::path("/dev/shm")}) {
        if (!mayHoldBinaries(place))
            continue;
        removeAbandoned(place);
        std::string name = (place / (std::string(folderPrefix) + "XXXXXX")).string();
        if (!mkdtemp(name.data()))
            continue;
        folder = name;
        // It gets its name when it is locked already, so that no other session takes it for abandoned.
        const fs::path first = folder / "new-lock";
        lock = open(first.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
        if (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0 &&
            rename(first.c_str(), (folder / lockName).c_str()) == 0)
            return 0;
        return errno;
    }
    return EACCES;
}

bool writeWhole(const fs::path& path, const std::string& content)
{
    const int file = open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0400);
    if (file < 0)
        return false;
    std::size_t written = 0;
    while (written < content.size()) {
        const ssize_t count = write(file, content.data() + written, content.size() - written);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            break;
        written += std::size_t(count);
    }
    return close(file) == 0 && written == content.size();
}

} // namespace

Result<std::shared_ptr<const UnpackedFmu>> UnpackedFmu::unpack(const ArchiveEntries& entries,
                                                               const std::string& binaries)
{
    const std::shared_ptr<UnpackedFmu> made(new UnpackedFmu);
    const auto refused = [&](const std::string& what, int reason) {
        return fail(
            "fmu.folder", what, fmt::format("The FMU could not be unpacked: {}.", std::strerror(reason)),
            "Make room in a folder for temporary files from which programs may be loaded, and name it in "
            "TMPDIR.");
    };
    if (const int reason = makeFolder(made->m_folder, made->m_lock); reason != 0)
        return refused(made->m_folder.string(), reason);
    for (const auto& [name, content] : entries) {
        const bool isResource = name.starts_with("resources/");
        if (!isResource && !name.starts_with(binaries + "/"))
            continue;
        const fs::path path = made->m_folder / name;
        std::error_code failed;
        fs::create_directories(path.parent_path(), failed);
        if (failed)
            return refused(name, failed.value());
        if (!writeWhole(path, content))
            return refused(name, errno);
        made->m_hasResources = made->m_hasResources || isResource;
    }
    return std::shared_ptr<const UnpackedFmu>(made);
}

UnpackedFmu::~UnpackedFmu()
{
    std::error_code ignored;
    if (!m_folder.empty())
        fs::remove_all(m_folder, ignored);
    if (m_lock >= 0)
        close(m_lock);
}

} // namespace twin
