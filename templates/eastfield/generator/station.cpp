// SPDX-License-Identifier: GPL-3.0-or-later
#include "station.h"

#include <cmath>
#include <numbers>

namespace eastfield {

double clockHour(int point)
{
    return point * dayStep;
}

double demand(double hour)
{
    const double phase = 2 * std::numbers::pi * (hour - 5) / 24;
    return 1 + 0.25 * std::sin(phase) + 0.15 * std::sin(2 * phase);
}

Day simulate(const Conditions& conditions)
{
    constexpr double scale = 9000;
    constexpr double shape = 2.2;
    Day day;
    double age = conditions.age;
    double rateBefore = 0;
    for (int point = 0; point < dayPoints; ++point) {
        const double hour = clockHour(point);
        const double ambient = conditions.ambient + 5 * std::sin(2 * std::numbers::pi * (hour - 9) / 24);
        const double load = conditions.flow * demand(hour) / (500 * conditions.pumps);
        const double bearing = ambient + 22 + 12 * load * load;
        const double rate = load * load * load * std::exp2((bearing - 60) / 15);
        if (point > 0)
            age += (rateBefore + rate) / 2 * dayStep;
        rateBefore = rate;
        const double hazard = std::pow(age / scale, shape) - std::pow(conditions.age / scale, shape);
        day.bearingTemperature.push_back(bearing);
        day.failureProbability.push_back(-std::expm1(-hazard));
    }
    return day;
}

} // namespace eastfield
