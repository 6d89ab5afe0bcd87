// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/processors.h"

#include <algorithm>
#include <sched.h>
#include <thread>

namespace twin {

std::size_t availableProcessors()
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return static_cast<std::size_t>(std::max(1, CPU_COUNT(&set)));
    return std::max(1u, std::thread::hardware_concurrency());
}

} // namespace twin
