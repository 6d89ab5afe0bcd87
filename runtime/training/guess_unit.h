// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/variable.h"

#include <string>
#include <string_view>

namespace twin {

/// What the name of a column tells of its variable.
struct NamedQuantity
{
    std::string
        identifier; ///< a variable's name: the column's without a unit in brackets, in [A-Za-z_][A-Za-z0-9_]*
    std::string label; ///< "Winding temperature", without the unit
    Unit unit;
    bool isCertain = false; ///< the unit is written in the name; else it is likely at best
};

/// Reads units written in the name ("flow [m3/h]", "flow (m3/h)", "power_kw", "t_amb_c"), else guesses from
/// its words
/// ("ambient_temperature" is in Cel). Without any hint the unit is 1.
NamedQuantity guessQuantity(std::string_view column, const Range& observed);

} // namespace twin
