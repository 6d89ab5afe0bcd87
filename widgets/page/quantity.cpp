// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/quantity.h"

#include <QLocale>
#include <QObject>
#include <algorithm>
#include <cmath>

namespace twin {

namespace {

constexpr int mostDecimals = 8;

QString plainDigits(double shown, int decimals)
{
    QString text = QLocale::c().toString(shown, 'f', decimals);
    text.remove(',');
    const bool isZero = std::none_of(text.begin(), text.end(), [](QChar c) { return c >= '1' && c <= '9'; });
    if (isZero && text.startsWith('-'))
        text.remove(0, 1);
    return text.replace('-', QChar(0x2212));
}

} // namespace

Quantity::Quantity(const Variable& variable, const QString& unitCode, std::optional<int> decimals)
    : m_own(variable.unit), m_unit(variable.unit)
{
    if (!unitCode.isEmpty())
        if (const Result<Unit> unit = Unit::parse(unitCode.toStdString());
            unit && unit->isCompatibleWith(m_own))
            m_unit = *unit;
    if (decimals) {
        m_decimals = std::clamp(*decimals, 0, mostDecimals);
    } else {
        const double scale = std::abs(m_own.differenceTo(m_unit, 1));
        const int shift = scale > 0 ? int(std::floor(std::log10(scale) + 1e-9)) : 0;
        m_decimals = std::clamp(variable.decimals() - shift, 0, mostDecimals);
    }
}

QString Quantity::digits(double own) const
{
    return plainDigits(toDisplay(own), m_decimals);
}

std::optional<int> Quantity::decimalsFor(double width, bool coarse) const
{
    if (!(width > 0) || !std::isfinite(width))
        return std::nullopt;
    const int first = -int(std::floor(std::log10(width))); // the place of the width's first digit
    if (coarse && first + 1 <= m_decimals)
        return std::max(0, first + 1);
    return first <= mostDecimals ? std::optional(std::max(m_decimals, first)) : std::nullopt;
}

std::optional<std::pair<QString, QString>> Quantity::ends(double ownLower, double ownUpper, bool coarse) const
{
    const double low = toDisplay(ownLower), high = toDisplay(ownUpper);
    const std::optional<int> decimals = decimalsFor(std::abs(high - low), coarse);
    if (!decimals)
        return std::nullopt;
    return std::pair(plainDigits(low, *decimals), plainDigits(high, *decimals));
}

QString Quantity::spread(double ownLower, double ownUpper, bool coarse) const
{
    const double half = std::abs(differenceToDisplay(ownUpper - ownLower)) / 2;
    if (const std::optional<int> decimals = decimalsFor(half, coarse))
        return plainDigits(half, *decimals);
    return QObject::tr("less than %1").arg(plainDigits(std::pow(10, -m_decimals), m_decimals));
}

QString Quantity::bandWords(double ownLower, double ownUpper, bool confirmed) const
{
    const auto bounds = ends(ownLower, ownUpper, !confirmed);
    const QString words = bounds ? QObject::tr("%1 to %2").arg(bounds->first, bounds->second)
                                 : QObject::tr("\u00b1 %1").arg(spread(ownLower, ownUpper, !confirmed));
    return QStringLiteral(" (") + words + (confirmed ? QString() : QObject::tr(", not confirmed here")) + ')';
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
