// SPDX-License-Identifier: GPL-3.0-or-later
#include "bundle/copy_folder.h"

#include "base/file.h"
#include "bundle/write_failure.h"

#include <cerrno>
#include <fcntl.h>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace fs = std::filesystem;

namespace twin {

namespace {

Status writeNewFile(const fs::path& path, std::string_view content, mode_t mode)
{
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    int error = file < 0 ? errno : 0;
    while (error == 0 && !content.empty()) {
        const ssize_t written = ::write(file, content.data(), content.size());
        if (written > 0)
            content.remove_prefix(std::size_t(written));
        else if (errno != EINTR)
            error = errno;
    }
    if (file >= 0 && ::close(file) != 0 && error == 0)
        error = errno;
    if (error != 0)
        return writeFailure(std::error_code(error, std::generic_category()), path);
    return {};
}

Status copyEntry(const fs::directory_entry& entry, const fs::path& target)
{
    std::error_code error;
    if (entry.is_directory(error)) {
        fs::create_directories(target, error);
        return error ? Status(writeFailure(error, target)) : Status();
    }
    const bool executable = (entry.status(error).permissions() & fs::perms::owner_exec) != fs::perms::none;
    const Result<std::string> content = readFile(entry.path());
    if (!content)
        return fail(content.error());
    return writeNewFile(target, *content, executable ? 0755 : 0644);
}

} // namespace

Status copyFolder(const fs::path& from, const fs::path& to,
                  const std::function<fs::path(const fs::path&)>& rename,
                  const std::function<bool(double)>& progress)
{
    std::vector<fs::directory_entry> entries;
    std::error_code error;
    for (fs::recursive_directory_iterator it(from, error), end; !error && it != end; it.increment(error))
        entries.push_back(*it);
    if (error)
        return fail("file.read", from.string(), "The folder cannot be read: " + error.message() + ".",
                    "Check that it exists and that you may read it.");
    for (std::size_t done = 0; done < entries.size(); ++done) {
        if (progress && !progress(double(done) / double(entries.size())))
            return fail("export.cancelled", to.string(), "The export was cancelled.", "Nothing was written.");
        const fs::path target = to / rename(entries[done].path().lexically_relative(from));
        if (Status copied = copyEntry(entries[done], target); !copied)
            return copied;
    }
    return {};
}

} // namespace twin
