// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/gaussian_process.h"
#include "model/process_trend.h"

#include <utility>

namespace twin {

// With T the inverse factor: A = (TF)'(TF), B = T'(TF), and the errors come as T(y - F coefficients).
void GaussianProcess::solveLinearTrend(const KernelTable& factorBy, const std::vector<double>& inverse,
                                       const double* design, const std::vector<double>& ofValues,
                                       std::vector<double>& ofErrors)
{
    TrendSystem system;
    const std::size_t terms = system.terms = m_dimensions + 1;
    std::vector<double> term(m_runs, 1.0), ofTerms(terms * m_runs);
    system.weights.assign(terms * m_runs, 0.0);
    for (std::size_t t = 0; t < terms; ++t) {
        for (std::size_t i = 0; i < m_runs && t > 0; ++i)
            term[i] = design[i * m_dimensions + t - 1];
        double* of = ofTerms.data() + t * m_runs;
        double* weights = system.weights.data() + t * m_runs;
        for (std::size_t i = 0; i < m_runs; ++i) {
            const double* row = inverse.data() + i * m_stride;
            of[i] = factorBy.dot(row, term.data(), i + 1);
            for (std::size_t j = 0; j <= i; ++j)
                weights[j] += row[j] * of[i];
        }
    }
    for (std::size_t a = 0; a < terms; ++a) {
        for (std::size_t b = 0; b < terms; ++b)
            system.normal.push_back(
                factorBy.dot(ofTerms.data() + a * m_runs, ofTerms.data() + b * m_runs, m_runs));
        system.right.push_back(factorBy.dot(ofTerms.data() + a * m_runs, ofValues.data(), m_runs));
    }
    TrendSolution solution = solveTrend(system);
    for (std::size_t i = 0; i < m_runs; ++i) {
        ofErrors[i] = ofValues[i];
        for (std::size_t t = 0; t < terms; ++t)
            ofErrors[i] -= solution.coefficients[t] * ofTerms[t * m_runs + i];
    }
    m_parameters.trend = solution.coefficients.front();
    m_parameters.slopes.assign(solution.coefficients.begin() + 1, solution.coefficients.end());
    m_trendRows = std::move(solution.rows);
}

double GaussianProcess::trendAt(const double* point) const
{
    double trend = m_parameters.trend;
    for (std::size_t c = 0; c < m_parameters.slopes.size(); ++c)
        trend += m_parameters.slopes[c] * point[c];
    return trend;
}

double GaussianProcess::openTrend(const double* point, const double* correlations) const
{
    if (m_trendRows.empty())
        return 0;
    const std::size_t terms = m_dimensions + 1;
    double sum = 0;
    for (std::size_t t = 0; t < terms; ++t) {
        const double* row = m_trendRows.data() + t * (terms + m_runs);
        double open = row[0] - kernels().dot(row + terms, correlations, m_runs);
        for (std::size_t c = 0; c < m_dimensions; ++c)
            open += row[c + 1] * point[c];
        sum += open * open;
    }
    return sum;
}

void GaussianProcess::addOpenTrend(const double* points, std::size_t rows, const double* panel, double* work,
                                   double* sums) const
{
    if (m_trendRows.empty())
        return;
    const std::size_t terms = m_dimensions + 1;
    for (std::size_t t = 0; t < terms; ++t) {
        const double* row = m_trendRows.data() + t * (terms + m_runs);
        kernels().weightedSumPanel(row + terms, m_runs, panel, work);
        for (std::size_t r = 0; r < rows; ++r) {
            double open = row[0] - work[r];
            for (std::size_t c = 0; c < m_dimensions; ++c)
                open += row[c + 1] * points[r * m_dimensions + c];
            sums[r] += open * open;
        }
    }
}

} // namespace twin
