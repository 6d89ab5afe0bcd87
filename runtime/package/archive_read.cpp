// SPDX-License-Identifier: GPL-3.0-or-later
#include "package/archive.h"
#include "package/archive_layout.h"

#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <set>
#include <zip.h>

namespace twin {
namespace {

constexpr zip_uint32_t unixFileType = 0170000;
constexpr zip_uint32_t unixRegularFile = 0100000;
constexpr zip_uint32_t unixFolder = 0040000;
constexpr std::size_t shownOfName = 80;
constexpr std::size_t ratioAppliesFrom = std::size_t(1) << 20;

struct CloseArchive
{
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseEntry
{
    void operator()(zip_file_t* entry) const { zip_fclose(entry); }
};
using ArchivePointer = std::unique_ptr<zip_t, CloseArchive>;
using EntryPointer = std::unique_ptr<zip_file_t, CloseEntry>;

tl::unexpected<Diagnostic> damaged(const std::string& name, const std::string& why)
{
    return fail("package.zip", name, fmt::format("{} is damaged or not a package: {}.", name, why),
                "Get a new copy of the file from where it came.");
}

tl::unexpected<Diagnostic> unsafe(const std::string& name, std::string_view entry, const std::string& why)
{
    std::string shown(entry.substr(0, shownOfName));
    std::replace_if(
        shown.begin(), shown.end(), [](unsigned char c) { return c < 0x20 || c > 0x7e; }, '?');
    return fail(
        "package.unsafe-name", name, fmt::format("{} was not opened: its entry \"{}\" {}.", name, shown, why),
        "No file of Twinwright holds such an entry; do not use this file, and tell where it came from.");
}

tl::unexpected<Diagnostic> overLimit(const std::string& name, const std::string& why)
{
    return fail("package.limit", name, fmt::format("{} was not opened: {}.", name, why),
                "Check that it is the file you mean; a package this large has to be made smaller.");
}

std::string foldCase(std::string_view text)
{
    std::string folded(text);
    std::transform(folded.begin(), folded.end(), folded.begin(),
                   [](unsigned char c) { return static_cast<char>(c < 0x80 ? std::tolower(c) : c); });
    return folded;
}

class ArchiveReader
{
  public:
    ArchiveReader(zip_t* archive, const std::string& name, const ArchiveLimits& limits)
        : m_archive(archive), m_name(name), m_limits(limits)
    {}

    Result<ArchiveEntries> read()
    {
        const zip_int64_t count = zip_get_num_entries(m_archive, 0);
        if (count < 0 || static_cast<std::size_t>(count) > m_limits.entries)
            return overLimit(m_name,
                             fmt::format("it holds {} entries, and {} are allowed", count, m_limits.entries));
        for (zip_uint64_t index = 0; index < static_cast<zip_uint64_t>(count); ++index)
            if (const Status status = readEntry(index); !status)
                return fail(status.error());
        for (const std::string& folder : m_folders)
            if (m_files.contains(folder))
                return unsafe(m_name, folder, "is a file and a folder at once");
        return std::move(m_entries);
    }

  private:
    Status readEntry(zip_uint64_t index)
    {
        zip_stat_t about;
        zip_stat_init(&about);
        constexpr zip_uint64_t needed = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE |
                                        ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
        if (zip_stat_index(m_archive, index, ZIP_FL_ENC_GUESS, &about) != 0 ||
            (about.valid & needed) != needed)
            return damaged(m_name, zip_error_strerror(zip_get_error(m_archive)));
        const std::string entry = about.name;
        if (const Status safe = checkEntry(index, entry, about); !safe)
            return safe;
        if (entry.back() == '/')
            return about.size == 0 ? Status()
                                   : damaged(m_name, fmt::format("the folder \"{}\" has content", entry));
        if (about.size > m_limits.entryBytes)
            return overLimit(m_name, fmt::format("\"{}\" has {} bytes, and {} are allowed", entry, about.size,
                                                 m_limits.entryBytes));
        m_total += about.size;
        if (m_total > m_limits.totalBytes)
            return overLimit(
                m_name, fmt::format("it holds more than the {} bytes that are allowed", m_limits.totalBytes));
        if (about.size > ratioAppliesFrom &&
            about.size / std::max<zip_uint64_t>(about.comp_size, 1) > m_limits.ratio)
            return overLimit(
                m_name, fmt::format("\"{}\" unpacks to more than {} times its size", entry, m_limits.ratio));
        return readContent(index, entry, about.size);
    }

