// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/sobol_from_chaos.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace twin {

namespace {

constexpr std::size_t mostProducts = 2'000'000;

using Term = std::vector<PolynomialFactor>;

/// Row k: the orthonormal polynomial of degree k, taken where the coordinate goes over a range, in the
/// orthonormal polynomials of that range. By Bonnet's recursion, with y = shift + slope z for the germ.
std::vector<std::vector<double>> inPolynomialsOf(const Range& range, std::size_t degree)
{
    const double slope = range.maximum - range.minimum, shift = range.minimum + range.maximum - 1;
    std::vector<std::vector<double>> rows(degree + 1, std::vector<double>(degree + 1, 0.0));
    rows[0][0] = 1;
    for (std::size_t k = 0; k < degree; ++k) {
        const double rise = double(2 * k + 1) / double(k + 1), fall = double(k) / double(k + 1);
        for (std::size_t j = 0; j <= k; ++j) {
            const double own = rise * rows[k][j];
            rows[k + 1][j] += shift * own - (k > 0 ? fall * rows[k - 1][j] : 0);
            rows[k + 1][j + 1] += slope * own * double(j + 1) / double(2 * j + 1);
            if (j > 0)
                rows[k + 1][j - 1] += slope * own * double(j) / double(2 * j + 1);
        }
    }
    for (std::size_t k = 0; k <= degree; ++k)
        for (std::size_t j = 0; j <= k; ++j)
            rows[k][j] *= std::sqrt(double(2 * k + 1) / double(2 * j + 1));
    return rows;
}

/// Terms in the polynomials of other ranges.
class Conversion
{
  public:
    Conversion(const std::vector<Range>& ranges, const PolynomialRegressor& regressor)
    {
        std::vector<std::size_t> degrees(ranges.size(), 0);
        for (const PolynomialRegressor::Part& part : regressor.parts())
            for (std::size_t c = 0; c < ranges.size(); ++c)
                degrees[c] = std::max(degrees[c], part.basis.degrees()[c]);
        for (std::size_t c = 0; c < ranges.size(); ++c)
            m_rows.push_back(inPolynomialsOf(ranges[c], degrees[c]));
    }

    /// Calls `take` with every term that one is made of, and how much of it. False when there are too many.
    template <typename Take>
    bool expand(std::span<const PolynomialFactor> term, Take take)
    {
        Term product;
        return step(term, 1, product, take);
    }

  private:
    template <typename Take>
    bool step(std::span<const PolynomialFactor> left, double share, Term& product, Take& take)
    {
        if (left.empty()) {
            take(product, share);
            return ++m_products <= mostProducts;
        }
        const auto& row = m_rows[left.front().coordinate][left.front().degree];
        for (std::uint32_t degree = 0; degree <= left.front().degree; ++degree) {
            if (row[degree] == 0)
                continue;
            if (degree > 0)
                product.push_back({left.front().coordinate, degree});
            const bool goOn = step(left.subspan(1), share * row[degree], product, take);
            if (degree > 0)
                product.pop_back();
            if (!goOn)
                return false;
        }
        return true;
    }

    std::vector<std::vector<std::vector<double>>> m_rows; ///< by coordinate
    std::size_t m_products = 0;
};

} // namespace

std::vector<SobolIndex> sobolFromChaos(const PolynomialRegressor& regressor,
                                       const std::vector<double>& weights, const ChaosRanges& over)
{
    const std::size_t values = regressor.values(), sums = weights.size() / values;
    std::map<Term, std::vector<double>> coefficients; // by value
    Conversion conversion(over.ranges, regressor);
    for (const PolynomialRegressor::Part& part : regressor.parts())
        for (std::size_t t = 0; t < part.basis.count(); ++t) {
            const bool done = conversion.expand(part.basis.term(t), [&](const Term& term, double share) {
                if (term.empty())
                    return;
                std::vector<double>& own = coefficients[term];
                own.resize(values);
                for (std::size_t v = 0; v < part.values.size(); ++v)
                    own[part.values[v]] += share * part.coefficients[v * part.basis.count() + t];
            });
            if (!done)
                return {};
        }
    double variance = 0;
    std::vector<SobolIndex> indices(over.inputs);
    for (const auto& [term, own] : coefficients) {
        double square = 0;
        for (std::size_t sum = 0; sum < sums; ++sum) {
            double coefficient = 0;
            for (std::size_t v = 0; v < values; ++v)
                coefficient += weights[sum * values + v] * own[v];
            square += coefficient * coefficient;
        }
        std::set<std::size_t> inputs;
        for (const PolynomialFactor& factor : term)
            inputs.insert(over.inputOf[factor.coordinate]);
        for (const std::size_t input : inputs)
            indices[input].total += square;
        if (inputs.size() == 1)
            indices[*inputs.begin()].first += square;
        variance += square;
    }
    if (!(variance > 0))
        return {};
    for (SobolIndex& index : indices) {
        index.first /= variance;
        index.total /= variance;
    }
    return indices;
}

} // namespace twin
