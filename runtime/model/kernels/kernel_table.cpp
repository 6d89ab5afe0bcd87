// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/kernels/kernel_table.h"

#include "model/kernels/column_kernels.h"
#include "model/kernels/network_kernels.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace twin {

namespace simd_baseline {
extern const KernelTable table;
extern const NetworkKernels networkKernels;
extern const ColumnKernels columnKernels;
} // namespace simd_baseline
#ifdef TWINWRIGHT_X86
namespace simd_avx2 {
extern const KernelTable table;
extern const NetworkKernels networkKernels;
extern const ColumnKernels columnKernels;
} // namespace simd_avx2
namespace simd_avx512 {
extern const KernelTable table;
extern const NetworkKernels networkKernels;
extern const ColumnKernels columnKernels;
} // namespace simd_avx512
#endif

SimdLevel processorLevel()
{
#ifdef TWINWRIGHT_X86
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("fma"))
        return SimdLevel::Avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return SimdLevel::Avx2;
#endif
    return SimdLevel::Baseline;
}

const KernelTable& kernelsOf(SimdLevel level)
{
#ifdef TWINWRIGHT_X86
    if (level == SimdLevel::Avx512)
        return simd_avx512::table;
    if (level == SimdLevel::Avx2)
        return simd_avx2::table;
#endif
    (void)level;
    return simd_baseline::table;
}

static SimdLevel chooseLevel()
{
    const SimdLevel best = processorLevel();
    const char* wish = std::getenv("TWINWRIGHT_SIMD");
    if (wish == nullptr)
        return best;
    const std::string_view name = wish;
    if (name == "baseline")
        return SimdLevel::Baseline;
    if (name == "avx2")
        return std::min(best, SimdLevel::Avx2);
    return best;
}

const KernelTable& kernels()
{
    static const KernelTable& chosen = kernelsOf(chooseLevel());
    return chosen;
}

const NetworkKernels& networkKernelsOf(SimdLevel level)
{
#ifdef TWINWRIGHT_X86
    if (level == SimdLevel::Avx512)
        return simd_avx512::networkKernels;
    if (level == SimdLevel::Avx2)
        return simd_avx2::networkKernels;
#endif
    (void)level;
    return simd_baseline::networkKernels;
}

const NetworkKernels& networkKernels()
{
    static const NetworkKernels& chosen = networkKernelsOf(chooseLevel());
    return chosen;
}

const ColumnKernels& columnKernelsOf(SimdLevel level)
{
#ifdef TWINWRIGHT_X86
    if (level == SimdLevel::Avx512)
        return simd_avx512::columnKernels;
    if (level == SimdLevel::Avx2)
        return simd_avx2::columnKernels;
#endif
    (void)level;
    return simd_baseline::columnKernels;
}

const ColumnKernels& columnKernels()
{
    static const ColumnKernels& chosen = columnKernelsOf(chooseLevel());
    return chosen;
}

} // namespace twin
