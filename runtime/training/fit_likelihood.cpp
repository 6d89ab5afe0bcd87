// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_likelihood.h"

#include "model/process_trend.h"

#include <Eigen/Dense>
#include <atomic>
#include <cmath>
#include <limits>
#include <numbers>

namespace twin {

namespace {

std::size_t termsOf(Trend trend, std::size_t dimensions)
{
    return trend == Trend::Linear ? dimensions + 1 : 1;
}

/// The values without their least-squares trend (generalised least squares then loses no digits to it), then
/// the trend's terms, each a row of `runs`.
std::vector<double> rowsBelow(const double* design, std::size_t runs, std::size_t dimensions,
                              const double* values, std::size_t terms)
{
    Eigen::MatrixXd rows(Eigen::Index(runs), Eigen::Index(terms) + 1);
    for (std::size_t i = 0; i < runs; ++i) {
        rows(Eigen::Index(i), 0) = values[i];
        rows(Eigen::Index(i), 1) = 1;
        for (std::size_t c = 0; c + 1 < terms; ++c)
            rows(Eigen::Index(i), Eigen::Index(c) + 2) = design[i * dimensions + c];
    }
    const auto trend = rows.rightCols(Eigen::Index(terms));
    const Eigen::VectorXd fit = trend.colPivHouseholderQr().solve(rows.col(0));
    rows.col(0) -= trend * fit;
    return {rows.data(), rows.data() + rows.size()};
}

} // namespace

ProcessLikelihood::ProcessLikelihood(const double* design, std::size_t runs, std::size_t dimensions,
                                     const double* values, FitTeam& team, Trend trend)
    : m_source(design),
      m_runs(runs),
      m_dimensions(dimensions),
      m_kernels(kernels()),
      m_team(team),
      m_sweep(m_kernels, runs, termsOf(trend, dimensions) + 1),
      m_trendTerms(termsOf(trend, dimensions)),
      m_below(rowsBelow(design, runs, dimensions, values, m_trendTerms))
{
    m_stride = m_sweep.paddedSize();
    m_design.resize(m_stride * (dimensions + 1));
    m_weights.resize(m_stride);
    m_coefficients.resize(m_trendTerms);
}

void ProcessLikelihood::scaleDesign(Correlation correlation, const std::vector<double>& theta)
{
    for (std::size_t c = 0; c < m_dimensions; ++c) {
        const double scale = coordinateFactor(correlation) * std::exp(-theta[c]);
        for (std::size_t i = 0; i < m_runs; ++i)
            m_design[c * m_stride + i] = m_source[i * m_dimensions + c] * scale;
    }
    m_coordinates = m_dimensions + (theta.size() > m_dimensions + 1 ? 1 : 0);
    if (m_coordinates == m_dimensions)
        return;
    for (std::size_t i = 0; i < m_runs; ++i) {
        double along = 0;
        for (std::size_t c = 0; c < m_dimensions; ++c)
            along += m_source[i * m_dimensions + c] * theta[m_dimensions + c];
        m_design[m_dimensions * m_stride + i] = along * coordinateFactor(correlation);
    }
}

void ProcessLikelihood::fillStrip(std::size_t index, Correlation correlation, double nugget, bool slopes)
{
    const std::size_t width = m_sweep.width(), first = index * width;
    double* strip = m_sweep.strip(index);
    m_kernels.correlateStrip(correlation, m_design.data(), first, m_runs, m_stride, m_coordinates, strip,
                             slopes ? m_slopes.data() + m_sweep.offset(index) : nullptr);
    for (std::size_t i = 0; i < width; ++i)
        strip[i * width + i] = 1 + nugget;
    double* below = m_sweep.below(index);
    for (std::size_t r = 0; r < m_trendTerms + 1; ++r)
        for (std::size_t j = 0; j < width; ++j)
            below[r * width + j] = first + j < m_runs ? m_below[r * m_runs + first + j] : 0;
    m_sweep.pad(index);
}

bool ProcessLikelihood::solveTrend()
{
    const std::size_t terms = m_trendTerms;
    TrendSystem system;
    system.terms = terms;
    for (std::size_t i = 0; i < terms; ++i) {
        system.right.push_back(m_sweep.corner(i + 1, 0));
        for (std::size_t j = 0; j < terms; ++j)
            system.normal.push_back(m_sweep.corner(i + 1, j + 1));
    }
    TrendSolution solution = twin::solveTrend(system);
    m_coefficients = std::move(solution.coefficients);
    m_inverseRoot = std::move(solution.rows);
    double values = m_sweep.corner(0, 0);
    for (std::size_t i = 0; i < terms; ++i)
        values -= m_coefficients[i] * system.right[i];
    m_variance = values / double(m_runs);
    return m_variance > 0 && std::isfinite(m_variance);
}

void ProcessLikelihood::addGradient(std::size_t index, double* sums)
{
    m_kernels.gradientStrip(m_design.data(), index * m_sweep.width(), m_runs, m_stride, m_coordinates,
                            m_slopes.data() + m_sweep.offset(index), m_sweep.strip(index), m_weights.data(),
                            1 / m_variance, sums,
                            m_coordinates > m_dimensions ? sums + m_coordinates : nullptr);
}

double ProcessLikelihood::leaveOneOutError()
{
    const std::size_t width = m_sweep.width();
    double sum = 0;
    for (std::size_t i = 0; i < m_runs; ++i) {
        // The diagonal of R^-1 - B A^-1 B^T; the sweep leaves the first negative.
        double diagonal = -m_sweep.strip(i / width)[i % width * width + i % width];
        const double* ofTerms = m_sweep.below(i / width) + i % width;
        for (std::size_t row = 0; row < m_trendTerms; ++row) {
            double open = 0;
            for (std::size_t term = 0; term < m_trendTerms; ++term)
                open += m_inverseRoot[row * m_trendTerms + term] * ofTerms[(term + 1) * width];
            diagonal -= open * open;
        }
        const double error = m_weights[i] / diagonal;
        sum += error * error;
    }
    return sum / double(m_runs);
}

double ProcessLikelihood::evaluate(Correlation correlation, const std::vector<double>& theta,
                                   std::vector<double>* gradient)
{
    scaleDesign(correlation, theta);
    const double nugget = std::exp(theta.back());
    if (gradient != nullptr && m_slopes.empty())
        m_slopes.resize(m_sweep.stripLength());
    const std::size_t strips = m_sweep.strips(), width = m_sweep.width();
    const std::size_t members = m_team.members(), sumCount = 2 * m_coordinates;
    // Of each member its own cache lines.
    const std::size_t apart = (sumCount + 15) / 8 * 8;
    std::vector<double> sums(members * apart, 0.0);
    std::atomic<std::size_t> filled{0}, added{0};
    double value = std::numeric_limits<double>::infinity();
    double diagonal = 0;
    bool solved = false;
    m_team.run([&](std::size_t member) {
        for (std::size_t index; (index = filled++) < strips;)
            fillStrip(index, correlation, nugget, gradient != nullptr);
        m_team.meet();
        if (!m_sweep.sweep(gradient != nullptr, m_team, member))
            return;
        if (member == 0 && (solved = solveTrend())) {
            const double n = double(m_runs);
            value = 0.5 * (n * std::log(2 * std::numbers::pi * m_variance) + m_sweep.logDeterminant() + n);
        }
        if (gradient == nullptr)
            return;
        if (member == 0 && solved)
            for (std::size_t i = 0; i < m_runs; ++i) {
                const double* column = m_sweep.below(i / width) + i % width;
                m_weights[i] = column[0];
                for (std::size_t term = 0; term < m_trendTerms; ++term)
                    m_weights[i] -= m_coefficients[term] * column[(term + 1) * width];
                diagonal += m_weights[i] * m_weights[i] / m_variance +
                            m_sweep.strip(i / width)[i % width * width + i % width];
            }
        m_team.meet();
        if (!solved)
            return;
        for (std::size_t index; (index = added++) < strips;)
            addGradient(index, sums.data() + member * apart);
    });
    if (gradient == nullptr || !solved)
        return value;

    // -d(log likelihood)/d theta = -1/2 tr((w w' / variance - R^-1) dR/d theta)
    for (std::size_t member = 1; member < members; ++member)
        for (std::size_t i = 0; i < sumCount; ++i)
            sums[i] += sums[member * apart + i];
    gradient->assign(theta.size(), 0.0);
    for (std::size_t c = 0; c < m_dimensions; ++c)
        (*gradient)[c] = -sums[c];
    // The products are in coordinates that are divided by their lengths; the direction's coefficients are
    // not.
    if (m_coordinates > m_dimensions)
        for (std::size_t c = 0; c < m_dimensions; ++c)
            (*gradient)[m_dimensions + c] = sums[m_coordinates + c] * std::exp(theta[c]);
    gradient->back() = -0.5 * diagonal * nugget;
    return value;
}

} // namespace twin
