// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/run_errors.h"

#include "training/rounding.h"

#include <cmath>
#include <fmt/format.h>

namespace twin {

std::vector<double> outputScales(const RunSet& runs)
{
    std::vector<double> scales;
    for (const std::vector<double>& values : runs.outputs) {
        const std::size_t points = values.size() / runs.runs;
        double squares = 0;
        for (std::size_t point = 0; point < points; ++point) {
            double mean = 0;
            for (std::size_t run = 0; run < runs.runs; ++run)
                mean += values[run * points + point] / static_cast<double>(runs.runs);
            for (std::size_t run = 0; run < runs.runs; ++run)
                squares += (values[run * points + point] - mean) * (values[run * points + point] - mean);
        }
        const double scale = std::sqrt(squares / static_cast<double>(values.size()));
        scales.push_back(std::isfinite(scale) && scale > 0 ? scale : 1);
    }
    return scales;
}

RunErrors runErrors(const RunSet& runs, const std::vector<std::vector<double>>& mean,
                    const std::vector<double>& scale, const std::vector<bool>& judged)
{
    RunErrors errors;
    for (std::size_t output = 0; output < runs.outputs.size(); ++output) {
        const std::vector<double>& truth = runs.outputs[output];
        const std::size_t points = truth.size() / runs.runs;
        std::vector<double>& list = errors.emplace_back();
        for (std::size_t run = 0; run < runs.runs; ++run) {
            double squares = 0;
            for (std::size_t i = run * points; i < (run + 1) * points; ++i) {
                const double error = (mean[output][i] - truth[i]) / scale[output];
                squares += error * error;
            }
            list.push_back(judged[run] ? std::sqrt(squares / static_cast<double>(points)) : std::nan(""));
        }
    }
    return errors;
}

nlohmann::json toJson(const Contract& contract, const RunErrors& errors)
{
    nlohmann::json json = nlohmann::json::object();
    for (std::size_t output = 0; output < errors.size(); ++output) {
        nlohmann::json& list = json[contract.outputs[output].name] = nlohmann::json::array();
        for (const double error : errors[output])
            list.push_back(std::isfinite(error) ? nlohmann::json(toDigits(error, 3)) : nlohmann::json());
    }
    return json;
}

Result<RunErrors> runErrorsFromReport(const nlohmann::json& report, const Contract& contract,
                                      std::size_t runs)
{
    const nlohmann::json none = nlohmann::json::object();
    const nlohmann::json& kept =
        report.is_object() && report.contains("runErrors") ? report["runErrors"] : none;
    RunErrors errors;
    for (const Variable& output : contract.outputs) {
        const bool has = kept.is_object() && kept.contains(output.name) && kept[output.name].is_array() &&
                         kept[output.name].size() == runs;
        std::vector<double>& list = errors.emplace_back();
        double sum = 0, known = 0;
        for (std::size_t run = 0; run < runs && has; ++run) {
            const nlohmann::json& error = kept[output.name][run];
            if (!error.is_null() &&
                (!error.is_number() || !(error.get<double>() >= 0 && error.get<double>() < 1e100)))
                break;
            list.push_back(error.is_null() ? std::nan("") : error.get<double>());
            sum += error.is_null() ? 0 : error.get<double>();
            known += !error.is_null();
        }
        for (double& error : list)
            error = std::isnan(error) ? (known > 0 ? sum / known : 1) : error;
        if (list.size() != runs)
            return fail("enrich.evidence", "report.json/runErrors/" + output.name,
                        fmt::format("The package does not say how far off {} is at each of its {} runs.",
                                    output.label, runs),
                        "Train it again from its runs, with this version.");
    }
    return errors;
}

} // namespace twin
