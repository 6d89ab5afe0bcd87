// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/plot.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace twin {

namespace {

/// 1, 2 or 5 times a power of ten.
double roundStep(double rough)
{
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (rough <= factor * power * (1 + 1e-9))
            return factor * power;
    return 10 * power;
}

std::string tickText(double value, double step)
{
    if (std::abs(value) < step * 1e-9)
        return "0";
    const double size = std::max(std::abs(value), step);
    if (size >= 1e6 || step < 1e-5) {
        const double digits = std::floor(std::log10(size) + 1e-9) - std::floor(std::log10(step) + 1e-9);
        return fmt::format("{:.{}e}", value, std::clamp(static_cast<int>(digits), 0, 6));
    }
    return fmt::format("{:.{}f}", value, std::max(0, int(-std::floor(std::log10(step) + 1e-9))));
}

} // namespace

PlotAxis makeAxis(std::string title, double minimum, double maximum, std::size_t ticks)
{
    const double size = std::max(std::abs(minimum), std::abs(maximum));
    if (!(maximum - minimum > 1e-12 * size)) {
        minimum -= size > 0 ? 0.5 * size : 1;
        maximum += size > 0 ? 0.5 * size : 1;
    }
    PlotAxis axis{std::move(title), minimum, maximum, {}};
    const double step = roundStep((maximum - minimum) / static_cast<double>(std::max<std::size_t>(ticks, 1)));
    if (!std::isfinite(step) || !(step > 0))
        return axis;
    const double last = std::floor(maximum / step + 1e-9);
    for (double k = std::ceil(minimum / step - 1e-9); k <= last && axis.ticks.size() < ticks + 2; ++k)
        axis.ticks.emplace_back(k * step, tickText(k * step, step));
    return axis;
}

PlotAxis makeAxis(std::string title, const std::vector<double>& values, std::size_t ticks)
{
    double minimum = std::numeric_limits<double>::infinity(), maximum = -minimum;
    for (const double value : values) {
        if (!std::isfinite(value))
            continue;
        minimum = std::min(minimum, value);
        maximum = std::max(maximum, value);
    }
    if (minimum > maximum)
        return makeAxis(std::move(title), 0.0, 1.0, ticks);
    const double room = 0.04 * (maximum - minimum);
    return makeAxis(std::move(title), minimum - room, maximum + room, ticks);
}

} // namespace twin
