// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/data_findings.h"

#include "training/collinear_inputs.h"
#include "training/outlying_runs.h"
#include "training/repeated_runs.h"
#include "training/run_words.h"
#include "training/scale_advice.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <set>

namespace twin {

namespace {

constexpr double largest = 1e100;
constexpr double smallest = 1e-100; ///< their squares would be lost
constexpr std::size_t fewestOfItem = 6;

bool isConstant(const std::vector<double>& values)
{
    return std::all_of(values.begin(), values.end(), [&](double value) { return value == values.front(); });
}

void findInInput(const Contract& contract, const RunSet& set, std::size_t input, const RunWords& runs,
                 Diagnostics& found)
{
    const Variable& variable = contract.inputs[input];
    const std::vector<double> values = inputColumn(set, input);
    const std::set<double> levels(values.begin(), values.end());
    if (levels.size() == 1) {
        found.push_back(finding(Severity::Warning, "data.constant-input", runs.table(),
                                fmt::format("{} is {} in every run: the twin cannot tell what it does.",
                                            variable.label, variable.formatValue(values.front())),
                                "Vary it in the runs, or take it out of the contract."));
        return;
    }
    if (variable.type == VariableType::Real && levels.size() == 2)
        found.push_back(
            finding(Severity::Warning, "data.few-levels", runs.table(),
                    fmt::format("{} has two values in all runs, {} and {}: between them the twin can only "
                                "draw a line, and the figures say nothing of it.",
                                variable.label, variable.formatValue(*levels.begin()),
                                variable.formatValue(*levels.rbegin())),
                    "Add runs between them, or make it a choice."));
    std::vector<std::string> unseen;
    for (std::size_t item = 0; item < variable.items.size(); ++item) {
        if (!levels.contains(static_cast<double>(item)))
            unseen.push_back(variable.items[item].name);
    }
    for (std::size_t item = 0; item < variable.items.size(); ++item) {
        const auto count = std::size_t(std::count(values.begin(), values.end(), double(item)));
        if (count > 0 && count < fewestOfItem && count * variable.items.size() * 3 < values.size())
            found.push_back(
                finding(Severity::Warning, "data.item-rare", runs.table(),
                        fmt::format("Only {} of {} runs {} {} = {}: what the twin answers there is hardly "
                                    "more than a guess, and the figures say next to nothing of it.",
                                    count, values.size(), count == 1 ? "has" : "have", variable.label,
                                    variable.items[item].name),
                        "Add runs with it, or take the item out of the contract."));
    }
    if (!unseen.empty())
        found.push_back(finding(Severity::Warning, "data.item-unseen", runs.table(),
                                fmt::format("No run has {} = {}: what the twin answers there is a guess.",
                                            variable.label, someOf(unseen)),
                                "Add runs with it, or take the item out of the contract."));
    std::size_t shown = 0;
    for (std::size_t run = 0; run < set.runs && shown < findingsShownEach; ++run) {
        if (variable.physical.contains(values[run]))
            continue;
        ++shown;
        found.push_back(
            finding(Severity::Warning, "data.outside-physical", runs.place(run),
                    fmt::format("{}: {} is {}, which the contract says cannot exist.", runs.words(run),
                                variable.label, variable.formatValue(values[run])),
                    "Correct the run or the physical range."));
    }
}

void findInOutput(const Contract& contract, const RunSet& set, std::size_t output, const RunWords& runs,
                  Diagnostics& found)
{
    const Variable& variable = contract.outputs[output];
    if (isConstantOutput(set, output)) {
        found.push_back(
            finding(Severity::Warning, "data.constant-output", runs.table(),
                    fmt::format("{} is the same in every run: no input acts on it.", variable.label),
                    "Check that the right column is read, or take it out of the contract."));
        return;
    }
    const std::size_t points = set.outputs[output].size() / set.runs;
    std::size_t shown = 0;
    for (std::size_t run = 0; run < set.runs && shown < findingsShownEach; ++run) {
        for (std::size_t i = run * points; i < (run + 1) * points; ++i) {
            const double value = set.outputs[output][i];
            if (variable.plausibility.range.contains(value))
                continue;
            ++shown;
            found.push_back(finding(Severity::Warning, "data.implausible", runs.place(run),
                                    fmt::format("{}: {} is {}, which the contract calls implausible.",
                                                runs.words(run), variable.label, variable.formatValue(value)),
                                    "Correct the run or the plausible range: such answers are withheld."));
            break;
        }
    }
    findOutlyingValues(variable, outputColumn(set, output), runs, found);
}

} // namespace

Diagnostics findInRuns(const Contract& contract, const RunSet& set, const nlohmann::json& models,
                       const std::string& table)
{
    const RunWords runs(set, table);
    Diagnostics found;
    for (std::size_t input = 0; input < contract.inputs.size(); ++input)
        findInInput(contract, set, input, runs, found);
    for (const CollinearInputs& group : collinearInputs(contract, set))
        found.push_back(finding(
            Severity::Warning, "data.collinear", table, group.words,
            "Vary them independently, or keep one of them; until then trust the twin only where they go "
            "together."));
    for (std::size_t output = 0; output < contract.outputs.size(); ++output)
        findInOutput(contract, set, output, runs, found);
    findRepeated(contract, set, runs, found);
    for (std::string& advice : scaleAdvice(contract, set, models))
        found.push_back(finding(Severity::Info, "data.transform", table, std::move(advice),
                                "xdt train --auto compares the scales on runs kept out."));
    return found;
}

Status checkFittable(const Contract& contract, const RunSet& set, const nlohmann::json& models,
                     const std::string& table)
{
    const RunWords runs(set, table);
    const auto tooLarge = [&](std::size_t run, const Variable& variable, double value) {
        return fail("runs.too-large", runs.place(run),
                    fmt::format("{}: {} is {:g}, which is too large to compute with.", runs.words(run),
                                variable.label, value),
                    "Give it in a larger unit, or take the run out if it failed.");
    };
    std::size_t varying = 0;
    for (std::size_t input = 0; input < contract.inputs.size(); ++input) {
        const std::vector<double> values = inputColumn(set, input);
        varying += !isConstant(values);
        for (std::size_t run = 0; run < set.runs; ++run) {
            if (!(std::fabs(values[run]) <= largest))
                return tooLarge(run, contract.inputs[input], values[run]);
        }
    }
    for (std::size_t output = 0; output < contract.outputs.size(); ++output) {
        const std::size_t points = set.outputs[output].size() / set.runs;
        for (std::size_t i = 0; i < set.outputs[output].size(); ++i) {
            if (!(std::fabs(set.outputs[output][i]) <= largest))
                return tooLarge(i / points, contract.outputs[output], set.outputs[output][i]);
        }
    }
    if (std::none_of(models.begin(), models.end(), isSurrogate))
        return {};
    const auto checkSize = [&](const Variable& variable, const std::vector<double>& values) -> Status {
        double most = 0;
        for (const double value : values)
            most = std::max(most, std::fabs(value));
        if (most == 0 || most >= smallest)
            return {};
        return fail("runs.too-small", table,
                    fmt::format("No value of {} is larger than {:g}, which is too small to compute with.",
                                variable.label, most),
                    "Give it in a smaller unit.");
    };
    for (std::size_t input = 0; input < contract.inputs.size(); ++input)
        if (Status size = checkSize(contract.inputs[input], inputColumn(set, input)); !size)
            return size;
    for (std::size_t output = 0; output < contract.outputs.size(); ++output)
        if (Status size = checkSize(contract.outputs[output], set.outputs[output]); !size)
            return size;
    if (varying == 0)
        return fail("train.nothing-varies", table,
                    "Every input is the same in all runs: there is nothing to learn from them.",
                    "Check that the right columns are read, and vary the inputs.");
    if (set.runs < varying + 2)
        return fail(
            "train.few-runs", table,
            fmt::format(
                "{} runs cannot tell what {} inputs do; at least {} are needed, ten for each input are "
                "a good start.",
                set.runs, varying, varying + 2),
            "Add runs, or take inputs out of the contract that do not matter.");
    return {};
}

} // namespace twin
