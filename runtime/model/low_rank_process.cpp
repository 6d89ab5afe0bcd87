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
constexpr double gapMargin = 3;         // between the probes gaps are larger than at them
constexpr double probesThatHold = 0.97; // where more runs are not to be had

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

/// What the exact process says at the probes.
struct Probes
{
    std::vector<double> variances; ///< in parts of the process's
    double meanDeviation = 0;      ///< of a new observation, in parts of the process's
};

Probes probe(const LowRankProcess::Exact& exact)
{
    std::vector<double> correlations(exact.stride);
    Probes found;
    for (std::size_t p = 0; p < probes; ++p) {
        const std::vector<double> point = probePoint(exact, p);
        baseline().correlate(exact.correlation, exact.design, exact.runs, exact.stride, exact.coordinates,
                             point.data(), correlations.data(), nullptr);
        double explained = 0;
        for (std::size_t i = 0; i < exact.runs; ++i) {
            const double part = baseline().dot(exact.inverse + i * exact.stride, correlations.data(), i + 1);
            explained += part * part;
        }
        found.variances.push_back(std::max(0.0, 1 - explained));
        found.meanDeviation += std::sqrt(found.variances.back() + exact.nugget) / double(probes);
    }
    return found;
}

/// The runs and the probes after them, by coordinate.
struct Design
{
    explicit Design(const LowRankProcess::Exact& exact)
        : rows(exact.runs + probes),
          stride((rows + 15) / 16 * 16),
          coordinates(exact.coordinates),
          values(stride * coordinates, 0.0)
    {
        for (std::size_t c = 0; c < coordinates; ++c)
            std::copy_n(exact.design + c * exact.stride, exact.runs, values.data() + c * stride);
        for (std::size_t p = 0; p < probes; ++p) {
            const std::vector<double> point = probePoint(exact, p);
            for (std::size_t c = 0; c < coordinates; ++c)
                values[c * stride + exact.runs + p] = point[c];
        }
    }
    void correlate(Correlation correlation, std::size_t row, double* out) const
    {
        std::vector<double> point(coordinates);
        for (std::size_t c = 0; c < coordinates; ++c)
            point[c] = values[c * stride + row];
        baseline().correlate(correlation, values.data(), rows, stride, coordinates, point.data(), out,
                             nullptr);
    }
    std::size_t rows, stride, coordinates;
    std::vector<double> values;
};

/// w'Kw, and what rounding may make of it.
struct Energy
{
    Energy(const LowRankProcess::Exact& exact, const Design& design)
    {
        std::vector<double> correlations(design.stride);
        for (std::size_t i = 0; i < exact.runs; ++i) {
            design.correlate(exact.correlation, i, correlations.data());
            const double part =
                exact.weights[i] * baseline().dot(exact.weights, correlations.data(), exact.runs);
            sum += part;
            rounding += 1e-13 * std::fabs(part);
        }
    }
    double sum = 0, rounding = 0;
};

} // namespace

std::optional<LowRankProcess> LowRankProcess::make(const Exact& exact)
{
    if (exact.runs < fewestRuns || !(exact.variance > 0))
        return std::nullopt;
    const Probes found = probe(exact);
    LowRankProcess made;
    made.m_correlation = exact.correlation;
    made.m_coordinates = exact.coordinates;
    made.m_sigma = std::sqrt(exact.variance);
    made.m_nugget = exact.nugget;
    made.m_tolerance = share * found.meanDeviation * made.m_sigma;
    if (!made.pick(exact, found.variances) || !made.condition(exact) || !made.holdsAtProbes(exact))
        return std::nullopt;
    return made;
}

bool LowRankProcess::holdsAtProbes(const Exact& exact) const
{
    Scratch scratch;
    std::size_t within = 0;
    for (std::size_t p = 0; p < probes; ++p) {
        double mean = 0, variance = 0, gap = 0;
        predict(probePoint(exact, p).data(), mean, variance, gap, scratch);
        within += holds(variance, gap);
    }
    return double(within) >= probesThatHold * double(probes);
}

// The probes are rows of the factor like the runs, and never picked: what the bound is at them is known all
// the way.
bool LowRankProcess::pick(const Exact& exact, const std::vector<double>& variances)
{
    const std::size_t most = exact.runs / 4, width = (most + 15) / 16 * 16;
    const Design design(exact);
    const Energy energy(exact, design);
    m_factor.assign(design.rows * width, 0.0);
    std::vector<double> gaps(design.rows, 1.0), correlations(design.stride);
    double left = energy.sum;
    const auto within = [&](double margin) {
        std::size_t count = 0;
        m_meanScale = std::sqrt(std::max(0.0, left) + energy.rounding);
        for (std::size_t p = 0; p < probes; ++p)
            count += holds(variances[p], margin * gaps[exact.runs + p]);
        return count;
    };
    while (m_picked.size() % 8 != 0 || within(gapMargin) < probes) {
        const auto largest = std::max_element(gaps.begin(), gaps.begin() + std::ptrdiff_t(exact.runs));
        const std::size_t next = std::size_t(largest - gaps.begin()), rank = m_picked.size();
        if (rank == most || *largest < leastGap) {
            if (double(within(1)) < probesThatHold * double(probes))
                return false;
            break;
        }
        m_picked.push_back(next);
        design.correlate(exact.correlation, next, correlations.data());
        const double* own = m_factor.data() + next * width;
        const double pivot = std::sqrt(*largest);
        double weight = 0;
        for (std::size_t i = 0; i < design.rows; ++i) {
            double* row = m_factor.data() + i * width;
            const double value =
                i == next ? pivot : (correlations[i] - baseline().dot(row, own, rank)) / pivot;
            row[rank] = value;
            gaps[i] -= value * value;
            weight += i < exact.runs ? exact.weights[i] * value : 0;
        }
        gaps[next] = 0;
        m_weights.push_back(weight);
        left -= weight * weight;
    }
    m_rank = m_picked.size();
    m_stride = (m_rank + 15) / 16 * 16;
    m_design.assign(m_stride * m_coordinates, 0.0);
    for (std::size_t c = 0; c < m_coordinates; ++c)
        for (std::size_t i = 0; i < m_rank; ++i)
            m_design[c * m_stride + i] = exact.design[c * exact.stride + m_picked[i]];
    return m_rank > 0;
}

bool LowRankProcess::condition(const Exact& exact)
{
    const std::size_t runs = exact.runs, width = m_factor.size() / (runs + probes);
    TriangleWork work;
    std::vector<double> lower(m_rank * m_stride, 0.0), inverse(m_rank * m_stride);
    for (std::size_t i = 0; i < m_rank; ++i)
        std::copy_n(m_factor.data() + m_picked[i] * width, i + 1, lower.data() + i * m_stride);
    invertLower(baseline(), lower.data(), m_rank, m_stride, inverse.data(), m_stride, work);
    m_toFeatures = packTriangle(kernels(), inverse.data(), m_rank, m_stride);

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
    gap = 1 - table.triangleApply(m_toFeatures.data(), m_rank, scratch.correlations.data(), features, false);
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