    Status checkEntry(zip_uint64_t index, const std::string& entry, const zip_stat_t& about)
    {
        if (const std::string why = whyUnsafeName(entry); !why.empty())
            return unsafe(m_name, entry, why);
        if (about.encryption_method != ZIP_EM_NONE)
            return unsafe(m_name, entry, "is encrypted");
        if (about.comp_method != ZIP_CM_STORE && about.comp_method != ZIP_CM_DEFLATE)
            return unsafe(m_name, entry, "is compressed in a way that is not allowed");
        zip_uint8_t system = 0;
        zip_uint32_t attributes = 0;
        if (zip_file_get_external_attributes(m_archive, index, 0, &system, &attributes) != 0)
            return damaged(m_name, zip_error_strerror(zip_get_error(m_archive)));
        const zip_uint32_t type = (attributes >> 16) & unixFileType;
        // Whatever system the entry claims to come from: an unpacker may still take these bits at their word.
        if (type != 0 && type != unixRegularFile && !(type == unixFolder && entry.back() == '/'))
            return unsafe(m_name, entry, "is a link or a device, not a file");
        if (!m_folded.insert(foldCase(entry)).second)
            return unsafe(m_name, entry,
                          "is there twice, or differs from another only in upper and lower case");
        for (std::size_t slash = entry.find('/'); slash != std::string::npos;
             slash = entry.find('/', slash + 1))
            m_folders.insert(foldCase(entry.substr(0, slash)));
        if (entry.back() != '/')
            m_files.insert(foldCase(entry));
        return {};
    }

    Status readContent(zip_uint64_t index, const std::string& entry, zip_uint64_t size)
    {
        const EntryPointer file(zip_fopen_index(m_archive, index, 0));
        if (!file)
            return damaged(m_name,
                           fmt::format("\"{}\": {}", entry, zip_error_strerror(zip_get_error(m_archive))));
        // One byte more than announced: an entry that says less than it holds is found, and the end is
        // reached, where libzip compares the checksum. Memory grows with what is really there, not with what
        // is announced.
        std::string content;
        std::string block(std::size_t(64) << 10, '\0');
        while (content.size() <= size) {
            const zip_int64_t count = zip_fread(file.get(), block.data(), block.size());
            if (count < 0)
                return damaged(m_name, fmt::format("\"{}\": {}", entry, zip_file_strerror(file.get())));
            if (count == 0)
                break;
            content.append(block.data(), static_cast<std::size_t>(count));
        }
        if (content.size() != size)
            return damaged(m_name, fmt::format("\"{}\" is not as long as announced", entry));
        m_entries.emplace(entry, std::move(content));
        return {};
    }

    zip_t* m_archive;
    const std::string& m_name;
    const ArchiveLimits& m_limits;
    ArchiveEntries m_entries;
    std::size_t m_total = 0;
    std::set<std::string> m_folded, m_files, m_folders;
};

} // namespace

static bool isText(std::string_view bytes)
{
    const std::string_view start = bytes.substr(0, 512);
    return !start.empty() && std::none_of(start.begin(), start.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t';
    });
}

Result<ArchiveEntries> readArchive(std::string_view bytes, const std::string& name,
                                   const ArchiveLimits& limits)
{
    if (!bytes.starts_with("PK") && isText(bytes))
        return fail("package.zip", name,
                    fmt::format("{} is a text file, not the archive that belongs here.", name),
                    "Name the package itself; of a spec and a table of runs xdt train makes one.");
    if (const std::string why = whyBadLayout(bytes); !why.empty())
        return damaged(name, why);
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    zip_t* opened = source ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error) : nullptr;
    if (!opened) {
        const std::string why = zip_error_strerror(&error);
        zip_source_free(source);
        zip_error_fini(&error);
        return damaged(name, why);
    }
    zip_error_fini(&error);
    const ArchivePointer archive(opened);
    return ArchiveReader(archive.get(), name, limits).read();
}

} // namespace twin
