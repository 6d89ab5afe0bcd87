// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/radial_basis_regressor.h"

#include <algorithm>
#include <cmath>

namespace twin {

namespace {

constexpr std::size_t mostRuns = 1000000;
constexpr RadialFunction functions[] = {RadialFunction::Cubic, RadialFunction::ThinPlate,
                                        RadialFunction::Multiquadric, RadialFunction::Gaussian};

} // namespace

std::string_view toString(RadialFunction function)
{
    switch (function) {
    case RadialFunction::Cubic:
        return "cubic";
    case RadialFunction::ThinPlate:
        return "thin-plate";
    case RadialFunction::Multiquadric:
        return "multiquadric";
    case RadialFunction::Gaussian:
        return "gaussian";
    }
    return {};
}

Result<RadialFunction> radialFunctionFromString(std::string_view name, const std::string& location)
{
    for (const RadialFunction each : functions)
        if (toString(each) == name)
            return each;
    return fail("model.radial-function", location,
                "There is no radial function named \"" + std::string(name) + "\".",
                "Use cubic, thin-plate, multiquadric or gaussian.");
}

class RadialBasisInstance : public RegressorInstance
{
  public:
    explicit RadialBasisInstance(const RadialBasisRegressor& regressor)
        : m_regressor(regressor), m_point(regressor.coordinates())
    {}

    void predict(const double* points, std::size_t rows, double* means, double* variances) override
    {
        const std::size_t coordinates = m_regressor.m_coordinates;
        for (std::size_t v = 0; v < m_regressor.m_expansions.size(); ++v) {
            const RadialExpansion& expansion = m_regressor.m_expansions[v];
            const RadialBasisRegressor::Packed& packed = m_regressor.m_packed[v];
            const RadialRuns runs{packed.design.data(),         m_regressor.m_runs,
                                  m_regressor.m_stride,         coordinates,
                                  packed.weights.data(),        variances ? packed.errors.data() : nullptr,
                                  m_regressor.m_present.data(), expansion.nearness};
            for (std::size_t row = 0; row < rows; ++row) {
                const double* point = points + row * coordinates;
                double mean = expansion.tail[0];
                for (std::size_t c = 0; c < coordinates; ++c) {
                    m_point[c] = point[c] * expansion.scales[c];
                    mean += expansion.tail[c + 1] * point[c];
                }
                double sums[3];
                kernels().expansionSums(expansion.function, runs, m_point.data(), sums);
                means[v * rows + row] = mean + sums[0];
                if (variances) {
                    const double remoteness = 1 / std::sqrt(sums[2]);
                    const double growth = std::max(1.0, remoteness / expansion.reach);
                    variances[v * rows + row] = sums[1] / sums[2] * growth * growth;
                }
            }
        }
    }

