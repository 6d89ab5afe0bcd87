// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/polynomial_basis.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace twin {

PolynomialBasis::PolynomialBasis(std::size_t coordinates) : m_coordinates(coordinates) {}

void PolynomialBasis::add(std::span<const PolynomialFactor> factors)
{
    m_factors.insert(m_factors.end(), factors.begin(), factors.end());
    m_start.push_back(m_factors.size());
}

std::optional<PolynomialBasis> PolynomialBasis::truncated(const std::vector<std::size_t>& caps,
                                                          Truncation truncation, std::size_t most)
{
    std::vector<std::vector<PolynomialFactor>> products = {{}};
    std::vector<PolynomialFactor> product;
    const double limit = std::pow(double(truncation.degree), truncation.norm) * (1 + 1e-12);
    const std::function<bool(std::size_t, double)> spread = [&](std::size_t from, double used) {
        for (std::size_t c = from; c < caps.size(); ++c)
            for (std::size_t degree = 1; degree <= caps[c]; ++degree) {
                const double with = used + std::pow(double(degree), truncation.norm);
                if (with > limit)
                    break;
                product.push_back({std::uint32_t(c), std::uint32_t(degree)});
                products.push_back(product);
                if (products.size() > most || !spread(c + 1, with))
                    return false;
                product.pop_back();
            }
        return true;
    };
    if (!spread(0, 0))
        return std::nullopt;
    const auto total = [](const std::vector<PolynomialFactor>& factors) {
        return std::accumulate(
            factors.begin(), factors.end(), std::size_t(0),
            [](std::size_t sum, const PolynomialFactor& factor) { return sum + factor.degree; });
    };
    std::stable_sort(products.begin(), products.end(),
                     [&](const auto& a, const auto& b) { return total(a) < total(b); });
    PolynomialBasis basis(caps.size());
    for (std::size_t i = 1; i < products.size(); ++i)
        basis.add(products[i]);
    return basis;
}

PolynomialBasis PolynomialBasis::some(const std::vector<std::size_t>& terms) const
{
    PolynomialBasis basis(m_coordinates);
    basis.m_start = {0};
    for (const std::size_t index : terms)
        basis.add(term(index));
    return basis;
}

std::vector<std::size_t> PolynomialBasis::degrees() const
{
    std::vector<std::size_t> degrees(m_coordinates, 0);
    for (const PolynomialFactor& factor : m_factors)
        degrees[factor.coordinate] = std::max<std::size_t>(degrees[factor.coordinate], factor.degree);
    return degrees;
}

} // namespace twin
