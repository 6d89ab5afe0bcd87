// SPDX-License-Identifier: GPL-3.0-or-later
#define TWIN_SIMD_NAMESPACE simd_avx2
#define TWIN_SIMD_NAME "avx2"
#define TWIN_SIMD_LANES 4
#define TWIN_SIMD_ROWS 4
#include "model/kernels/kernel_source.h"
