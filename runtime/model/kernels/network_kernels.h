// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/kernels/kernel_table.h"

namespace twin {

/// Functions that act on every number of a layer, with up to two parameters. As ONNX defines them
/// (https://onnx.ai/onnx/operators), GeluTanh being Gelu with approximate="tanh".
enum class Activation
{
    None,
    Relu,
    LeakyRelu, ///< a: slope below zero
    Tanh,
    Sigmoid,
    Softplus,
    Elu, ///< a: alpha
    Gelu,
    GeluTanh,
    Clip ///< a: least, b: most
};

/// Kernels of feed-forward networks, one set for each instruction set, in float64 and in float32 ("Single").
/// Weights are packed in panels of panelRows outputs: by panel, then by input, then by output of the panel;
/// the outputs that fill the last panel up have zero weights and biases. For one point they are packed in
/// groups (groupRows) in the same way. Whichever way, an output is the bias and the first half of the inputs
/// in their order, plus the second half, so that a point has the same answer alone and among others. No
/// function allocates, throws or keeps state.
///
/// Errors measured against 50-digit arithmetic over the whole range (tests/model/tst_network_kernels): below
/// 3 units in the last place for tanh, sigmoid, softplus and elu, below 6 for both forms of gelu.
struct NetworkKernels
{
    std::size_t panelRows;         ///< outputs a panel of weights holds
    std::size_t panelPoints;       ///< points that densePanel takes at once
    std::size_t panelPointsSingle; ///< points that densePanelSingle takes at once
    std::size_t mostVectors;       ///< of outputs that a group of weights for one point holds
    std::size_t vectorRows;        ///< outputs that a vector holds
    std::size_t vectorRowsSingle;

    /// out = bias + weights in, for one point. `outputs` counts whole vectors, `out` has room for them.
    void (*denseOne)(const double* grouped, const double* bias, std::size_t outputs, std::size_t depth,
                     const double* in, double* out);
    /// The same answers from weights that float32 holds exactly, as those of most networks from elsewhere:
    /// half the memory to read, and that is what one point waits for.
    void (*denseOneOfSingles)(const float* grouped, const double* bias, std::size_t outputs,
                              std::size_t depth, const double* in, double* out);
    void (*denseOneSingle)(const float* grouped, const float* bias, std::size_t outputs, std::size_t depth,
                           const float* in, float* out);
    /// The same for a panel of points: `outputs` counts whole panels, `in` depth x points, `out` outputs x
    /// points.
    void (*densePanel)(const double* packed, const double* bias, std::size_t outputs, std::size_t depth,
                       const double* in, double* out);
    void (*densePanelSingle)(const float* packed, const float* bias, std::size_t outputs, std::size_t depth,
                             const float* in, float* out);

    /// In place on n numbers; up to the next multiple of networkPadding may be read and written.
    void (*activate)(Activation kind, double a, double b, double* x, std::size_t n);
    void (*activateSingle)(Activation kind, float a, float b, float* x, std::size_t n);

    std::size_t paddedRows(std::size_t n) const { return (n + panelRows - 1) / panelRows * panelRows; }
};

/// Outputs in the next group when `left` are left, a multiple of the outputs of a vector: `mostVectors`
/// (NetworkKernels) of them, or half as many, until they fit.
constexpr std::size_t groupRows(std::size_t left, std::size_t mostVectors, std::size_t vectorRows)
{
    std::size_t vectors = mostVectors;
    while (vectors * vectorRows > left)
        vectors /= 2;
    return vectors * vectorRows;
}

/// Numbers that buffers of a network, biases among them, are padded to: whole vectors and panels of every
/// instruction set.
inline constexpr std::size_t networkPadding = 16;

/// As kernelsOf and kernels of kernel_table.h.
const NetworkKernels& networkKernelsOf(SimdLevel level);
const NetworkKernels& networkKernels();

} // namespace twin
