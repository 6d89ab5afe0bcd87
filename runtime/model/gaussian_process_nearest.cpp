// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/gaussian_process.h"

namespace twin {

namespace {

// With less noise than this weights are so large, and what is explained so close to 1, that the order of
// additions shows in the tenth digit.
constexpr double littleNoise = 1e-7;

} // namespace

void GaussianProcess::findAtRuns()
{
    m_atRuns.clear();
    if (!(m_parameters.nugget < littleNoise))
        return;
    std::vector<double> point(m_coordinates), correlations(m_stride);
    for (std::size_t run = 0; run < m_runs; ++run) {
        for (std::size_t c = 0; c < m_coordinates; ++c)
            point[c] = m_design[c * m_stride + run];
        kernelsOf(SimdLevel::Baseline)
            .correlate(m_parameters.correlation, m_design.data(), m_runs, m_stride, m_coordinates,
                       point.data(), correlations.data(), nullptr);
        correlations[run] = 1 + m_parameters.nugget;
        long double sum = 0;
        for (std::size_t i = 0; i < m_runs; ++i)
            sum += static_cast<long double>(m_weights[i]) * correlations[i];
        m_atRuns.push_back(static_cast<double>(sum));
    }
}

// With r the covariances of run j, R's own column: w'k = w'(k - r) + w'r, and
// 1 - k'R^-1 k = 1 - 2 k_j + r_j - (k - r)'R^-1 (k - r). The differences are small where a run is near.
void GaussianProcess::seeFromNearest(double* correlations, std::size_t step, std::size_t nearest,
                                     Scratch& scratch, double& known, double& least) const
{
    if (scratch.nearest.size() < m_stride + m_coordinates)
        scratch.nearest.resize(m_stride + m_coordinates);
    double* of = scratch.nearest.data();
    double* point = of + m_stride;
    for (std::size_t c = 0; c < m_coordinates; ++c)
        point[c] = m_design[c * m_stride + nearest];
    kernels().correlate(m_parameters.correlation, m_design.data(), m_runs, m_stride, m_coordinates, point, of,
                        nullptr);
    of[nearest] = 1 + m_parameters.nugget;
    known = m_atRuns[nearest];
    least = 2 * (1 - correlations[nearest * step]) + m_parameters.nugget;
    for (std::size_t i = 0; i < m_runs; ++i)
        correlations[i * step] -= of[i];
}

} // namespace twin
