// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/axis_text.h"

#include <cmath>

namespace twin {

bool isClock(const Axis& axis)
{
    return axis.unit.code() == "h" && !axis.values.empty() && axis.values.front() >= 0 &&
           axis.values.back() <= 24;
}

QString clockText(double hours)
{
    const int minutes = int(std::lround(hours * 60));
    return QStringLiteral("%1:%2").arg(minutes / 60, 2, 10, QChar('0')).arg(minutes % 60, 2, 10, QChar('0'));
}

QString axisText(const Axis& axis, double value)
{
    if (isClock(axis))
        return clockText(value);
    const QString symbol = QString::fromStdString(axis.unit.symbol());
    const QString digits = QString::number(value, 'g', 5);
    return symbol.isEmpty() ? digits : digits + QChar(0xa0) + symbol;
}

} // namespace twin
