// SPDX-License-Identifier: GPL-3.0-or-later
#include "fmi/fmu_plan.h"

#include <array>
#include <limits>

namespace twin {

namespace {

struct TypeWord
{
    std::string_view word;
    FmuType type;
    Range range;
};

template <class T>
constexpr Range wholeRange()
{
    return {double(std::numeric_limits<T>::min()), double(std::numeric_limits<T>::max())};
}

// Of 64 bits: the whole numbers that a double holds exactly.
constexpr double largestExact = 9007199254740992.0;

constexpr double largestFloat = std::numeric_limits<float>::max();
constexpr double largestDouble = std::numeric_limits<double>::max();

const std::array<TypeWord, 11> types = {{
    {"float64", FmuType::Float64, {-largestDouble, largestDouble}},
    {"float32", FmuType::Float32, {-largestFloat, largestFloat}},
    {"int8", FmuType::Int8, wholeRange<std::int8_t>()},
    {"uint8", FmuType::UInt8, wholeRange<std::uint8_t>()},
    {"int16", FmuType::Int16, wholeRange<std::int16_t>()},
    {"uint16", FmuType::UInt16, wholeRange<std::uint16_t>()},
    {"int32", FmuType::Int32, wholeRange<std::int32_t>()},
    {"uint32", FmuType::UInt32, wholeRange<std::uint32_t>()},
    {"int64", FmuType::Int64, {-largestExact, largestExact}},
    {"uint64", FmuType::UInt64, {0, largestExact}},
    {"boolean", FmuType::Boolean, {0, 1}},
}};

} // namespace

const FmuType* fmuTypeOf(std::string_view word)
{
    for (const TypeWord& known : types) {
        if (known.word == word)
            return &known.type;
    }
    return nullptr;
}

std::string_view toString(FmuType type)
{
    return types[std::size_t(type)].word;
}

Range rangeOf(FmuType type)
{
    return types[std::size_t(type)].range;
}

std::size_t FmuPlan::rowValues() const
{
    std::size_t values = 0;
    for (const FmuSlot& output : outputs)
        values += output.isSeries != 0 ? intervals.size() : 1;
    return values;
}

std::string fmuBinaryFolder(int fmi)
{
#if defined(__x86_64__)
    return fmi == 3 ? "binaries/x86_64-linux" : "binaries/linux64";
#elif defined(__aarch64__)
    return fmi == 3 ? "binaries/aarch64-linux" : "binaries/aarch64-linux";
#else
    return "binaries/none";
#endif
}

std::string FmuPlan::library() const
{
    return fmuBinaryFolder(fmi) + "/" + identifier + ".so";
}

} // namespace twin
