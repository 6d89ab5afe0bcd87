// SPDX-License-Identifier: GPL-3.0-or-later
#include "zip_forge.h"

#include <QByteArray>

namespace twin {
namespace {

class ByteWriter
{
  public:
    template <class T>
    ByteWriter& number(T value)
    {
        for (std::size_t i = 0; i < sizeof(T); ++i)
            bytes += static_cast<char>((static_cast<std::uint64_t>(value) >> (8 * i)) & 0xff);
        return *this;
    }
    ByteWriter& text(const std::string& value)
    {
        bytes += value;
        return *this;
    }
    std::string bytes;
};

std::uint32_t crc32(const std::string& content)
{
    std::uint32_t crc = 0xffffffffu;
    for (const unsigned char byte : content) {
        crc ^= byte;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320u : 0);
    }
    return ~crc;
}

std::string deflated(const std::string& content)
{
    const QByteArray zlib = qCompress(QByteArray::fromRawData(content.data(), qsizetype(content.size())), 9);
    return zlib.mid(6, zlib.size() - 10).toStdString(); // without Qt's length and zlib's frame
}

/// What both headers of an entry say alike.
std::string commonFields(const ForgedEntry& entry, const std::string& stored, const std::string& name,
                         const std::string& extra)
{
    const std::uint32_t honest =
        static_cast<std::uint32_t>(static_cast<std::int64_t>(entry.content.size()) + entry.sizeChange);
    const bool isStored = entry.method == 0;
    const std::uint32_t size = entry.zip64Size ? 0xffffffffu : entry.claimedSize.value_or(honest);
    // What is stored has one length: a lie about one is a lie about both.
    const std::uint32_t packed = entry.zip64Size                     ? 0xffffffffu
                                 : isStored && entry.sizeChange != 0 ? honest
                                                                     : std::uint32_t(stored.size());
    return ByteWriter()
        .number(std::uint16_t(20))
        .number(std::uint16_t(entry.flags))
        .number(entry.method)
        .number(std::uint16_t(0))
        .number(std::uint16_t(33))
        .number(std::uint32_t(crc32(entry.content) + entry.crcChange))
        .number(packed)
        .number(size)
        .number(std::uint16_t(name.size()))
        .number(std::uint16_t(extra.size()))
        .bytes;
}

} // namespace

std::string forgeZip(const std::vector<ForgedEntry>& entries)
{
    ByteWriter file;
    ByteWriter directory;
    for (const ForgedEntry& entry : entries) {
        const std::string stored = entry.method == 8 ? deflated(entry.content) : entry.content;
        const std::string extra = entry.zip64Size ? ByteWriter()
                                                        .number(std::uint16_t(1))
                                                        .number(std::uint16_t(16))
                                                        .number(*entry.zip64Size)
                                                        .number(std::uint64_t(stored.size()))
                                                        .bytes
                                                  : std::string();
        const std::string localName = entry.localName.empty() ? entry.name : entry.localName;
        const std::size_t offset = file.bytes.size();
        file.number(0x04034b50u)
            .text(commonFields(entry, stored, localName, extra))
            .text(localName)
            .text(extra)
            .text(stored);
        directory.number(0x02014b50u)
            .number(std::uint16_t(20 | (entry.system << 8)))
            .text(commonFields(entry, stored, entry.name, extra))
            .number(std::uint16_t(0))
            .number(std::uint16_t(0))
            .number(std::uint16_t(0))
            .number(std::uint32_t(entry.mode << 16))
            .number(std::uint32_t(offset))
            .text(entry.name)
            .text(extra);
    }
    const std::size_t start = file.bytes.size();
    file.text(directory.bytes)
        .number(0x06054b50u)
        .number(std::uint32_t(0))
        .number(std::uint16_t(entries.size()))
        .number(std::uint16_t(entries.size()))
        .number(std::uint32_t(directory.bytes.size()))
        .number(std::uint32_t(start))
        .number(std::uint16_t(0));
    return file.bytes;
}

} // namespace twin
