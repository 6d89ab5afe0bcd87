// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_likelihood.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace twin {

ProcessLikelihood::ProcessLikelihood(const double* design, std::size_t runs, std::size_t dimensions,
                                     const double* values)
    : m_source(design),
      m_values(values),
      m_runs(runs),
      m_dimensions(dimensions),
      m_coordinates(dimensions),
      m_stride((runs + 15) / 16 * 16),
      m_kernels(kernels()),
      m_design(m_stride * (dimensions + 1)),
      m_matrix(runs * m_stride),
      m_slopes(runs * m_stride),
      m_inverseFactor(runs * m_stride),
      m_inverse(runs * m_stride),
      m_point(dimensions + 1),
      m_ofOnes(runs),
      m_ofValues(runs),
      m_weights(runs),
      m_ones(runs, 1.0)
{}

bool ProcessLikelihood::factor(Correlation correlation, const std::vector<double>& theta, bool slopes)
{
    for (std::size_t c = 0; c < m_dimensions; ++c) {
        const double scale = coordinateFactor(correlation) * std::exp(-theta[c]);
        for (std::size_t i = 0; i < m_runs; ++i)
            m_design[c * m_stride + i] = m_source[i * m_dimensions + c] * scale;
    }
    m_coordinates = m_dimensions + (theta.size() > m_dimensions + 1 ? 1 : 0);
    if (m_coordinates > m_dimensions)
        for (std::size_t i = 0; i < m_runs; ++i) {
            double along = 0;
            for (std::size_t c = 0; c < m_dimensions; ++c)
                along += m_source[i * m_dimensions + c] * theta[m_dimensions + c];
            m_design[m_dimensions * m_stride + i] = along * coordinateFactor(correlation);
        }
    const double nugget = std::exp(theta.back());
    for (std::size_t i = 0; i < m_runs; ++i) {
        for (std::size_t c = 0; c < m_coordinates; ++c)
            m_point[c] = m_design[c * m_stride + i];
        double* row = m_matrix.data() + i * m_stride;
        m_kernels.correlate(correlation, m_design.data(), i + 1, m_stride, m_coordinates, m_point.data(), row,
                            slopes ? m_slopes.data() + i * m_stride : nullptr);
        row[i] = 1 + nugget;
    }
    if (!factorLower(m_kernels, m_matrix.data(), m_runs, m_stride, m_work))
        return false;
    invertLower(m_kernels, m_matrix.data(), m_runs, m_stride, m_inverseFactor.data(), m_stride, m_work);
    return true;
}

double ProcessLikelihood::evaluate(Correlation correlation, const std::vector<double>& theta,
                                   std::vector<double>* gradient)
{
    if (!factor(correlation, theta, gradient != nullptr))
        return std::numeric_limits<double>::infinity();
    const double n = double(m_runs);
    double logDeterminant = 0;
    for (std::size_t i = 0; i < m_runs; ++i) {
        const double* row = m_inverseFactor.data() + i * m_stride;
        logDeterminant -= 2 * std::log(row[i]);
        m_ofOnes[i] = m_kernels.dot(row, m_ones.data(), i + 1);
        m_ofValues[i] = m_kernels.dot(row, m_values, i + 1);
    }
    const double trend = m_kernels.dot(m_ofOnes.data(), m_ofValues.data(), m_runs) /
                         m_kernels.dot(m_ofOnes.data(), m_ofOnes.data(), m_runs);
    double sum = 0;
    for (std::size_t i = 0; i < m_runs; ++i) {
        m_ofValues[i] -= trend * m_ofOnes[i];
        sum += m_ofValues[i] * m_ofValues[i];
    }
    const double variance = sum / n;
    if (!(variance > 0))
        return std::numeric_limits<double>::infinity();
    const double value = 0.5 * (n * std::log(2 * std::numbers::pi * variance) + logDeterminant + n);
    if (gradient == nullptr)
        return value;

    std::fill(m_weights.begin(), m_weights.end(), 0.0);
    for (std::size_t i = 0; i < m_runs; ++i) {
        const double* row = m_inverseFactor.data() + i * m_stride;
        const double factor = m_ofValues[i];
        for (std::size_t j = 0; j <= i; ++j)
            m_weights[j] += row[j] * factor;
    }
    transposeTimesLower(m_kernels, m_inverseFactor.data(), m_runs, m_stride, m_inverse.data(), m_stride,
                        m_work);

    // -d(log likelihood)/d theta = -1/2 tr((w w' / variance - R^-1) dR/d theta)
    const bool directed = m_coordinates > m_dimensions;
    std::vector<double> sums(m_coordinates, 0.0), products(m_coordinates, 0.0);
    double diagonal = 0;
    for (std::size_t i = 0; i < m_runs; ++i) {
        for (std::size_t c = 0; c < m_coordinates; ++c)
            m_point[c] = m_design[c * m_stride + i];
        const double scaled = m_weights[i] / variance;
        m_kernels.gradientRow(m_design.data(), i, m_stride, m_coordinates, m_point.data(),
                              m_slopes.data() + i * m_stride, m_inverse.data() + i * m_stride,
                              m_weights.data(), scaled, sums.data(), directed ? products.data() : nullptr);
        diagonal += m_weights[i] * scaled - m_inverse[i * m_stride + i];
    }
    gradient->assign(theta.size(), 0.0);
    for (std::size_t c = 0; c < m_dimensions; ++c)
        (*gradient)[c] = -sums[c];
    // The products are in coordinates that are divided by their lengths; the direction's coefficients are
    // not.
    if (directed)
        for (std::size_t c = 0; c < m_dimensions; ++c)
            (*gradient)[m_dimensions + c] = products[c] * std::exp(theta[c]);
    gradient->back() = -0.5 * diagonal * std::exp(theta.back());
    return value;
}

} // namespace twin
