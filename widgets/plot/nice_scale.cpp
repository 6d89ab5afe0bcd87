// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/nice_scale.h"

#include <algorithm>
#include <cmath>

namespace twin {

std::pair<double, double> niceScale(double low, double high, bool fromZero)
{
    if (!std::isfinite(low) || !std::isfinite(high) || low > high)
        return {0, 1};
    if (fromZero) {
        low = std::min(low, 0.0);
        high = std::max(high, 0.0);
    }
    if (high - low <= std::abs(high) * 1e-9) {
        const double half = high == 0 ? 1 : std::abs(high) * 0.1;
        low -= half;
        high += half;
    }
    const double rough = (high - low) / 5;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    double step = power;
    for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
        step = factor * power;
        if (step >= rough * 0.999)
            break;
    }
    return {std::floor(low / step + 1e-6) * step, std::ceil(high / step - 1e-6) * step};
}

bool stillServes(std::pair<double, double> scale, double low, double high)
{
    const double width = scale.second - scale.first;
    return width > 0 && low >= scale.first && high <= scale.second && high - low >= 0.4 * width;
}

} // namespace twin
