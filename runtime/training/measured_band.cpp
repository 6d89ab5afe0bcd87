// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/measured_band.h"

#include <algorithm>
#include <cmath>

namespace twin {

namespace {

std::size_t rankOf(std::size_t runs, double level)
{
    return std::max<std::size_t>(1, std::size_t(std::ceil(double(runs + 1) * level - 1e-9)));
}

/// Half widths by point, from some runs.
std::vector<double> quantiles(const std::vector<double>& truth, const std::vector<double>& mean,
                              std::size_t points, double level, const std::vector<std::size_t>& runs)
{
    std::vector<double> widths, errors;
    for (std::size_t point = 0; point < points; ++point) {
        errors.clear();
        for (const std::size_t run : runs)
            errors.push_back(std::fabs(truth[run * points + point] - mean[run * points + point]));
        const auto place = errors.begin() + std::ptrdiff_t(rankOf(errors.size(), level) - 1);
        std::nth_element(errors.begin(), place, errors.end());
        widths.push_back(*place);
    }
    return widths;
}

} // namespace

std::size_t fewestRunsForBand(double level)
{
    std::size_t half = 1;
    while (half < 1000000 && rankOf(half, level) > half)
        ++half;
    return 2 * half;
}

std::optional<BandWidths> measureBand(const std::vector<double>& truth, const std::vector<double>& mean,
                                      std::size_t points, double level, const std::vector<bool>& counts)
{
    std::vector<std::size_t> all, halves[2];
    for (std::size_t run = 0; points > 0 && run < truth.size() / points; ++run)
        if (counts.empty() || counts[run]) {
            halves[all.size() % 2].push_back(run);
            all.push_back(run);
        }
    if (all.size() < fewestRunsForBand(level))
        return std::nullopt;
    BandWidths band;
    band.halfWidth = quantiles(truth, mean, points, level, all);
    band.judging.resize(mean.size());
    for (std::size_t i = 0; i < mean.size(); ++i)
        band.judging[i] = band.halfWidth[i % points];
    for (const std::size_t half : {0, 1}) {
        const std::vector<double> others = quantiles(truth, mean, points, level, halves[1 - half]);
        for (const std::size_t run : halves[half])
            std::copy(others.begin(), others.end(), band.judging.begin() + std::ptrdiff_t(run * points));
    }
    return band;
}

} // namespace twin
