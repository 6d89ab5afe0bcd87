// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace twin {

/// Reads the fields of one protobuf message in their order
/// (https://protobuf.dev/programming-guides/encoding). The bytes come from outside: lengths that reach
/// beyond the message, endless numbers and the old groups end the reading with failed() true. A message
/// inside is read by a reader of its own, so that nothing here recurses.
class ProtobufReader
{
  public:
    enum class Wire
    {
        Varint = 0,
        Fixed64 = 1,
        Bytes = 2,
        Fixed32 = 5
    };
    struct Field
    {
        std::uint32_t number = 0;
        Wire wire = Wire::Varint;
        std::uint64_t value = 0; ///< of numbers
        std::string_view bytes;  ///< of Wire::Bytes, inside the message

        std::int64_t integer() const { return static_cast<std::int64_t>(value); }
        float asFloat() const;
        double asDouble() const;
    };

    explicit ProtobufReader(std::string_view message) : m_rest(message) {}

    /// The next field; none at the end, and after a failure.
    std::optional<Field> next();
    bool failed() const { return m_failed; }

  private:
    std::optional<std::uint64_t> varint();
    std::optional<std::uint64_t> fixed(std::size_t bytes);

    std::string_view m_rest;
    bool m_failed = false;
};

/// Appends a repeated number, which may be packed or alone. False when the packed bytes are cut off.
bool appendIntegers(const ProtobufReader::Field& field, std::vector<std::int64_t>& to);
bool appendFloats(const ProtobufReader::Field& field, std::vector<double>& to);
bool appendDoubles(const ProtobufReader::Field& field, std::vector<double>& to);

/// Little-endian numbers behind one another; what is left over at the end is not read.
void appendFloat32(std::string_view bytes, std::vector<double>& to);
void appendFloat64(std::string_view bytes, std::vector<double>& to);

} // namespace twin
