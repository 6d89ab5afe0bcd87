// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/today.h"
#include "session/conformance.h"
#include "training/answer_checks.h"
#include "training/data_findings.h"
#include "training/failed_runs.h"
#include "training/fit.h"
#include "training/fit_calibration.h"
#include "training/fit_given.h"
#include "training/held_out_distance.h"
#include "training/level_folds.h"
#include "training/outlying_runs.h"
#include "training/run_errors.h"
#include "training/sensitivity.h"
#include "training/split_runs.h"
#include "training/train_checks.h"
#include "training/used_runs.h"
#include "training/validation_report.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numeric>
#include <set>

namespace twin {

namespace {

constexpr std::size_t fewestRuns = 8;

/// How the runs judged fits that had not seen them. `folds`: the numbers of folds of the models.
std::string wordsOfFolds(const std::set<std::size_t>& folds, std::size_t runs)
{
    if (folds.size() == 1 && *folds.begin() == runs)
        return fmt::format("each of {} runs left out in turn", runs);
    std::string words;
    for (const std::size_t each : folds)
        words += fmt::format("{}{}-fold", words.empty() ? "" : " and ", each);
    return fmt::format("{} cross-validation over {} runs", words, runs);
}

Diagnostic cancelled()
{
    return {Severity::Error, "train.cancelled", "", "The training was stopped.", "Nothing was written."};
}

/// Moves the answers of one model's cross-validation to their places in the contract.
void takeEvidence(const Model& model, FitEvidence& evidence, const Contract& contract,
                  HeldOutAnswers& answers)
{
    for (std::size_t i = 0; i < model.outputs().size(); ++i) {
        const std::size_t output = *contract.outputIndex(model.outputs()[i]);
        answers.mean[output] = std::move(evidence.mean[i]);
        answers.lower[output] = std::move(evidence.lower[i]);
        answers.upper[output] = std::move(evidence.upper[i]);
    }
}

void fillProvenance(Provenance& provenance, const Table& table)
{
    provenance.tool = "Twinwright " TWINWRIGHT_VERSION;
    provenance.dataHash = table.sha256;
    if (provenance.created.empty())
        provenance.created = today();
}

} // namespace

Result<Package> train(const Table& original, const nlohmann::json& specJson, const Progress& progress,
                      const TrainingOptions& options, Diagnostics* findings)
{
    const auto report = [&](double fraction, const std::string& step) {
        return !progress || progress(fraction, step);
    };
    auto spec = readTrainingSpec(specJson, original);
    if (!spec)
        return fail(spec.error());
    if (const Status rules = checkOwnersRules(spec->contract); !rules)
        return fail(rules.error());
    if (!report(0, "gathering the runs"))
        return fail(cancelled());
    Diagnostics found;
    const Result<UsedRuns> used = usedRuns(original, *spec, found);
    if (!used)
        return fail(used.error());
    const Table& table = used->table;
    if (table.hasDecimalCommas)
        found.push_back({Severity::Info, "data.decimal-commas", table.name,
                         "Commas are read as decimal points: 2,5 is two and a half.", ""});
    auto failed = readFailed(options.failed, used->unanswered ? &*used->unanswered : nullptr, *spec);
    if (!failed)
        return fail(failed.error());
    auto split = splitRuns(table, *spec);
    if (!split)
        return fail(split.error());
    RunSet& fitted = split->fitted;
    std::set<std::string> haveAnswers(fitted.names.begin(), fitted.names.end());
    if (split->heldOut)
        haveAnswers.insert(split->heldOut->names.begin(), split->heldOut->names.end());
    if (fitted.runs < fewestRuns)
        return fail("train.few-runs", table.name,
                    fmt::format("{} has {} {} to fit; a twin needs at least {}.", table.name, fitted.runs,
                                fitted.runs == 1 ? "run" : "runs", fewestRuns),
                    "Add runs, or check which column tells the runs apart (\"run\" in the spec).");

    if (const Status fittable = checkFittable(spec->contract, fitted, spec->models, table.name); !fittable)
        return fail(fittable.error());
    const bool isGiven = std::all_of(spec->models.begin(), spec->models.end(), isGivenWhole);
    const std::size_t points = countPoints(fitted.inputs.data(), fitted.runs, spec->contract.inputs.size());
    if (points < fewestRuns && !isGiven)
        return fail("train.few-runs", table.name,
                    fmt::format("The {} runs of {} are at {} {}; a twin needs at least {} different ones.",
                                fitted.runs, table.name, points, points == 1 ? "point" : "different points",
                                fewestRuns),
                    "Add runs with other inputs: repetitions say nothing of other places.");
    for (Diagnostic& finding : findInRuns(spec->contract, fitted, spec->models, table.name))
        found.push_back(std::move(finding));

    Package package;
    package.contract = spec->contract;
    const std::size_t outputs = package.contract.outputs.size();
    HeldOutAnswers answers;
    answers.mean.resize(outputs);
    answers.lower.resize(outputs);
    answers.upper.resize(outputs);
    const std::size_t fittedRuns = fitted.runs;
    const bool leavesOneOut = spec->bands == BandMethod::JackknifePlus;
    const std::size_t wished = leavesOneOut ? fittedRuns : std::min(spec->folds, fittedRuns);
    std::set<std::size_t> folds;
    std::set<std::size_t> unknownBetween; // inputs: the few values that the runs have of them
    const std::span<const double> others =
        split->heldOut ? std::span<const double>(split->heldOut->inputs) : std::span<const double>();
    const auto isUnknownBetween = [&](std::size_t input) { // unless held-out runs judge there
        return !gapsBetweenLevels(fitted, {input}, others).empty();
    };
    if (!isGiven)
        for (const std::size_t input : inputsOfTwoLevels(package.contract, fitted))
            if (isUnknownBetween(input))
                unknownBetween.insert(input);
    nlohmann::json details = nlohmann::json::array();
    std::vector<bool> isJudged(fittedRuns, true);
    std::set<std::string> otherWords;
    std::vector<std::size_t> fold; // of each run, where it is the fitted runs that judge
    std::size_t fewestGroups = std::numeric_limits<std::size_t>::max();
    if (!split->heldOut) {
        fold.resize(fittedRuns);
        std::iota(fold.begin(), fold.end(), std::size_t(0));
    }
    for (std::size_t i = 0; i < spec->models.size(); ++i) {
        const auto step = [&](double fraction, const std::string& words) {
            return report(0.02 + 0.93 * (double(i) + fraction) / double(spec->models.size()), words);
        };
        FitEvidence evidence;
        auto model = fitModel(spec->models[i], package.contract, fitted, {wished, spec->bands},
                              fmt::format("/models/{}", i), evidence, step);
        if (!model)
            return fail(model.error().code == "fit.cancelled" ? cancelled() : model.error());
        takeEvidence(**model, evidence, package.contract, answers);
        if (evidence.folds > 0)
            folds.insert(evidence.folds);
        // A formula keeps no runs out. Of several models the one that kept out most at a time.
        const std::size_t groups =
            evidence.fold.empty() ? 0 : 1 + *std::max_element(evidence.fold.begin(), evidence.fold.end());
        if (!split->heldOut && groups > 1 && groups < fewestGroups) {
            fewestGroups = groups;
            fold = evidence.fold;
        }
        for (std::size_t run = 0; run < evidence.judged.size(); ++run)
            isJudged[run] = isJudged[run] && evidence.judged[run];
        if (!evidence.words.empty())
            otherWords.insert(evidence.words);
        for (const BetweenLevels& between : evidence.betweenLevels)
            if (isUnknownBetween(between.input) &&
                findBetweenLevels(package.contract, **model, between, found))
                unknownBetween.insert(between.input);
        details.push_back(std::move(evidence.details));
        package.models.push_back(std::move(*model));
    }

    if (!report(0.95, "measuring the accuracy"))
        return fail(cancelled());
    for (Diagnostic& finding : findOutliers(
             package.contract, fitted, {answers.mean, answers.lower, answers.upper, isJudged}, table.name))
        found.push_back(std::move(finding));
    if (!isGiven)
        findDrift(package.contract, fitted, answers.mean, isJudged, found);
    const std::vector<EmptyRegion> gaps =
        gapsBetweenLevels(fitted, {unknownBetween.begin(), unknownBetween.end()}, others);
    const std::vector<double> scales = outputScales(fitted);
    std::vector<Range> seen = outputRanges(fitted);
    RunErrors errors = runErrors(fitted, answers.mean, scales, isJudged);
    std::vector<double> covered = fitted.inputs;
    if (split->heldOut) {
        covered.insert(covered.end(), split->heldOut->inputs.begin(), split->heldOut->inputs.end());
        widen(seen, *split->heldOut);
        findSeenRuns(fitted.inputs, split->heldOut->inputs, package.contract.inputs.size(), found);
        if (spec->heldOutRegion.empty())
            findUncovered(package.contract, split->heldOut->inputs, true, found);
    }
    findUncovered(package.contract, covered, false, found);
    std::vector<double> unknown = placesOfFailure(package.contract, covered, haveAnswers, *failed, found);
    findFailed(package.contract, covered, unknown, found);
    if (!isGiven) // a given model's bands are judged by runs that did not set them
        findEmptyBounds(*spec, found);
    auto domain = DomainOfValidity::fit(package.contract, covered);
    if (!domain) {
        domain.error().location = table.name;
        return fail(domain.error());
    }
    std::vector<double> distance = distancesToFitted(
        *domain, split->heldOut ? split->heldOut->inputs : fitted.inputs, fitted.inputs, fold);
    if (split->heldOut) {
        auto measured = answerHeldOut(package, std::move(*split->heldOut));
        if (!measured)
            return fail(measured.error());
        answers = std::move(*measured);
        answers.words = fmt::format("{} runs {}", answers.truth.runs, split->heldOutWords);
        const RunErrors more =
            runErrors(answers.truth, answers.mean, scales, std::vector<bool>(answers.truth.runs, true));
        for (std::size_t output = 0; output < outputs; ++output)
            errors[output].insert(errors[output].end(), more[output].begin(), more[output].end());
        isJudged.assign(answers.truth.runs, true);
    } else {
        if (!folds.empty())
            answers.words = wordsOfFolds(folds, fitted.runs);
        for (const std::string& words : otherWords)
            answers.words += (answers.words.empty() ? "" : "; ") + words;
        answers.truth = std::move(fitted);
    }
    if (!folds.empty())
        spec->folds = *folds.begin();
    answers.fittedRuns = isGiven ? 0 : fittedRuns;
    answers.distance = std::move(distance);
    if (const Status allowed = keepAllowed(package.contract, isJudged, answers); !allowed)
        return fail(allowed.error());
    if (const Status kept = checkBounds(*spec, package.contract, answers);
        !kept && options.bounds == BoundsAre::Enforced)
        return fail(kept.error());
    for (std::size_t output = 0; output < outputs; ++output)
        package.contract.outputs[output].accuracy =
            accuracyOf(package.contract, output, answers, spec->bounds);

    std::vector<std::size_t> noise; // outputs that nothing explains
    for (std::size_t output = 0; output < outputs; ++output)
        if (auto finding = unexplained(package.contract, output, answers)) {
            if (std::any_of(found.begin(), found.end(),
                            [](const Diagnostic& each) { return each.code.starts_with("data.outlier"); }))
                finding->remedy =
                    "First settle the runs that stand out: one wrong run may spoil all figures.";
            found.push_back(std::move(*finding));
            noise.push_back(output);
        }

    if (isGiven)
        if (auto finding = judgedByItself(answers))
            found.push_back(std::move(*finding));

    if (!report(0.97, "finding where the runs are"))
        return fail(cancelled());
    const DistanceJudgement distances =
        judgeDistances(package.contract, answers, answers.distance, domain->threshold());
    domain->lowerThreshold(distances.limit);
    domain->setFailed(std::move(unknown));
    DomainOfValidity withGaps = *domain;
    withGaps.addRegions(gaps);
    package.domain = withGaps;
    fillProvenance(package.contract.provenance, table);
    if (!isGiven)
        if (const Status answered = findDoubtfulAnswers(package, seen, found); !answered)
            return fail(answered.error());
    auto sensitivity = sensitivityOf(package, [&](double fraction, const std::string&) {
        return report(0.98 + 0.02 * fraction, "finding which inputs matter");
    });
    if (!sensitivity)
        return fail(cancelled());
    for (const std::size_t output : noise) // what moves such answers is the scatter of the runs
        sensitivity->outputs[output].clear();
    package.domain = std::move(*domain); // of gaps between levels a finding speaks
    package.report = makeReport({*spec, table, package, answers, distances, *sensitivity, details});
    package.domain = std::move(withGaps);
    for (const Diagnostic& finding : found)
        if (limitsTrust(finding))
            package.report["findings"].push_back(
                {{"kind", finding.code}, {"output", ""}, {"words", finding.message}});
    package.report["data"]["findings"] = found;
    if (findings)
        *findings = std::move(found);
    package.report["runErrors"] = toJson(package.contract, errors);
    auto vectors = makeConformanceVectors(package, spec->conformance);
    if (!vectors)
        return fail(vectors.error());
    package.conformance = std::move(*vectors);
    report(1, "done");
    return package;
}

std::map<std::string, std::string> columnsOfRuns(const Package& package)
{
    std::map<std::string, std::string> columns;
    const nlohmann::json known =
        package.report.is_object()
            ? package.report.value(nlohmann::json::json_pointer("/data/columns"), nlohmann::json())
            : nlohmann::json();
    if (known.is_object())
        for (const auto& [variable, column] : known.items())
            if (column.is_string())
                columns[variable] = column.get<std::string>();
    return columns;
}

Result<RunSet> gatherRunsLike(const Table& table, const Package& package)
{
    const nlohmann::json runColumn =
        package.report.is_object()
            ? package.report.value(nlohmann::json::json_pointer("/data/runColumn"), nlohmann::json())
            : nlohmann::json();
    return gatherRuns(table, package.contract, columnsOfRuns(package),
                      runColumn.is_string() ? runColumn.get<std::string>() : std::string());
}

} // namespace twin
