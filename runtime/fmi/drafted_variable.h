// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/variable.h"
#include "fmi/model_description.h"

#include <optional>
#include <string>

namespace twin {

/// A name of a variable in a contract, made of an FMU's: "der(body.x)" becomes "der_body_x".
std::string identifierOf(const std::string& name);

/// A variable of a contract as the FMU describes it; `unit` is the FMU's, when it is known. Minimum and
/// maximum of an input become its physical range, those of an output what is plausible. The validated range
/// stays open.
Variable draftInput(const FmuVariable& source, const std::optional<Unit>& unit);
Variable draftOutput(const FmuVariable& source, const std::optional<Unit>& unit);

/// Measures a variable in another unit, with every number that it has. Precondition: compatible.
void convertTo(const Unit& unit, Variable& variable);

} // namespace twin
