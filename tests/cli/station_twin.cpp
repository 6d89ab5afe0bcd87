// SPDX-License-Identifier: GPL-3.0-or-later
#include "station_twin.h"

#include <cmath>
#include <cstdio>

namespace twin {

namespace {

double demand(double h)
{
    return 1 + 0.25 * std::sin(2 * M_PI * (h - 5) / 24) + 0.15 * std::sin(4 * M_PI * (h - 5) / 24);
}

double halton(unsigned index, unsigned base)
{
    double value = 0;
    for (double share = 1.0 / base; index > 0; index /= base, share /= base)
        value += share * (index % base);
    return value;
}

} // namespace

double stationPeak(const StationPoint& point)
{
    return point.flow * 1.3464 / point.pumps;
}

StationDay stationDay(const StationPoint& point)
{
    StationDay day;
    double ran = point.age, before = 0;
    for (int k = 0; k <= 96; ++k) {
        const double h = 0.25 * k;
        const double load = point.flow * demand(h) / (500 * point.pumps);
        day.bearing.push_back(point.ambient + 5 * std::sin(2 * M_PI * (h - 9) / 24) + 22 + 12 * load * load);
        const double rate = load * load * load * std::pow(2, (day.bearing.back() - 60) / 15);
        if (k > 0)
            ran += 0.25 * (rate + before) / 2;
        before = rate;
        day.fail.push_back(1 - std::exp(-(std::pow(ran / 9000, 2.2) - std::pow(point.age / 9000, 2.2))));
    }
    return day;
}

std::vector<StationPoint> stationRuns(std::size_t count)
{
    std::vector<StationPoint> runs;
    for (unsigned index = 1; runs.size() < count; ++index) {
        const StationPoint point{400 + 1400 * halton(index, 2), 38 * halton(index, 3),
                                 6000 * halton(index, 5), halton(index, 7) < 0.5 ? 2.0 : 3.0};
        if (stationPeak(point) <= 800 && !(point.flow > 1500 && point.ambient > 33))
            runs.push_back(point);
    }
    return runs;
}

std::string stationTable(const std::vector<StationPoint>& runs)
{
    std::string text = "run,q_in,t_amb,age,n,time,p_fail,t_bearing\n";
    char line[256];
    for (std::size_t run = 0; run < runs.size(); ++run) {
        const StationPoint& point = runs[run];
        const StationDay day = stationDay(point);
        for (int k = 0; k <= 96; ++k) {
            std::snprintf(line, sizeof line, "%zu,%.6f,%.6f,%.6f,%.0f,%.2f,%.9g,%.9g\n", run + 1, point.flow,
                          point.ambient, point.age, point.pumps, 0.25 * k, day.fail[k], day.bearing[k]);
            text += line;
        }
    }
    return text;
}

nlohmann::json stationSpec()
{
    return nlohmann::json::parse(R"json({
      "run": "run",
      "contract": {
        "formatVersion": 1, "id": "station", "version": "1.3.0", "title": "Booster station",
        "fidelity": "The reference formulas themselves.",
        "madeFor": ["choosing daily inspections"], "notFor": ["surge"], "reviewDate": "2030-01-01",
        "axis": {"name": "time", "label": "Time of day", "unit": "h"},
        "inputs": [
          {"name": "q_in", "label": "Incoming flow", "type": "real", "unit": "m3/h", "start": 1100,
           "physical": [0, 2400], "validated": [400, 1800], "nominal": 1000},
          {"name": "t_amb", "label": "Ambient temperature", "type": "real", "unit": "Cel", "start": 18,
           "physical": [-20, 50], "validated": [0, 38], "nominal": 20},
          {"name": "age", "label": "Running hours", "type": "real", "unit": "h", "start": 4800,
           "physical": [0, 12000], "validated": [0, 6000], "nominal": 5000},
          {"name": "n", "label": "Pumps in service", "type": "integer", "unit": "1", "start": 3,
           "physical": [1, 3], "validated": [2, 3], "nominal": 3}
        ],
        "outputs": [
          {"name": "p_fail", "label": "Failure probability", "type": "real", "unit": "1", "series": true,
           "confidence": {"kind": "none", "reason": "a formula"},
           "plausibility": {"range": [0, 1], "monotone": "increasing"}},
          {"name": "t_bearing", "label": "Bearing temperature", "type": "real", "unit": "Cel", "series": true,
           "nominal": 60, "confidence": {"kind": "none", "reason": "a formula"}}
        ],
        "guardrails": [
          {"id": "G3", "label": "Run-out limit", "condition": "q_in * 1.3464 / n <= 700 m3/h", "onFail": "block",
           "message": "Too much flow for a pump."}
        ]
      },
      "models": [{
        "kind": "expression", "outputs": ["p_fail", "t_bearing"],
        "define": {
          "d": "1 + 0.25*sin(2*pi*(time - 5 h)/24 h) + 0.15*sin(4*pi*(time - 5 h)/24 h)",
          "load": "q_in*d/(500 m3/h * n)",
          "g": "load^3 * 2^((t_bearing - 60 Cel)/15 K)",
          "a": {"expression": "age + cumulative(g)", "unit": "h"}
        },
        "expressions": {
          "t_bearing": "t_amb + 5 K * sin(2*pi*(time - 9 h)/24 h) + 22 K + 12 K * load^2",
          "p_fail": "1 - exp(-((a/9000 h)^2.2 - (age/9000 h)^2.2))"
        }
      }]
    })json");
}

} // namespace twin
