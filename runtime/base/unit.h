// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace twin {

/// A unit of measure, parsed from a UCUM code (case sensitive): "m3/h", "Cel", "kW.h", "1", "%".
///
/// Values convert to SI base units as `si = value * factor + offset`; `offset` is nonzero only for the
/// temperature scales (Cel, [degF]) standing alone. Source: The Unified Code for Units of Measure 2.1.
class Unit
{
  public:
    /// Exponents of m, s, g, K, rad, C (coulomb), cd: UCUM's seven base units.
    using Dimension = std::array<int, 7>;

    /// The dimensionless unit "1".
    Unit() = default;

    /// Reads a UCUM code. Everyday spellings of common units ("degC", "°C", "hr", "m³/h", "rpm") are accepted
    /// and give the unit with its UCUM code. An unknown unit is the error "unit.unknown", which names the
    /// nearest known ones; a code that breaks UCUM's grammar is "unit.syntax".
    static Result<Unit> parse(std::string_view text);

    /// The canonical UCUM code, as it is stored in files.
    const std::string& code() const { return m_code; }

    /// The way it is written for people: "m³/h", "°C", "%", "" for the dimensionless 1.
    std::string symbol() const;
    /// The same as it follows a number: " m³/h", "°", "".
    std::string afterNumber() const;

    const Dimension& dimension() const { return m_dimension; }
    double factor() const { return m_factor; }
    double offset() const { return m_offset; }
    bool isDimensionless() const { return m_dimension == Dimension{}; }
    bool isCompatibleWith(const Unit& other) const { return m_dimension == other.m_dimension; }

    /// Converts a value from this unit to `other`. Precondition: compatible.
    double to(const Unit& other, double value) const;
    /// Converts a difference of two values from this unit to `other` (offsets do not apply). Precondition:
    /// compatible.
    double differenceTo(const Unit& other, double difference) const;

    /// Units of products, quotients and powers; offsets are dropped (a product of a temperature is of
    /// kelvins).
    Unit times(const Unit& other) const;
    Unit over(const Unit& other) const;
    Unit power(int exponent) const;
    /// The unit whose `degree`-th power this is: m of m2 and 2. Empty when there is none in whole exponents.
    /// Its factor is that root of this unit's factor.
    std::optional<Unit> root(int degree) const;

    bool operator==(const Unit& other) const { return m_code == other.m_code; }

  private:
    friend class UnitReader;

    std::string m_code = "1";
    Dimension m_dimension{};
    double m_factor = 1;
    double m_offset = 0;
};

} // namespace twin
