// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/unit.h"

#include <span>
#include <string_view>

namespace twin {

/// One atom of UCUM: what it is in the base units m, s, g, K, rad, C, cd. `offset` makes a temperature scale.
struct UnitAtom
{
    std::string_view code;
    std::string_view symbol; ///< for people
    Unit::Dimension dimension;
    double factor = 1;
    bool isMetric = false; ///< takes prefixes
    double offset = 0;
};

struct UnitPrefix
{
    std::string_view code;
    std::string_view symbol;
    double factor = 1;
};

/// An everyday spelling and the UCUM code that it stands for.
struct UnitAlias
{
    std::string_view spelling;
    std::string_view code;
};

/// The tables. Source: The Unified Code for Units of Measure 2.1; the physical constants in it are those of
/// the SI of 2019.
std::span<const UnitAtom> unitAtoms();
std::span<const UnitPrefix> unitPrefixes();
/// Looked up before atoms: "ft" is a foot to everybody, though UCUM could read a femtotonne.
std::span<const UnitAlias> unitAliases();
/// Whole codes that people write in their own way: "{rev}/min" as "rpm".
std::span<const UnitAlias> unitCustomarySymbols();

} // namespace twin
