// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/contract.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace twin {

/// One formula of an expression model as it is written in the file.
struct FormulaText
{
    std::string name;
    std::string expression;
    std::optional<Unit> unit; ///< that a definition's value is converted to
    std::string location;     ///< JSON pointer of the expression
};

/// Whether `name` stands in an expression as a word of its own.
bool mentions(std::string_view expression, std::string_view name);

/// Whether a model may call something of its own (`what`: "a definition") by this name. Code "model.name".
Status checkOwnName(const std::string& name, std::string_view what, const Contract& contract,
                    const std::string& location);

struct FormulaTexts
{
    std::vector<std::string> outputs;
    std::vector<FormulaText> formulas; ///< definitions and outputs, each after those that it names
};

/// Reads the JSON of an expression model and puts its formulas into the order of computation. Codes
/// "model.json", "model.output", "model.confidence", "model.name", "model.cycle", "unit.unknown".
Result<FormulaTexts> readFormulaTexts(const nlohmann::json& json, const Contract& contract,
                                      const std::string& location);

} // namespace twin
