// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_jackknife.h"

#include <algorithm>
#include <cmath>

namespace twin {

namespace {

constexpr std::size_t mostPoints = 12; ///< of a series that are looked at

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

double jackknifePlusWidening(const std::vector<double>& residuals,
                             const std::vector<KeptOutPredictions>& withoutRun,
                             const KeptOutPredictions& whole, std::size_t points, double level)
{
    const std::size_t runs = withoutRun.size(), probes = whole.link.size() / points;
    double plus = 0, plain = 0;
    std::vector<double> lower, upper, ratios;
    for (std::size_t k = 0; k < std::min(points, mostPoints); ++k) {
        const std::size_t point = points <= mostPoints ? k : k * (points - 1) / (mostPoints - 1);
        for (std::size_t probe = 0; probe < probes; ++probe) {
            const std::size_t at = probe * points + point;
            lower.clear();
            upper.clear();
            ratios.clear();
            for (std::size_t run = 0; run < runs; ++run) {
                const double residual = residuals[run * points + point];
                if (residual < 0)
                    continue;
                const double half = residual * withoutRun[run].deviation[at];
                upper.push_back(withoutRun[run].link[at] - whole.link[at] + half);
                lower.push_back(whole.link[at] - withoutRun[run].link[at] + half);
                ratios.push_back(residual);
            }
            plus += (conformalQuantile(upper, runs, level) + conformalQuantile(lower, runs, level)) / 2;
            plain += conformalQuantile(ratios, runs, level) * whole.deviation[at];
        }
    }
    const double widening = plain > 0 ? plus / plain : 1;
    return std::isfinite(widening) ? std::max(1.0, widening) : 1;
}

} // namespace twin
