// SPDX-License-Identifier: GPL-3.0-or-later
#include "import/import_evidence.h"

#include "session/batch.h"
#include "training/accuracy.h"
#include "training/held_out_distance.h"
#include "training/sensitivity.h"
#include "training/validation_report.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

namespace twin {

namespace {

constexpr std::size_t fewestRuns = 8;

/// The half width that holds the share `level` of one more error; infinite when there are too few.
double conformalQuantile(std::vector<double> errors, double level)
{
    const auto rank = std::size_t(std::ceil(double(errors.size() + 1) * level));
    if (rank == 0 || rank > errors.size())
        return HUGE_VAL;
    const auto place = errors.begin() + std::ptrdiff_t(rank - 1);
    std::nth_element(errors.begin(), place, errors.end());
    return *place;
}

/// Half widths by point, from the runs for which `counts` holds.
template <class Counts>
std::vector<double> halfWidths(const std::vector<double>& truth, const std::vector<double>& mean,
                               std::size_t points, double level, Counts counts)
{
    std::vector<double> widths;
    for (std::size_t point = 0; point < points; ++point) {
        std::vector<double> errors;
        for (std::size_t run = 0; run < truth.size() / points; ++run)
            if (counts(run))
                errors.push_back(std::fabs(truth[run * points + point] - mean[run * points + point]));
        widths.push_back(conformalQuantile(std::move(errors), level));
    }
    return widths;
}

bool allFinite(const std::vector<double>& values)
{
    return std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
}

/// The band of one output: from all runs into the model, from the other half of the runs into the answers.
void setBand(Variable& variable, std::size_t points, const std::vector<double>& truth, NetworkOutput& output,
             HeldOutAnswers& answers, std::size_t index)
{
    for (auto* band : {&answers.lower[index], &answers.upper[index]})
        std::fill(band->begin(), band->end(), std::nan(""));
    if (variable.confidence.kind == Confidence::Kind::None)
        return;
    const std::vector<double>& mean = answers.mean[index];
    const double level = variable.confidence.level;
    output.level = level;
    output.halfWidth = halfWidths(truth, mean, points, level, [](std::size_t) { return true; });
    const auto even = halfWidths(truth, mean, points, level, [](std::size_t run) { return run % 2 == 0; });
    const auto odd = halfWidths(truth, mean, points, level, [](std::size_t run) { return run % 2 == 1; });
    if (!allFinite(output.halfWidth) || !allFinite(even) || !allFinite(odd)) {
        output.halfWidth.clear();
        variable.confidence = {Confidence::Kind::None, level,
                               fmt::format("{} runs are too few to measure a band of {:g} % on",
                                           answers.truth.runs, 100 * level)};
        return;
    }
    for (std::size_t i = 0; i < mean.size(); ++i) {
        const double half = (i / points % 2 == 0 ? odd : even)[i % points];
        answers.lower[index][i] = mean[i] - half;
        answers.upper[index][i] = mean[i] + half;
    }
}

Result<TrainingSpec> rolesOf(const nlohmann::json& spec, const Contract& contract)
{
    TrainingSpec roles;
    roles.contract = contract;
    roles.heldOut = HeldOutRows{};
    if (spec.contains("run")) {
        if (!spec["run"].is_string())
            return fail("import.spec", "/run", "\"run\" is no name of a column.",
                        "Name the column that tells runs apart.");
        roles.runColumn = spec["run"].get<std::string>();
    }
    if (!spec.contains("columns"))
        return roles;
    if (!spec["columns"].is_object())
        return fail("import.spec", "/columns", "\"columns\" is no object of column names.",
                    R"(Write {"flow": "Q_in"}.)");
    for (const auto& [variable, column] : spec["columns"].items()) {
        if (!column.is_string())
            return fail("import.spec", "/columns/" + variable, "A column's name is no text.",
                        "Write its name.");
        roles.columns[variable] = column.get<std::string>();
    }
    return roles;
}

} // namespace

Status measureNetwork(Package& package, NetworkModel::Content content, const nlohmann::json& spec,
                      const Table& table, const nlohmann::json& details)
{
    Contract& contract = package.contract;
    const auto roles = rolesOf(spec, contract);
    if (!roles)
        return fail(roles.error());
    auto runs = gatherRuns(table, contract, roles->columns, roles->runColumn);
    if (!runs)
        return fail(runs.error());
    if (runs->runs < fewestRuns)
        return fail("import.few-runs", table.name,
                    fmt::format("{} has {} runs; at least {} are needed to measure the network on.",
                                table.name, runs->runs, fewestRuns),
                    "Add runs, or import without them.");
    package.models.clear();
    NetworkModel::Content bare = content;
    for (NetworkOutput& output : bare.outputs)
        output.halfWidth.assign(contract.points(*contract.findOutput(output.name)), 0);
    package.models.push_back(NetworkModel::make(std::move(bare), contract));
    auto batch = evaluateModels(package, runs->inputs, runs->runs);
    if (!batch)
        return fail(batch.error());
    HeldOutAnswers answers;
    answers.words = fmt::format("{} runs given at the import", runs->runs);
    answers.mean = std::move(batch->mean);
    answers.lower = std::move(batch->lower);
    answers.upper = std::move(batch->upper);
    answers.truth = std::move(*runs);
    for (NetworkOutput& output : content.outputs) {
        const std::size_t index = *contract.outputIndex(output.name);
        setBand(contract.outputs[index], contract.points(contract.outputs[index]),
                answers.truth.outputs[index], output, answers, index);
    }
    auto domain = DomainOfValidity::fit(contract, answers.truth.inputs);
    if (!domain) {
        domain.error().location = table.name;
        return fail(domain.error());
    }
    // Nothing was fitted to these runs: a run's distance is that to the nearest other one.
    std::vector<std::size_t> apart(answers.truth.runs);
    std::iota(apart.begin(), apart.end(), std::size_t(0));
    answers.distance = distancesToFitted(*domain, answers.truth.inputs, answers.truth.inputs, apart);
    for (std::size_t i = 0; i < contract.outputs.size(); ++i)
        contract.outputs[i].accuracy = accuracyOf(contract, i, answers, {});
    const DistanceJudgement distances =
        judgeDistances(contract, answers, answers.distance, domain->threshold());
    domain->lowerThreshold(distances.limit);
    package.domain = std::move(*domain);
    contract.provenance.dataHash = table.sha256;
    package.models.clear();
    package.models.push_back(NetworkModel::make(std::move(content), contract));
    const Sensitivity sensitivity = sensitivityOf(package);
    const nlohmann::json models = nlohmann::json::array({details});
    package.report = makeReport({*roles, table, package, answers, distances, sensitivity, models});
    return {};
}

void stateNoEvidence(Contract& contract)
{
    for (Variable& output : contract.outputs) {
        output.accuracy.clear();
        output.confidence = {Confidence::Kind::None, output.confidence.level,
                             "it was imported without runs to measure it on"};
    }
    std::erase_if(contract.guardrails, [](const GuardrailRule& rule) { return rule.id == "no-runs"; });
    contract.guardrails.push_back({"no-runs",
                                   "Nothing was measured",
                                   "1 > 2",
                                   Verdict::Warn,
                                   "This twin was imported without runs: nothing says how far it is right.",
                                   {}});
}

} // namespace twin
