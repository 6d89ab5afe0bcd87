// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace eastfield {

/// One day's conditions at the booster station.
struct Conditions
{
    double flow = 0;    ///< mean incoming flow, m3/h
    double ambient = 0; ///< daily mean ambient temperature, Cel
    double age = 0;     ///< equivalent running hours since overhaul, h
    double pumps = 0;   ///< in service
};

/// The full-order answer: one value for each point of the axis.
struct Day
{
    std::vector<double> failureProbability; ///< cumulative since midnight
    std::vector<double> bearingTemperature; ///< Cel
};

inline constexpr int dayPoints = 97;         ///< 0..24 h
inline constexpr double dayStep = 0.25;      ///< h
inline constexpr double peakDemand = 1.3464; ///< the largest value of demand(h)

double clockHour(int point);
/// Diurnal demand over its mean: 1 + 0.25 sin(2 pi (h - 5) / 24) + 0.15 sin(4 pi (h - 5) / 24).
double demand(double hour);
/// The reference formulas: load L = q d / (500 n), bearing temperature T + 22 + 12 L^2 with T = t_amb + 5
/// sin(2 pi (h - 9) / 24), ageing rate L^3 2^((t_bearing - 60) / 15) integrated by the trapezoid rule, and a
/// Weibull life of scale 9000 h and shape 2.2.
Day simulate(const Conditions& conditions);
inline double peakFlowPerPump(const Conditions& c)
{
    return c.flow * peakDemand / c.pumps;
}

} // namespace eastfield
