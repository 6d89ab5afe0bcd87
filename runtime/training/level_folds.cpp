// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/level_folds.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace twin {

namespace {

constexpr std::size_t mostLevels = 12;
constexpr std::size_t mostFolds = 30;    // each is a fit
constexpr std::size_t fewestOfLevel = 3; // runs, on the average
constexpr double largestLevel = 0.5;     // of all runs: without more, a fit is no longer like the whole one

std::vector<double> levelsOf(const RunSet& runs, std::size_t input)
{
    const std::size_t width = runs.inputs.size() / runs.runs;
    std::vector<double> values;
    for (std::size_t run = 0; run < runs.runs; ++run)
        values.push_back(runs.inputs[run * width + input]);
    std::sort(values.begin(), values.end());
    const double slack = 1e-9 * (values.back() - values.front());
    values.erase(
        std::unique(values.begin(), values.end(), [slack](double a, double b) { return b - a <= slack; }),
        values.end());
    return values;
}

std::size_t levelOf(const std::vector<double>& levels, double value)
{
    const auto above = std::upper_bound(levels.begin(), levels.end(), value);
    return std::size_t(above - levels.begin()) - (above != levels.begin());
}

/// Real inputs whose number of different values lies within limits.
std::vector<std::size_t> inputsWith(const Contract& contract, const RunSet& runs, std::size_t fewest,
                                    std::size_t most)
{
    std::vector<std::size_t> inputs;
    for (std::size_t i = 0; i < contract.inputs.size(); ++i) {
        if (contract.inputs[i].type != VariableType::Real)
            continue;
        const std::size_t count = levelsOf(runs, i).size();
        if (count >= fewest && count <= most)
            inputs.push_back(i);
    }
    return inputs;
}

/// One input's levels: of each run, and how many runs are at each.
struct Levels
{
    std::vector<std::size_t> of, runs;

    bool canLeaveOut(std::size_t run, std::size_t all) const
    {
        const std::size_t level = of[run];
        return level > 0 && level + 1 < runs.size() && double(runs[level]) <= largestLevel * double(all);
    }
};

} // namespace

std::vector<std::size_t> levelledInputs(const Contract& contract, const RunSet& runs)
{
    return inputsWith(contract, runs, 3, std::min(mostLevels, runs.runs / fewestOfLevel));
}

std::vector<std::size_t> inputsOfTwoLevels(const Contract& contract, const RunSet& runs)
{
    return inputsWith(contract, runs, 2, 2);
}

std::vector<EmptyRegion> gapsBetweenLevels(const RunSet& runs, const std::vector<std::size_t>& inputs,
                                           std::span<const double> others)
{
    std::vector<EmptyRegion> gaps;
    for (const std::size_t input : inputs) {
        const std::vector<double> levels = levelsOf(runs, input);
        for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
            const double margin = (levels[i + 1] - levels[i]) / 50;
            const double from = levels[i] + margin, to = levels[i + 1] - margin;
            bool isEmpty = true;
            for (std::size_t at = input; at < others.size(); at += runs.inputs.size() / runs.runs)
                isEmpty = isEmpty && !(others[at] > from && others[at] < to);
            if (isEmpty)
                gaps.push_back({input, input, from, to, from, to, double(runs.runs) / double(levels.size())});
        }
    }
    return gaps;
}

Folds levelFolds(const RunSet& runs, const std::vector<std::size_t>& inputs)
{
    const std::size_t width = runs.inputs.size() / runs.runs;
    std::vector<Levels> all;
    for (const std::size_t input : inputs) {
        const std::vector<double> levels = levelsOf(runs, input);
        Levels own{{}, std::vector<std::size_t>(levels.size(), 0)};
        for (std::size_t run = 0; run < runs.runs; ++run) {
            own.of.push_back(levelOf(levels, runs.inputs[run * width + input]));
            ++own.runs[own.of.back()];
        }
        all.push_back(std::move(own));
    }
    Folds folds{std::vector<std::size_t>(runs.runs, Folds::none)};
    std::map<std::pair<std::size_t, std::size_t>, std::size_t> numbers; // of an input's level
    std::size_t turn = 0;
    for (std::size_t run = 0; run < runs.runs; ++run)
        for (std::size_t k = 0; k < inputs.size(); ++k) {
            const std::size_t input = (turn + k) % inputs.size();
            if (!all[input].canLeaveOut(run, runs.runs))
                continue;
            const std::pair level(input, all[input].of[run]);
            if (numbers.size() == mostFolds && !numbers.contains(level))
                continue;
            folds.of[run] = numbers.try_emplace(level, numbers.size()).first->second;
            turn = input + 1;
            break;
        }
    folds.count = numbers.size();
    folds.without.assign(folds.count, std::vector<bool>(runs.runs, false));
    folds.input.resize(folds.count);
    for (const auto& [level, fold] : numbers)
        folds.input[fold] = inputs[level.first];
    for (const auto& [level, fold] : numbers)
        for (std::size_t run = 0; run < runs.runs; ++run)
            folds.without[fold][run] = all[level.first].of[run] == level.second;
    return folds;
}

} // namespace twin
