// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/split_runs.h"

#include "guardrail/comparison.h"
#include "training/fit_composition.h"

#include <algorithm>
#include <fmt/format.h>

namespace twin {

namespace {

/// Rows of the table where `column` has (or has not) the value.
Result<Table> selectRows(const Table& table, const HeldOutRows& rows, bool wanted)
{
    const Table::Column* column = table.find(rows.column);
    if (!column)
        return fail(
            "runs.column-missing", table.name,
            fmt::format("{} has no column \"{}\" that tells the runs to hold out.", table.name, rows.column),
            "Name the right column in the spec under \"validation\" / \"heldOut\".");
    std::vector<bool> keep;
    for (std::size_t row = 0; row < table.rows; ++row)
        keep.push_back((textAt(*column, row) == rows.value) == wanted);
    Table selected = rowsOf(table, keep);
    if (selected.rows == 0)
        return fail("train.split", table.name,
                    fmt::format("{} row of {} has \"{}\" in column \"{}\".", wanted ? "No" : "Every",
                                table.name, rows.value, rows.column),
                    "Mark some of the runs, but not all, to be held out.");
    return selected;
}

/// Intermediate values that stages of compositions are fitted to are gathered like outputs, and then put
/// apart.
Result<RunSet> gatherAll(const Table& table, const TrainingSpec& spec)
{
    const auto between = intermediatesToGather(spec.models, spec.contract);
    if (!between)
        return fail(between.error());
    Contract wider = spec.contract;
    wider.outputs.insert(wider.outputs.end(), between->begin(), between->end());
    auto runs = gatherRuns(table, wider, spec.columns, spec.runColumn);
    if (!runs)
        return runs;
    const std::size_t outputs = spec.contract.outputs.size();
    for (std::size_t i = 0; i < between->size(); ++i)
        runs->intermediates[(*between)[i].name] = std::move(runs->outputs[outputs + i]);
    runs->outputs.resize(outputs);
    return runs;
}

Result<RunSplit> splitByColumn(const Table& table, const TrainingSpec& spec, const HeldOutRows& rows)
{
    const auto kept = selectRows(table, rows, true);
    const auto rest = selectRows(table, rows, false);
    if (!kept || !rest)
        return fail(kept ? rest.error() : kept.error());
    auto heldOut = gatherRuns(*kept, spec.contract, spec.columns, spec.runColumn);
    auto fitted = gatherAll(*rest, spec);
    if (!heldOut || !fitted)
        return fail(fitted ? heldOut.error() : fitted.error());
    return RunSplit{std::move(*fitted), std::move(*heldOut), "that the fit has not seen"};
}

std::string regionWords(const Contract& contract, const HeldOutRegion& region)
{
    std::string words;
    for (const auto& [name, range] : region) {
        const Variable& input = *contract.findInput(name);
        words += fmt::format("{}{} {} to {}", words.empty() ? "" : " and ", insideSentence(input.label),
                             input.formatValue(range.minimum), input.formatValue(range.maximum));
    }
    return words;
}

Result<RunSplit> splitByRegion(const Table& table, const TrainingSpec& spec, const HeldOutRegion& region)
{
    auto all = gatherAll(table, spec);
    if (!all)
        return fail(all.error());
    std::vector<std::size_t> inside, outside;
    for (std::size_t run = 0; run < all->runs; ++run) {
        const double* inputs = all->inputs.data() + run * spec.contract.inputs.size();
        const bool isInside = std::all_of(region.begin(), region.end(), [&](const auto& side) {
            return side.second.contains(inputs[*spec.contract.inputIndex(side.first)]);
        });
        (isInside ? inside : outside).push_back(run);
    }
    const std::string words = regionWords(spec.contract, region);
    if (inside.empty() || outside.empty())
        return fail("train.split", table.name,
                    fmt::format("{} run of {} has {}.", inside.empty() ? "No" : "Every", table.name, words),
                    "Name a region that holds some of the runs, but not all.");
    return RunSplit{selectRuns(spec.contract, *all, outside), selectRuns(spec.contract, *all, inside),
                    fmt::format("with {}, a region that the fit has not seen", words)};
}

} // namespace

RunSet selectRuns(const Contract& contract, const RunSet& runs, const std::vector<std::size_t>& wanted)
{
    RunSet some;
    some.runs = wanted.size();
    some.outputs.resize(runs.outputs.size());
    const auto append = [](std::vector<double>& to, const std::vector<double>& from, std::size_t row,
                           std::size_t width) {
        const auto first = from.begin() + static_cast<std::ptrdiff_t>(row * width);
        to.insert(to.end(), first, first + static_cast<std::ptrdiff_t>(width));
    };
    for (const std::size_t run : wanted) {
        append(some.inputs, runs.inputs, run, contract.inputs.size());
        for (std::size_t output = 0; output < runs.outputs.size(); ++output)
            append(some.outputs[output], runs.outputs[output], run,
                   contract.points(contract.outputs[output]));
        for (const auto& [name, values] : runs.intermediates)
            append(some.intermediates[name], values, run, values.size() / runs.runs);
        some.names.push_back(runs.names[run]);
    }
    return some;
}

Result<RunSplit> splitRuns(const Table& table, const TrainingSpec& spec)
{
    if (spec.heldOut)
        return splitByColumn(table, spec, *spec.heldOut);
    if (!spec.heldOutRegion.empty())
        return splitByRegion(table, spec, spec.heldOutRegion);
    auto runs = gatherAll(table, spec);
    if (!runs)
        return fail(runs.error());
    return RunSplit{std::move(*runs), std::nullopt, {}};
}

} // namespace twin
