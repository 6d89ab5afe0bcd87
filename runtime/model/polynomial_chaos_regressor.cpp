// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/polynomial_chaos_regressor.h"

#include "model/kernels/triangle.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {

class PolynomialChaosInstance : public RegressorInstance
{
  public:
    explicit PolynomialChaosInstance(const PolynomialChaosRegressor& regressor)
        : m_regressor(regressor), m_kernels(kernels())
    {
        const std::size_t widest = std::max(m_kernels.sumPoints, m_kernels.panelPoints);
        m_germs.resize(widest);
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
            const auto& values = m_regressor.m_parts[part].values;
            for (std::size_t v = 0; v < values.size(); ++v)
                for (std::size_t i = 0; i < taken; ++i)
                    variances[values[v] * rows + row + i] =
                        m_regressor.m_parts[part].noise[v] * (1 + m_sums[i]);
            row += taken;
        }
    }

    void evaluateFactors(const double* points, std::size_t row, std::size_t count, std::size_t width)
    {
        m_regressor.m_factors.evaluate(m_kernels, points + row * m_regressor.m_coordinates, count, width,
                                       m_germs.data(), m_table.data());
    }

    const PolynomialChaosRegressor& m_regressor;
    const KernelTable& m_kernels;
    std::vector<double> m_germs, m_table, m_stack, m_sums, m_panel;
};

PolynomialChaosRegressor::PolynomialChaosRegressor(std::string family, std::size_t coordinates,
                                                   std::vector<Part> parts)
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

std::unique_ptr<RegressorInstance> PolynomialChaosRegressor::instantiate() const
{
    return std::make_unique<PolynomialChaosInstance>(*this);
}

nlohmann::json PolynomialChaosRegressor::save(const std::string& prefix, ArrayStore& arrays) const
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
        const bool sound = whole(i, double(terms - 1)) && whole(i + 1, double(coordinates - 1)) &&
                           whole(i + 2, double(PolynomialChaosRegressor::highestDegree));
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
            product.size() >= PolynomialChaosRegressor::mostFactors)
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

Result<std::unique_ptr<Regressor>> PolynomialChaosRegressor::load(const StoredNumbers& stored,
                                                                  std::size_t coordinates, std::size_t values)
{
    auto family = stored.text("family");
    if (!family)
        return fail(family.error());
    const auto list = stored.objects("parts", values);
    if (!list)
        return fail(list.error());
    std::vector<bool> seen(values, false);
    std::vector<Part> parts;
    for (const StoredNumbers& each : *list) {
        Part part;
        const auto named = each.member("values");
        if (!named)
            return fail(named.error());
        const std::size_t count = (*named)->is_array() ? (*named)->size() : 0;
        if (count == 0)
            return each.wrong("model.member", "values", "\"values\" is not a list of numbers.");
        const auto indices = each.numbers("values", count, 0, double(values) - 1);
        if (!indices)
            return fail(indices.error());
        for (const double index : *indices) {
            if (index != std::floor(index) || seen[std::size_t(index)])
                return each.wrong("model.number", "values", "The values are not each in one part.");
            seen[std::size_t(index)] = true;
            part.values.push_back(std::size_t(index));
        }
        const auto terms = each.count("terms", 1, mostTerms);
        if (!terms)
            return fail(terms.error());
        const auto coefficients = each.array("coefficients", {count, *terms});
        if (!coefficients)
            return fail(coefficients.error());
        const auto noise = each.array("noise", {count});
        if (!noise)
            return fail(noise.error());
        const auto leverage = each.array("leverage", {*terms, *terms});
        if (!leverage)
            return fail(leverage.error());
        auto basis = loadBasis(each, coordinates, *terms);
        if (!basis)
            return fail(basis.error());
        part.basis = std::move(*basis);
        part.coefficients = (*coefficients)->values;
        part.noise = (*noise)->values;
        part.leverage = (*leverage)->values;
        for (std::size_t i = 0; i < *terms; ++i)
            std::fill_n(part.leverage.begin() + std::ptrdiff_t(i * *terms + i + 1), *terms - i - 1, 0.0);
        if (std::any_of(part.noise.begin(), part.noise.end(), [](double value) { return value < 0; }))
            return each.wrong("model.number", "noise", "A variance is below zero.");
        parts.push_back(std::move(part));
    }
    if (std::find(seen.begin(), seen.end(), false) != seen.end())
        return stored.wrong("model.member", "parts", "A value of the model is in none of the parts.");
    return std::make_unique<PolynomialChaosRegressor>(std::move(*family), coordinates, std::move(parts));
}

} // namespace twin
