// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/crossing.h"

#include <algorithm>
#include <cmath>

namespace twin {

std::optional<Crossing> firstCrossing(std::span<const double> x, std::span<const double> y, double level)
{
    const std::size_t count = std::min(x.size(), y.size());
    for (std::size_t i = 1; i < count; ++i) {
        const double before = y[i - 1], now = y[i];
        if (std::isnan(before) || std::isnan(now))
            return std::nullopt;
        const bool rises = before < level && now >= level;
        const bool falls = before > level && now <= level;
        if (rises || falls)
            return Crossing{x[i - 1] + (level - before) / (now - before) * (x[i] - x[i - 1]), x[i], rises};
    }
    return std::nullopt;
}

} // namespace twin
