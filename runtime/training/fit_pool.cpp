// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_pool.h"

#include <algorithm>
#include <atomic>
#include <sched.h>
#include <thread>
#include <vector>

namespace twin {

// The processors that this process may use; a container or taskset may leave it fewer than the machine has.
static std::size_t processors()
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return std::size_t(std::max(1, CPU_COUNT(&set)));
    return std::max(1u, std::thread::hardware_concurrency());
}

bool forEachInParallel(std::size_t count, const std::function<void(std::size_t)>& work,
                       const std::function<bool(std::size_t)>& report)
{
    std::atomic<std::size_t> next{0}, done{0};
    std::atomic<bool> stopped{false};
    const auto take = [&](bool mayReport) {
        while (!stopped) {
            const std::size_t index = next++;
            if (index >= count)
                return;
            work(index);
            const std::size_t finished = ++done;
            if (mayReport && report && !report(finished))
                stopped = true;
        }
    };
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < std::min(processors(), count); ++i)
        others.emplace_back(take, false);
    take(true);
    others.clear();
    return !stopped;
}

} // namespace twin
