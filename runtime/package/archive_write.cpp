// SPDX-License-Identifier: GPL-3.0-or-later
#include "package/archive.h"

#include <fmt/format.h>
#include <zip.h>

namespace twin {
namespace {

constexpr zip_uint16_t firstDosDate = (1 << 5) | 1; // 1980-01-01, the earliest that the format can say
constexpr zip_uint32_t plainFile = zip_uint32_t(0100644) << 16;
constexpr zip_uint32_t bestCompression = 9;

tl::unexpected<Diagnostic> cannotWrite(zip_error_t* error)
{
    return fail("package.write", {},
                fmt::format("The archive could not be made: {}.", zip_error_strerror(error)),
                "Close other programs to free memory, and try again.");
}

bool addEntry(zip_t* archive, const std::string& name, const std::string& content)
{
    zip_source_t* source = zip_source_buffer(archive, content.data(), content.size(), 0);
    if (!source)
        return false;
    const zip_int64_t added = zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (added < 0) {
        zip_source_free(source);
        return false;
    }
    const auto index = static_cast<zip_uint64_t>(added);
    return zip_set_file_compression(archive, index, ZIP_CM_DEFLATE, bestCompression) == 0 &&
           zip_file_set_dostime(archive, index, 0, firstDosDate, 0) == 0 &&
           zip_file_set_external_attributes(archive, index, 0, ZIP_OPSYS_UNIX, plainFile) == 0;
}

Result<std::string> bytesOf(zip_source_t* source)
{
    zip_stat_t about;
    zip_stat_init(&about);
    if (zip_source_stat(source, &about) != 0 || zip_source_open(source) != 0)
        return cannotWrite(zip_source_error(source));
    std::string bytes(about.size, '\0');
    const zip_int64_t count = zip_source_read(source, bytes.data(), bytes.size());
    zip_source_close(source);
    if (count != static_cast<zip_int64_t>(bytes.size()))
        return cannotWrite(zip_source_error(source));
    return bytes;
}

} // namespace

Result<std::string> writeArchive(const ArchiveEntries& entries)
{
    for (const auto& entry : entries)
        if (const std::string why = whyUnsafeName(entry.first); !why.empty())
            return fail("package.unsafe-name", entry.first,
                        fmt::format("The name \"{}\" {}.", entry.first, why),
                        "Rename it with letters, digits, '-' and '_'.");
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* memory = zip_source_buffer_create(nullptr, 0, 0, &error);
    zip_t* archive = memory ? zip_open_from_source(memory, ZIP_CREATE | ZIP_TRUNCATE, &error) : nullptr;
    if (!archive) {
        zip_source_free(memory);
        return cannotWrite(&error);
    }
    zip_source_keep(memory); // outlives the archive, to be read below

    bool written = true;
    for (const auto& [name, content] : entries)
        written = written && addEntry(archive, name, content);
    if (!written || zip_close(archive) != 0) {
        const auto failed = cannotWrite(zip_get_error(archive));
        zip_discard(archive);
        zip_source_free(memory);
        return failed;
    }
    auto bytes = bytesOf(memory);
    zip_source_free(memory);
    return bytes;
}

} // namespace twin
