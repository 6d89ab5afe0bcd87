// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/unit.h"

#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace twin {

/// FMI's word for the role of a variable; what the twin is given, and what it answers.
enum class Causality
{
    Input,
    Output
};
enum class VariableType
{
    Real,
    Integer,
    Boolean,
    Enumeration
};

/// A closed interval in the variable's own unit; an end that is not given is infinite.
struct Range
{
    double minimum = -std::numeric_limits<double>::infinity();
    double maximum = std::numeric_limits<double>::infinity();

    bool contains(double value) const { return value >= minimum && value <= maximum; }
    bool contains(const Range& other) const { return other.minimum >= minimum && other.maximum <= maximum; }
    double width() const { return maximum - minimum; }
    bool isFinite() const;
    bool operator==(const Range&) const = default;
};

/// One member of an enumeration. Its value in a vector of inputs is its position in the list: 0, 1, 2, ...
struct EnumerationItem
{
    std::string name;
    std::string label;
    bool operator==(const EnumerationItem&) const = default;
};

/// What the band around an output means.
struct Confidence
{
    enum class Kind
    {
        StandardDeviation,
        Interval,
        None
    };
    Kind kind = Kind::None;
    /// The share of outcomes that the interval is to hold, 0..1. A standard deviation is shown as the
    /// interval at this level of a normal distribution.
    double level = 0.9;
    /// Why there is none (Kind::None); must not be empty then.
    std::string reason;
    bool operator==(const Confidence&) const = default;
};

/// A bound on an output's error, as measured: "maxAbs 1.0 Cel over the validated region, 160 runs".
/// Metrics: "rmse", "maxAbs" (in the output's unit), "r2", "maxRelative" (numbers), and "withinAbsOrRel": no
/// further from the reference than the larger of `value` and `relative` times the reference.
struct AccuracyBound
{
    std::string metric;
    double value = 0;
    std::string unit;    ///< UCUM
    std::string region;  ///< words: where it holds
    int samples = 0;     ///< how many runs it was measured on
    double relative = 0; ///< of "withinAbsOrRel"; 0.1 for 10 %
    bool operator==(const AccuracyBound&) const = default;
};

enum class Monotone
{
    No,
    Increasing,
    Decreasing
};

/// What any believable value of an output satisfies. Enforced on every evaluation: an answer outside it is
/// withheld.
struct Plausibility
{
    Range range;
    /// Along the axis, for a series.
    Monotone monotone = Monotone::No;
    bool operator==(const Plausibility&) const = default;
};

/// One input or output of a contract.
///
/// Every input value is a double in the variable's own unit, whatever its type: integers whole, booleans 0 or
/// 1, enumerations the position of the item.
struct Variable
{
    std::string name;  ///< an identifier, [A-Za-z_][A-Za-z0-9_]*, unique in the contract
    std::string label; ///< for people; never empty after loading (falls back to the name)
    std::string description;
    Causality causality = Causality::Input;
    VariableType type = VariableType::Real;
    Unit unit;
    std::vector<Unit> displayUnits; ///< other units that a person may choose; compatible with `unit`
    double start = 0;               ///< inputs
    Range physical;                 ///< inputs: what can exist
    Range validated;                ///< inputs: what the report covers; inside `physical`
    double nominal = 1;             ///< typical magnitude, > 0
    std::vector<EnumerationItem> items;

    bool isSeries = false; ///< outputs: one value for each point of the contract's axis
    bool isField = false; ///< outputs: one for each pair of points of both axes, the second going faster; not
                          ///< a series
    Confidence confidence;
    std::vector<AccuracyBound> accuracy;
    Plausibility plausibility;

    /// The value in words of the variable: "1300 m³/h", "on", "two pumps". `unit` null means the variable's
    /// own.
    std::string formatValue(double value, const Unit* displayUnit = nullptr) const;
    /// Digits after the point with which a person reads this variable; from the validated range, or from
    /// `nominal`.
    int decimals() const;
    /// The smallest step that matters to a person: the power of ten nearest to 1/1000 of the range
    /// (validated, else physical, else plausible) or of an output's nominal value; 1 for integers.
    double step() const;
    /// The value of the choice that a text names: an item's position by its name or label, a Boolean's 0 or 1
    /// by a word for no or yes, in any case. None for other types.
    std::optional<double> itemOf(std::string_view text) const;
    /// Reads what a person typed: "1300", "361 l/s", "on", "true", an item's name or label. Converts units.
    /// Does not check ranges. Errors: "input.number", "input.unit", "input.choice", "input.integer".
    Result<double> parseValue(std::string_view text) const;
};

} // namespace twin
