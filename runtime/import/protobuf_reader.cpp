// SPDX-License-Identifier: GPL-3.0-or-later
#include "import/protobuf_reader.h"

#include <bit>

namespace twin {

static std::uint64_t littleEndian(std::string_view bytes)
{
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i > 0; --i)
        value = value << 8 | static_cast<unsigned char>(bytes[i - 1]);
    return value;
}

float ProtobufReader::Field::asFloat() const
{
    return std::bit_cast<float>(static_cast<std::uint32_t>(value));
}

double ProtobufReader::Field::asDouble() const
{
    return std::bit_cast<double>(value);
}

std::optional<std::uint64_t> ProtobufReader::varint()
{
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 70 && !m_rest.empty(); shift += 7) {
        const auto byte = static_cast<unsigned char>(m_rest.front());
        m_rest.remove_prefix(1);
        if (shift < 64)
            value |= std::uint64_t(byte & 0x7f) << shift;
        if (byte < 0x80)
            return value;
    }
    m_failed = true;
    return std::nullopt;
}

std::optional<std::uint64_t> ProtobufReader::fixed(std::size_t bytes)
{
    if (m_rest.size() < bytes) {
        m_failed = true;
        return std::nullopt;
    }
    const std::uint64_t value = littleEndian(m_rest.substr(0, bytes));
    m_rest.remove_prefix(bytes);
    return value;
}

std::optional<ProtobufReader::Field> ProtobufReader::next()
{
    if (m_failed || m_rest.empty())
        return std::nullopt;
    const auto key = varint();
    if (!key)
        return std::nullopt;
    Field field;
    field.number = static_cast<std::uint32_t>(*key >> 3);
    field.wire = static_cast<Wire>(*key & 7);
    if (field.number == 0 || *key >> 32 != 0) {
        m_failed = true;
        return std::nullopt;
    }
    std::optional<std::uint64_t> value;
    switch (field.wire) {
    case Wire::Varint:
        value = varint();
        break;
    case Wire::Fixed64:
        value = fixed(8);
        break;
    case Wire::Fixed32:
        value = fixed(4);
        break;
    case Wire::Bytes:
        value = varint();
        if (value && *value > m_rest.size()) {
            m_failed = true;
            return std::nullopt;
        }
        if (value) {
            field.bytes = m_rest.substr(0, *value);
            m_rest.remove_prefix(*value);
        }
        break;
    default:
        m_failed = true;
    }
    if (m_failed || !value)
        return std::nullopt;
    field.value = *value;
    return field;
}

bool appendIntegers(const ProtobufReader::Field& field, std::vector<std::int64_t>& to)
{
    if (field.wire == ProtobufReader::Wire::Varint) {
        to.push_back(field.integer());
        return true;
    }
    std::string_view rest = field.bytes;
    while (!rest.empty()) {
        std::uint64_t value = 0;
        unsigned shift = 0;
        for (;; shift += 7) {
            if (rest.empty() || shift >= 70)
                return false;
            const auto byte = static_cast<unsigned char>(rest.front());
            rest.remove_prefix(1);
            if (shift < 64)
                value |= std::uint64_t(byte & 0x7f) << shift;
            if (byte < 0x80)
                break;
        }
        to.push_back(static_cast<std::int64_t>(value));
    }
    return true;
}

bool appendFloats(const ProtobufReader::Field& field, std::vector<double>& to)
{
    if (field.wire == ProtobufReader::Wire::Fixed32) {
        to.push_back(double(field.asFloat()));
        return true;
    }
    appendFloat32(field.bytes, to);
    return field.wire == ProtobufReader::Wire::Bytes && field.bytes.size() % 4 == 0;
}

bool appendDoubles(const ProtobufReader::Field& field, std::vector<double>& to)
{
    if (field.wire == ProtobufReader::Wire::Fixed64) {
        to.push_back(field.asDouble());
        return true;
    }
    appendFloat64(field.bytes, to);
    return field.wire == ProtobufReader::Wire::Bytes && field.bytes.size() % 8 == 0;
}

void appendFloat32(std::string_view bytes, std::vector<double>& to)
{
    to.reserve(to.size() + bytes.size() / 4);
    for (std::size_t i = 0; i + 4 <= bytes.size(); i += 4)
        to.push_back(
            double(std::bit_cast<float>(static_cast<std::uint32_t>(littleEndian(bytes.substr(i, 4))))));
}

void appendFloat64(std::string_view bytes, std::vector<double>& to)
{
    to.reserve(to.size() + bytes.size() / 8);
    for (std::size_t i = 0; i + 8 <= bytes.size(); i += 8)
        to.push_back(std::bit_cast<double>(littleEndian(bytes.substr(i, 8))));
}

} // namespace twin
