// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/polynomial_program.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace twin {

PolynomialFactors::PolynomialFactors(const std::vector<std::size_t>& degrees) : m_coordinates(degrees.size())
{
    std::size_t most = 0;
    for (std::size_t c = 0; c < degrees.size(); ++c) {
        m_first.push_back(m_rows);
        m_rows += degrees[c];
        most = std::max(most, degrees[c]);
        if (degrees[c] > 0)
            m_used.push_back({c, degrees[c]});
    }
    // Bonnet's recurrence of Legendre polynomials, each divided by its norm 1 / sqrt(2k + 1).
    for (std::size_t k = 1; k <= most; ++k) {
        const double n = double(k);
        m_recurrence.push_back(std::sqrt((2 * n + 1) * (2 * n - 1)) / n);
        m_recurrence.push_back(k == 1 ? 0 : (n - 1) / n * std::sqrt((2 * n + 1) / (2 * n - 3)));
    }
}

void PolynomialFactors::evaluate(const KernelTable& kernels, const double* points, std::size_t count,
                                 std::size_t width, double* columns, double* table) const
{
    kernels.takeColumns(points, m_coordinates, m_coordinates, columns, width, count);
    for (const Used& used : m_used) {
        double* column = columns + used.coordinate * width;
        std::fill(column + count, column + width, column[count - 1]);
        kernels.recur(column, width, m_recurrence.data(), used.degree,
                      table + m_first[used.coordinate] * width);
    }
}

TermProgram::TermProgram(const PolynomialBasis& basis, const PolynomialFactors& factors, std::size_t padded)
    : m_rows(padded)
{
    std::map<std::vector<PolynomialFactor>, std::uint32_t> made; // row of a product
    std::vector<std::size_t> order(basis.count());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return basis.term(a).size() < basis.term(b).size();
    });
    if (basis.count() > 0 && basis.term(order[0]).empty())
        m_one = order[0];
    else
        m_one = m_rows++;
    made[{}] = std::uint32_t(m_one);
    for (const std::size_t index : order) {
        std::vector<PolynomialFactor> product;
        const auto term = basis.term(index);
        for (std::size_t f = 0; f < term.size(); ++f) {
            const std::uint32_t left = made.at(product);
            product.push_back(term[f]);
            const bool whole = f + 1 == term.size();
            const auto [found, isNew] = made.try_emplace(product, whole ? std::uint32_t(index) : 0);
            if (isNew && !whole)
                found->second = std::uint32_t(m_rows++);
            if (isNew || whole)
                m_steps.push_back({whole ? std::uint32_t(index) : found->second, left, factors.row(term[f])});
        }
    }
}

void TermProgram::prepare(std::size_t width, double* panel) const
{
    std::fill(panel, panel + m_rows * width, 0.0);
    std::fill(panel + m_one * width, panel + (m_one + 1) * width, 1.0);
}

SumProgram::SumProgram(const PolynomialBasis& basis, const std::vector<double>& coefficients,
                       const PolynomialFactors& factors)
{
    // Coordinates that occur in many terms are taken out first: fewer brackets.
    std::vector<std::size_t> uses(basis.coordinates(), 0);
    for (std::size_t i = 0; i < basis.count(); ++i)
        for (const PolynomialFactor& factor : basis.term(i))
            ++uses[factor.coordinate];

    struct Bracket
    {
        double coefficient = 0;
        std::map<std::uint32_t, Bracket> inner; ///< by row of the factor
    };
    Bracket root;
    for (std::size_t i = 0; i < basis.count(); ++i) {
        std::vector<PolynomialFactor> term(basis.term(i).begin(), basis.term(i).end());
        std::stable_sort(term.begin(), term.end(), [&](const auto& a, const auto& b) {
            return uses[a.coordinate] > uses[b.coordinate];
        });
        Bracket* at = &root;
        for (const PolynomialFactor& factor : term)
            at = &at->inner[factors.row(factor)];
        at->coefficient += coefficients[i];
    }
    const auto isLeaf = [](const auto& entry) { return entry.second.inner.empty(); };
    const auto write = [&](const auto& self, const Bracket& bracket, std::uint32_t factor,
                           std::size_t depth) -> void {
        m_depth = std::max(m_depth, depth);
        const std::size_t open = m_steps.size();
        m_steps.push_back({bracket.coefficient, factor, 0});
        for (const auto& [row, inner] : bracket.inner)
            if (inner.inner.empty())
                m_steps.push_back({inner.coefficient, row, 0});
        m_steps[open].leaves = std::uint32_t(m_steps.size() - open - 1);
        if (depth > 1 && std::all_of(bracket.inner.begin(), bracket.inner.end(), isLeaf)) {
            m_steps[open].leaves |= NestedStep::whole;
            return;
        }
        for (const auto& [row, inner] : bracket.inner)
            if (!inner.inner.empty())
                self(self, inner, row, depth + 1);
        if (depth > 1)
            m_steps.push_back({0, factor, NestedStep::closes});
    };
    write(write, root, 0, 1);
}

} // namespace twin
