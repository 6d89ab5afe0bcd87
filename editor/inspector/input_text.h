// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <nlohmann/json.hpp>

#include <QString>

namespace twin {

struct Contract;

/// Named inputs as a person types them: "q_in = 1300, n = 2". Inputs that are not named take their start value.
QString inputsText(const nlohmann::json& inputs, const Contract* contract);

/// Reads them, each value as its variable does ("361 l/s", "on", an item's name). Errors "example.input" and those of
/// Variable::parseValue.
Result<nlohmann::json> inputsFrom(const QString& text, const Contract* contract);

} // namespace twin
