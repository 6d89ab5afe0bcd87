// SPDX-License-Identifier: GPL-3.0-or-later
#include "fmi/fmu_unit.h"

#include <cmath>
#include <fmt/format.h>

namespace twin {

namespace {

constexpr double tolerance = 1e-6;

bool isNear(double a, double b)
{
    return std::abs(a - b) <= tolerance * std::max(std::abs(a), std::abs(b));
}

/// The base units as a UCUM code: "kg.m2.s-3".
std::string codeOf(const FmuUnit& unit)
{
    static constexpr const char* codes[] = {"kg", "m", "s", "A", "K", "mol", "cd", "rad"};
    std::string code;
    for (std::size_t i = 0; i < unit.exponents.size(); ++i) {
        if (unit.exponents[i] == 0)
            continue;
        if (!code.empty())
            code += '.';
        code += codes[i];
        if (unit.exponents[i] != 1)
            code += std::to_string(unit.exponents[i]);
    }
    return code.empty() ? "1" : code;
}

/// Whether a unit that was read by its name is what the definition says. Angles are left out of one or the
/// other by many tools.
bool agrees(const Unit& named, const FmuUnit& defined)
{
    if (!defined.hasBase)
        return true;
    const Result<Unit> base = Unit::parse(codeOf(defined));
    if (!base)
        return false;
    Unit::Dimension a = named.dimension(), b = base->dimension();
    constexpr std::size_t radian = 4;
    a[radian] = b[radian] = 0;
    return a == b && isNear(named.factor(), defined.factor * base->factor()) &&
           isNear(named.offset() + 1, defined.offset + 1);
}

} // namespace

std::optional<Unit> unitOf(const ModelDescription& description, const std::string& name)
{
    const auto found = description.units.find(name);
    const FmuUnit defined = found == description.units.end() ? FmuUnit() : found->second;
    if (const Result<Unit> named = Unit::parse(name); named && agrees(*named, defined))
        return *named;
    if (!defined.hasBase || defined.factor != 1 || defined.offset != 0)
        return std::nullopt;
    const Result<Unit> base = Unit::parse(codeOf(defined));
    return base ? std::optional(*base) : std::nullopt;
}

} // namespace twin
