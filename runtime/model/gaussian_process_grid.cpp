// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/gaussian_process.h"
#include "model/kernels/aligned_vector.h"

#include <algorithm>

namespace twin {

namespace {

/// Values of an axis, scaled, their number rounded up to a multiple of `step` with the last one repeated.
std::vector<double> paddedValues(std::span<const double> values, double scale, std::size_t step)
{
    std::vector<double> padded((values.size() + step - 1) / step * step);
    for (std::size_t i = 0; i < padded.size(); ++i)
        padded[i] = values[std::min(i, values.size() - 1)] * scale;
    return padded;
}

} // namespace

void GaussianProcess::predictGrid(const double* point, const GridAxis& first, const GridAxis& second,
                                  double* mean, Scratch& scratch) const
{
    if (first.values.empty() || second.values.empty())
        return;
    if (!m_parameters.direction.empty()) {
        gridByRows(point, first, second, mean, scratch);
        return;
    }
    const KernelTable& table = kernels();
    std::vector<double> rest(m_stride, 0.0);
    for (std::size_t c = 0; c < m_dimensions; ++c)
        if (c != first.index && c != second.index)
            table.addSquares(m_design.data() + c * m_stride, m_runs, point[c] * m_scales[c], rest.data());
    if (m_parameters.correlation == Correlation::SquaredExponential)
        gridByTables(rest, first, second, mean);
    else
        gridByDistances(rest, first, second, mean);
    if (!m_parameters.slopes.empty())
        addPlane(point, first, second, mean);
}

void GaussianProcess::addPlane(const double* point, const GridAxis& first, const GridAxis& second,
                               double* mean) const
{
    const std::vector<double>& slopes = m_parameters.slopes;
    double rest = 0;
    for (std::size_t c = 0; c < m_dimensions; ++c)
        rest += c != first.index && c != second.index ? slopes[c] * point[c] : 0;
    for (std::size_t i = 0; i < first.values.size(); ++i)
        for (std::size_t j = 0; j < second.values.size(); ++j)
            mean[i * second.values.size() + j] +=
                rest + slopes[first.index] * first.values[i] + slopes[second.index] * second.values[j];
}

// exp(-(a + b + rest)) is exp(-a) exp(-b) exp(-rest): the sum over the runs is a product of two matrices.
void GaussianProcess::gridByTables(const std::vector<double>& rest, const GridAxis& first,
                                   const GridAxis& second, double* mean) const
{
    const KernelTable& table = kernels();
    const std::vector<double> a = paddedValues(first.values, m_scales[first.index], table.panelPoints);
    const std::vector<double> b = paddedValues(second.values, m_scales[second.index], table.panelPoints);
    ScratchMemory leftMemory, rightMemory, work;
    double* left = leftMemory.atLeast(m_runs * a.size());
    double* right = rightMemory.atLeast(m_runs * b.size());
    const std::vector<double> nothing(m_runs, 0.0), ones(m_runs, 1.0);
    table.exponentialTable(m_design.data() + first.index * m_stride, m_runs, a.data(), a.size(), rest.data(),
                           m_weights.data(), left);
    table.exponentialTable(m_design.data() + second.index * m_stride, m_runs, b.data(), b.size(),
                           nothing.data(), ones.data(), right);
    std::fill_n(mean, first.values.size() * second.values.size(), m_parameters.trend);
    table.multiplyAdd(first.values.size(), second.values.size(), m_runs, 1, left, 1, a.size(), right,
                      b.size(), 1, mean, second.values.size(), work.atLeast(multiplyWork));
}

void GaussianProcess::gridByDistances(const std::vector<double>& rest, const GridAxis& first,
                                      const GridAxis& second, double* mean) const
{
    const KernelTable& table = kernels();
    const std::vector<double> b = paddedValues(second.values, m_scales[second.index], table.panelPoints);
    std::vector<double> squares(m_runs * b.size()), own(m_stride), sums(b.size());
    table.squaresTable(m_design.data() + second.index * m_stride, m_runs, b.data(), b.size(), squares.data());
    for (std::size_t i = 0; i < first.values.size(); ++i) {
        own = rest;
        table.addSquares(m_design.data() + first.index * m_stride, m_runs,
                         first.values[i] * m_scales[first.index], own.data());
        table.radialSums(m_parameters.correlation, own.data(), m_weights.data(), m_runs, squares.data(),
                         b.size(), sums.data());
        for (std::size_t j = 0; j < second.values.size(); ++j)
            mean[i * second.values.size() + j] = m_parameters.trend + sums[j];
    }
}

// Along a slanted direction both axes move every distance.
void GaussianProcess::gridByRows(const double* point, const GridAxis& first, const GridAxis& second,
                                 double* mean, Scratch& scratch) const
{
    const std::size_t across = second.values.size();
    std::vector<double> row(across * m_dimensions);
    for (std::size_t j = 0; j < across; ++j) {
        std::copy_n(point, m_dimensions, row.data() + j * m_dimensions);
        row[j * m_dimensions + second.index] = second.values[j];
    }
    for (std::size_t i = 0; i < first.values.size(); ++i) {
        for (std::size_t j = 0; j < across; ++j)
            row[j * m_dimensions + first.index] = first.values[i];
        predict(row.data(), across, mean + i * across, nullptr, scratch);
    }
}

} // namespace twin
