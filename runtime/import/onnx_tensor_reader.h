// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "import/onnx_file.h"

#include <string>
#include <string_view>

namespace twin {

/// Reads the tensors of one ONNX file (TensorProto), with the totals that bound its memory: 2^24 numbers each
/// and 2^25 together. A tensor that claims to be larger than what the file holds costs nothing.
class OnnxTensorReader
{
  public:
    explicit OnnxTensorReader(std::string file) : m_file(std::move(file)) {}

    /// Codes "onnx.format", "onnx.tensor", "onnx.type", "onnx.external-data".
    Result<OnnxTensor> read(std::string_view bytes);

  private:
    std::string m_file;
    std::size_t m_total = 0;
};

/// What is said of a file whose `part` ends too early or has lengths that lie.
tl::unexpected<Diagnostic> damagedOnnx(const std::string& file, std::string_view part);

} // namespace twin
