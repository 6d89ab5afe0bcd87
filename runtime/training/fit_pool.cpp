// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_pool.h"

#include "base/processors.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace twin {

bool forEachInParallel(std::size_t count, const std::function<void(std::size_t)>& work,
                       const std::function<bool(std::size_t)>& report)
{
    std::atomic<std::size_t> next{0}, done{0};
    std::atomic<bool> stopped{false};
    std::size_t reported = 0;
    const auto take = [&](bool mayReport) {
        while (!stopped) {
            const std::size_t index = next++;
            if (index >= count)
                return;
            work(index);
            const std::size_t finished = ++done;
            if (mayReport && report) {
                reported = finished;
                stopped = !report(finished);
            }
        }
    };
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < std::min(availableProcessors(), count); ++i)
        others.emplace_back(take, false);
    take(true);
    others.clear();
    if (report && !stopped && reported < count)
        stopped = !report(count);
    return !stopped;
}

} // namespace twin
