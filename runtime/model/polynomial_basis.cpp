// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/polynomial_basis.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace twin {

using Product = std::vector<PolynomialFactor>;

static std::size_t totalDegree(const Product& product)
{
    return std::accumulate(
        product.begin(), product.end(), std::size_t(0),
        [](std::size_t sum, const PolynomialFactor& factor) { return sum + factor.degree; });
}

/// By rising total degree, then by falling exponents, those of the first coordinate first.
static bool comesBefore(const Product& a, const Product& b)
{
    const std::size_t ofA = totalDegree(a), ofB = totalDegree(b);
    if (ofA != ofB)
        return ofA < ofB;
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
        if (a[i].coordinate != b[i].coordinate)
            return a[i].coordinate < b[i].coordinate;
        if (a[i].degree != b[i].degree)
            return a[i].degree > b[i].degree;
    }
    return false;
}

PolynomialBasis::PolynomialBasis(std::size_t coordinates) : m_coordinates(coordinates) {}

void PolynomialBasis::add(std::span<const PolynomialFactor> factors)
{
    m_factors.insert(m_factors.end(), factors.begin(), factors.end());
    m_start.push_back(m_factors.size());
}

std::optional<PolynomialBasis> PolynomialBasis::truncated(const std::vector<std::size_t>& caps,
                                                          Truncation truncation, std::size_t most)
{
    std::vector<Product> products = {{}};
    Product product;
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
    std::sort(products.begin(), products.end(), comesBefore);
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
