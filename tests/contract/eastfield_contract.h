// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

namespace twin {

/// The contract of the acceptance walkthrough's twin, complete enough to be packaged.
inline nlohmann::json eastfieldContract()
{
    return nlohmann::json::parse(R"json({
        "formatVersion": 1,
        "id": "eastfield",
        "version": "1.3.0",
        "title": "Eastfield booster station",
        "fidelity": "Follows the full-order reference within 1.0 °C and 10 %.",
        "madeFor": ["choosing daily inspections"],
        "notFor": ["surge", "new failure modes"],
        "reviewDate": "2027-03-31",
        "axis": {"name": "time", "label": "Time of day", "unit": "h", "values": [0, 6, 12, 18, 24]},
        "inputs": [
            {"name": "q_in", "label": "Mean incoming flow", "unit": "m3/h", "displayUnits": ["L/s"],
             "physical": [0, 2400], "validated": [400, 1800], "start": 1100, "nominal": 1000},
            {"name": "t_amb", "label": "Daily mean ambient temperature", "unit": "Cel",
             "physical": [-20, 50], "validated": [0, 38], "start": 18},
            {"name": "age", "label": "Running hours since overhaul", "unit": "h",
             "physical": [0, 12000], "validated": [0, 6000], "start": 4800},
            {"name": "n", "label": "Pumps in service", "type": "integer", "unit": "1",
             "physical": [1, 3], "validated": [2, 3], "start": 3}],
        "outputs": [
            {"name": "p_fail", "label": "Failure probability", "unit": "1", "series": true, "nominal": 0.003,
             "confidence": {"kind": "interval", "level": 0.9},
             "accuracy": [{"metric": "withinAbsOrRel", "value": 0.0003, "relative": 0.1, "unit": "1",
                           "region": "at 24 h, validated region", "samples": 160}],
             "plausibility": {"range": [0, 1], "monotone": "increasing"}},
            {"name": "t_bearing", "label": "Bearing temperature", "unit": "Cel", "series": true, "nominal": 60,
             "confidence": {"kind": "standard-deviation", "level": 0.9},
             "accuracy": [{"metric": "maxAbs", "value": 1.0, "unit": "K", "region": "validated region", "samples": 160}]}],
        "guardrails": [
            {"id": "G3", "label": "Run-out limit", "condition": "q_in * 1.3464 / n <= 700 m3/h", "onFail": "block",
             "message": "Each pump in service would run out beyond its limit.",
             "examples": [{"label": "K2", "inputs": {"q_in": 1300, "t_amb": 33}, "passes": true},
                          {"label": "K4", "inputs": {"q_in": 1300, "t_amb": 33, "n": 2}, "passes": false},
                          {"label": "K5", "inputs": {"q_in": 1600, "t_amb": 36}, "passes": false}]}],
        "provenance": {"source": "reference formulas", "author": "Water utility", "created": "2026-01-15",
                       "tool": "xdt 0.1.0", "dataHash": "", "notes": ""}
    })json");
}

} // namespace twin
