// SPDX-License-Identifier: GPL-3.0-or-later
#include "fmi/unpacked_fmu.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace twin {

namespace fs = std::filesystem;

namespace {

/// A place for temporary files from which binaries may be loaded.
bool mayHoldBinaries(const fs::path& place)
{
    struct statvfs about = {};
    return !place.empty() && place.is_absolute() && statvfs(place.c_str(), &about) == 0 &&
           (about.f_flag & ST_NOEXEC) == 0 && access(place.c_str(), W_OK | X_OK) == 0;
}

/// Null when there is no place for it.
std::unique_ptr<const TemporaryFolder> makeFolder()
{
    const char* chosen = std::getenv("TMPDIR");
    const char* runtime = std::getenv("XDG_RUNTIME_DIR");
    for (const fs::path& place : {fs::path(chosen ? chosen : ""), fs::path("/tmp"), fs::path("/var/tmp"),
                                  fs::path(runtime ? runtime : ""), fs::path("/dev/shm")}) {
        if (!mayHoldBinaries(place))
            continue;
        if (auto made = TemporaryFolder::make(place, "twinwright-fmu-"))
            return std::move(*made);
    }
    return nullptr;
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
    auto folder = makeFolder();
    if (!folder)
        return refused("TMPDIR", EACCES);
    made->m_folder = std::move(folder);
    for (const auto& [name, content] : entries) {
        const bool isResource = name.starts_with("resources/");
        if (!isResource && !name.starts_with(binaries + "/"))
            continue;
        const fs::path path = made->folder() / name;
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

} // namespace twin
