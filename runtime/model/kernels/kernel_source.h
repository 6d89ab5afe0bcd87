// SPDX-License-Identifier: GPL-3.0-or-later
// The source of the numeric kernels. It has no include guard: three files compile it, each for one
// instruction set and into a namespace of its own. Nothing here may come from a template or an inline
// function of another header: the linker would keep one copy of such a function for all, and that copy could
// be the one with instructions that this processor does not have. The compiler's own intrinsics may: no copy
// of them is ever kept.
#include "model/kernels/kernel_columns.h"
#include "model/kernels/kernel_correlations.h"
#include "model/kernels/kernel_matrices.h"
#include "model/kernels/kernel_network.h"
#include "model/kernels/kernel_polynomials.h"
#include "model/kernels/kernel_radial.h"
#include "model/kernels/kernel_slices.h"
#include "model/kernels/kernel_sweep.h"
#include "model/kernels/kernel_table.h"
#include "model/kernels/kernel_vectors.h"

namespace twin::TWIN_SIMD_NAMESPACE {

extern const KernelTable table;
const KernelTable table = {
    .name = TWIN_SIMD_NAME,
    .panelRows = rows,
    .panelPoints = points,
    .exp = expAll,
    .dot = dot,
    .correlate = correlate,
    .correlatePanel = correlatePanel,
    .triangleNorm = triangleNorm,
    .triangleNormPanel = triangleNormPanel,
    .weightedSumPanel = weightedSumPanel,
    .multiplyAdd = multiplyAdd,
    .factorTile = factorTile,
    .invertTile = invertTile,
    .gradientRow = gradientRow,
    .correlateStrip = correlateStrip,
    .gradientStrip = gradientStrip,
    .sweepPivot = sweepPivot,
    .sweepProduct = sweepProduct,
    .sweepUpdate = sweepUpdate,
    .transposeTile = transposeTile,
    .takeColumns = takeColumns,
    .scaleRows = scaleRows,
    .recur = recur,
    .multiplyRows = multiplyRows,
    .nestedSum = nestedSum,
    .nestedSumPanel = nestedSumPanel,
    .sumPoints = sumPoints,
    .addRows = addRows,
    .dotRows = dotRows,
    .addSquares = addSquares,
    .closestRun = closestRun,
    .correlateMoved = correlateMoved,
    .exponentialTable = exponentialTable,
    .squaresTable = squaresTable,
    .radialSums = radialSums,
    .triangleApply = triangleApply,
    .triangleApplyPanel = triangleApplyPanel,
    .expansionRow = expansionRow,
    .expansionSums = expansionSums,
};

} // namespace twin::TWIN_SIMD_NAMESPACE
