// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/regressor.h"

#include "model/gaussian_process_regressor.h"
#include "model/network_regressor.h"
#include "model/polynomial_regressor.h"
#include "model/radial_basis_regressor.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace twin {

namespace {

using Load = Result<std::unique_ptr<Regressor>> (*)(const StoredNumbers&, std::size_t, std::size_t);

struct StoredFamily
{
    std::string_view name;
    Load load;
};

constexpr StoredFamily families[] = {
    {"gaussian-process", GaussianProcessRegressor::load},
    {"network", NetworkRegressor::load},
    {"linear", PolynomialRegressor::load},
    {"polynomial", PolynomialRegressor::load},
    {"polynomial-chaos", PolynomialRegressor::load},
    {"radial-basis", RadialBasisRegressor::load},
};

} // namespace

bool RegressorInstance::predictGrid(const double*, const GridAxis&, const GridAxis&, double*)
{
    return false;
}

bool isRegressorFamily(std::string_view name)
{
    return std::any_of(std::begin(families), std::end(families),
                       [&](const StoredFamily& family) { return family.name == name; });
}

Result<std::unique_ptr<Regressor>> loadRegressor(const StoredNumbers& stored, std::size_t coordinates,
                                                 std::size_t values)
{
    const auto name = stored.text("family");
    if (!name)
        return fail(name.error());
    for (const StoredFamily& family : families)
        if (family.name == *name)
            return family.load(stored, coordinates, values);
    return fail("model.family", stored.location() + "/family",
                fmt::format("There is no family of surrogates \"{}\".", *name),
                "Use a version of Twinwright that knows it.");
}

} // namespace twin
