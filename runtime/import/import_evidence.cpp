// SPDX-License-Identifier: GPL-3.0-or-later
#include "import/import_evidence.h"

#include "model/banded_model.h"
#include "session/batch.h"
#include "training/accuracy.h"
#include "training/data_findings.h"
#include "training/held_out_distance.h"
#include "training/measured_band.h"
#include "training/sensitivity.h"
#include "training/train_checks.h"
#include "training/validation_report.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

namespace twin {

namespace {

constexpr std::size_t fewestRuns = 8;

std::vector<std::string> outputNames(const Contract& contract)
{
    std::vector<std::string> names;
    for (const Variable& output : contract.outputs)
        names.push_back(output.name);
    return names;
}

/// Of all evaluations: a sensitivity takes about two thousand of a simulator.
double shareOfRuns(std::size_t runs)
{
    return double(runs) / double(runs + 2000);
}

/// The answers of the package's models, which give no bands themselves.
Result<HeldOutAnswers> answersFor(Package& package, RunSet runs, const Progress& progress)
{
    Package bare;
    bare.contract = withoutBands(package.contract, outputNames(package.contract));
    bare.models = std::move(package.models);
    const std::string step = fmt::format("comparing with {} runs", runs.runs);
    const Progress part = partOf(progress, 0, shareOfRuns(runs.runs), step);
    auto batch = evaluateModels(bare, runs.inputs, runs.runs, part);
    package.models = std::move(bare.models);
    if (!batch)
        return fail(inImport(batch.error()));
    HeldOutAnswers answers;
    answers.words = fmt::format("{} runs given at the import", runs.runs);
    answers.mean = std::move(batch->mean);
    answers.lower = std::move(batch->lower);
    answers.upper = std::move(batch->upper);
    answers.truth = std::move(runs);
    return answers;
}

/// The bands that the contract declares: from all runs for the models, crosswise into the answers. One that
/// cannot be measured is taken out of the contract, with the reason.
std::vector<MeasuredBand> bandsFor(Contract& contract, HeldOutAnswers& answers,
                                   std::vector<std::string>& notes)
{
    std::vector<MeasuredBand> bands;
    for (std::size_t i = 0; i < contract.outputs.size(); ++i) {
        Variable& variable = contract.outputs[i];
        if (variable.confidence.kind == Confidence::Kind::None)
            continue;
        const double level = variable.confidence.level;
        const std::size_t points = contract.points(variable);
        auto band = measureBand(answers.truth.outputs[i], answers.mean[i], points, level);
        if (!band) {
            variable.confidence = {
                Confidence::Kind::None, level,
                fmt::format("{} runs are too few to measure a band of {:g} % on; it takes {}",
                            answers.truth.runs, 100 * level, fewestRunsForBand(level))};
            notes.push_back(fmt::format("{} has no band: {}.", variable.name, variable.confidence.reason));
            continue;
        }
        for (std::size_t k = 0; k < band->judging.size(); ++k) {
            answers.lower[i][k] = answers.mean[i][k] - band->judging[k];
            answers.upper[i][k] = answers.mean[i][k] + band->judging[k];
        }
        bands.push_back({variable.name, level, std::move(band->halfWidth)});
    }
    return bands;
}

void putAround(std::vector<std::unique_ptr<Model>>& models, const std::vector<MeasuredBand>& bands)
{
    for (std::unique_ptr<Model>& model : models) {
        std::vector<MeasuredBand> own;
        for (const MeasuredBand& band : bands)
            if (std::find(model->outputs().begin(), model->outputs().end(), band.output) !=
                model->outputs().end())
                own.push_back(band);
        if (!own.empty())
            model = std::make_unique<BandedModel>(std::move(model), std::move(own));
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
        if (!contract.find(variable) && !(contract.axis && contract.axis->name == variable))
            return fail("import.spec", "/columns/" + variable,
                        fmt::format("The contract has no variable \"{}\".", variable),
                        "Write the name of a variable, then that of its column: {\"flow\": \"Q_in\"}.");
        roles.columns[variable] = column.get<std::string>();
    }
    return roles;
}

} // namespace

Diagnostic inImport(const Diagnostic& error)
{
    if (error.code != "session.cancelled")
        return error;
    return {Severity::Error, "import.cancelled", "", "The import was stopped.", "Nothing was written."};
}

Status measureModels(Package& package, const nlohmann::json& spec, const Table& table,
                     const nlohmann::json& details, std::vector<std::string>& notes, const Progress& progress)
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
                    fmt::format("{} has {} {}; at least {} are needed to measure the model on.", table.name,
                                runs->runs, runs->runs == 1 ? "run" : "runs", fewestRuns),
                    "Add runs, or import without them.");
    if (const Status size = checkFittable(contract, *runs, nlohmann::json::array(), table.name); !size)
        return fail(size.error());
    auto answers = answersFor(package, std::move(*runs), progress);
    if (!answers)
        return fail(answers.error());
    auto domain = DomainOfValidity::fit(contract, answers->truth.inputs);
    if (!domain) {
        domain.error().location = table.name;
        return fail(domain.error());
    }
    // Nothing was fitted to these runs: a run's distance is that to the nearest other one.
    std::vector<std::size_t> apart(answers->truth.runs);
    std::iota(apart.begin(), apart.end(), std::size_t(0));
    answers->distance = distancesToFitted(*domain, answers->truth.inputs, answers->truth.inputs, apart);
    if (const Status allowed = keepAllowed(contract, std::vector<bool>(answers->truth.runs, true), *answers);
        !allowed)
        return fail(allowed.error());
    putAround(package.models, bandsFor(contract, *answers, notes));
    for (std::size_t i = 0; i < contract.outputs.size(); ++i) {
        contract.outputs[i].accuracy = accuracyOf(contract, i, *answers, {});
        if (const auto finding = unexplained(contract, i, *answers))
            notes.push_back(finding->message + " " + finding->remedy);
    }
    if (const auto finding = judgedByItself(*answers))
        notes.push_back(finding->message + " " + finding->remedy);
    const DistanceJudgement distances =
        judgeDistances(contract, *answers, answers->distance, domain->threshold());
    domain->lowerThreshold(distances.limit);
    package.domain = std::move(*domain);
    contract.provenance.dataHash = table.sha256;
    const auto sensitivity = sensitivityOf(
        package, partOf(progress, shareOfRuns(answers->truth.runs), 1, "finding which inputs matter"));
    if (!sensitivity)
        return fail(inImport(sensitivity.error()));
    const nlohmann::json models = nlohmann::json::array({details});
    package.report = makeReport({*roles, table, package, *answers, distances, *sensitivity, models});
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
                                   "false",
                                   Verdict::Warn,
                                   "This twin was imported without runs: nothing says how far it is right.",
                                   {}});
}

} // namespace twin
