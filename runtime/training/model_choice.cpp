// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/model_choice.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace twin {

namespace {

constexpr double alike = 0.9; ///< of the next error: above it nothing is said of why

double varianceOf(const std::vector<double>& values)
{
    double mean = 0, square = 0;
    for (const double value : values)
        mean += value / double(values.size());
    for (const double value : values)
        square += (value - mean) * (value - mean) / double(values.size());
    return square;
}

std::string errorsOf(const ChoiceTask& task, const ChoiceCandidate& candidate)
{
    std::vector<std::string> errors;
    for (std::size_t i = 0; i < task.outputs.size(); ++i) {
        const Variable& output = task.output(i);
        const std::string& unit = output.unit.code();
        errors.push_back(fmt::format("{}{:.3g}{}", task.outputs.size() > 1 ? output.name + " " : "",
                                     candidate.rmse[i], unit == "1" ? "" : " " + unit));
    }
    return fmt::format("{}", fmt::join(errors, ", "));
}

} // namespace

std::vector<double> squaresByRun(const ChoiceTask& task, const ChoiceCandidate& candidate)
{
    std::vector<double> squares(task.runs.runs, 0.0);
    for (std::size_t i = 0; i < task.outputs.size(); ++i) {
        const std::vector<double>& truth = task.truth(i);
        const double variance = std::max(varianceOf(truth), std::numeric_limits<double>::min());
        const std::size_t points = truth.size() / task.runs.runs;
        for (std::size_t at = 0; at < truth.size(); ++at) {
            const double error = candidate.evidence.mean[i][at] - truth[at];
            squares[at / points] += error * error / variance;
        }
    }
    return squares;
}

double shareNearer(const ChoiceTask& task, const ChoiceCandidate& one, const ChoiceCandidate& other)
{
    const std::vector<double> own = squaresByRun(task, one), others = squaresByRun(task, other);
    std::size_t nearer = 0;
    for (std::size_t run = 0; run < own.size(); ++run)
        nearer += own[run] < others[run];
    return double(nearer) / double(own.size());
}

std::string nameOf(const ChoiceCandidate& candidate)
{
    if (candidate.isPointwise)
        return fmt::format("{} for each point", candidate.family->name);
    return candidate.transform.empty() || candidate.transform == "none"
               ? std::string(candidate.family->name)
               : fmt::format("{} on the {} scale", candidate.family->name, candidate.transform);
}

std::string choiceInWords(const ChoiceTask& task, const std::vector<ChoiceCandidate>& candidates,
                          const ChoiceCandidate& winner, const std::string& reason)
{
    std::vector<std::string> others;
    const ChoiceCandidate* next = nullptr;
    for (const ChoiceCandidate& candidate : candidates) {
        if (&candidate == &winner || candidate.rmse.empty())
            continue;
        others.push_back(fmt::format("{} {}{}", nameOf(candidate), errorsOf(task, candidate),
                                     candidate.isDropped ? " (so far behind after three folds that it was "
                                                           "not pursued)"
                                                         : ""));
        if (!candidate.isDropped && candidate.family != winner.family &&
            (!next || candidate.error < next->error))
            next = &candidate;
    }
    std::string words =
        fmt::format("{}: error {} on runs kept out of the fit", nameOf(winner), errorsOf(task, winner));
    if (task.runs.runs < task.allRuns)
        words += fmt::format(", compared on {} of the {} runs", task.runs.runs, task.allRuns);
    if (others.empty())
        return words + "; nothing else could be fitted.";
    words += fmt::format("; the others: {}.", fmt::join(others, ", "));
    if (!reason.empty())
        words += " " + reason;
    else if (next && winner.error > alike * next->error)
        words += fmt::format(" {} errs as little: these runs do not tell the two apart.", nameOf(*next));
    else if (next)
        words += fmt::format(" It was nearer than {} on {:.0f} % of the runs: {}.", nameOf(*next),
                             100 * shareNearer(task, winner, *next), winner.family->suits);
    return words;
}

nlohmann::json describeChoice(const ChoiceTask& task, const std::vector<ChoiceCandidate>& candidates,
                              const ChoiceCandidate& winner)
{
    nlohmann::json list = nlohmann::json::array();
    for (const ChoiceCandidate& candidate : candidates) {
        nlohmann::json entry = {{"family", candidate.family->name}};
        if (!candidate.transform.empty())
            entry["transform"] = candidate.transform;
        if (candidate.isPointwise)
            entry["pointwise"] = true;
        for (std::size_t i = 0; i < candidate.rmse.size(); ++i)
            entry["error"][task.output(i).name] =
                std::isfinite(candidate.rmse[i]) ? nlohmann::json(candidate.rmse[i]) : nlohmann::json();
        if (!candidate.failure.empty())
            entry["failed"] = candidate.failure;
        if (candidate.isDropped)
            entry["dropped"] = true;
        if (&candidate == &winner)
            entry["won"] = true;
        list.push_back(std::move(entry));
    }
    return list;
}

} // namespace twin
