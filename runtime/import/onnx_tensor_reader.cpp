// SPDX-License-Identifier: GPL-3.0-or-later
#include "import/onnx_tensor_reader.h"

#include "import/protobuf_reader.h"

#include <fmt/format.h>
#include <optional>

namespace twin {

namespace {

using Field = ProtobufReader::Field;

constexpr std::size_t mostTensorNumbers = std::size_t(1) << 24;
constexpr std::size_t mostNumbers = std::size_t(1) << 25; ///< of all tensors together

struct TensorParts
{
    std::vector<std::int64_t> dimensions, integers;
    std::vector<double> numbers;
    std::optional<std::string_view> raw;
    std::int64_t type = 0;
    bool external = false;
    bool whole = true;
};

void takeField(const Field& field, TensorParts& parts, OnnxTensor& tensor)
{
    switch (field.number) {
    case 1:
        parts.whole = parts.whole && appendIntegers(field, parts.dimensions);
        break;
    case 2:
        parts.type = field.integer();
        break;
    case 4:
        parts.whole = parts.whole && appendFloats(field, parts.numbers);
        break;
    case 5:
    case 7:
        parts.whole = parts.whole && appendIntegers(field, parts.integers);
        break;
    case 8:
        tensor.name = field.bytes;
        break;
    case 9:
        parts.raw = field.bytes;
        break;
    case 10:
        parts.whole = parts.whole && appendDoubles(field, parts.numbers);
        break;
    case 13:
        parts.external = true;
        break;
    case 14:
        parts.external = parts.external || field.value == 1;
        break;
    default:
        break;
    }
}

tl::unexpected<Diagnostic> mismatch(const std::string& file, const OnnxTensor& tensor, std::size_t declared,
                                    std::size_t found)
{
    return fail("onnx.tensor", file,
                fmt::format("The tensor \"{}\" is to have {} numbers and has {}.", printableName(tensor.name),
                            declared, found),
                "Export the model again.");
}

Status fill(const std::string& file, OnnxTensor& tensor, TensorParts& parts, std::size_t count)
{
    const std::string_view raw = parts.raw.value_or(std::string_view());
    std::size_t size = 0;
    switch (parts.type) {
    case 1:
        size = 4;
        break;
    case 6:
        size = 4;
        break;
    case 7:
    case 11:
        size = 8;
        break;
    default:
        return fail("onnx.type", file,
                    fmt::format("The tensor \"{}\" has numbers of type {}, which are not imported.",
                                printableName(tensor.name), parts.type),
                    "Export the model in float32 or float64.");
    }
    tensor.type = OnnxType(parts.type);
    if (parts.raw && raw.size() != count * size)
        return mismatch(file, tensor, count, raw.size() / size);
    if (tensor.type == OnnxType::Float32 || tensor.type == OnnxType::Float64) {
        tensor.values = std::move(parts.numbers);
        if (parts.raw)
            tensor.values.clear();
        if (parts.raw && size == 4)
            appendFloat32(raw, tensor.values);
        else if (parts.raw)
            appendFloat64(raw, tensor.values);
    } else {
        for (std::size_t i = 0; parts.raw && i < count; ++i) {
            std::uint64_t value = 0;
            for (std::size_t byte = size; byte > 0; --byte)
                value = value << 8 | static_cast<unsigned char>(raw[i * size + byte - 1]);
            parts.integers.push_back(size == 4 ? std::int64_t(std::int32_t(std::uint32_t(value)))
                                               : std::int64_t(value));
        }
        for (const std::int64_t integer : parts.integers)
            tensor.values.push_back(double(integer));
    }
    if (tensor.values.size() != count)
        return mismatch(file, tensor, count, tensor.values.size());
    return {};
}

} // namespace

Result<OnnxTensor> OnnxTensorReader::read(std::string_view bytes)
{
    OnnxTensor tensor;
    TensorParts parts;
    ProtobufReader reader(bytes);
    while (const auto field = reader.next())
        takeField(*field, parts, tensor);
    if (reader.failed() || !parts.whole)
        return damagedOnnx(m_file, "a tensor");
    if (parts.external)
        return fail("onnx.external-data", m_file,
                    fmt::format("The numbers of the tensor \"{}\" are kept in another file.",
                                printableName(tensor.name)),
                    "Export the model with all data inside the one file.");
    std::size_t count = 1;
    for (const std::int64_t dimension : parts.dimensions) {
        if (dimension < 0 || parts.dimensions.size() > 8 ||
            (dimension > 0 && count > mostTensorNumbers / std::size_t(dimension)))
            return fail("onnx.tensor", m_file,
                        fmt::format("The tensor \"{}\" is larger than {} numbers or has no shape that "
                                    "can be.",
                                    printableName(tensor.name), mostTensorNumbers),
                        "Import a smaller model.");
        count *= std::size_t(dimension);
        tensor.shape.push_back(std::size_t(dimension));
    }
    m_total += count;
    if (m_total > mostNumbers)
        return fail("onnx.tensor", m_file, fmt::format("{} holds more than {} numbers.", m_file, mostNumbers),
                    "Import a smaller model.");
    if (const Status filled = fill(m_file, tensor, parts, count); !filled)
        return fail(filled.error());
    return tensor;
}

tl::unexpected<Diagnostic> damagedOnnx(const std::string& file, std::string_view part)
{
    return fail("onnx.format", file,
                fmt::format("{} is damaged or no ONNX file: {} ends too early or its lengths do not fit.",
                            file, part),
                "Export the model again.");
}

} // namespace twin
