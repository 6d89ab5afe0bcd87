// SPDX-License-Identifier: GPL-3.0-or-later
#define TWIN_SIMD_NAMESPACE simd_avx512
#define TWIN_SIMD_NAME "avx512"
#define TWIN_SIMD_LANES 8
#define TWIN_SIMD_ROWS 8
#include "model/kernels/kernel_source.h"
