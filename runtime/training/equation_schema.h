// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace twin {

/// A kind of model made of formulas, equations or numbers that are given, as a training spec may hold it.
struct EquationKind
{
    const char* name;
    const char* description;
    nlohmann::json members; ///< JSON Schemas of its members beside "kind" and "outputs"
    std::vector<std::string> required;
};

std::vector<EquationKind> equationKinds();

} // namespace twin
