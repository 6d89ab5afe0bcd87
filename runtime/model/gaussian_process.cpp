// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/gaussian_process.h"

#include "model/kernels/triangle.h"

#include <algorithm>
#include <cmath>

namespace twin {

std::string_view toString(Correlation correlation)
{
    switch (correlation) {
    case Correlation::SquaredExponential:
        return "squared-exponential";
    case Correlation::Matern32:
        return "matern-3/2";
    case Correlation::Matern52:
        return "matern-5/2";
    }
    return {};
}

Result<Correlation> correlationFromString(std::string_view name, const std::string& location)
{
    for (const Correlation each :
         {Correlation::SquaredExponential, Correlation::Matern32, Correlation::Matern52})
        if (toString(each) == name)
            return each;
    return fail("model.correlation", location, "There is no correlation named \"" + std::string(name) + "\".",
                "Use \"squared-exponential\", \"matern-3/2\" or \"matern-5/2\".");
}

double coordinateFactor(Correlation correlation)
{
    switch (correlation) {
    case Correlation::SquaredExponential:
        return std::sqrt(0.5);
    case Correlation::Matern32:
        return std::sqrt(3.0);
    case Correlation::Matern52:
        return std::sqrt(5.0);
    }
    return 1;
}

Result<GaussianProcess> GaussianProcess::make(GaussianProcessParameters parameters, const double* design,
                                              std::size_t runs, std::size_t dimensions,
                                              std::vector<double> weights, const std::string& location)
{
    GaussianProcess process;
    process.m_runs = runs;
    process.m_dimensions = dimensions;
    // A multiple of every table's padding, so that both tables below can read it.
    process.m_stride = (runs + 15) / 16 * 16;
    for (const double length : parameters.lengths)
        process.m_scales.push_back(coordinateFactor(parameters.correlation) / length);
    process.m_design.assign(process.m_stride * dimensions, 0.0);
    for (std::size_t i = 0; i < runs; ++i)
        for (std::size_t c = 0; c < dimensions; ++c)
            process.m_design[c * process.m_stride + i] = design[i * dimensions + c] * process.m_scales[c];

    const KernelTable& baseline = kernelsOf(SimdLevel::Baseline);
    std::vector<double> covariance(runs * process.m_stride), inverse(runs * process.m_stride);
    std::vector<double> point(dimensions);
    for (std::size_t i = 0; i < runs; ++i) {
        for (std::size_t c = 0; c < dimensions; ++c)
            point[c] = process.m_design[c * process.m_stride + i];
        double* row = covariance.data() + i * process.m_stride;
        baseline.correlate(parameters.correlation, process.m_design.data(), i + 1, process.m_stride,
                           dimensions, point.data(), row, nullptr);
        row[i] = 1 + parameters.nugget;
    }
    TriangleWork work;
    if (!factorLower(baseline, covariance.data(), runs, process.m_stride, work))
        return fail("model.gaussian-process.singular", location,
                    "The covariance of the Gaussian process is not positive definite.",
                    "Train again with a larger least nugget, or remove runs that repeat one another.");
    invertLower(baseline, covariance.data(), runs, process.m_stride, inverse.data(), process.m_stride, work);
    process.m_triangle = packTriangle(kernels(), inverse.data(), runs, process.m_stride);
    process.m_weights = std::move(weights);
    process.m_parameters = std::move(parameters);
    return process;
}

void GaussianProcess::predict(const double* points, std::size_t rows, double* mean, double* variance,
                              Scratch& scratch) const
{
    const std::size_t panel = kernels().panelPoints;
    const std::size_t padded = kernels().paddedRows(m_runs);
    if (scratch.correlations.size() < padded)
        scratch.correlations.resize(padded);
    if (scratch.point.size() < m_dimensions * panel)
        scratch.point.resize(m_dimensions * panel);
    if (scratch.sums.size() < 2 * panel)
        scratch.sums.resize(2 * panel);
    std::size_t row = 0;
    // A panel that is filled to less than a third costs more than its points one by one.
    while (rows - row > panel / 3) {
        const std::size_t count = std::min(panel, rows - row);
        predictPanel(points + row * m_dimensions, count, mean + row, variance ? variance + row : nullptr,
                     scratch);
        row += count;
    }
    for (; row < rows; ++row)
        predictOne(points + row * m_dimensions, mean + row, variance ? variance + row : nullptr, scratch);
}

void GaussianProcess::predictOne(const double* point, double* mean, double* variance, Scratch& scratch) const
{
    const KernelTable& table = kernels();
    for (std::size_t c = 0; c < m_dimensions; ++c)
        scratch.point[c] = point[c] * m_scales[c];
    double* correlations = scratch.correlations.data();
    table.correlate(m_parameters.correlation, m_design.data(), m_runs, m_stride, m_dimensions,
                    scratch.point.data(), correlations, nullptr);
    *mean = m_parameters.trend + table.dot(m_weights.data(), correlations, m_runs);
    if (variance == nullptr)
        return;
    const double explained = table.triangleNorm(m_triangle.data(), m_runs, correlations);
    *variance = m_parameters.variance * (std::max(0.0, 1 - explained) + m_parameters.nugget);
}

void GaussianProcess::predictPanel(const double* points, std::size_t rows, double* mean, double* variance,
                                   Scratch& scratch) const
{
    const KernelTable& table = kernels();
    const std::size_t width = table.panelPoints;
    if (scratch.panel.size() < table.paddedRows(m_runs) * width)
        scratch.panel.resize(table.paddedRows(m_runs) * width);
    for (std::size_t c = 0; c < m_dimensions; ++c)
        for (std::size_t r = 0; r < width; ++r)
            scratch.point[c * width + r] = points[std::min(r, rows - 1) * m_dimensions + c] * m_scales[c];
    table.correlatePanel(m_parameters.correlation, m_design.data(), m_runs, m_stride, m_dimensions,
                         scratch.point.data(), scratch.panel.data());
    double* sums = scratch.sums.data();
    table.weightedSumPanel(m_weights.data(), m_runs, scratch.panel.data(), sums);
    for (std::size_t r = 0; r < rows; ++r)
        mean[r] = m_parameters.trend + sums[r];
    if (variance == nullptr)
        return;
    double* norms = sums + width;
    table.triangleNormPanel(m_triangle.data(), m_runs, scratch.panel.data(), norms);
    for (std::size_t r = 0; r < rows; ++r)
        variance[r] = m_parameters.variance * (std::max(0.0, 1 - norms[r]) + m_parameters.nugget);
}

} // namespace twin
