// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace twin {
namespace {

namespace fs = std::filesystem;

class FileHandle
{
  public:
    explicit FileHandle(int descriptor) : m_descriptor(descriptor) {}
    FileHandle(const FileHandle&) = delete;
    FileHandle& operator=(const FileHandle&) = delete;
    ~FileHandle() { close(); }

    int get() const { return m_descriptor; }
    bool isOpen() const { return m_descriptor >= 0; }
    /// False when the system reports only now that the content could not be kept.
    bool close()
    {
        const int descriptor = std::exchange(m_descriptor, -1);
        return descriptor < 0 || ::close(descriptor) == 0;
    }

  private:
    int m_descriptor;
};

tl::unexpected<Diagnostic> writeFailure(const fs::path& path, int error)
{
    const std::string place = path.string();
    switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return fail("file.full", place,
                    fmt::format("There is no room to save {}. The file is as it was before.", place),
                    "Free some space on the disk, or save to another folder.");
    case EACCES:
    case EPERM:
    case EROFS:
        return fail("file.read-only", place, fmt::format("{} may not be written.", place),
                    "Save to a folder of your own, or ask for the right to write there.");
    case ENOENT:
    case ENOTDIR:
        return fail("file.folder-missing", place,
                    fmt::format("The folder {} does not exist.", path.parent_path().string()),
                    "Make the folder first, or save to another one.");
    default:
        return fail("file.write", place,
                    fmt::format("{} could not be written: {}.", place, std::strerror(error)),
                    "Save to another folder.");
    }
}

/// errno, or 0 when all is written.
int writeAll(int descriptor, std::string_view content)
{
    while (!content.empty()) {
        const ssize_t written = ::write(descriptor, content.data(), content.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return errno;
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

/// The rights that a file made by open() would have, without a race on the process' umask.
mode_t newFileMode(const fs::path& target)
{
    struct stat old = {};
    if (::stat(target.c_str(), &old) == 0)
        return old.st_mode & 07777;
    const mode_t mask = ::umask(022);
    ::umask(mask);
    return 0666 & ~mask;
}

int syncFolder(const fs::path& folder)
{
    FileHandle handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!handle.isOpen())
        return 0; // a folder that may be written but not read: the rename still happened
    return ::fsync(handle.get()) == 0 || errno == EINVAL ? 0 : errno;
}

Status keepAsPrevious(const fs::path& target, const fs::path& previous)
{
    // A link first, so that there is a file under the target's name at every moment.
    fs::path spare = previous;
    spare += ".new";
    ::unlink(spare.c_str());
    if (::link(target.c_str(), spare.c_str()) == 0) {
        if (::rename(spare.c_str(), previous.c_str()) == 0)
            return {};
        const int error = errno;
        ::unlink(spare.c_str());
        return writeFailure(previous, error);
    }
    if (errno != EPERM && errno != ENOTSUP && errno != EMLINK)
        return writeFailure(previous, errno);
    // File systems without links, such as those of memory sticks.
    auto content = readFile(target);
    if (!content)
        return fail(content.error());
    return writeFileAtomically(previous, *content);
}

Status replaceFile(const fs::path& target, std::string_view content, bool keepPrevious)
{
    const fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
    std::string temporary = (folder / fmt::format(".{}.XXXXXX", target.filename().string())).string();
    FileHandle handle(::mkostemp(temporary.data(), O_CLOEXEC));
    if (!handle.isOpen())
        return writeFailure(target, errno);

    int error = writeAll(handle.get(), content);
    if (error == 0 && ::fchmod(handle.get(), newFileMode(target)) != 0 && errno != EPERM)
        error = errno;
    if (error == 0 && ::fsync(handle.get()) != 0)
        error = errno;
    if (!handle.close() && error == 0)
        error = errno;
    if (error != 0) {
        ::unlink(temporary.c_str());
        return writeFailure(target, error);
    }

    std::error_code ignored;
    if (keepPrevious && fs::exists(target, ignored)) {
        fs::path previous = target;
        previous += "~";
        if (const Status kept = keepAsPrevious(target, previous); !kept) {
            ::unlink(temporary.c_str());
            return kept;
        }
    }
    if (::rename(temporary.c_str(), target.c_str()) != 0) {
        error = errno;
        ::unlink(temporary.c_str());
        return writeFailure(target, error);
    }
    if (error = syncFolder(folder); error != 0)
        return writeFailure(target, error);
    return {};
}

} // namespace

Result<std::string> readFile(const fs::path& path, std::size_t limit)
{
    const std::string place = path.string();
    FileHandle handle(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat about = {};
    if (!handle.isOpen() || ::fstat(handle.get(), &about) != 0) {
        const int error = errno;
        return fail(
            "file.open", place, fmt::format("{} could not be opened: {}.", place, std::strerror(error)),
            error == ENOENT ? "Check the name and the folder." : "Check that you have the right to read it.");
    }
    if (S_ISDIR(about.st_mode))
        return fail("file.open", place, fmt::format("{} is a folder, not a file.", place), "Name a file.");

    std::string content;
    if (S_ISREG(about.st_mode) && static_cast<std::size_t>(about.st_size) <= limit)
        content.reserve(static_cast<std::size_t>(about.st_size) + 1);
    std::string block(std::size_t(256) << 10, '\0');
    while (true) {
        const ssize_t count = ::read(handle.get(), block.data(), block.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return fail("file.read", place,
                        fmt::format("{} could not be read: {}.", place, std::strerror(errno)),
                        "Check the disk or the connection that it is on.");
        if (count == 0)
            return content;
        if (content.size() + static_cast<std::size_t>(count) > limit)
            return fail(
                "file.too-large", place,
                fmt::format("{} is larger than the {} bytes that such a file may have.", place, limit),
                "Check that it is the file you mean.");
        content.append(block.data(), static_cast<std::size_t>(count));
    }
}

Status writeFileAtomically(const fs::path& path, std::string_view content, bool keepPrevious)
{
    fs::path target = path;
    std::error_code failed;
    if (fs::is_symlink(target, failed)) {
        // What the link leads to is replaced, not the link.
        if (const fs::path real = fs::weakly_canonical(target, failed); !failed)
            target = real;
    }
    struct stat about = {};
    if (::stat(target.c_str(), &about) != 0)
        return replaceFile(target, content, false);
    if (S_ISDIR(about.st_mode))
        return fail("file.write", path.string(), fmt::format("{} is a folder.", path.string()),
                    "Choose another name.");
    if (::faccessat(AT_FDCWD, target.c_str(), W_OK, AT_EACCESS) != 0)
        return writeFailure(path, errno);
    if (S_ISREG(about.st_mode))
        return replaceFile(target, content, keepPrevious);

    // Devices and pipes (/dev/stdout) cannot be replaced: they are written through.
    FileHandle handle(::open(target.c_str(), O_WRONLY | O_CLOEXEC));
    if (!handle.isOpen())
        return writeFailure(path, errno);
    if (const int error = writeAll(handle.get(), content); error != 0)
        return writeFailure(path, error);
    return {};
}

} // namespace twin
