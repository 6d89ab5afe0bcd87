// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/gaussian_process.h"

#include "model/kernels/triangle.h"
#include "model/process_trend.h"

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

GaussianProcess::GaussianProcess(GaussianProcessParameters parameters, const double* design, std::size_t runs,
                                 std::size_t dimensions)
    : m_parameters(std::move(parameters)),
      m_runs(runs),
      m_dimensions(dimensions),
      m_coordinates(dimensions + (m_parameters.direction.empty() ? 0 : 1)),
      m_stride((runs + 15) / 16 * 16) // a multiple of every table's padding
{
    for (const double length : m_parameters.lengths)
        m_scales.push_back(coordinateFactor(m_parameters.correlation) / length);
    m_design.assign(m_stride * m_coordinates, 0.0);
    for (std::size_t i = 0; i < runs; ++i)
        scale(design + i * dimensions, m_design.data() + i, m_stride);
}

void GaussianProcess::scale(const double* point, double* scaled, std::size_t step) const
{
    for (std::size_t c = 0; c < m_dimensions; ++c)
        scaled[c * step] = point[c] * m_scales[c];
    if (m_parameters.direction.empty())
        return;
    double along = 0;
    for (std::size_t c = 0; c < m_dimensions; ++c)
        along += point[c] * m_parameters.direction[c];
    scaled[m_dimensions * step] = along * coordinateFactor(m_parameters.correlation);
}

std::vector<double> GaussianProcess::inverseFactor(const KernelTable& table) const
{
    std::vector<double> matrix(m_runs * m_stride), inverse(m_runs * m_stride), point(m_coordinates);
    for (std::size_t i = 0; i < m_runs; ++i) {
        for (std::size_t c = 0; c < m_coordinates; ++c)
            point[c] = m_design[c * m_stride + i];
        double* row = matrix.data() + i * m_stride;
        table.correlate(m_parameters.correlation, m_design.data(), i + 1, m_stride, m_coordinates,
                        point.data(), row, nullptr);
        row[i] = 1 + m_parameters.nugget;
    }
    TriangleWork work;
    if (!factorLower(table, matrix.data(), m_runs, m_stride, work))
        return {};
    invertLower(table, matrix.data(), m_runs, m_stride, inverse.data(), m_stride, work);
    return inverse;
}

static tl::unexpected<Diagnostic> singular(const std::string& location)
{
    return fail("model.gaussian-process.singular", location,
                "The covariance of the Gaussian process is not positive definite.",
                "Train again with a larger least nugget, or remove runs that repeat one another.");
}

Result<GaussianProcess> GaussianProcess::make(GaussianProcessParameters parameters, const double* design,
                                              std::size_t runs, std::size_t dimensions,
                                              std::vector<double> weights, std::vector<double> trendRows,
                                              const std::string& location)
{
    GaussianProcess process(std::move(parameters), design, runs, dimensions);
    const std::vector<double> inverse = process.inverseFactor(kernelsOf(SimdLevel::Baseline));
    if (inverse.empty())
        return singular(location);
    process.m_triangle = packTriangle(kernels(), inverse.data(), runs, process.m_stride);
    process.m_weights = std::move(weights);
    process.m_trendRows = std::move(trendRows);
    process.findAtRuns();
    process.findLowRank(inverse);
    return process;
}

Result<GaussianProcess> GaussianProcess::makeSparse(GaussianProcessParameters parameters,
                                                    const double* design, std::size_t points,
                                                    std::size_t dimensions, std::vector<double> weights,
                                                    std::vector<double> trendRows,
                                                    std::vector<double> triangle, const std::string& location)
{
    GaussianProcess process(std::move(parameters), design, points, dimensions);
    process.m_triangle = packTriangle(kernels(), triangle.data(), points, points);
    process.m_weights = std::move(weights);
    process.m_trendRows = std::move(trendRows);
    process.m_sparseTriangle = std::move(triangle);
    // At its own points a process knows most; nowhere may it know more than all.
    GaussianProcess::Scratch scratch;
    scratch.point.resize(process.m_coordinates);
    std::vector<double> correlations(kernels().paddedRows(points));
    for (std::size_t i = 0; i < points; ++i) {
        process.scale(design + i * dimensions, scratch.point.data(), 1);
        kernels().correlate(process.m_parameters.correlation, process.m_design.data(), points,
                            process.m_stride, process.m_coordinates, scratch.point.data(),
                            correlations.data(), nullptr);
        if (!(kernels().triangleNorm(process.m_triangle.data(), points, correlations.data()) < 1 + 1e-5))
            return fail("model.gaussian-process.triangle", location,
                        "The triangle of a sparse Gaussian process explains more variance than there is.",
                        "The package is damaged or was made by something else; train it again.");
    }
    return process;
}

