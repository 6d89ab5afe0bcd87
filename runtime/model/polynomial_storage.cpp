// SPDX-License-Identifier: GPL-3.0-or-later
// How polynomials lie in packages, and the checks of what comes from there.
#include "model/polynomial_regressor.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

namespace twin {

nlohmann::json PolynomialRegressor::save(const std::string& prefix, ArrayStore& arrays) const
{
    nlohmann::json list = nlohmann::json::array();
    for (std::size_t p = 0; p < m_parts.size(); ++p) {
        const Part& part = m_parts[p];
        const std::size_t terms = part.basis.count();
        Array factors{{0, 3}, {}}; // rows of term, coordinate, degree; a constant has one row of degree 0
        for (std::size_t t = 0; t < terms; ++t) {
            const auto row = [&](PolynomialFactor factor) {
                factors.values.insert(factors.values.end(),
                                      {double(t), double(factor.coordinate), double(factor.degree)});
                ++factors.shape[0];
            };
            if (part.basis.term(t).empty())
                row({0, 0});
            for (const PolynomialFactor& factor : part.basis.term(t))
                row(factor);
        }
        const std::string name = fmt::format("{}part{}-", prefix, p);
        arrays[name + "factors"] = std::move(factors);
        arrays[name + "coefficients"] = {{part.values.size(), terms}, part.coefficients};
        arrays[name + "noise"] = {{part.values.size()}, part.noise};
        arrays[name + "leverage"] = {{terms, terms}, part.leverage};
        list.push_back({{"values", part.values},
                        {"terms", terms},
                        {"factors", name + "factors"},
                        {"coefficients", name + "coefficients"},
                        {"noise", name + "noise"},
                        {"leverage", name + "leverage"}});
        if (part.growth != 1)
            list.back()["growth"] = part.growth;
    }
    return {{"family", m_family}, {"parts", std::move(list)}};
}

static Result<PolynomialBasis> loadBasis(const StoredNumbers& stored, std::size_t coordinates,
                                         std::size_t terms)
{
    const auto rows = stored.array("factors", {std::nullopt, 3});
    if (!rows)
        return fail(rows.error());
    const std::vector<double>& numbers = (*rows)->values;
    const auto whole = [&](std::size_t index, double most) {
        const double number = numbers[index];
        return number >= 0 && number <= most && number == std::floor(number);
    };
    std::vector<std::vector<PolynomialFactor>> products(terms);
    std::size_t term = 0;
    for (std::size_t i = 0; i < numbers.size(); i += 3) {
        const bool sound = whole(i, double(terms) - 1) && whole(i + 1, double(coordinates) - 1) &&
                           whole(i + 2, double(PolynomialRegressor::highestDegree));
        const std::size_t own = sound ? std::size_t(numbers[i]) : 0;
        const bool next = i == 0 ? own == 0 : own == term || own == term + 1;
        if (!sound || !next)
            return stored.wrong("model.polynomial.factors", "factors",
                                fmt::format("Row {} of the factors names no product of this model.", i / 3));
        term = own;
        const PolynomialFactor factor{std::uint32_t(numbers[i + 1]), std::uint32_t(numbers[i + 2])};
        std::vector<PolynomialFactor>& product = products[term];
        const bool constant = factor.degree == 0;
        const bool begun = i > 0 && numbers[i - 3] == numbers[i];
        if ((constant && begun) || (begun && product.empty()) ||
            (!product.empty() && product.back().coordinate >= factor.coordinate) ||
            product.size() >= PolynomialRegressor::mostFactors)
            return stored.wrong("model.polynomial.factors", "factors",
                                fmt::format("The factors of term {} are in disorder.", term));
        if (!constant)
            product.push_back(factor);
    }
    if (term + 1 != terms || !products[0].empty())
        return stored.wrong("model.polynomial.factors", "factors",
                            "The factors do not make up the terms, of which the first is the constant.");
    PolynomialBasis basis(coordinates);
    for (std::size_t t = 1; t < terms; ++t) {
        if (products[t].empty())
            return stored.wrong("model.polynomial.factors", "factors", "There are two constants.");
        basis.add(products[t]);
    }
    return basis;
}

static Result<PolynomialRegressor::Part> loadNumbers(const StoredNumbers& stored, PolynomialBasis basis,
                                                     std::vector<std::size_t> values)
{
    const std::size_t terms = basis.count();
    const auto coefficients = stored.array("coefficients", {values.size(), terms});
    if (!coefficients)
        return fail(coefficients.error());
    const auto noise = stored.array("noise", {values.size()});
    if (!noise)
        return fail(noise.error());
    const auto leverage = stored.array("leverage", {terms, terms});
    if (!leverage)
        return fail(leverage.error());
    PolynomialRegressor::Part part{std::move(basis), std::move(values),   (*coefficients)->values,
                                   (*noise)->values, (*leverage)->values, 1};
    for (std::size_t i = 0; i < terms; ++i)
        std::fill_n(part.leverage.begin() + std::ptrdiff_t(i * terms + i + 1), terms - i - 1, 0.0);
    if (stored.member("growth")) {
        const auto growth = stored.number("growth", 1, PolynomialRegressor::mostGrowth);
        if (!growth)
            return fail(growth.error());
        part.growth = *growth;
    }
    if (std::any_of(part.noise.begin(), part.noise.end(), [](double value) { return value < 0; }))
        return stored.wrong("model.number", "noise", "A variance is below zero.");
    return part;
}

static Result<PolynomialRegressor::Part> loadPart(const StoredNumbers& stored, std::size_t coordinates,
                                                  std::vector<bool>& seen)
{
    const auto named = stored.member("values");
    if (!named)
        return fail(named.error());
    const std::size_t count = (*named)->is_array() ? (*named)->size() : 0;
    if (count == 0)
        return stored.wrong("model.member", "values", "\"values\" is not a list of numbers.");
    const auto indices = stored.numbers("values", count, 0, double(seen.size()) - 1);
    if (!indices)
        return fail(indices.error());
    std::vector<std::size_t> values;
    for (const double index : *indices) {
        if (index != std::floor(index) || seen[std::size_t(index)])
            return stored.wrong("model.number", "values", "The values are not each in one part.");
        seen[std::size_t(index)] = true;
        values.push_back(std::size_t(index));
    }
    const auto terms = stored.count("terms", 1, PolynomialRegressor::mostTerms);
    if (!terms)
        return fail(terms.error());
    auto basis = loadBasis(stored, coordinates, *terms);
    if (!basis)
        return fail(basis.error());
    return loadNumbers(stored, std::move(*basis), std::move(values));
}

/// The first layout: all terms of a degree, of Legendre polynomials that are one at the upper end.
static Result<PolynomialRegressor::Part> loadDegree(const StoredNumbers& stored, std::size_t coordinates,
                                                    std::size_t values)
{
    const auto degree = stored.count("degree", 0, PolynomialRegressor::highestDegree);
    if (!degree)
        return fail(degree.error());
    auto basis = PolynomialBasis::truncated(std::vector<std::size_t>(coordinates, *degree), {*degree, 1},
                                            PolynomialRegressor::mostTerms);
    if (!basis)
        return stored.wrong("model.polynomial.terms", "degree",
                            fmt::format("More than {} terms.", PolynomialRegressor::mostTerms));
    std::vector<std::size_t> all(values);
    std::iota(all.begin(), all.end(), 0);
    auto part = loadNumbers(stored, std::move(*basis), std::move(all));
    if (!part)
        return part;
    const std::size_t terms = part->basis.count();
    for (std::size_t t = 0; t < terms; ++t) {
        double norm = 1;
        for (const PolynomialFactor& factor : part->basis.term(t))
            norm *= std::sqrt(2.0 * factor.degree + 1);
        for (std::size_t v = 0; v < values; ++v)
            part->coefficients[v * terms + t] /= norm;
        for (std::size_t i = 0; i < terms; ++i)
            part->leverage[i * terms + t] /= norm;
    }
    return part;
}

Result<std::unique_ptr<Regressor>> PolynomialRegressor::load(const StoredNumbers& stored,
                                                             std::size_t coordinates, std::size_t values)
{
    auto family = stored.text("family");
    if (!family)
        return fail(family.error());
    std::vector<Part> parts;
    if (stored.member("degree")) {
        auto part = loadDegree(stored, coordinates, values);
        if (!part)
            return fail(part.error());
        parts.push_back(std::move(*part));
    } else {
        const auto list = stored.objects("parts", values);
        if (!list)
            return fail(list.error());
        std::vector<bool> seen(values, false);
        for (const StoredNumbers& each : *list) {
            auto part = loadPart(each, coordinates, seen);
            if (!part)
                return fail(part.error());
            parts.push_back(std::move(*part));
        }
        if (std::find(seen.begin(), seen.end(), false) != seen.end())
            return stored.wrong("model.member", "parts", "A value of the model is in none of the parts.");
    }
    return std::make_unique<PolynomialRegressor>(std::move(*family), coordinates, std::move(parts));
}

} // namespace twin
