// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/polynomial_terms.h"

#include <algorithm>

namespace twin {

PolynomialTerms::PolynomialTerms(std::size_t coordinates, std::size_t degree)
    : m_coordinates(coordinates), m_degree(degree)
{
    m_factorStart = {0};
    std::vector<std::uint32_t> exponents(coordinates, 0);
    // All exponents of one total degree after another, in lexical order within a degree.
    const auto add = [&] {
        for (std::uint32_t c = 0; c < coordinates; ++c)
            if (exponents[c] > 0)
                m_factors.push_back({c, exponents[c]});
        m_factorStart.push_back(m_factors.size());
    };
    const auto spread = [&](const auto& self, std::size_t coordinate, std::size_t left) -> void {
        if (coordinate + 1 == coordinates) {
            exponents[coordinate] = std::uint32_t(left);
            add();
            return;
        }
        for (std::size_t own = left + 1; own-- > 0;) {
            exponents[coordinate] = std::uint32_t(own);
            self(self, coordinate + 1, left - own);
        }
    };
    if (coordinates == 0)
        add();
    else
        for (std::size_t total = 0; total <= degree; ++total)
            spread(spread, 0, total);
}

std::size_t PolynomialTerms::countOf(std::size_t coordinates, std::size_t degree)
{
    // (coordinates + degree) over degree, step by step so that every division is exact
    double count = 1;
    for (std::size_t i = 1; i <= degree; ++i)
        count = count * double(coordinates + i) / double(i);
    return count > 1e15 ? std::size_t(1e15) : std::size_t(count + 0.5);
}

void PolynomialTerms::evaluate(const double* point, double* terms, std::vector<double>& powers) const
{
    const std::size_t width = m_degree + 1;
    powers.resize(std::max<std::size_t>(1, m_coordinates * width));
    for (std::size_t c = 0; c < m_coordinates; ++c) {
        double* p = powers.data() + c * width;
        const double x = 2 * point[c] - 1;
        p[0] = 1;
        if (m_degree >= 1)
            p[1] = x;
        for (std::size_t k = 2; k <= m_degree; ++k)
            p[k] = (double(2 * k - 1) * x * p[k - 1] - double(k - 1) * p[k - 2]) / double(k);
    }
    for (std::size_t i = 0; i < count(); ++i) {
        double value = 1;
        for (std::size_t f = m_factorStart[i]; f < m_factorStart[i + 1]; ++f)
            value *= powers[m_factors[f].coordinate * width + m_factors[f].degree];
        terms[i] = value;
    }
}

} // namespace twin
