// SPDX-License-Identifier: GPL-3.0-or-later
#include "import/onnx_file.h"

#include "import/onnx_tensor_reader.h"
#include "import/protobuf_reader.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {

namespace {

using Field = ProtobufReader::Field;
using Wire = ProtobufReader::Wire;

constexpr std::size_t mostNodes = 4000;
constexpr int oldestOpset = 9, newestOpset = 20;

/// Reads the messages of one file.
class Reader
{
  public:
    explicit Reader(const std::string& file) : m_file(file), m_tensors(file) {}

    Result<OnnxGraph> model(std::string_view bytes)
    {
        OnnxGraph graph;
        graph.file = m_file;
        std::optional<std::string_view> graphBytes;
        bool hasDefault = false;
        ProtobufReader reader(bytes);
        while (const auto field = reader.next()) {
            if (field->number == 2 && field->wire == Wire::Bytes)
                graph.producer = printableName(field->bytes);
            else if (field->number == 7 && field->wire == Wire::Bytes)
                graphBytes = field->bytes;
            else if (field->number == 8 && field->wire == Wire::Bytes) {
                if (const Status read = opset(field->bytes, graph, hasDefault); !read)
                    return fail(read.error());
            }
        }
        if (reader.failed())
            return damaged("the model");
        if (!graphBytes)
            return fail("onnx.format", m_file, fmt::format("{} holds no ONNX graph.", m_file),
                        "Give a model in ONNX format (a file written by torch.onnx.export, skl2onnx, tf2onnx "
                        "and the like).");
        if (!hasDefault)
            return wrongOpset("does not say which version of the ONNX operators it uses");
        if (const Status read = this->graph(*graphBytes, graph); !read)
            return fail(read.error());
        return graph;
    }

  private:
    tl::unexpected<Diagnostic> damaged(std::string_view part) const { return damagedOnnx(m_file, part); }

    tl::unexpected<Diagnostic> wrongOpset(const std::string& words) const
    {
        return fail("onnx.opset", m_file, fmt::format("{} {}.", m_file, words),
                    fmt::format("Export it with an opset from {} to {}.", oldestOpset, newestOpset));
    }

    Status opset(std::string_view bytes, OnnxGraph& graph, bool& hasDefault) const
    {
        std::string domain;
        std::int64_t version = 0;
        ProtobufReader reader(bytes);
        while (const auto field = reader.next()) {
            if (field->number == 1 && field->wire == Wire::Bytes)
                domain = field->bytes;
            else if (field->number == 2 && field->wire == Wire::Varint)
                version = field->integer();
        }
        if (reader.failed())
            return damaged("a version of operators");
        if (!domain.empty() && domain != "ai.onnx")
            return {}; // its operators are refused by name where they are used
        if (version < oldestOpset || version > newestOpset)
            return wrongOpset(fmt::format("uses opset {}", version));
        graph.opset = int(version);
        hasDefault = true;
        return {};
    }

    Status graph(std::string_view bytes, OnnxGraph& graph)
    {
        ProtobufReader reader(bytes);
        while (const auto field = reader.next()) {
            if (field->wire != Wire::Bytes)
                continue;
            Status read;
            switch (field->number) {
            case 1:
                read = node(field->bytes, graph);
                break;
            case 5:
                read = initializer(field->bytes, graph);
                break;
            case 11:
                read = value(field->bytes, graph.inputs);
                break;
            case 12:
                read = value(field->bytes, graph.outputs);
                break;
            case 15:
                read = fail("onnx.tensor", m_file, fmt::format("{} holds a sparse tensor.", m_file),
                            "Export the model with dense weights.");
                break;
            default:
                break;
            }
            if (!read)
                return read;
        }
        if (reader.failed())
            return damaged("the graph");
        // Old files list the initializers among the inputs.
        std::erase_if(graph.inputs,
                      [&](const OnnxValue& input) { return graph.initializers.contains(input.name); });
        return {};
    }

    Status initializer(std::string_view bytes, OnnxGraph& graph)
    {
        auto tensor = m_tensors.read(bytes);
        if (!tensor)
            return fail(tensor.error());
        const std::string name = tensor->name;
        if (name.empty() || !graph.initializers.emplace(name, std::move(*tensor)).second)
            return fail(
                "onnx.name", m_file,
                fmt::format("Two initializers are called \"{}\", or one has no name.", printableName(name)),
                "Export the model again.");
        return {};
    }

