// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/choose_model.h"

#include "training/fit_family.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <limits>

namespace twin {

namespace {

// Fits whose errors differ by less are as good as each other.
constexpr double alike = 1.01;
// What a scale that keeps the declared plausibility by construction may cost.
constexpr double costOfConstruction = 1.05;

/// One way of fitting, and how it came out.
struct Candidate
{
    const Family* family = nullptr;
    std::string transform; ///< empty: the default of the contract
    std::unique_ptr<Model> model;
    FitEvidence evidence;
    double error = std::numeric_limits<double>::infinity(); ///< rmse over the spread, mean over the outputs
    std::vector<double> rmse;                               ///< by output
    std::string failure;
};

struct Task
{
    const nlohmann::json& spec;
    const Contract& contract;
    const RunSet& runs;
    const FitValidation& validation;
    const std::string& location;
    std::vector<const Variable*> outputs;
    std::vector<const std::vector<double>*> truth; ///< by output, runs x points
    bool series = false;
};

nlohmann::json specOf(const Task& task, const Candidate& candidate)
{
    nlohmann::json spec = task.spec;
    spec.erase("families");
    spec["kind"] = task.series ? "pod" : std::string(candidate.family->name);
    if (task.series)
        spec["family"] = candidate.family->name;
    if (!candidate.transform.empty())
        spec["transform"] = candidate.transform;
    return spec;
}

double rmseOf(const std::vector<double>& truth, const std::vector<double>& answers)
{
    double sum = 0;
    for (std::size_t i = 0; i < truth.size(); ++i)
        sum += (truth[i] - answers[i]) * (truth[i] - answers[i]);
    const double rmse = std::sqrt(sum / double(truth.size()));
    return std::isfinite(rmse) ? rmse : std::numeric_limits<double>::infinity();
}

double spreadOf(const std::vector<double>& values)
{
    double mean = 0, square = 0;
    for (const double value : values)
        mean += value / double(values.size());
    for (const double value : values)
        square += (value - mean) * (value - mean) / double(values.size());
    return std::sqrt(square);
}

/// Fits and judges one candidate. False when the person stopped it.
bool tryOut(const Task& task, Candidate& candidate, const Progress& progress)
{
    auto model = fitModel(specOf(task, candidate), task.contract, task.runs, task.validation, task.location,
                          candidate.evidence, progress);
    if (!model) {
        candidate.failure = model.error().message;
        return model.error().code != "fit.cancelled";
    }
    candidate.model = std::move(*model);
    candidate.error = 0;
    for (std::size_t i = 0; i < task.outputs.size(); ++i) {
        candidate.rmse.push_back(rmseOf(*task.truth[i], candidate.evidence.mean[i]));
        const double spread = spreadOf(*task.truth[i]);
        candidate.error +=
            (spread > 0 ? candidate.rmse[i] / spread : candidate.rmse[i]) / double(task.outputs.size());
    }
    return true;
}

/// Scales beside the default that all outputs allow.
std::vector<std::string> otherTransforms(const Task& task)
{
    bool positive = true, share = true, wide = false;
    for (std::size_t i = 0; i < task.outputs.size(); ++i) {
        const auto [least, most] = std::minmax_element(task.truth[i]->begin(), task.truth[i]->end());
        const Plausibility& plausibility = task.outputs[i]->plausibility;
        const bool probability = plausibility.range.minimum == 0 && plausibility.range.maximum == 1;
        if (probability && plausibility.monotone == Monotone::Increasing && task.outputs[i]->isSeries)
            return {}; // the cumulative hazard is the default and keeps all that is declared
        positive = positive && *least > 0;
        share = share && probability && *least > 0 && *most < 1;
        wide = wide || (*least > 0 && *most > 10 * *least) || plausibility.range.minimum == 0;
    }
    std::vector<std::string> transforms;
    if (share)
        transforms.push_back("logit");
    else if (positive && wide)
        transforms.push_back("log");
    return transforms;
}

/// Whether a scale makes the declared range of every output hold by construction.
bool keepsPlausibility(const Task& task, const std::string& transform)
{
    return std::all_of(task.outputs.begin(), task.outputs.end(), [&](const Variable* output) {
        const auto& range = output->plausibility.range;
        return transform == "logit"
                   ? range.minimum == 0 && range.maximum == 1
                   : transform == "log" && range.minimum == 0 && !std::isfinite(range.maximum);
    });
}

/// The share of runs on which `one` was nearer to the truth than `other`.
double shareNearer(const Task& task, const Candidate& one, const Candidate& other)
{
    std::size_t nearer = 0;
    for (std::size_t run = 0; run < task.runs.runs; ++run) {
        double difference = 0;
        for (std::size_t i = 0; i < task.truth.size(); ++i) {
            const std::vector<double>& truth = *task.truth[i];
            const double spread = std::max(spreadOf(truth), std::numeric_limits<double>::min());
            const std::size_t points = truth.size() / task.runs.runs;
            for (std::size_t at = run * points; at < (run + 1) * points; ++at)
                difference += std::fabs(one.evidence.mean[i][at] - truth[at]) / spread -
                              std::fabs(other.evidence.mean[i][at] - truth[at]) / spread;
        }
        nearer += difference < 0;
    }
    return double(nearer) / double(task.runs.runs);
}

std::string nameOf(const Candidate& candidate)
{
    return candidate.transform.empty() || candidate.transform == "none"
               ? std::string(candidate.family->name)
               : fmt::format("{} on the {} scale", candidate.family->name, candidate.transform);
}

std::string errorsOf(const Task& task, const Candidate& candidate)
{
    std::vector<std::string> errors;
    for (std::size_t i = 0; i < task.outputs.size(); ++i) {
        const std::string& unit = task.outputs[i]->unit.code();
        errors.push_back(fmt::format("{}{:.3g}{}", task.outputs.size() > 1 ? task.outputs[i]->name + " " : "",
                                     candidate.rmse[i], unit == "1" ? "" : " " + unit));
    }
    return fmt::format("{}", fmt::join(errors, ", "));
}

std::string wordsOf(const Task& task, const std::vector<Candidate>& candidates, const Candidate& winner,
                    const std::string& reason)
{
    std::vector<std::string> others;
    const Candidate* next = nullptr;
    for (const Candidate& candidate : candidates) {
        if (&candidate == &winner || !candidate.model)
            continue;
        others.push_back(fmt::format("{} {}", nameOf(candidate), errorsOf(task, candidate)));
        if (candidate.family != winner.family && (!next || candidate.error < next->error))
            next = &candidate;
    }
    std::string words =
        fmt::format("{}: error {} on runs kept out of the fit", nameOf(winner), errorsOf(task, winner));
    if (others.empty())
        return words + "; nothing else could be fitted.";
    words += fmt::format("; the others: {}.", fmt::join(others, ", "));
    if (!reason.empty())
        words += " " + reason;
    else if (next)
        words += fmt::format(" It was nearer than {} on {:.0f} % of the runs: {}.", nameOf(*next),
                             100 * shareNearer(task, winner, *next), winner.family->suits);
    return words;
}

nlohmann::json describe(const Task& task, const std::vector<Candidate>& candidates, const Candidate& winner)
{
    nlohmann::json list = nlohmann::json::array();
    for (const Candidate& candidate : candidates) {
        nlohmann::json entry = {{"family", candidate.family->name}};
        if (!candidate.transform.empty())
            entry["transform"] = candidate.transform;
        if (candidate.model)
            for (std::size_t i = 0; i < task.outputs.size(); ++i)
                entry["error"][task.outputs[i]->name] =
                    std::isfinite(candidate.rmse[i]) ? nlohmann::json(candidate.rmse[i]) : nlohmann::json();
        else
            entry["failed"] = candidate.failure;
        if (&candidate == &winner)
            entry["won"] = true;
        list.push_back(std::move(entry));
    }
    return list;
}

/// The families that the spec lists, or all that suit the number of runs.
Result<std::vector<const Family*>> familiesOf(const Task& task)
{
    std::vector<const Family*> families;
    const auto wish = task.spec.find("families");
    if (wish == task.spec.end()) {
        for (const Family& family : allFamilies())
            if (task.runs.runs >= family.fewestRuns && task.runs.runs <= family.mostRuns)
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

Result<Task> taskOf(const nlohmann::json& spec, const Contract& contract, const RunSet& runs,
                    const FitValidation& validation, const std::string& location)
{
    Task task{spec, contract, runs, validation, location, {}, {}, false};
    for (const auto& [key, value] : spec.items())
        if (key != "kind" && key != "outputs" && key != "families" && key != "logInputs")
            return fail("fit.option", location + "/" + key,
                        fmt::format("The kind \"auto\" has no option \"{}\".", key),
                        "It has: families, logInputs.");
    const nlohmann::json names = spec.value("outputs", nlohmann::json::array());
    for (const nlohmann::json& name : names) {
        const auto index = name.is_string() ? contract.outputIndex(name.get<std::string>()) : std::nullopt;
        if (!index)
            return fail("fit.output", location + "/outputs",
                        fmt::format("The contract has no output {}.", name.dump()),
                        "Use the name of an output of the contract.");
        task.outputs.push_back(&contract.outputs[*index]);
        task.truth.push_back(&runs.outputs[*index]);
        task.series = task.series || contract.points(contract.outputs[*index]) > 1;
    }
    if (task.outputs.empty())
        return fail("fit.output", location + "/outputs", "A model needs the list of outputs that it gives.",
                    "Name them: \"outputs\": [\"flow\", \"power\"].");
    return task;
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
    const std::vector<std::string> transforms = otherTransforms(*task);
    const std::size_t trials = families->size() + transforms.size();
    std::vector<Candidate> candidates;
    candidates.reserve(trials);
    const auto run = [&](const Family* family, const std::string& transform) {
        candidates.emplace_back();
        candidates.back().family = family;
        candidates.back().transform = transform;
        const std::string name =
            fmt::format("{}: {}", task->outputs.front()->name, nameOf(candidates.back()));
        const double done = double(candidates.size() - 1);
        return tryOut(*task, candidates.back(), [&, name, done](double fraction, const std::string& step) {
            return !progress || progress((done + fraction) / double(trials), name + ", " + step);
        });
    };

    for (const Family* family : *families)
        if (!run(family, ""))
            return fitCancelled(location);
    const auto least =
        std::min_element(candidates.begin(), candidates.end(),
                         [](const Candidate& a, const Candidate& b) { return a.error < b.error; });
    if (least == candidates.end() || !least->model)
        return fail("fit.none", location,
                    fmt::format("No family of surrogates could be fitted{}{}",
                                candidates.empty() ? "." : ": ",
                                candidates.empty() ? "" : candidates.front().failure),
                    "Check the runs, or add some.");
    Candidate* winner = &*least;
    std::string reason;
    for (Candidate& plainer : candidates)
        if (&plainer < winner && plainer.error <= alike * winner->error) {
            reason = fmt::format("{} is as good within 1 % of the error and plainer: {}.", nameOf(plainer),
                                 plainer.family->suits);
            winner = &plainer;
            break;
        }
    for (const std::string& transform : transforms) {
        const Candidate& before = *winner;
        if (!run(winner->family, transform))
            return fitCancelled(location);
        Candidate& other = candidates.back();
        const bool constructive = keepsPlausibility(*task, transform);
        if (other.error > before.error * (constructive ? costOfConstruction : 1 / alike))
            continue;
        reason = constructive
                     ? fmt::format("On the {} scale the declared range holds by construction.", transform)
                     : fmt::format("On the {} scale the error is smaller.", transform);
        winner = &other;
    }

    evidence = std::move(winner->evidence);
    evidence.details["choice"] = {{"words", ""}, {"candidates", describe(*task, candidates, *winner)}};
    winner->evidence.mean = evidence.mean; // the words compare with the others' answers
    evidence.details["choice"]["words"] = wordsOf(*task, candidates, *winner, reason);
    return std::move(winner->model);
}

} // namespace twin
