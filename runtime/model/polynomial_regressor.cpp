// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/polynomial_regressor.h"

#include "model/kernels/aligned_vector.h"
#include "model/kernels/triangle.h"

#include <algorithm>
#include <cmath>

namespace twin {

class PolynomialInstance : public RegressorInstance
{
  public:
    explicit PolynomialInstance(const PolynomialRegressor& regressor)
        : m_regressor(regressor), m_kernels(kernels())
    {
        const std::size_t widest = std::max(m_kernels.sumPoints, m_kernels.panelPoints);
        m_columns.resize(regressor.m_coordinates * widest);
        m_table.resize(regressor.m_factors.rows() * widest);
        m_stack.resize(regressor.m_depth * m_kernels.sumPoints);
        m_sums.resize(widest);
        m_panel.resize(regressor.m_rows * m_kernels.panelPoints);
    }

    void predict(const double* points, std::size_t rows, double* means, double* variances) override
    {
        predictMeans(points, rows, means);
        if (variances == nullptr)
            return;
        for (std::size_t part = 0; part < m_regressor.m_parts.size(); ++part)
            predictVariances(part, points, rows, variances);
    }

  private:
    void predictMeans(const double* points, std::size_t rows, double* means)
    {
        const std::size_t width = m_kernels.sumPoints;
        for (std::size_t row = 0; row < rows;) {
            // A few points cost less one by one than a panel that they do not fill.
            const bool panel = rows - row > width / 8;
            const std::size_t count = panel ? std::min(width, rows - row) : 1;
            evaluateFactors(points, row, count, panel ? width : 1);
            for (std::size_t p = 0; p < m_regressor.m_parts.size(); ++p) {
                const auto& values = m_regressor.m_parts[p].values;
                for (std::size_t v = 0; v < values.size(); ++v) {
                    const SumProgram& sum = m_regressor.m_programs[p].sums[v];
                    double* to = means + values[v] * rows + row;
                    if (count == width) {
                        sum.evaluatePanel(m_kernels, m_table.data(), m_stack.data(), to);
                    } else if (panel) {
                        sum.evaluatePanel(m_kernels, m_table.data(), m_stack.data(), m_sums.data());
                        std::copy_n(m_sums.data(), count, to);
                    } else {
                        *to = sum.evaluate(m_kernels, m_table.data(), m_stack.data());
                    }
                }
            }
            row += count;
        }
    }

    void predictVariances(std::size_t part, const double* points, std::size_t rows, double* variances)
    {
        const auto& [terms, sums, triangle] = m_regressor.m_programs[part];
        const std::size_t count = m_regressor.m_parts[part].basis.count();
        const std::size_t width = m_kernels.panelPoints;
        std::size_t prepared = 0;
        for (std::size_t row = 0; row < rows;) {
            const bool panel = rows - row > width / 3;
            const std::size_t taken = panel ? std::min(width, rows - row) : 1;
            evaluateFactors(points, row, taken, panel ? width : 1);
            if (prepared != (panel ? width : 1))
                terms.prepare(prepared = panel ? width : 1, m_panel.data());
            terms.evaluate(m_kernels, m_table.data(), prepared, m_panel.data());
            if (panel)
                m_kernels.triangleNormPanel(triangle.data(), count, m_panel.data(), m_sums.data());
            else
                m_sums[0] = m_kernels.triangleNorm(triangle.data(), count, m_panel.data());
            const double growth = m_regressor.m_parts[part].growth;
            for (std::size_t i = 0; i < taken; ++i)
                m_sums[i] = growth == 1 ? 1 + m_sums[i] : std::pow(1 + m_sums[i], growth);
            const auto& values = m_regressor.m_parts[part].values;
            for (std::size_t v = 0; v < values.size(); ++v)
                for (std::size_t i = 0; i < taken; ++i)
                    variances[values[v] * rows + row + i] = m_regressor.m_parts[part].noise[v] * m_sums[i];
            row += taken;
        }
    }

    void evaluateFactors(const double* points, std::size_t row, std::size_t count, std::size_t width)
    {
        m_regressor.m_factors.evaluate(m_kernels, points + row * m_regressor.m_coordinates, count, width,
                                       m_columns.data(), m_table.data());
    }

    const PolynomialRegressor& m_regressor;
    const KernelTable& m_kernels;
    AlignedVector<double> m_columns, m_table, m_stack, m_sums, m_panel;
};

PolynomialRegressor::PolynomialRegressor(std::string family, std::size_t coordinates, std::vector<Part> parts)
    : m_family(std::move(family)), m_coordinates(coordinates), m_parts(std::move(parts))
{
    std::vector<std::size_t> degrees(coordinates, 0);
    for (const Part& part : m_parts) {
        const std::vector<std::size_t> own = part.basis.degrees();
        for (std::size_t c = 0; c < coordinates; ++c)
            degrees[c] = std::max(degrees[c], own[c]);
    }
    m_factors = PolynomialFactors(degrees);
    for (const Part& part : m_parts) {
        const std::size_t terms = part.basis.count();
        Programs programs;
        programs.terms = TermProgram(part.basis, m_factors, kernels().paddedRows(terms));
        m_rows = std::max(m_rows, programs.terms.rows());
        for (std::size_t v = 0; v < part.values.size(); ++v) {
            const auto from = part.coefficients.begin() + std::ptrdiff_t(v * terms);
            programs.sums.emplace_back(part.basis, std::vector<double>(from, from + std::ptrdiff_t(terms)),
                                       m_factors);
            m_depth = std::max(m_depth, programs.sums.back().depth());
        }
        programs.triangle = packTriangle(kernels(), part.leverage.data(), terms, terms);
        m_programs.push_back(std::move(programs));
        m_values += part.values.size();
    }
}

std::unique_ptr<RegressorInstance> PolynomialRegressor::instantiate() const
{
    return std::make_unique<PolynomialInstance>(*this);
}

} // namespace twin
