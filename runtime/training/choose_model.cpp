// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/choose_model.h"

#include "training/choice_price.h"
#include "training/family_comparison.h"
#include "training/fit_calibration.h"
#include "training/level_folds.h"
#include "training/split_runs.h"

#include <algorithm>
#include <fmt/format.h>

namespace twin {

namespace {

// More runs than these are compared on a part of them; those of the best so far apart are then fitted to all.
constexpr std::size_t mostCompared = 3000, comparedOn = 2000;
constexpr double stillInRace = 1.3;
constexpr std::size_t finalists = 2;

/// The families that the spec lists, or all that suit the number of runs.
Result<std::vector<const Family*>> familiesOf(const ChoiceTask& task)
{
    std::vector<const Family*> families;
    const auto wish = task.spec.find("families");
    if (wish == task.spec.end()) {
        for (const Family& family : allFamilies())
            if (task.runs.runs >= family.fewestRuns && task.allRuns <= family.mostRuns)
                families.push_back(&family);
        return families;
    }
    if (!wish->is_array())
        return fail("fit.option", task.location + "/families", "\"families\" must be a list of names.",
                    "Write it so: \"families\": [\"polynomial\", \"gaussian-process\"].");
    for (const nlohmann::json& name : *wish) {
        const Family* family = name.is_string() ? findFamily(name.get<std::string>()) : nullptr;
        if (!family)
            return fail("fit.option", task.location + "/families",
                        fmt::format("There is no family of surrogates {}.", name.dump()),
                        "Leave \"families\" out to compare all; xdt schema training lists them.");
        families.push_back(family);
    }
    return families;
}

/// Runs that stand for all where there are too many to compare every family on.
RunSet comparedRuns(const Contract& contract, const RunSet& runs)
{
    if (runs.runs <= mostCompared)
        return runs;
    const std::vector<std::size_t> part = assignFolds(runs.runs, runs.runs);
    std::vector<std::size_t> wanted;
    for (std::size_t run = 0; run < runs.runs; ++run)
        if (part[run] < comparedOn)
            wanted.push_back(run);
    return selectRuns(contract, runs, wanted);
}

Result<ChoiceTask> taskOf(const nlohmann::json& spec, const Contract& contract, const RunSet& runs,
                          const FitValidation& validation, const std::string& location)
{
    for (const auto& [key, value] : spec.items())
        if (key != "kind" && key != "outputs" && key != "families" && key != "logInputs")
            return fail("fit.option", location + "/" + key,
                        fmt::format("The kind \"auto\" has no option \"{}\".", key),
                        "It has: families, logInputs.");
    ChoiceTask task{spec, contract, comparedRuns(contract, runs), runs.runs, validation, location, {}, false};
    const nlohmann::json names = spec.value("outputs", nlohmann::json::array());
    for (const nlohmann::json& name : names) {
        const auto index = name.is_string() ? contract.outputIndex(name.get<std::string>()) : std::nullopt;
        if (!index)
            return fail("fit.output", location + "/outputs",
                        fmt::format("The contract has no output {}.", name.dump()),
                        "Use the name of an output of the contract.");
        task.outputs.push_back(*index);
        task.isSeries = task.isSeries || contract.points(contract.outputs[*index]) > 1;
    }
    if (task.outputs.empty())
        return fail("fit.output", location + "/outputs", "A model needs the list of outputs that it gives.",
                    "Name them: \"outputs\": [\"flow\", \"power\"].");
    return task;
}

FitValidation comparisonOf(const ChoiceTask& task)
{
    FitValidation validation = task.validation;
    validation.isComparison = true;
    return validation;
}

/// Families were compared by one number of folds, and not between the levels of inputs that have few; the one
/// that is kept is judged by the number that suits it, and between levels.
bool judgeAsItSuits(const ChoiceTask& task, ChoiceCandidate& chosen, const Progress& progress)
{
    const bool hasOwnFolds =
        task.validation.folds == FitValidation::byFamily && chosen.family->folds != usualFolds;
    if (!hasOwnFolds && levelledInputs(task.contract, task.runs).empty())
        return true;
    ChoiceCandidate again;
    again.family = chosen.family;
    again.transform = chosen.transform;
    again.isPointwise = chosen.isPointwise;
    const std::string name = fmt::format("{}: {}, judging", task.output(0).name, nameOf(chosen));
    if (!tryOut(task, task.validation, again, partOf(progress, 1, 1, name)))
        return false;
    if (again.model)
        chosen = std::move(again);
    return true;
}

/// The best few of a comparison on some of the runs, fitted to all; the best of these. Null when stopped or
/// none could be fitted.
Result<std::unique_ptr<Model>> fitToAll(const ChoiceTask& task, const RunSet& runs,
                                        const std::vector<ChoiceCandidate>& candidates,
                                        const ChoiceCandidate& winner, double share, FitEvidence& evidence,
                                        std::string& words, const Progress& progress)
{
    std::vector<const ChoiceCandidate*> order = {&winner};
    for (const ChoiceCandidate& each : candidates)
        if (&each != &winner && each.model && each.error <= stillInRace * winner.error)
            order.push_back(&each);
    std::stable_sort(order.begin() + 1, order.end(), [](auto a, auto b) { return a->error < b->error; });
    order.resize(std::min(order.size(), finalists));

    ChoiceTask whole{task.spec,       task.contract, runs,         runs.runs,
                     task.validation, task.location, task.outputs, task.isSeries};
    std::vector<ChoiceCandidate> fitted(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        fitted[i].family = order[i]->family;
        fitted[i].transform = order[i]->transform;
        fitted[i].isPointwise = order[i]->isPointwise;
        const std::string name = fmt::format("{}: {}", task.output(0).name, nameOf(fitted[i]));
        const bool goOn =
            tryOut(whole, comparisonOf(whole), fitted[i], [&](double fraction, const std::string& step) {
                const double done = (double(i) + fraction) / double(order.size());
                return !progress ||
                       progress(1 - share + share * done, fmt::format("{}, all runs, {}", name, step));
            });
        if (!goOn)
            return fitCancelled(task.location);
    }
    const auto best = std::min_element(fitted.begin(), fitted.end(),
                                       [](const auto& a, const auto& b) { return a.error < b.error; });
    if (!best->model)
        return fail("fit.none", task.location, best->failure, "Check the runs, or name another family.");
    words += " " + choiceInWords(whole, fitted, *best, fitted.size() > 1 ? "" : "Fitted to all runs.");
    if (!judgeAsItSuits(whole, *best, progress))
        return fitCancelled(task.location);
    evidence = std::move(best->evidence);
    return std::move(best->model);
}

} // namespace

Result<std::unique_ptr<Model>> chooseModel(const nlohmann::json& spec, const Contract& contract,
                                           const RunSet& runs, const FitValidation& validation,
                                           const std::string& location, FitEvidence& evidence,
                                           const Progress& progress)
{
    const auto task = taskOf(spec, contract, runs, validation, location);
    if (!task)
        return fail(task.error());
    const auto families = familiesOf(*task);
    if (!families)
        return fail(families.error());
    const bool isPart = task->runs.runs < runs.runs;
    FamilyComparison comparison(*task, *families, isPart ? 0.4 : 1, progress);
    if (!comparison.run())
        return fitCancelled(location);
    std::vector<ChoiceCandidate>& candidates = comparison.candidates();
    ChoiceCandidate* winner = comparison.winner();
    if (!winner)
        return fail("fit.none", location,
                    fmt::format("No family of surrogates could be fitted{}{}",
                                candidates.empty() ? "." : ": ",
                                candidates.empty() ? "" : candidates.front().failure),
                    "Check the runs, or add some.");
    std::string words = choiceInWords(*task, candidates, *winner, comparison.reason());
    const nlohmann::json described = describeChoice(*task, candidates, *winner);
    std::unique_ptr<Model> model;
    if (isPart) {
        auto whole = fitToAll(*task, runs, candidates, *winner, 0.6, evidence, words, progress);
        if (!whole)
            return fail(whole.error());
        model = std::move(*whole);
    } else {
        if (!judgeAsItSuits(*task, *winner, progress))
            return fitCancelled(location);
        payForChoice(*task, candidates, *winner);
        evidence = std::move(winner->evidence);
        model = std::move(winner->model);
    }
    evidence.details["choice"] = {{"words", std::move(words)}, {"candidates", described}};
    return model;
}

} // namespace twin
