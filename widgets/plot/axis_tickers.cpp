// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/axis_tickers.h"

#include "plot/axis_text.h"

#include <algorithm>
#include <cmath>

namespace twin {

double ClockTicker::getTickStep(const QCPRange& range)
{
    for (const double step : {0.5, 1.0, 2.0, 3.0, 4.0, 6.0})
        if (range.size() / step <= tickCount() + 1)
            return step;
    return 12;
}

QString ClockTicker::getTickLabel(double tick, const QLocale&, QChar, int)
{
    return clockText(tick);
}

double PlainTicker::getTickStep(const QCPRange& range)
{
    m_step = QCPAxisTicker::getTickStep(range);
    return m_step;
}

QString PlainTicker::getTickLabel(double tick, const QLocale&, QChar, int)
{
    const int digits = m_step > 0 ? std::clamp(int(std::ceil(-std::log10(m_step) - 1e-9)), 0, 9) : 0;
    const bool half = digits < 9 && std::abs(m_step * std::pow(10, digits) -
                                             std::round(m_step * std::pow(10, digits))) > 1e-6;
    QString text = QString::number(std::abs(tick) < m_step * 1e-9 ? 0.0 : tick, 'f', digits + (half ? 1 : 0));
    return text.replace('-', QChar(0x2212));
}

void setTicker(QCPAxis* axis, bool isClock)
{
    QCPAxisTicker* now = axis->ticker().data();
    if (isClock && !dynamic_cast<ClockTicker*>(now))
        axis->setTicker(QSharedPointer<ClockTicker>::create());
    else if (!isClock && !dynamic_cast<PlainTicker*>(now))
        axis->setTicker(QSharedPointer<PlainTicker>::create());
}

} // namespace twin
