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

/// Half widths by point, from every `stride`-th run.
std::vector<double> quantiles(const std::vector<double>& truth, const std::vector<double>& mean,
                              std::size_t points, double level, std::size_t first, std::size_t stride)
{
    std::vector<double> widths, errors;
    for (std::size_t point = 0; point < points; ++point) {
        errors.clear();
        for (std::size_t at = first * points + point; at < truth.size(); at += stride * points)
            errors.push_back(std::fabs(truth[at] - mean[at]));
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
                                      std::size_t points, double level)
{
    if (points == 0 || truth.size() / points < fewestRunsForBand(level))
        return std::nullopt;
    BandWidths band;
    band.halfWidth = quantiles(truth, mean, points, level, 0, 1);
    const auto even = quantiles(truth, mean, points, level, 0, 2);
    const auto odd = quantiles(truth, mean, points, level, 1, 2);
    for (std::size_t i = 0; i < mean.size(); ++i)
        band.judging.push_back((i / points % 2 == 0 ? odd : even)[i % points]);
    return band;
}

} // namespace twin
