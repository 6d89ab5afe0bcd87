// SPDX-License-Identifier: GPL-3.0-or-later
// The source of the numeric kernels. It has no include guard: three files compile it, each for one
// instruction set and into a namespace of its own. Nothing here may come from a template or an inline
// function of another header: the linker would keep one copy of such a function for all, and that copy could
// be the one with instructions that this processor does not have.
#include "model/kernels/kernel_correlations.h"
#include "model/kernels/kernel_matrices.h"
#include "model/kernels/kernel_network.h"
#include "model/kernels/kernel_sweep.h"
#include "model/kernels/kernel_table.h"
#include "model/kernels/kernel_vectors.h"

namespace twin::TWIN_SIMD_NAMESPACE {

extern const KernelTable table;
const KernelTable table = {
    TWIN_SIMD_NAME,   rows,          points,
    expAll,           dot,           correlate,
    correlatePanel,   triangleNorm,  triangleNormPanel,
    weightedSumPanel, multiplyAdd,   factorTile,
    invertTile,       gradientRow,   correlateStrip,
    gradientStrip,    sweepPivot,    sweepProduct,
    sweepUpdate,      transposeTile,
};

} // namespace twin::TWIN_SIMD_NAMESPACE
