// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace twin {

/// The booster station of the acceptance walkthrough, from its reference formulas in plain code: the oracle
/// of the command line's tests.
struct StationPoint
{
    double flow, ambient, age, pumps;
};

struct StationDay
{
    std::vector<double> fail;    ///< p_fail at each quarter of an hour
    std::vector<double> bearing; ///< degrees Celsius
};
StationDay stationDay(const StationPoint& point);
/// m3/h a pump.
double stationPeak(const StationPoint& point);

/// A space-filling design (Halton) of `count` runs with at most 800 m3/h a pump and none with more than 1500
/// m3/h above 33 degrees.
std::vector<StationPoint> stationRuns(std::size_t count);
/// The runs as a table: run, inputs, time, p_fail, t_bearing.
std::string stationTable(const std::vector<StationPoint>& runs);
/// What trains a formula twin of the station on such a table, rule G3 included.
nlohmann::json stationSpec();

} // namespace twin
