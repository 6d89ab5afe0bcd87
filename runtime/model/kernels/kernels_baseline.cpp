// SPDX-License-Identifier: GPL-3.0-or-later
#define TWIN_SIMD_NAMESPACE simd_baseline
#define TWIN_SIMD_NAME "baseline"
#define TWIN_SIMD_LANES 2
#define TWIN_SIMD_ROWS 4
#include "model/kernels/kernel_source.h"
