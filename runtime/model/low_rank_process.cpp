// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/low_rank_process.h"

#include "model/kernels/triangle.h"

#include <algorithm>
#include <cmath>

namespace twin {

namespace {

constexpr double share = 1e-3;     // of the mean standard deviation
constexpr double leastGap = 1e-11; // below, rounding makes up too much of a gap
constexpr std::size_t probes = 128;
constexpr double probesThatHold = 0.97;

const KernelTable& baseline()
{
    return kernelsOf(SimdLevel::Baseline);
}

/// Points in the data's box that are no runs: each coordinate is that of another run.
std::vector<double> probePoint(const LowRankProcess::Exact& exact, std::size_t index)
{
    std::vector<double> point(exact.coordinates);
    for (std::size_t c = 0; c < exact.coordinates; ++c) {
        const double part = std::fmod(double(index + 1) * 0.618033988749895 + double(c) * 0.754877666246693 +
                                          double((index + 1) * (c + 1)) * 0.569840290998053,
                                      1.0);
        point[c] = exact.design[c * exact.stride + std::size_t(part * double(exact.runs))];
    }
    return point;
}

struct Deviations
{
    double latent = 0;
    double observed = 0; ///< noise included
};

/// The means over the probes, in parts of the process's standard deviation.
Deviations meanDeviations(const LowRankProcess::Exact& exact)
{
    std::vector<double> correlations(exact.stride);
    Deviations mean;
    for (std::size_t p = 0; p < probes; ++p) {
        const std::vector<double> point = probePoint(exact, p);
        baseline().correlate(exact.correlation, exact.design, exact.runs, exact.stride, exact.coordinates,
                             point.data(), correlations.data(), nullptr);
        double explained = 0;
        for (std::size_t i = 0; i < exact.runs; ++i) {
            const double part = baseline().dot(exact.inverse + i * exact.stride, correlations.data(), i + 1);
            explained += part * part;
        }
        const double variance = std::max(0.0, 1 - explained);
        mean.latent += std::sqrt(variance) / double(probes);
        mean.observed += std::sqrt(variance + exact.nugget) / double(probes);
    }
    return mean;
}

/// w'Rw with R = K - F F': how much of the exact mean is outside the span of the features.
double energyLeft(const LowRankProcess::Exact& exact, const std::vector<double>& weights)
{
    std::vector<double> correlations(exact.stride), point(exact.coordinates);
    double energy = 0, sizes = 0;
    for (std::size_t i = 0; i < exact.runs; ++i) {
        for (std::size_t c = 0; c < exact.coordinates; ++c)
            point[c] = exact.design[c * exact.stride + i];
        baseline().correlate(exact.correlation, exact.design, exact.runs, exact.stride, exact.coordinates,
                             point.data(), correlations.data(), nullptr);
        const double part = exact.weights[i] * baseline().dot(exact.weights, correlations.data(), exact.runs);
        energy += part;
        sizes += std::fabs(part);
    }
    energy -= baseline().dot(weights.data(), weights.data(), weights.size());
    return std::max(0.0, energy) + 1e-13 * sizes; // rounding is on the safe side
}

} // namespace

std::optional<LowRankProcess> LowRankProcess::make(const Exact& exact)
{
    if (exact.runs < fewestRuns || !(exact.variance > 0))
        return std::nullopt;
    const Deviations mean = meanDeviations(exact);
    // Where the deviation is the mean one, its bound is the tolerance at this gap.
    const double root =
        std::sqrt(mean.latent * mean.latent + 2 * share * mean.observed * mean.observed) - mean.latent;
    for (const double part : {0.5, 0.05}) {
        if (part * root * root < leastGap)
            break;
        LowRankProcess made;
        made.m_correlation = exact.correlation;
        made.m_coordinates = exact.coordinates;
        made.m_sigma = std::sqrt(exact.variance);
        made.m_nugget = exact.nugget;
        made.m_tolerance = share * mean.observed * made.m_sigma;
        if (!made.pick(exact, part * root * root, exact.runs / 4))
            break;
        if (made.condition(exact) && made.holdsAtProbes(exact))
            return made;
    }
    return std::nullopt;
}

bool LowRankProcess::holdsAtProbes(const Exact& exact)
{
    m_meanScale = std::sqrt(energyLeft(exact, m_weights));
    Scratch scratch;
    std::size_t within = 0;
    for (std::size_t p = 0; p < probes; ++p) {
        double mean = 0, variance = 0, gap = 0;
        predict(probePoint(exact, p).data(), mean, variance, gap, scratch);
        within += holds(variance, gap);
    }
    return double(within) >= probesThatHold * double(probes);
}

bool LowRankProcess::pick(const Exact& exact, double largestGap, std::size_t most)
{
    const std::size_t width = (most + 15) / 16 * 16;
    m_factor.assign(exact.runs * width, 0.0);
    std::vector<double> gaps(exact.runs, 1.0), correlations(exact.stride), point(exact.coordinates);
    for (;;) {
        const std::size_t next = std::size_t(std::max_element(gaps.begin(), gaps.end()) - gaps.begin());
        if (gaps[next] <= largestGap)
            break;
        if (m_picked.size() == most)
            return false;
        const std::size_t rank = m_picked.size();
        m_picked.push_back(next);
        for (std::size_t c = 0; c < exact.coordinates; ++c)
            point[c] = exact.design[c * exact.stride + next];
        baseline().correlate(exact.correlation, exact.design, exact.runs, exact.stride, exact.coordinates,
                             point.data(), correlations.data(), nullptr);
        const double* own = m_factor.data() + next * width;
        const double pivot = std::sqrt(gaps[next]);
        for (std::size_t i = 0; i < exact.runs; ++i) {
            double* row = m_factor.data() + i * width;
            const double value =
                i == next ? pivot : (correlations[i] - baseline().dot(row, own, rank)) / pivot;
            row[rank] = value;
            gaps[i] -= value * value;
        }
        gaps[next] = 0;
    }
    m_rank = m_picked.size();
    m_stride = (m_rank + 15) / 16 * 16;
    m_design.assign(m_stride * m_coordinates, 0.0);
    for (std::size_t c = 0; c < m_coordinates; ++c)
        for (std::size_t i = 0; i < m_rank; ++i)
            m_design[c * m_stride + i] = exact.design[c * exact.stride + m_picked[i]];
    return m_rank > 0;
}

// With F the features of the runs and A the correlation matrix with its nugget, the posterior covariance of u
// is C = I - F' A^-1 F, and its factor from the last feature on backwards gives C = U' U with U lower.
bool LowRankProcess::condition(const Exact& exact)
{
    const std::size_t runs = exact.runs, width = m_factor.size() / runs;
    TriangleWork work;
    std::vector<double> lower(m_rank * m_stride, 0.0), inverse(m_rank * m_stride);
    for (std::size_t i = 0; i < m_rank; ++i)
        std::copy_n(m_factor.data() + m_picked[i] * width, i + 1, lower.data() + i * m_stride);
    invertLower(baseline(), lower.data(), m_rank, m_stride, inverse.data(), m_stride, work);
    m_toFeatures = packTriangle(kernels(), inverse.data(), m_rank, m_stride);

    m_weights.assign(m_rank, 0.0);
    for (std::size_t i = 0; i < runs; ++i)
        for (std::size_t k = 0; k < m_rank; ++k)
            m_weights[k] += exact.weights[i] * m_factor[i * width + k];

    constexpr std::size_t block = 96;
    std::vector<double> whitened(runs * m_stride, 0.0);
    for (std::size_t i = 0; i < runs; i += block) {
        const std::size_t height = std::min(block, runs - i);
        baseline().multiplyAdd(height, m_rank, i + height, 1, exact.inverse + i * exact.stride, exact.stride,
                               1, m_factor.data(), width, 1, whitened.data() + i * m_stride, m_stride,
                               work.multiply());
    }
    m_factor = {};
    std::vector<double> covariance(m_rank * m_stride, 0.0), flipped(m_rank * m_stride, 0.0);
    baseline().multiplyAdd(m_rank, m_rank, runs, -1, whitened.data(), 1, m_stride, whitened.data(), m_stride,
                           1, covariance.data(), m_stride, work.multiply());
    for (std::size_t i = 0; i < m_rank; ++i)
        for (std::size_t j = 0; j <= i; ++j)
            flipped[i * m_stride + j] =
                covariance[(m_rank - 1 - i) * m_stride + m_rank - 1 - j] + (i == j ? 1 : 0);
    if (!factorLower(baseline(), flipped.data(), m_rank, m_stride, work))
        return false;
    for (std::size_t i = 0; i < m_rank; ++i)
        for (std::size_t j = 0; j <= i; ++j)
            lower[i * m_stride + j] = flipped[(m_rank - 1 - j) * m_stride + m_rank - 1 - i];
    m_toDeviation = packTriangle(kernels(), lower.data(), m_rank, m_stride);
    return true;
}

double LowRankProcess::bound(double variance, double gap) const
{
    const double root = std::sqrt(std::max(0.0, gap));
    const double latent = std::sqrt(std::max(0.0, variance));
    const double least = std::max(0.0, latent - root);
    // sqrt(a^2 + nugget) - sqrt(b^2 + nugget) for |a - b| <= root
    const double deviation =
        root * (2 * latent + root) / (std::sqrt(variance + m_nugget) + std::sqrt(least * least + m_nugget));
    return std::max(m_sigma * deviation, m_meanScale * root);
}

void LowRankProcess::predict(const double* point, double& mean, double& variance, double& gap,
                             Scratch& scratch) const
{
    const KernelTable& table = kernels();
    const std::size_t padded = table.paddedRows(m_rank);
    if (scratch.correlations.size() < padded)
        scratch.correlations.resize(padded);
    if (scratch.features.size() < padded)
        scratch.features.resize(padded);
    double* features = scratch.features.data();
    table.correlate(m_correlation, m_design.data(), m_rank, m_stride, m_coordinates, point,
                    scratch.correlations.data(), nullptr);
    gap = 1 - table.triangleApply(m_toFeatures.data(), m_rank, scratch.correlations.data(), features);
    mean = table.dot(m_weights.data(), features, m_rank);
    variance = table.triangleNorm(m_toDeviation.data(), m_rank, features);
}

void LowRankProcess::predictPanel(const double* points, double* means, double* variances, double* gaps,
                                  Scratch& scratch) const
{
    const KernelTable& table = kernels();
    const std::size_t size = table.paddedRows(m_rank) * table.panelPoints;
    if (scratch.correlations.size() < size)
        scratch.correlations.resize(size);
    if (scratch.features.size() < size)
        scratch.features.resize(size);
    double* features = scratch.features.data();
    table.correlatePanel(m_correlation, m_design.data(), m_rank, m_stride, m_coordinates, points,
                         scratch.correlations.data());
    table.triangleApplyPanel(m_toFeatures.data(), m_rank, scratch.correlations.data(), features, gaps);
    for (std::size_t p = 0; p < table.panelPoints; ++p)
        gaps[p] = 1 - gaps[p];
    table.weightedSumPanel(m_weights.data(), m_rank, features, means);
    table.triangleNormPanel(m_toDeviation.data(), m_rank, features, variances);
}

} // namespace twin