  private:
    const RadialBasisRegressor& m_regressor;
    std::vector<double> m_point;
};

AlignedVector<double> scaledDesign(const double* design, std::size_t runs, std::size_t coordinates,
                                   const std::vector<double>& scales, std::size_t stride)
{
    AlignedVector<double> scaled(coordinates * stride, 0.0);
    for (std::size_t run = 0; run < runs; ++run)
        for (std::size_t c = 0; c < coordinates; ++c)
            scaled[c * stride + run] = design[run * coordinates + c] * scales[c];
    return scaled;
}

RadialBasisRegressor::RadialBasisRegressor(std::vector<double> design, std::size_t coordinates,
                                           std::vector<RadialExpansion> expansions)
    : m_design(std::move(design)),
      m_coordinates(coordinates),
      m_runs(m_design.size() / coordinates),
      m_stride(radialStride(m_runs)),
      m_expansions(std::move(expansions)),
      m_present(m_stride, 0.0)
{
    std::fill_n(m_present.begin(), m_runs, 1.0);
    for (const RadialExpansion& expansion : m_expansions) {
        Packed packed{scaledDesign(m_design.data(), m_runs, coordinates, expansion.scales, m_stride),
                      AlignedVector<double>(expansion.weights.begin(), expansion.weights.end()),
                      AlignedVector<double>(expansion.errors.begin(), expansion.errors.end())};
        packed.weights.resize(m_stride, 0.0);
        packed.errors.resize(m_stride, 0.0);
        m_packed.push_back(std::move(packed));
    }
}

std::unique_ptr<RegressorInstance> RadialBasisRegressor::instantiate() const
{
    return std::make_unique<RadialBasisInstance>(*this);
}

nlohmann::json RadialBasisRegressor::save(const std::string& prefix, ArrayStore& arrays) const
{
    const std::size_t count = m_expansions.size();
    Array scales{{count, m_coordinates}, {}}, tail{{count, m_coordinates + 1}, {}},
        weights{{count, m_runs}, {}}, errors{{count, m_runs}, {}};
    nlohmann::json list = nlohmann::json::array();
    for (const RadialExpansion& each : m_expansions) {
        scales.values.insert(scales.values.end(), each.scales.begin(), each.scales.end());
        tail.values.insert(tail.values.end(), each.tail.begin(), each.tail.end());
        weights.values.insert(weights.values.end(), each.weights.begin(), each.weights.end());
        errors.values.insert(errors.values.end(), each.errors.begin(), each.errors.end());
        list.push_back(
            {{"function", toString(each.function)}, {"nearness", each.nearness}, {"reach", each.reach}});
    }
    arrays[prefix + "radial-design"] = {{m_runs, m_coordinates}, m_design};
    arrays[prefix + "radial-scales"] = std::move(scales);
    arrays[prefix + "radial-tail"] = std::move(tail);
    arrays[prefix + "radial-weights"] = std::move(weights);
    arrays[prefix + "radial-errors"] = std::move(errors);
    return {{"family", family()},
            {"design", prefix + "radial-design"},
            {"scales", prefix + "radial-scales"},
            {"tail", prefix + "radial-tail"},
            {"weights", prefix + "radial-weights"},
            {"errors", prefix + "radial-errors"},
            {"expansions", std::move(list)}};
}

Result<std::unique_ptr<Regressor>> RadialBasisRegressor::load(const StoredNumbers& stored,
                                                              std::size_t coordinates, std::size_t values)
{
    const auto design = stored.array("design", {std::nullopt, coordinates});
    if (!design)
        return fail(design.error());
    const std::size_t runs = (*design)->shape[0];
    if (runs > mostRuns || coordinates == 0)
        return stored.wrong("model.array", "design", "The design has too many runs or no coordinates.");
    const auto scales = stored.array("scales", {values, coordinates});
    if (!scales)
        return fail(scales.error());
    const auto tail = stored.array("tail", {values, coordinates + 1});
    if (!tail)
        return fail(tail.error());
    const auto weights = stored.array("weights", {values, runs});
    if (!weights)
        return fail(weights.error());
    const auto errors = stored.array("errors", {values, runs});
    if (!errors)
        return fail(errors.error());
    const auto negative = [](double value) { return value < 0; };
    if (std::any_of((*errors)->values.begin(), (*errors)->values.end(), negative))
        return stored.wrong("model.number", "errors", "A squared error is below zero.");
    const auto list = stored.objects("expansions", values);
    if (!list)
        return fail(list.error());
    if (list->size() != values)
        return stored.wrong("model.member", "expansions", "There is not one expansion for each value.");
    std::vector<RadialExpansion> expansions;
    for (std::size_t v = 0; v < values; ++v) {
        const StoredNumbers& each = (*list)[v];
        RadialExpansion expansion;
        const auto name = each.text("function");
        if (!name)
            return fail(name.error());
        const auto function = radialFunctionFromString(*name, each.location() + "/function");
        if (!function)
            return fail(function.error());
        const auto nearness = each.number("nearness", 1e-100, 1e100);
        if (!nearness)
            return fail(nearness.error());
        const auto reach = each.number("reach", 1e-100, 1e100);
        if (!reach)
            return fail(reach.error());
        const auto row = [v](const Array& array) {
            const auto first = array.values.begin() + std::ptrdiff_t(v * array.shape[1]);
            return std::vector<double>(first, first + std::ptrdiff_t(array.shape[1]));
        };
        expansions.push_back(
            {*function, row(**scales), row(**tail), row(**weights), row(**errors), *nearness, *reach});
    }
    return std::make_unique<RadialBasisRegressor>((*design)->values, coordinates, std::move(expansions));
}

} // namespace twin
