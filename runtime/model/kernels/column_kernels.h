// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/kernels/kernel_table.h"

namespace twin {

enum class ColumnOperation
{
    Add,
    Subtract,
    Multiply,
    Divide
};

enum class ColumnFunction
{
    Negate,
    SquareRoot,
    Exponential,
    Sine,
    Cosine
};

/// What formulas do to whole columns of numbers, one set for each instruction set. The operations and the
/// square root round as the language does; the others are within 1e-15 of the largest value they can have
/// there (exp: relative; tests/model/tst_column_kernels). No function allocates, throws or keeps state.
struct ColumnKernels
{
    /// out[i] = left[i] OPERATION right[i]; `out` may be one of the two.
    void (*combine)(ColumnOperation operation, const double* left, const double* right, double* out,
                    std::size_t n);
    /// out[i] = left[i] OPERATION value
    void (*combineValue)(ColumnOperation operation, const double* left, double value, double* out,
                         std::size_t n);
    /// out[i] = value OPERATION right[i]
    void (*combineWithValue)(ColumnOperation operation, double value, const double* right, double* out,
                             std::size_t n);
    void (*apply)(ColumnFunction function, const double* values, double* out, std::size_t n);
    /// out[k * apart + i] = from[i * step + k] for k < count, i < n: neighbouring columns of a row-major
    /// table with `step` numbers a row.
    void (*takeColumns)(const double* from, std::size_t step, std::size_t count, double* out,
                        std::size_t apart, std::size_t n);
};

/// As kernelsOf and kernels of kernel_table.h.
const ColumnKernels& columnKernelsOf(SimdLevel level);
const ColumnKernels& columnKernels();

} // namespace twin
