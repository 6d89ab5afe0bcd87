// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/sobol_from_chaos.h"

#include <map>
#include <set>

namespace twin {

std::vector<SobolIndex> sobolFromChaos(const PolynomialRegressor& regressor,
                                       const std::vector<double>& weights,
                                       const std::vector<std::size_t>& inputOf, std::size_t inputs)
{
    std::map<std::vector<PolynomialFactor>, double> sum; // terms of several values may be the same
    for (const PolynomialRegressor::Part& part : regressor.parts())
        for (std::size_t t = 0; t < part.basis.count(); ++t) {
            const auto term = part.basis.term(t);
            if (term.empty())
                continue;
            double& coefficient = sum[{term.begin(), term.end()}];
            for (std::size_t v = 0; v < part.values.size(); ++v)
                coefficient += weights[part.values[v]] * part.coefficients[v * part.basis.count() + t];
        }
    double variance = 0;
    std::vector<SobolIndex> indices(inputs);
    for (const auto& [term, coefficient] : sum) {
        const double square = coefficient * coefficient;
        std::set<std::size_t> own;
        for (const PolynomialFactor& factor : term)
            own.insert(inputOf[factor.coordinate]);
        for (const std::size_t input : own)
            indices[input].total += square;
        if (own.size() == 1)
            indices[*own.begin()].first += square;
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
