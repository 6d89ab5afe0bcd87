// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/quantity.h"

#include <QLocale>
#include <QObject>
#include <algorithm>
#include <cmath>

namespace twin {

Quantity::Quantity(const Variable& variable, const QString& unitCode, std::optional<int> decimals)
    : m_own(variable.unit), m_unit(variable.unit)
{
    if (!unitCode.isEmpty())
        if (const Result<Unit> unit = Unit::parse(unitCode.toStdString());
            unit && unit->isCompatibleWith(m_own))
            m_unit = *unit;
    if (decimals) {
        m_decimals = std::clamp(*decimals, 0, 8);
    } else {
        const double scale = std::abs(m_own.differenceTo(m_unit, 1));
        const int shift = scale > 0 ? int(std::floor(std::log10(scale) + 1e-9)) : 0;
        m_decimals = std::clamp(variable.decimals() - shift, 0, 8);
    }
}

QString Quantity::digits(double own) const
{
    const double shown = toDisplay(own);
    QString text = QLocale::c().toString(shown, 'f', m_decimals);
    text.remove(',');
    const bool isZero = std::none_of(text.begin(), text.end(), [](QChar c) { return c >= '1' && c <= '9'; });
    if (isZero && text.startsWith('-'))
        text.remove(0, 1);
    return text.replace('-', QChar(0x2212));
}

QString Quantity::withUnit(double own) const
{
    const QString symbol = unitSymbol();
    if (symbol.isEmpty())
        return digits(own);
    return symbol == QStringLiteral("%") ? digits(own) + QChar(0x202f) + symbol
                                         : digits(own) + QChar(0xa0) + symbol;
}

QString Quantity::range(const Range& own) const
{
    if (own.isFinite())
        return QObject::tr("%1 to %2").arg(digits(own.minimum), withUnit(own.maximum));
    if (std::isfinite(own.maximum))
        return QObject::tr("up to %1").arg(withUnit(own.maximum));
    if (std::isfinite(own.minimum))
        return QObject::tr("from %1").arg(withUnit(own.minimum));
    return QObject::tr("any value");
}

} // namespace twin
