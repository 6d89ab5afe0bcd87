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
    /// left[i] = left[i] OPERATION right[i]
    void (*combine)(ColumnOperation operation, double* left, const double* right, std::size_t n);
    /// left[i] = left[i] OPERATION value
    void (*combineValue)(ColumnOperation operation, double* left, double value, std::size_t n);
    void (*apply)(ColumnFunction function, double* values, std::size_t n);
};

/// As kernelsOf and kernels of kernel_table.h.
const ColumnKernels& columnKernelsOf(SimdLevel level);
const ColumnKernels& columnKernels();

} // namespace twin