Result<GaussianProcess> GaussianProcess::condition(GaussianProcessParameters parameters, const double* design,
                                                   std::size_t runs, std::size_t dimensions,
                                                   const double* values, const KernelTable& factorBy,
                                                   const std::string& location)
{
    GaussianProcess process(std::move(parameters), design, runs, dimensions);
    const std::vector<double> inverse = process.inverseFactor(factorBy);
    if (inverse.empty())
        return singular(location);
    const std::size_t stride = process.m_stride;
    // With T the inverse factor: the trend is (T1).(Ty) / |T1|^2, and e = T(y - trend) has variance |e|^2 /
    // n.
    std::vector<double> ofOnes(runs), ofValues(runs), ones(runs, 1.0);
    for (std::size_t i = 0; i < runs; ++i) {
        ofOnes[i] = factorBy.dot(inverse.data() + i * stride, ones.data(), i + 1);
        ofValues[i] = factorBy.dot(inverse.data() + i * stride, values, i + 1);
    }
    std::vector<double> ofErrors(runs);
    if (process.m_parameters.slopes.empty()) {
        const double trend = factorBy.dot(ofOnes.data(), ofValues.data(), runs) /
                             factorBy.dot(ofOnes.data(), ofOnes.data(), runs);
        process.m_parameters.trend = trend;
        for (std::size_t i = 0; i < runs; ++i)
            ofErrors[i] = ofValues[i] - trend * ofOnes[i];
    } else {
        process.solveLinearTrend(factorBy, inverse, design, ofValues, ofErrors);
    }
    process.m_weights.assign(runs, 0.0);
    double sum = 0;
    for (std::size_t i = 0; i < runs; ++i) {
        const double error = ofErrors[i];
        sum += error * error;
        for (std::size_t j = 0; j <= i; ++j)
            process.m_weights[j] += inverse[i * stride + j] * error;
    }
    process.m_parameters.variance = sum / double(runs);
    process.m_triangle = packTriangle(kernels(), inverse.data(), runs, stride);
    process.findAtRuns();
    process.findLowRank(inverse);
    return process;
}

void GaussianProcess::findLowRank(const std::vector<double>& inverse)
{
    if (!m_parameters.slopes.empty())
        return;
    m_lowRank = LowRankProcess::make({m_parameters.correlation, m_parameters.nugget, m_parameters.variance,
                                      m_design.data(), m_runs, m_stride, m_coordinates, m_weights.data(),
                                      inverse.data()});
}

void GaussianProcess::predict(const double* points, std::size_t rows, double* mean, double* variance,
                              Scratch& scratch, LastPoint* last) const
{
    const std::size_t panel = kernels().panelPoints;
    const std::size_t padded = kernels().paddedRows(m_runs);
    if (scratch.correlations.size() < padded)
        scratch.correlations.resize(padded);
    if (scratch.products.size() < padded)
        scratch.products.resize(padded);
    if (scratch.point.size() < m_coordinates * panel)
        scratch.point.resize(m_coordinates * panel);
    if (scratch.sums.size() < 4 * panel)
        scratch.sums.resize(4 * panel);
    if (m_lowRank && variance != nullptr)
        return predictLowRank(points, rows, mean, variance, scratch);
    std::size_t row = 0;
    // A panel that is filled to less than a third costs more than its points one by one.
    while (rows - row > panel / 3) {
        const std::size_t count = std::min(panel, rows - row);
        predictPanel(points + row * m_dimensions, count, mean + row, variance ? variance + row : nullptr,
                     scratch);
        row += count;
    }
    for (; row < rows; ++row)
        predictOne(points + row * m_dimensions, mean + row, variance ? variance + row : nullptr, scratch,
                   rows == 1 ? last : nullptr);
}

void GaussianProcess::predictOne(const double* point, double* mean, double* variance, Scratch& scratch,
                                 LastPoint* last) const
{
    const KernelTable& table = kernels();
    scale(point, scratch.point.data(), 1);
    double* correlations = scratch.correlations.data();
    if (last != nullptr)
        correlateMoved(point, scratch, *last);
    else
        table.correlate(m_parameters.correlation, m_design.data(), m_runs, m_stride, m_coordinates,
                        scratch.point.data(), correlations, nullptr);
    const double open = variance != nullptr ? openTrend(point, correlations) : 0;
    double known = 0, least = 1;
    if (!m_atRuns.empty())
        seeFromNearest(correlations, 1,
                       std::size_t(std::max_element(correlations, correlations + m_runs) - correlations),
                       scratch, known, least);
    *mean = trendAt(point) + known + table.dot(m_weights.data(), correlations, m_runs);
    if (variance == nullptr)
        return;
    const double explained = table.triangleApply(m_triangle.data(), m_runs, correlations,
                                                 scratch.products.data(), scratch.fromEnd);
    scratch.fromEnd = !scratch.fromEnd;
    *variance = m_parameters.variance * (std::max(0.0, least - explained) + open + m_parameters.nugget);
}

