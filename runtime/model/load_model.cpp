// SPDX-License-Identifier: GPL-3.0-or-later
#include "fmi/fmu_model.h"
#include "model/banded_model.h"
#include "model/composition_model.h"
#include "model/expression_model.h"
#include "model/model.h"
#include "model/network_model.h"
#include "model/ode_model.h"
#include "model/state_space_model.h"
#include "model/surrogate_model.h"
#include "model/table_model.h"
#include "model/uncertain_model.h"

#include <fmt/format.h>

namespace twin {

namespace {

using Load = Result<std::unique_ptr<Model>> (*)(const nlohmann::json&, const ArrayStore&, const Contract&,
                                                const std::string&);

struct StoredKind
{
    std::string_view name;
    Load load;
};

/// Models that nothing is fitted for; every other kind is a surrogate.
constexpr StoredKind kinds[] = {
    {"composition", CompositionModel::load},
    {"expression",
     [](const nlohmann::json& json, const ArrayStore&, const Contract& contract,
        const std::string& location) { return ExpressionModel::load(json, contract, location); }},
    {"fmu", FmuModel::load},
    {"imported-network", NetworkModel::load},
    {"ode", [](const nlohmann::json& json, const ArrayStore&, const Contract& contract,
               const std::string& location) { return OdeModel::load(json, contract, location); }},
    {"state-space", StateSpaceModel::load},
    {"table", TableModel::load},
};

Result<std::unique_ptr<Model>> loadKind(const nlohmann::json& json, const ArrayStore& arrays,
                                        const Contract& contract, const std::string& location)
{
    const StoredNumbers stored(json, arrays, location);
    const auto name = stored.text("kind");
    if (!name)
        return fail(name.error());
    if (json.contains("uncertainty") && (*name == "expression" || *name == "ode"))
        return UncertainModel::load(json, contract, location,
                                    [&](const nlohmann::json& bare, const Contract& asked) {
                                        return loadKind(bare, arrays, asked, location);
                                    });
    for (const StoredKind& kind : kinds)
        if (kind.name == *name)
            return kind.load(json, arrays, contract, location);
    if (*name == "pod" || isRegressorFamily(*name))
        return SurrogateModel::load(json, arrays, contract, location);
    return fail("model.kind", location + "/kind", fmt::format("There is no model kind \"{}\".", *name),
                "Use a version of Twinwright that knows it.");
}

Result<std::unique_ptr<Model>> loadWithBands(const nlohmann::json& json, const ArrayStore& arrays,
                                             const Contract& contract, const std::string& location)
{
    auto bands = BandedModel::readBands(json, arrays, contract, location);
    if (!bands)
        return fail(bands.error());
    std::vector<std::string> banded;
    for (const MeasuredBand& band : *bands)
        banded.push_back(band.output);
    nlohmann::json bare = json;
    bare.erase("bands");
    auto model =
        loadKind(bare, arrays, statesUncertainty(bare) ? contract : withoutBands(contract, banded), location);
    if (!model)
        return model;
    return std::unique_ptr<Model>(std::make_unique<BandedModel>(std::move(*model), std::move(*bands)));
}

} // namespace

Result<std::unique_ptr<Model>> loadModel(const nlohmann::json& json, const ArrayStore& arrays,
                                         const Contract& contract, const std::string& location)
{
    try {
        if (json.is_object() && json.contains("bands"))
            return loadWithBands(json, arrays, contract, location);
        return loadKind(json, arrays, contract, location);
    } catch (const std::exception& error) { // bad_alloc of sizes that lie, and what the JSON library throws
        return fail("model.load", location, fmt::format("The model could not be read: {}.", error.what()),
                    "The package is damaged, or this machine has too little memory for it.");
    }
}

} // namespace twin
