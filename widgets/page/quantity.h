// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/variable.h"

#include <QString>
#include <optional>
#include <utility>

namespace twin {

/// A variable as a person reads it: in a display unit, with so many digits after the point.
class Quantity
{
  public:
    Quantity() = default;
    /// `unitCode` empty, unknown or of another kind: the variable's own unit. `decimals` empty: as many as
    /// matter.
    Quantity(const Variable& variable, const QString& unitCode, std::optional<int> decimals);

    /// Between the variable's own unit and the display unit.
    double toDisplay(double own) const { return m_own.to(m_unit, own); }
    double fromDisplay(double shown) const { return m_unit.to(m_own, shown); }
    double differenceToDisplay(double own) const { return m_own.differenceTo(m_unit, own); }

    QString unitSymbol() const { return QString::fromStdString(m_unit.symbol()); }
    const Unit& unit() const { return m_unit; }
    int decimals() const { return m_decimals; }

    /// Digits of a value that is given in the variable's own unit: "1300", "0.0029".
    QString digits(double own) const;
    /// The ends of a band, "80.66", "80.74": with more digits than digits() where the ends would read the
    /// same. `coarse` gives no more than the width of the band is worth, two of its digits. Empty when the
    /// band is too narrow to tell its ends apart.
    std::optional<std::pair<QString, QString>> ends(double ownLower, double ownUpper, bool coarse) const;
    /// Half the width of a band, "0.04"; "less than 0.1" where it is too narrow to be told.
    QString spread(double ownLower, double ownUpper, bool coarse) const;
    /// Behind a value: " (80.7 to 81.2)", " (± 0.04)"; said to be unconfirmed, and coarser, where it is.
    QString bandWords(double ownLower, double ownUpper, bool confirmed) const;
    /// With its unit: "1300 m³/h".
    QString withUnit(double own) const;
    /// A range: "400 to 1800 m³/h"; one-sided where an end is infinite.
    QString range(const Range& own) const;

  private:
    /// What the width of a band (in the display unit) needs; empty when it is too narrow for any.
    std::optional<int> decimalsFor(double width, bool coarse) const;
    Unit m_own, m_unit;
    int m_decimals = 0;
};

} // namespace twin
