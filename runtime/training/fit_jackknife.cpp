// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_jackknife.h"

#include <algorithm>
#include <cmath>

namespace twin {

namespace {

constexpr std::size_t mostPoints = 12; ///< of a series that are looked at

std::size_t pointAt(std::size_t k, std::size_t points)
{
    return points <= mostPoints ? k : k * (points - 1) / (mostPoints - 1);
}

} // namespace

std::vector<double> probesBetween(const RunSet& runs, std::size_t inputs, std::size_t count)
{
    std::vector<double> probes(count * inputs);
    for (std::size_t row = 0; row < count; ++row)
        for (std::size_t input = 0; input < inputs; ++input) {
            // steps by different primes lead each input through the runs in an order of its own
            constexpr std::size_t steps[] = {7919, 6011, 4987, 3001, 2003, 1009, 503, 211};
            const std::size_t run = ((row + 1) * steps[input % std::size(steps)] + 31 * input) % runs.runs;
            probes[row * inputs + input] = runs.inputs[run * inputs + input];
        }
    return probes;
}

KeptOutPredictions somePoints(const KeptOutPredictions& whole, std::size_t points)
{
    KeptOutPredictions some;
    for (std::size_t row = 0; row < whole.link.size(); row += points)
        for (std::size_t k = 0; k < std::min(points, mostPoints); ++k) {
            some.link.push_back(whole.link[row + pointAt(k, points)]);
            some.deviation.push_back(whole.deviation[row + pointAt(k, points)]);
        }
    return some;
}

double crossValidationPlusWidening(const std::vector<double>& residuals, const std::vector<std::size_t>& fold,
                                   const std::vector<KeptOutPredictions>& withoutFold,
                                   const KeptOutPredictions& whole, std::size_t points, double level)
{
    const std::size_t runs = fold.size(), seen = std::min(points, mostPoints);
    std::vector<double> lower, upper, ratios, widenings;
    for (std::size_t at = 0; at < whole.link.size(); ++at) {
        const std::size_t point = pointAt(at % seen, points);
        lower.clear();
        upper.clear();
        ratios.clear();
        for (std::size_t run = 0; run < runs; ++run) {
            const double residual = residuals[run * points + point];
            if (residual < 0)
                continue;
            const KeptOutPredictions& without = withoutFold[fold[run]];
            const double half = residual * without.deviation[at];
            upper.push_back(without.link[at] - whole.link[at] + half);
            lower.push_back(whole.link[at] - without.link[at] + half);
            ratios.push_back(residual);
        }
        const double plain = conformalQuantile(ratios, runs, level) * whole.deviation[at];
        const double plus =
            (conformalQuantile(upper, runs, level) + conformalQuantile(lower, runs, level)) / 2;
        if (plain > 0 && std::isfinite(plus))
            widenings.push_back(plus / plain);
    }
    if (widenings.empty())
        return 1;
    const auto middle = widenings.begin() + std::ptrdiff_t(widenings.size() / 2);
    std::nth_element(widenings.begin(), middle, widenings.end());
    return std::max(1.0, *middle);
}

} // namespace twin
