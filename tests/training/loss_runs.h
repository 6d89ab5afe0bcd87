// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/training.h"

#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <string>

namespace twin {

/// `count` runs of loss = 3 + 2 speed + load²; the last quarter is marked as test, and there `error` is
/// added, so that it is known what a fit without these runs gets wrong.
inline Table runsOf(int count, double error = 0)
{
    std::string text = "speed,load,set,loss\n";
    for (int run = 0; run < count; ++run) {
        const double speed = 10 * (run + 0.5) / count, load = 5 * std::fmod(run * 0.618034, 1);
        const bool test = run % 4 == 3;
        text += fmt::format("{},{},{},{}\n", speed, load, test ? "test" : "fit",
                            3 + 2 * speed + load * load + (test ? error : 0));
    }
    return *parseTable(text, "loss.csv");
}

/// What trains them: a polynomial of degree 2.
inline nlohmann::json specOf()
{
    return nlohmann::json::parse(R"json({
        "contract": {
            "formatVersion": 1, "id": "loss", "version": "1.0.0", "title": "Loss",
            "inputs": [
                {"name": "speed", "unit": "1", "physical": [-1, 11], "validated": [0, 10], "start": 5},
                {"name": "load", "unit": "1", "physical": [-1, 6], "validated": [0, 5], "start": 2}],
            "outputs": [{"name": "loss", "unit": "kW", "nominal": 50,
                         "confidence": {"kind": "interval", "level": 0.9}}],
            "provenance": {"created": "2026-01-15"}},
        "models": [{"kind": "polynomial", "degree": 2, "outputs": ["loss"]}],
        "conformance": 3
    })json");
}

/// The same with the marked runs held out.
inline nlohmann::json heldOut(nlohmann::json spec)
{
    spec["validation"]["heldOut"] = {{"column", "set"}, {"value", "test"}};
    return spec;
}

} // namespace twin
