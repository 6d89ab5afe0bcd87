// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/unit.h"
#include "fmi/model_description.h"

#include <optional>
#include <string>

namespace twin {

/// The unit that an FMU means by a name, in UCUM: by the name when it reads as one and does not contradict
/// the definition, else from the definition's base units. Empty when neither tells.
std::optional<Unit> unitOf(const ModelDescription& description, const std::string& name);

} // namespace twin
