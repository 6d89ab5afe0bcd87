// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/polynomial_model.h"

#include "model/kernels/kernel_table.h"

#include <algorithm>
#include <fmt/format.h>

namespace twin {

namespace {

constexpr std::size_t mostTerms = 5000;

class Instance : public ModelInstance
{
  public:
    explicit Instance(const PolynomialModel& model) : m_model(model) {}

    Status evaluate(const double* inputs, std::size_t rows, std::span<const OutputSlice> outputs) override
    {
        const InputEncoding& encoding = m_model.encoding();
        const PolynomialTerms& terms = m_model.terms();
        const std::size_t count = terms.count();
        m_point.resize(encoding.coordinates());
        m_terms.resize(count);
        for (std::size_t row = 0; row < rows; ++row) {
            encoding.encode(inputs + row * encoding.inputs(), 1, m_point.data());
            terms.evaluate(m_point.data(), m_terms.data(), m_powers);
            const double leverage = leverageOf(m_terms.data(), count);
            for (std::size_t i = 0; i < outputs.size(); ++i)
                respond(m_model.parts()[i], leverage, row, outputs[i]);
        }
        return {};
    }

  private:
    double leverageOf(const double* terms, std::size_t count) const
    {
        double sum = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const double v = kernels().dot(m_model.leverage().data() + i * count, terms, i + 1);
            sum += v * v;
        }
        return sum;
    }

    void respond(const PolynomialModel::Part& part, double leverage, std::size_t row,
                 const OutputSlice& slice)
    {
        const std::size_t modes = part.noise.size();
        const std::size_t points = part.curve.transform.points();
        m_means.resize(modes);
        m_variances.resize(modes);
        for (std::size_t m = 0; m < modes; ++m) {
            m_means[m] =
                kernels().dot(part.coefficients.data() + m * m_terms.size(), m_terms.data(), m_terms.size());
            m_variances[m] = part.noise[m] * (1 + leverage);
        }
        const auto at = [&](double* base) { return base ? base + row * points : nullptr; };
        part.curve.respondAll(m_means.data(), m_variances.data(), 1,
                              {at(slice.mean), at(slice.lower), at(slice.upper)}, m_scratch);
    }

    const PolynomialModel& m_model;
    std::vector<double> m_point, m_terms, m_powers, m_means, m_variances;
    OutputCurve::Scratch m_scratch;
};

} // namespace

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

PolynomialModel::PolynomialModel(InputEncoding encoding, PolynomialTerms terms, std::vector<double> leverage,
                                 std::vector<Part> parts)
    : m_encoding(std::move(encoding)),
      m_terms(std::move(terms)),
      m_leverage(std::move(leverage)),
      m_parts(std::move(parts))
{
    for (const Part& part : m_parts)
        m_outputs.push_back(part.curve.output);
}

std::unique_ptr<ModelInstance> PolynomialModel::instantiate() const
{
    return std::make_unique<Instance>(*this);
}

static Result<PolynomialModel::Part> loadPart(const StoredNumbers& stored, const Contract& contract,
                                              std::size_t terms)
{
    PolynomialModel::Part part;
    auto curve = OutputCurve::load(stored, contract);
    if (!curve)
        return fail(curve.error());
    part.curve = std::move(*curve);
    const auto coefficients = stored.array("coefficients", {part.curve.modes(), terms});
    if (!coefficients)
        return fail(coefficients.error());
    const auto noise = stored.array("noise", {part.curve.modes()});
    if (!noise)
        return fail(noise.error());
    part.coefficients = (*coefficients)->values;
    part.noise = (*noise)->values;
    if (std::any_of(part.noise.begin(), part.noise.end(), [](double value) { return value < 0; }))
        return stored.wrong("model.number", "noise", "A variance is below zero.");
    return part;
}

Result<std::unique_ptr<Model>> PolynomialModel::load(const nlohmann::json& json, const ArrayStore& arrays,
                                                     const Contract& contract, const std::string& location)
{
    const StoredNumbers stored(json, arrays, location);
    const auto encodingJson = stored.object("encoding");
    if (!encodingJson)
        return fail(encodingJson.error());
    auto encoding = InputEncoding::load(*encodingJson, contract);
    if (!encoding)
        return fail(encoding.error());
    const auto degree = stored.count("degree", 0, 50);
    if (!degree)
        return fail(degree.error());
    if (PolynomialTerms::countOf(encoding->coordinates(), *degree) > mostTerms)
        return stored.wrong("model.polynomial.terms", "degree",
                            fmt::format("More than {} terms.", mostTerms));
    PolynomialTerms terms(encoding->coordinates(), *degree);
    const auto leverage = stored.array("leverage", {terms.count(), terms.count()});
    if (!leverage)
        return fail(leverage.error());
    const auto partsJson = stored.objects("parts", contract.outputs.size());
    if (!partsJson)
        return fail(partsJson.error());
    std::vector<Part> parts;
    for (const StoredNumbers& each : *partsJson) {
        auto part = loadPart(each, contract, terms.count());
        if (!part)
            return fail(part.error());
        for (const Part& before : parts)
            if (before.curve.output == part->curve.output)
                return each.wrong("model.output", "output",
                                  fmt::format("The output \"{}\" is given twice.", part->curve.output));
        parts.push_back(std::move(*part));
    }
    if (parts.empty())
        return stored.wrong("model.member", "parts", "The model gives no output.");
    return std::make_unique<PolynomialModel>(std::move(*encoding), std::move(terms), (*leverage)->values,
                                             std::move(parts));
}

nlohmann::json PolynomialModel::save(const std::string& prefix, ArrayStore& arrays) const
{
    nlohmann::json parts = nlohmann::json::array();
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        const Part& part = m_parts[i];
        const std::string own = fmt::format("{}output{}/", prefix, i);
        nlohmann::json json = part.curve.save(own, arrays);
        arrays[own + "coefficients"] = {{part.noise.size(), m_terms.count()}, part.coefficients};
        arrays[own + "noise"] = {{part.noise.size()}, part.noise};
        json["coefficients"] = own + "coefficients";
        json["noise"] = own + "noise";
        parts.push_back(std::move(json));
    }
    arrays[prefix + "leverage"] = {{m_terms.count(), m_terms.count()}, m_leverage};
    return {{"kind", "polynomial"},
            {"outputs", m_outputs},
            {"encoding", m_encoding.save()},
            {"degree", m_terms.degree()},
            {"leverage", prefix + "leverage"},
            {"parts", std::move(parts)}};
}

} // namespace twin
