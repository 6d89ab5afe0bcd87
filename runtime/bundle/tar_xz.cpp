// SPDX-License-Identifier: GPL-3.0-or-later
#include "bundle/tar_xz.h"

#include "base/file.h"
#include "bundle/xz_file.h"

#include <array>
#include <cstring>
#include <fmt/format.h>
#include <map>
#include <string>
#include <string_view>

namespace fs = std::filesystem;

namespace twin {

namespace {

constexpr std::size_t tarBlock = 512;

struct TarEntry
{
    fs::path file;
    bool folder = false;
    bool executable = false;
    std::uintmax_t bytes = 0;
};

// By name in the archive; std::map sorts them by bytes, whatever the locale.
using TarEntries = std::map<std::string, TarEntry>;

Result<TarEntries> entriesOf(const fs::path& folder)
{
    const std::string top = folder.filename().string();
    TarEntries entries;
    std::error_code error;
    entries[top + "/"] = {folder, true};
    for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        const std::string name = top + "/" + it->path().lexically_relative(folder).generic_string();
        const fs::file_status status = it->symlink_status(error);
        if (fs::is_directory(status)) {
            entries[name + "/"] = {it->path(), true};
        } else if (fs::is_regular_file(status)) {
            const bool executable = (status.permissions() & fs::perms::owner_exec) != fs::perms::none;
            entries[name] = {it->path(), false, executable, it->file_size(error)};
        } else {
            return fail("export.unsuitable", it->path().string(),
                        "An export holds files and folders only, and this is a link or a device.",
                        "Replace it with an ordinary file.");
        }
    }
    if (error)
        return fail("file.read", folder.string(), "The folder cannot be read: " + error.message() + ".",
                    "Check that it exists and that you may read it.");
    return entries;
}

// POSIX.1-1988 "ustar" header.
Result<std::array<char, tarBlock>> tarHeader(const std::string& name, const TarEntry& entry)
{
    std::size_t split = 0; // the slash between the fields "prefix" (155 bytes) and "name" (100 bytes)
    if (name.size() > 100) {
        split = name.find('/', name.size() - 101);
        if (split == std::string::npos || split > 155 || split + 1 == name.size())
            return fail("export.unsuitable", entry.file.string(), "The name is too long for an archive.",
                        "Give the file a name of at most 100 bytes.");
    }
    std::array<char, tarBlock> header{};
    const auto put = [&header](std::size_t at, std::string_view text) {
        std::memcpy(header.data() + at, text.data(), text.size());
    };
    put(0, std::string_view(name).substr(split == 0 ? 0 : split + 1));
    put(345, std::string_view(name).substr(0, split));
    put(100, entry.folder || entry.executable ? "0000755" : "0000644");
    put(108, "0000000");
    put(116, "0000000");
    put(124, fmt::format("{:011o}", entry.bytes));
    put(136, "00000000000");
    put(148, "        ");
    header[156] = entry.folder ? '5' : '0';
    put(257, std::string_view("ustar\00000", 8));
    put(265, "root");
    put(297, "root");
    unsigned checksum = 0;
    for (const char byte : header)
        checksum += static_cast<unsigned char>(byte);
    put(148, fmt::format("{:06o}", checksum));
    header[154] = '\0';
    return header;
}

} // namespace

Status packTarXz(const fs::path& folder, const fs::path& archive, const std::function<bool(double)>& progress)
{
    const Result<TarEntries> entries = entriesOf(folder);
    if (!entries)
        return fail(entries.error());
    std::uintmax_t total = 1;
    for (const auto& [name, entry] : *entries)
        total += entry.bytes;

    XzFile out(archive);
    if (Status opened = out.open(); !opened)
        return opened;
    constexpr std::size_t piece = std::size_t(256) << 10;
    std::uintmax_t done = 0;
    for (const auto& [name, entry] : *entries) {
        const auto header = tarHeader(name, entry);
        if (!header)
            return fail(header.error());
        if (Status written = out.write({header->data(), header->size()}); !written)
            return written;
        if (entry.folder)
            continue;
        Result<std::string> content = readFile(entry.file);
        if (!content)
            return fail(content.error());
        if (content->size() != entry.bytes)
            return fail("file.read", entry.file.string(), "The file changed while it was packed.",
                        "Export again.");
        content->resize((content->size() + tarBlock - 1) / tarBlock * tarBlock, '\0');
        for (std::size_t at = 0; at < content->size(); at += piece) {
            if (progress && !progress(double(done + at) / double(total)))
                return fail("export.cancelled", archive.string(), "The export was cancelled.",
                            "Nothing was written.");
            if (Status written = out.write(std::string_view(*content).substr(at, piece)); !written)
                return written;
        }
        done += entry.bytes;
    }
    if (Status written = out.write(std::string(2 * tarBlock, '\0')); !written)
        return written;
    return out.finish();
}

} // namespace twin
