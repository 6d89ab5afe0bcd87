// SPDX-License-Identifier: GPL-3.0-or-later
#include "scores_text.h"

#include "text_table.h"

#include <cmath>
#include <fmt/format.h>

namespace twin::cli {

namespace {

std::string percent(double share)
{
    return std::isfinite(share) ? fmt::format("{:.1f} %", share * 100) : "no band";
}

nlohmann::json number(double value)
{
    return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json();
}

double numberOf(const nlohmann::json& object, const char* key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_number() ? found->get<double>() : std::nan("");
}

} // namespace

Scores scoresOfReport(const nlohmann::json& report)
{
    Scores scores;
    if (!report.is_object() || !report.contains("outputs") || !report["outputs"].is_object())
        return scores;
    for (const auto& [name, entry] : report["outputs"].items()) {
        if (entry.is_object())
            scores[name] = {numberOf(entry, "r2"), numberOf(entry, "rmse"), numberOf(entry, "maxAbs"),
                            numberOf(entry, "coverage"), numberOf(entry, "level")};
    }
    return scores;
}

std::string scoresText(const Package& package)
{
    return scoresText(package.contract, scoresOfReport(package.report),
                      !wasJudgedOnOtherRuns(package.report));
}

std::string scoresText(const Contract& contract, const Scores& scores, bool areBandsSet)
{
    TextTable table;
    table.addColumn("output");
    table.addColumn("unit");
    for (const char* heading : {"R²", "RMSE", "largest error", "inside band", "declared"})
        table.addColumn(heading, TextTable::Align::Right);
    for (const Variable& output : contract.outputs) {
        const auto found = scores.find(output.name);
        if (found == scores.end())
            continue;
        const OutputScore& score = found->second;
        const bool hasBand = std::isfinite(score.coverage);
        table.addRow({output.name, output.unit.code(),
                      std::isfinite(score.r2) ? fmt::format("{:.5f}", score.r2) : "–",
                      fmt::format("{:.4g}", score.rmse), fmt::format("{:.4g}", score.maxAbs),
                      hasBand && areBandsSet ? std::string("set") : percent(score.coverage),
                      hasBand ? fmt::format("{:g} %", score.level * 100) : ""});
    }
    return table.text();
}

nlohmann::json scoresJson(const Scores& scores)
{
    nlohmann::json outputs = nlohmann::json::object();
    for (const auto& [name, score] : scores) {
        const bool hasBand = std::isfinite(score.coverage);
        outputs[name] = {{"r2", number(score.r2)},
                         {"rmse", number(score.rmse)},
                         {"maxAbs", number(score.maxAbs)},
                         {"coverage", number(score.coverage)},
                         {"level", hasBand ? number(score.level) : nlohmann::json()}};
    }
    return {{"outputs", std::move(outputs)}};
}

} // namespace twin::cli
