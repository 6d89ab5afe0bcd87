// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/model.h"

namespace twin {

/// The first layout of stored surrogates (packages of format 1) had Gaussian processes and polynomials, each
/// with the numbers of a value in the part of its output, and no "regressor".
bool isFirstSurrogateLayout(const nlohmann::json& json);

struct MigratedModel
{
    nlohmann::json json;
    ArrayStore arrays;
};

/// The same model in today's layout. Errors as those of loading.
Result<MigratedModel> migrateFirstSurrogateLayout(const nlohmann::json& json, const ArrayStore& arrays,
                                                  const std::string& location);

} // namespace twin
