// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/expression_model.h"
#include "model/gaussian_process_model.h"
#include "model/model.h"
#include "model/polynomial_model.h"

#include <fmt/format.h>

namespace twin {

static Result<std::unique_ptr<Model>> loadKind(const nlohmann::json& json, const ArrayStore& arrays,
                                               const Contract& contract, const std::string& location)
{
    const StoredNumbers stored(json, arrays, location);
    const auto kind = stored.text("kind");
    if (!kind)
        return fail(kind.error());
    if (*kind == "gaussian-process" || *kind == "pod")
        return GaussianProcessModel::load(json, arrays, contract, location);
    if (*kind == "polynomial")
        return PolynomialModel::load(json, arrays, contract, location);
    if (*kind == "expression")
        return ExpressionModel::load(json, contract, location);
    return fail("model.kind", location + "/kind", fmt::format("There is no model kind \"{}\".", *kind),
                "Use a version of Twinwright that knows it; this one has expression, polynomial, "
                "gaussian-process and pod.");
}

Result<std::unique_ptr<Model>> loadModel(const nlohmann::json& json, const ArrayStore& arrays,
                                         const Contract& contract, const std::string& location)
{
    try {
        return loadKind(json, arrays, contract, location);
    } catch (const std::exception& error) { // bad_alloc of sizes that lie, and what the JSON library throws
        return fail("model.load", location, fmt::format("The model could not be read: {}.", error.what()),
                    "The package is damaged, or this machine has too little memory for it.");
    }
}

} // namespace twin
