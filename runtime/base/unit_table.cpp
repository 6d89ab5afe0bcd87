// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/unit_table.h"

namespace twin {

namespace {

using D = Unit::Dimension;

//                         m  s  g  K rad C cd
constexpr D none{0, 0, 0, 0, 0, 0, 0};
constexpr D length{1, 0, 0, 0, 0, 0, 0};
constexpr D area{2, 0, 0, 0, 0, 0, 0};
constexpr D volume{3, 0, 0, 0, 0, 0, 0};
constexpr D duration{0, 1, 0, 0, 0, 0, 0};
constexpr D mass{0, 0, 1, 0, 0, 0, 0};
constexpr D temperature{0, 0, 0, 1, 0, 0, 0};
constexpr D angle{0, 0, 0, 0, 1, 0, 0};
constexpr D solidAngle{0, 0, 0, 0, 2, 0, 0};
constexpr D charge{0, 0, 0, 0, 0, 1, 0};
constexpr D luminosity{0, 0, 0, 0, 0, 0, 1};
constexpr D frequency{0, -1, 0, 0, 0, 0, 0};
constexpr D velocity{1, -1, 0, 0, 0, 0, 0};
constexpr D acceleration{1, -2, 0, 0, 0, 0, 0};
constexpr D force{1, -2, 1, 0, 0, 0, 0};
constexpr D pressure{-1, -2, 1, 0, 0, 0, 0};
constexpr D energy{2, -2, 1, 0, 0, 0, 0};
constexpr D power{2, -3, 1, 0, 0, 0, 0};
constexpr D current{0, -1, 0, 0, 0, 1, 0};
constexpr D potential{2, -2, 1, 0, 0, -1, 0};
constexpr D capacitance{-2, 2, -1, 0, 0, 2, 0};
constexpr D resistance{2, -1, 1, 0, 0, -2, 0};
constexpr D conductance{-2, 1, -1, 0, 0, 2, 0};
constexpr D magneticFlux{2, -1, 1, 0, 0, -1, 0};
constexpr D fluxDensity{0, -1, 1, 0, 0, -1, 0};
constexpr D inductance{2, 0, 1, 0, 0, -2, 0};
constexpr D luminousFlux{0, 0, 0, 0, 2, 0, 1};
constexpr D illuminance{-2, 0, 0, 0, 2, 0, 1};
constexpr D dose{2, -2, 0, 0, 0, 0, 0};
constexpr D viscosity{-1, -1, 1, 0, 0, 0, 0};
constexpr D diffusivity{2, -1, 0, 0, 0, 0, 0};

constexpr double pi = 3.14159265358979323846;
constexpr double day = 86400;
constexpr double year = 365.25 * day;
constexpr double inch = 0.0254;
constexpr double foot = 0.3048;
constexpr double pound = 453.59237;
constexpr double gravity = 9.80665;
constexpr double poundForce = pound * gravity;

constexpr UnitAtom atoms[] = {
    // base units
    {"m", "m", length, 1, true},
    {"s", "s", duration, 1, true},
    {"g", "g", mass, 1, true},
    {"K", "K", temperature, 1, true},
    {"rad", "rad", angle, 1, true},
    {"C", "C", charge, 1, true},
    {"cd", "cd", luminosity, 1, true},
    // numbers
    {"10*", "10", none, 10},
    {"%", "%", none, 0.01},
    {"[ppth]", "‰", none, 1e-3},
    {"[ppm]", "ppm", none, 1e-6},
    {"[ppb]", "ppb", none, 1e-9},
    {"[pi]", "π", none, pi},
    {"mol", "mol", none, 6.02214076e23, true},
    // SI derived
    {"sr", "sr", solidAngle, 1, true},
    {"Hz", "Hz", frequency, 1, true},
    {"N", "N", force, 1e3, true},
    {"Pa", "Pa", pressure, 1e3, true},
    {"J", "J", energy, 1e3, true},
    {"W", "W", power, 1e3, true},
    {"A", "A", current, 1, true},
    {"V", "V", potential, 1e3, true},
    {"F", "F", capacitance, 1e-3, true},
    {"Ohm", "Ω", resistance, 1e3, true},
    {"S", "S", conductance, 1e-3, true},
    {"Wb", "Wb", magneticFlux, 1e3, true},
    {"Cel", "°C", temperature, 1, true, 273.15},
    {"T", "T", fluxDensity, 1e3, true},
    {"H", "H", inductance, 1e3, true},
    {"lm", "lm", luminousFlux, 1, true},
    {"lx", "lx", illuminance, 1, true},
    {"Bq", "Bq", frequency, 1, true},
    {"Gy", "Gy", dose, 1, true},
    {"Sv", "Sv", dose, 1, true},
    // used with the SI
    {"deg", "°", angle, pi / 180},
    {"gon", "gon", angle, pi / 200},
    {"'", "′", angle, pi / 10800},
    {"''", "″", angle, pi / 648000},
    {"circ", "circ", angle, 2 * pi},
    {"L", "L", volume, 1e-3, true},
    {"l", "l", volume, 1e-3, true},
    {"ar", "a", area, 100, true},
    {"min", "min", duration, 60},
    {"h", "h", duration, 3600},
    {"d", "d", duration, day},
    {"wk", "wk", duration, 7 * day},
    {"mo", "months", duration, year / 12},
    {"mo_s", "months", duration, 29.53059 * day},
    {"mo_j", "months", duration, year / 12},
    {"mo_g", "months", duration, 365.2425 * day / 12},
    {"a", "years", duration, year},
    {"a_j", "years", duration, year},
    {"a_t", "years", duration, 365.24219 * day},
    {"a_g", "years", duration, 365.2425 * day},
    {"t", "t", mass, 1e6, true},
    {"bar", "bar", pressure, 1e8, true},
    {"u", "u", mass, 1.66053906660e-24, true},
    {"eV", "eV", energy, 1.602176634e-16, true},
    {"AU", "AU", length, 149597870700.0},
    {"atm", "atm", pressure, 101325e3},
    {"[g]", "g₀", acceleration, gravity, true},
    {"[c]", "c", velocity, 299792458, true},
    {"gf", "gf", force, gravity, true},
    {"dyn", "dyn", force, 1e-2, true},
    {"erg", "erg", energy, 1e-4, true},
    {"P", "P", viscosity, 100, true},
    {"St", "St", diffusivity, 1e-4, true},
    {"Gal", "Gal", acceleration, 0.01, true},
    {"cal", "cal", energy, 4184, true},
    {"cal_IT", "cal", energy, 4186.8, true},
    {"cal_th", "cal", energy, 4184, true},
    {"m[H2O]", "mH₂O", pressure, 9.80665e6, true},
    {"m[Hg]", "mHg", pressure, 133.3220e6, true},
    // United States and imperial
    {"[degF]", "°F", temperature, 5.0 / 9.0, false, 459.67 * 5.0 / 9.0},
    {"[degR]", "°R", temperature, 5.0 / 9.0},
    {"[in_i]", "in", length, inch},
    {"[ft_i]", "ft", length, foot},
    {"[yd_i]", "yd", length, 3 * foot},
    {"[mi_i]", "mi", length, 5280 * foot},
    {"[nmi_i]", "nmi", length, 1852},
    {"[kn_i]", "kn", velocity, 1852.0 / 3600},
    {"[mil_i]", "mil", length, inch / 1000},
    {"[sin_i]", "in²", area, inch* inch},
    {"[sft_i]", "ft²", area, foot* foot},
    {"[cin_i]", "in³", volume, inch* inch* inch},
    {"[cft_i]", "ft³", volume, foot* foot* foot},
    {"[acr_us]", "acre", area, 4046.872609874252},
    {"[gr]", "gr", mass, pound / 7000},
    {"[oz_av]", "oz", mass, pound / 16},
    {"[lb_av]", "lb", mass, pound},
    {"[ston_av]", "short ton", mass, 2000 * pound},
    {"[lton_av]", "long ton", mass, 2240 * pound},
    {"[lbf_av]", "lbf", force, poundForce},
    {"[psi]", "psi", pressure, poundForce / (inch * inch)},
    {"[in_i'H2O]", "inH₂O", pressure, inch * 9.80665e6},
    {"[in_i'Hg]", "inHg", pressure, inch * 133.3220e6},
    {"[gal_us]", "gal", volume, 231 * inch* inch* inch},
    {"[bbl_us]", "bbl", volume, 42 * 231 * inch* inch* inch},
    {"[qt_us]", "qt", volume, 57.75 * inch* inch* inch},
    {"[pt_us]", "pt", volume, 28.875 * inch* inch* inch},
    {"[foz_us]", "fl oz", volume, 231 * inch* inch* inch / 128},
    {"[gal_br]", "imp gal", volume, 4.54609e-3},
    {"[Btu_IT]", "Btu", energy, 1055.05585262e3},
    {"[Btu_th]", "Btu", energy, 1054.350e3},
    {"[HP]", "hp", power, 550 * foot* poundForce},
};

constexpr UnitPrefix prefixes[] = {
    {"Y", "Y", 1e24},  {"Z", "Z", 1e21},  {"E", "E", 1e18},  {"P", "P", 1e15},  {"T", "T", 1e12},
    {"G", "G", 1e9},   {"M", "M", 1e6},   {"k", "k", 1e3},   {"h", "h", 1e2},   {"da", "da", 1e1},
    {"d", "d", 1e-1},  {"c", "c", 1e-2},  {"m", "m", 1e-3},  {"u", "µ", 1e-6},  {"n", "n", 1e-9},
    {"p", "p", 1e-12}, {"f", "f", 1e-15}, {"a", "a", 1e-18}, {"z", "z", 1e-21}, {"y", "y", 1e-24},
};

constexpr UnitAlias aliases[] = {
    {"-", "1"},
    {"degC", "Cel"},
    {"degreeC", "Cel"},
    {"celsius", "Cel"},
    {"Celsius", "Cel"},
    {"degF", "[degF]"},
    {"fahrenheit", "[degF]"},
    {"Fahrenheit", "[degF]"},
    {"kelvin", "K"},
    {"sec", "s"},
    {"second", "s"},
    {"seconds", "s"},
    {"mins", "min"},
    {"minute", "min"},
    {"minutes", "min"},
    {"hr", "h"},
    {"hrs", "h"},
    {"hour", "h"},
    {"hours", "h"},
    {"day", "d"},
    {"days", "d"},
    {"week", "wk"},
    {"weeks", "wk"},
    {"month", "mo"},
    {"months", "mo"},
    {"yr", "a"},
    {"year", "a"},
    {"years", "a"},
    {"percent", "%"},
    {"pct", "%"},
    {"ppm", "[ppm]"},
    {"ppb", "[ppb]"},
    {"liter", "L"},
    {"liters", "L"},
    {"litre", "L"},
    {"litres", "L"},
    {"meter", "m"},
    {"meters", "m"},
    {"metre", "m"},
    {"metres", "m"},
    {"ohm", "Ohm"},
    {"degree", "deg"},
    {"degrees", "deg"},
    {"rev", "{rev}"},
    {"rpm", "{rev}/min"},
    {"RPM", "{rev}/min"},
    {"lps", "L/s"},
    {"lpm", "L/min"},
    {"kph", "km/h"},
    {"mph", "[mi_i]/h"},
    {"Wh", "W.h"},
    {"kWh", "kW.h"},
    {"MWh", "MW.h"},
    {"GWh", "GW.h"},
    {"Ah", "A.h"},
    {"mAh", "mA.h"},
    {"VA", "V.A"},
    {"kVA", "kV.A"},
    {"MVA", "MV.A"},
    {"Nm", "N.m"},
    {"kNm", "kN.m"},
    {"mH2O", "m[H2O]"},
    {"mmH2O", "mm[H2O]"},
    {"cmH2O", "cm[H2O]"},
    {"mWC", "m[H2O]"},
    {"mmHg", "mm[Hg]"},
    {"Torr", "mm[Hg]"},
    {"inHg", "[in_i'Hg]"},
    {"ha", "har"},
    {"ton", "t"},
    {"tonne", "t"},
    {"tonnes", "t"},
    {"in", "[in_i]"},
    {"inch", "[in_i]"},
    {"ft", "[ft_i]"},
    {"foot", "[ft_i]"},
    {"feet", "[ft_i]"},
    {"yd", "[yd_i]"},
    {"mi", "[mi_i]"},
    {"mile", "[mi_i]"},
    {"miles", "[mi_i]"},
    {"acre", "[acr_us]"},
    {"lb", "[lb_av]"},
    {"lbs", "[lb_av]"},
    {"oz", "[oz_av]"},
    {"lbf", "[lbf_av]"},
    {"psi", "[psi]"},
    {"gal", "[gal_us]"},
    {"gpm", "[gal_us]/min"},
    {"cfm", "[cft_i]/min"},
    {"BTU", "[Btu_IT]"},
    {"Btu", "[Btu_IT]"},
    {"hp", "[HP]"},
    {"HP", "[HP]"},
};

constexpr UnitAlias customarySymbols[] = {
    {"{rev}/min", "rpm"},    {"W.h", "Wh"},          {"kW.h", "kWh"},     {"MW.h", "MWh"},
    {"GW.h", "GWh"},         {"A.h", "Ah"},          {"mA.h", "mAh"},     {"V.A", "VA"},
    {"kV.A", "kVA"},         {"MV.A", "MVA"},        {"N.m", "Nm"},       {"kN.m", "kNm"},
    {"[gal_us]/min", "gpm"}, {"[cft_i]/min", "cfm"}, {"[mi_i]/h", "mph"},
};

} // namespace

std::span<const UnitAtom> unitAtoms()
{
    return atoms;
}

std::span<const UnitPrefix> unitPrefixes()
{
    return prefixes;
}

std::span<const UnitAlias> unitAliases()
{
    return aliases;
}

std::span<const UnitAlias> unitCustomarySymbols()
{
    return customarySymbols;
}

} // namespace twin
