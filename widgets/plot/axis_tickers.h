// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <qcustomplot.h>

namespace twin {

/// Hours of the day as a clock; steps that a day divides into.
class ClockTicker : public QCPAxisTicker
{
  protected:
    double getTickStep(const QCPRange& range) override;
    int getSubTickCount(double) override { return 0; }
    QString getTickLabel(double tick, const QLocale&, QChar, int) override;
};

/// As many digits as the step needs, and no exponent.
class PlainTicker : public QCPAxisTicker
{
  protected:
    double getTickStep(const QCPRange& range) override;
    int getSubTickCount(double) override { return 0; }
    QString getTickLabel(double tick, const QLocale&, QChar, int) override;

  private:
    double m_step = 0;
};

/// Gives the axis the ticker that suits it; the one that it has stays if it does.
void setTicker(QCPAxis* axis, bool isClock);

} // namespace twin
