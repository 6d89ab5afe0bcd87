// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/temporary_folder.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace twin {

namespace fs = std::filesystem;

namespace {

constexpr const char* lockName = "lock";

/// Removes what processes that are no more left behind: their locks are free. Only folders that are our own
/// and no links count, and of them only those with a lock that is a file of its own.
void removeAbandoned(const fs::path& place, std::string_view prefix)
{
    std::error_code ignored;
    for (auto it = fs::directory_iterator(place, ignored); !ignored && it != fs::directory_iterator();
         it.increment(ignored)) {
        struct stat about = {};
        const fs::path folder = it->path();
        if (!folder.filename().string().starts_with(prefix) || lstat(folder.c_str(), &about) != 0 ||
            !S_ISDIR(about.st_mode) || about.st_uid != geteuid())
            continue;
        const int lock = open((folder / lockName).c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
        if (lock < 0)
            continue;
        const bool isFile = fstat(lock, &about) == 0 && S_ISREG(about.st_mode) && about.st_nlink == 1;
        std::error_code removal;
        if (isFile && flock(lock, LOCK_EX | LOCK_NB) == 0)
            fs::remove_all(folder, removal); // follows no links
        close(lock);
    }
}

} // namespace

Result<std::unique_ptr<const TemporaryFolder>> TemporaryFolder::make(const fs::path& place,
                                                                     std::string_view prefix)
{
    removeAbandoned(place, prefix);
    std::unique_ptr<TemporaryFolder> made(new TemporaryFolder);
    std::string name = (place / fmt::format("{}XXXXXX", prefix)).string();
    bool isMade = mkdtemp(name.data()) != nullptr;
    if (isMade) {
        made->m_path = name;
        // It gets its name when it is locked already, so that no other process takes it for abandoned.
        const fs::path first = made->m_path / "new-lock";
        made->m_lock = open(first.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
        isMade = made->m_lock >= 0 && flock(made->m_lock, LOCK_EX | LOCK_NB) == 0 &&
                 rename(first.c_str(), (made->m_path / lockName).c_str()) == 0;
    }
    if (!isMade)
        return fail(
            "file.write", place.string(),
            fmt::format("No temporary folder could be made in {}: {}.", place.string(), std::strerror(errno)),
            "Set TMPDIR to a folder with room that you may write.");
    return std::unique_ptr<const TemporaryFolder>(std::move(made));
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored;
    if (!m_path.empty())
        fs::remove_all(m_path, ignored);
    if (m_lock >= 0)
        close(m_lock);
}

} // namespace twin