void GaussianProcess::predictLowRank(const double* points, std::size_t rows, double* mean, double* variance,
                                     Scratch& scratch) const
{
    const std::size_t width = kernels().panelPoints;
    if (scratch.lowRank.sums.size() < 3 * width)
        scratch.lowRank.sums.resize(3 * width);
    double* means = scratch.lowRank.sums.data();
    double* variances = means + width;
    double* gaps = variances + width;
    for (std::size_t row = 0; row < rows;) {
        const double* at = points + row * m_dimensions;
        const std::size_t count = rows - row > width / 3 ? std::min(width, rows - row) : 1;
        if (count == 1) {
            scale(at, scratch.point.data(), 1);
            m_lowRank->predict(scratch.point.data(), *means, *variances, *gaps, scratch.lowRank);
        } else {
            for (std::size_t r = 0; r < width; ++r)
                scale(at + std::min(r, count - 1) * m_dimensions, scratch.point.data() + r, width);
            m_lowRank->predictPanel(scratch.point.data(), means, variances, gaps, scratch.lowRank);
        }
        for (std::size_t r = 0; r < count; ++r, ++row) {
            if (m_lowRank->holds(variances[r], gaps[r])) {
                mean[row] = m_parameters.trend + means[r];
                variance[row] = m_parameters.variance * (variances[r] + m_parameters.nugget);
            } else {
                predictOne(points + row * m_dimensions, mean + row, variance + row, scratch, nullptr);
            }
        }
    }
}

void GaussianProcess::correlateMoved(const double* point, Scratch& scratch, LastPoint& last) const
{
    const KernelTable& table = kernels();
    const double* scaled = scratch.point.data();
    std::size_t moved = 0, moving = last.moving;
    if (last.point.size() != m_dimensions) {
        moved = m_dimensions;
        last.point.resize(m_dimensions);
    } else {
        for (std::size_t c = 0; c < m_dimensions; ++c)
            if (point[c] != last.point[c]) {
                ++moved;
                moving = c;
            }
    }
    std::copy_n(point, m_dimensions, last.point.data());
    if (moved > 1) {
        last.hasRest = false;
        table.correlate(m_parameters.correlation, m_design.data(), m_runs, m_stride, m_coordinates, scaled,
                        scratch.correlations.data(), nullptr);
        return;
    }
    if (!last.hasRest || moving != last.moving) {
        last.rest.assign(m_stride, 0.0);
        for (std::size_t c = 0; c < m_dimensions; ++c)
            if (c != moving)
                table.addSquares(m_design.data() + c * m_stride, m_runs, scaled[c], last.rest.data());
        last.moving = moving;
        last.hasRest = true;
    }
    const bool slanted = m_coordinates > m_dimensions;
    table.correlateMoved(m_parameters.correlation, last.rest.data(), m_runs,
                         m_design.data() + moving * m_stride, scaled[moving],
                         slanted ? m_design.data() + m_dimensions * m_stride : nullptr,
                         slanted ? scaled[m_dimensions] : 0, scratch.correlations.data());
}

void GaussianProcess::predictPanel(const double* points, std::size_t rows, double* mean, double* variance,
                                   Scratch& scratch) const
{
    const KernelTable& table = kernels();
    const std::size_t width = table.panelPoints;
    if (scratch.panel.size() < table.paddedRows(m_runs) * width)
        scratch.panel.resize(table.paddedRows(m_runs) * width);
    for (std::size_t r = 0; r < width; ++r)
        scale(points + std::min(r, rows - 1) * m_dimensions, scratch.point.data() + r, width);
    table.correlatePanel(m_parameters.correlation, m_design.data(), m_runs, m_stride, m_coordinates,
                         scratch.point.data(), scratch.panel.data());
    double* sums = scratch.sums.data();
    double* norms = sums + width;
    double* open = norms + width;
    double* least = open + width;
    std::fill_n(open, width, m_parameters.nugget);
    if (variance != nullptr)
        addOpenTrend(points, rows, scratch.panel.data(), norms, open);
    std::fill_n(least, width, 1.0);
    std::fill_n(mean, rows, 0.0);
    if (!m_atRuns.empty())
        for (std::size_t r = 0; r < rows; ++r) {
            double* own = scratch.panel.data() + r;
            std::size_t nearest = 0;
            for (std::size_t i = 1; i < m_runs; ++i)
                nearest = own[i * width] > own[nearest * width] ? i : nearest;
            seeFromNearest(own, width, nearest, scratch, mean[r], least[r]);
        }
    table.weightedSumPanel(m_weights.data(), m_runs, scratch.panel.data(), sums);
    for (std::size_t r = 0; r < rows; ++r)
        mean[r] += trendAt(points + r * m_dimensions) + sums[r];
    if (variance == nullptr)
        return;
    table.triangleNormPanel(m_triangle.data(), m_runs, scratch.panel.data(), norms);
    for (std::size_t r = 0; r < rows; ++r)
        variance[r] = m_parameters.variance * (std::max(0.0, least[r] - norms[r]) + open[r]);
}

} // namespace twin