    Status value(std::string_view bytes, std::vector<OnnxValue>& to) const
    {
        OnnxValue value;
        ProtobufReader reader(bytes);
        bool whole = true;
        while (const auto field = reader.next()) {
            if (field->number == 1 && field->wire == Wire::Bytes)
                value.name = field->bytes;
            else if (field->number == 2 && field->wire == Wire::Bytes)
                whole = whole && type(field->bytes, value);
        }
        if (reader.failed() || !whole)
            return damaged("an input or output");
        to.push_back(std::move(value));
        return {};
    }

    /// TypeProto: of tensors only; anything else leaves the type undefined.
    static bool type(std::string_view bytes, OnnxValue& value)
    {
        ProtobufReader outer(bytes);
        while (const auto field = outer.next()) {
            if (field->number != 1 || field->wire != Wire::Bytes)
                continue;
            ProtobufReader inner(field->bytes);
            while (const auto part = inner.next()) {
                if (part->number == 1 && part->wire == Wire::Varint)
                    value.type = OnnxType(std::min<std::uint64_t>(part->value, 1000));
                else if (part->number == 2 && part->wire == Wire::Bytes && !shape(part->bytes, value))
                    return false;
            }
            if (inner.failed())
                return false;
        }
        return !outer.failed();
    }

    static bool shape(std::string_view bytes, OnnxValue& value)
    {
        value.dimensions.clear();
        ProtobufReader reader(bytes);
        while (const auto field = reader.next()) {
            if (field->number != 1 || field->wire != Wire::Bytes)
                continue;
            std::int64_t dimension = -1;
            ProtobufReader inner(field->bytes);
            while (const auto part = inner.next())
                if (part->number == 1 && part->wire == Wire::Varint)
                    dimension = part->integer() > 0 ? part->integer() : -1;
            if (inner.failed() || value.dimensions.size() > 8)
                return false;
            value.dimensions.push_back(dimension);
        }
        return !reader.failed();
    }

    Status node(std::string_view bytes, OnnxGraph& graph)
    {
        OnnxNode node;
        ProtobufReader reader(bytes);
        while (const auto field = reader.next()) {
            if (field->wire != Wire::Bytes)
                continue;
            switch (field->number) {
            case 1:
                node.inputs.emplace_back(field->bytes);
                break;
            case 2:
                node.outputs.emplace_back(field->bytes);
                break;
            case 3:
                node.name = field->bytes;
                break;
            case 4:
                node.type = field->bytes;
                break;
            case 5:
                if (const Status read = attribute(field->bytes, node); !read)
                    return read;
                break;
            case 7:
                node.domain = field->bytes;
                break;
            default:
                break;
            }
        }
        if (reader.failed())
            return damaged("a node");
        graph.nodes.push_back(std::move(node));
        if (graph.nodes.size() > mostNodes)
            return fail("onnx.format", m_file, fmt::format("{} has more than {} nodes.", m_file, mostNodes),
                        "Import a smaller model; this program is for feed-forward networks.");
        return {};
    }

    Status attribute(std::string_view bytes, OnnxNode& node)
    {
        std::string name;
        OnnxAttribute attribute;
        bool whole = true;
        ProtobufReader reader(bytes);
        while (const auto field = reader.next()) {
            if (field->number == 1 && field->wire == Wire::Bytes)
                name = field->bytes;
            else if (field->number == 2 && field->wire == Wire::Fixed32) {
                attribute.number = double(field->asFloat());
                attribute.kinds += 'f';
            } else if (field->number == 3 && field->wire == Wire::Varint) {
                attribute.integer = field->integer();
                attribute.kinds += 'i';
            } else if (field->number == 4 && field->wire == Wire::Bytes) {
                attribute.text = field->bytes;
                attribute.kinds += 's';
            } else if (field->number == 7) {
                whole = whole && appendFloats(*field, attribute.numbers);
                attribute.kinds += 'F';
            } else if (field->number == 8) {
                whole = whole && appendIntegers(*field, attribute.integers);
                attribute.kinds += 'I';
            } else if (field->number == 5 && field->wire == Wire::Bytes) {
                auto read = m_tensors.read(field->bytes);
                if (!read)
                    return fail(read.error());
                attribute.tensor = std::move(*read);
                attribute.kinds += 't';
            }
        }
        if (reader.failed() || !whole)
            return damaged("an attribute");
        node.attributes[name] = std::move(attribute);
        return {};
    }

    std::string m_file;
    OnnxTensorReader m_tensors;
};

} // namespace

std::string printableName(std::string_view text)
{
    std::string shown;
    for (const char c : text.substr(0, 80))
        shown += c >= 0x20 && c < 0x7f ? c : '?';
    return shown;
}

Result<OnnxGraph> readOnnx(std::string_view bytes, const std::string& file)
{
    return Reader(file).model(bytes);
}

} // namespace twin
