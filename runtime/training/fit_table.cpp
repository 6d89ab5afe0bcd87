// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_table.h"

#include "model/table_model.h"
#include "training/fit_options.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace twin {

namespace {

/// Values that differ by less than this share of the range are one level.
constexpr double sameLevel = 1e-9;

bool isExact(const Variable& input)
{
    return input.type == VariableType::Boolean || input.type == VariableType::Enumeration;
}

std::vector<double> levelsOf(const RunSet& runs, std::size_t input, std::size_t inputs)
{
    std::vector<double> values;
    for (std::size_t run = 0; run < runs.runs; ++run)
        values.push_back(runs.inputs[run * inputs + input]);
    std::sort(values.begin(), values.end());
    const double tolerance = sameLevel * (values.back() - values.front());
    std::vector<double> levels;
    for (const double value : values)
        if (levels.empty() || value - levels.back() > tolerance)
            levels.push_back(value);
    return levels;
}

std::string nodeInWords(const Contract& contract, const TableGrid& grid, std::size_t node)
{
    std::vector<std::string> words;
    for (std::size_t i = 0; i < contract.inputs.size(); ++i) {
        const double value = grid.levels()[i][grid.levelOf(node, i)];
        const bool isItem = isExact(contract.inputs[i]);
        words.push_back(
            fmt::format("{} = {}", contract.inputs[i].name,
                        isItem ? contract.inputs[i].formatValue(value) : fmt::format("{:g}", value)));
    }
    return fmt::format("{}", fmt::join(words, ", "));
}

/// The node of each run, by the nearest level.
std::vector<std::size_t> nodesOf(const RunSet& runs, const TableGrid& grid)
{
    const std::size_t inputs = grid.levels().size();
    std::vector<std::size_t> nodes(runs.runs, 0);
    for (std::size_t run = 0; run < runs.runs; ++run)
        for (std::size_t i = 0; i < inputs; ++i) {
            const std::vector<double>& levels = grid.levels()[i];
            const double value = runs.inputs[run * inputs + i];
            auto level = std::upper_bound(levels.begin(), levels.end(), value);
            level -= level != levels.begin();
            nodes[run] += std::size_t(level - levels.begin()) * grid.stride(i);
        }
    return nodes;
}

Status checkGrid(const Contract& contract, const TableGrid& grid, const std::vector<std::size_t>& nodes,
                 const std::string& location)
{
    std::vector<bool> filled(grid.nodes(), false);
    for (const std::size_t node : nodes)
        filled[node] = true;
    std::vector<std::string> holes;
    std::size_t missing = 0;
    for (std::size_t node = 0; node < filled.size(); ++node) {
        if (filled[node])
            continue;
        if (++missing <= 3)
            holes.push_back(nodeInWords(contract, grid, node));
    }
    if (missing > 0)
        return fail("fit.table.hole", location,
                    fmt::format("The runs do not fill a grid: {} of its {} points have none, such as {}.",
                                missing, grid.nodes(), fmt::join(holes, "; ")),
                    "Add the missing runs, or choose a kind of model that needs no grid.");
    for (std::size_t i = 0; i < contract.inputs.size(); ++i) {
        const Variable& input = contract.inputs[i];
        const std::vector<double>& levels = grid.levels()[i];
        if (isExact(input) || !input.validated.isFinite())
            continue;
        const double slack = sameLevel * input.validated.width();
        if (input.validated.minimum < levels.front() - slack ||
            input.validated.maximum > levels.back() + slack)
            return fail(
                "fit.table.range", location,
                fmt::format("The validated range of {}, {:g} to {:g}, goes beyond the runs' {:g} to {:g}.",
                            input.label, input.validated.minimum, input.validated.maximum, levels.front(),
                            levels.back()),
                "Narrow the validated range in the contract, or add runs: a table is not continued.");
    }
    return {};
}

/// One inner level left out: the prediction of a node by its neighbours along one input.
struct LeftOut
{
    double low = 0, high = 0; ///< the neighbours' levels
    std::size_t below = 0, above = 0;
    double share = 0;
    double product = 0;
};

class LevelsLeftOut
{
  public:
    LevelsLeftOut(const Contract& contract, const TableGrid& grid, const TableModel::Output& output)
        : m_contract(contract), m_grid(grid), m_output(output)
    {}

    /// Whether the node lies at an inner level of an input that goes continuously.
    bool isInner(std::size_t node, std::size_t input) const
    {
        const std::size_t level = m_grid.levelOf(node, input);
        return !isExact(m_contract.inputs[input]) && level > 0 && level + 1 < m_grid.levels()[input].size();
    }

    double predict(std::size_t node, std::size_t input, std::size_t point) const
    {
        const LeftOut gap = gapAt(node, input);
        return value(gap.below, point) * (1 - gap.share) + value(gap.above, point) * gap.share;
    }

    /// What the band's formula says of the error there, by the curvature of the table without that level.
    double bound(std::size_t node, std::size_t input, std::size_t point) const
    {
        const std::vector<double>& x = m_grid.levels()[input];
        const std::size_t level = m_grid.levelOf(node, input), stride = m_grid.stride(input);
        const LeftOut gap = gapAt(node, input);
        double largest = 0;
        if (level >= 2)
            largest = curvatureOf(x[level - 2], gap.low, gap.high, value(gap.below - stride, point),
                                  value(gap.below, point), value(gap.above, point));
        if (level + 2 < x.size())
            largest =
                std::fmax(largest, curvatureOf(gap.low, gap.high, x[level + 2], value(gap.below, point),
                                               value(gap.above, point), value(gap.above + stride, point)));
        return 0.5 * largest * gap.product;
    }

    double value(std::size_t node, std::size_t point) const
    {
        return m_output.values[node * m_output.points + point];
    }

  private:
    LeftOut gapAt(std::size_t node, std::size_t input) const
    {
        const std::vector<double>& x = m_grid.levels()[input];
        const std::size_t level = m_grid.levelOf(node, input), stride = m_grid.stride(input);
        LeftOut gap{x[level - 1], x[level + 1], node - stride, node + stride, 0, 0};
        gap.share = (x[level] - gap.low) / (gap.high - gap.low);
        gap.product = (x[level] - gap.low) * (gap.high - x[level]);
        return gap;
    }

    const Contract& m_contract;
    const TableGrid& m_grid;
    const TableModel::Output& m_output;
};

/// The ratio of errors to the formula that the declared share of them keeps (conformal: one more of n).
double calibrate(const Variable& variable, const TableGrid& grid, const TableModel::Output& output,
                 const LevelsLeftOut& without)
{
    double largest = 0;
    for (const double value : output.values)
        largest = std::fmax(largest, std::fabs(value));
    std::vector<double> ratios;
    for (std::size_t node = 0; node < grid.nodes(); ++node)
        for (std::size_t input = 0; input < grid.levels().size(); ++input) {
            if (!without.isInner(node, input))
                continue;
            double worst = 0;
            for (std::size_t p = 0; p < output.points; ++p) {
                const double error = std::fabs(without.predict(node, input, p) - without.value(node, p));
                worst = std::fmax(worst, error / (without.bound(node, input, p) + 1e-9 * largest + 1e-300));
            }
            ratios.push_back(worst);
        }
    if (ratios.empty())
        return 1; // nothing lies between levels
    std::sort(ratios.begin(), ratios.end());
    const double rank = std::ceil(variable.confidence.level * double(ratios.size() + 1));
    const std::size_t at = std::min(ratios.size(), std::size_t(rank)) - 1;
    return std::clamp(ratios[at], 1e-6, 1e9);
}

/// A table has one answer for a point. Repeated runs are averaged where no band is declared: how far they
/// scatter is nothing that a table knows.
Status checkRepeats(const Contract& contract, const RunSet& runs, const std::vector<std::string>& outputs,
                    const TableGrid& grid, const std::vector<std::size_t>& nodes, const std::string& location)
{
    for (const std::string& name : outputs) {
        const std::size_t output = *contract.outputIndex(name);
        const Variable& variable = contract.outputs[output];
        if (variable.confidence.kind == Confidence::Kind::None)
            continue;
        const std::vector<double>& values = runs.outputs[output];
        const std::size_t points = contract.points(variable);
        double largest = 0;
        for (const double value : values)
            largest = std::fmax(largest, std::fabs(value));
        std::vector<std::size_t> first(grid.nodes(), runs.runs);
        for (std::size_t run = 0; run < runs.runs; ++run) {
            std::size_t& before = first[nodes[run]];
            if (before == runs.runs)
                before = run;
            for (std::size_t p = 0; p < points && before != run; ++p) {
                const double one = values[before * points + p], other = values[run * points + p];
                if (std::fabs(one - other) <= 1e-9 * largest)
                    continue;
                return fail(
                    "fit.table.repeated", location,
                    fmt::format(
                        "Runs {} and {} are at the same point of the table and give {} and {} for {}.",
                        runs.names[before], runs.names[run], one, other, variable.label),
                    "Leave one of them out, choose a kind of model that takes noise, or declare the "
                    "confidence as \"none\".");
            }
        }
    }
    return {};
}

Status checkLevels(const Contract& contract, const TableGrid& grid, const std::string& location)
{
    for (std::size_t i = 0; i < contract.inputs.size(); ++i) {
        const std::size_t levels = grid.levels()[i].size();
        if (!isExact(contract.inputs[i]) && levels > 1 && levels < 4)
            return fail(
                "fit.table.levels", location,
                fmt::format("{} has {} levels, too few to tell how far a table errs between them.",
                            contract.inputs[i].label, levels),
                "Give four levels or more, or declare the outputs' confidence as \"none\" with the reason.");
    }
    return {};
}

void predictLeftOut(const TableGrid& grid, const LevelsLeftOut& without, const TableModel::Output& output,
                    const std::vector<std::size_t>& nodes, std::size_t index, FitEvidence& evidence)
{
    const std::size_t points = output.points;
    for (auto* part : {&evidence.mean, &evidence.lower, &evidence.upper})
        part->emplace_back(nodes.size() * points, std::nan(""));
    for (std::size_t run = 0; run < nodes.size(); ++run) {
        double worst = -1;
        for (std::size_t input = 0; input < grid.levels().size(); ++input) {
            if (!without.isInner(nodes[run], input))
                continue;
            double error = 0;
            for (std::size_t p = 0; p < points; ++p)
                error = std::fmax(
                    error, std::fabs(without.predict(nodes[run], input, p) - without.value(nodes[run], p)));
            if (error <= worst)
                continue;
            worst = error;
            evidence.judged[run] = true;
            evidence.fold[run] = grid.levelOf(nodes[run], input);
            for (std::size_t p = 0; p < points; ++p) {
                const double mean = without.predict(nodes[run], input, p);
                const double half =
                    output.scale > 0
                        ? TableModel::halfWidth(output.scale, without.bound(nodes[run], input, p), mean)
                        : std::nan("");
                evidence.mean[index][run * points + p] = mean;
                evidence.lower[index][run * points + p] = mean - half;
                evidence.upper[index][run * points + p] = mean + half;
            }
        }
    }
}

} // namespace

Result<std::unique_ptr<Model>> fitTable(const nlohmann::json& spec, const Contract& contract,
                                        const RunSet& runs, const std::string& location,
                                        FitEvidence& evidence)
{
    const auto options = FitOptions::read(spec, {}, location);
    if (!options)
        return fail(options.error());
    std::vector<std::vector<double>> levels;
    std::size_t nodes = 1, varied = 0;
    for (std::size_t i = 0; i < contract.inputs.size(); ++i) {
        levels.push_back(levelsOf(runs, i, contract.inputs.size()));
        varied += levels.back().size() > 1;
        nodes *= levels.back().size();
        if (nodes > std::size_t(1) << 24 || varied > TableGrid::mostVaried || i >= TableGrid::mostInputs)
            return fail(
                "fit.table.size", location,
                fmt::format("The inputs take so many values that a table would need {} points or more.",
                            nodes),
                "Give runs on a grid of few levels, or choose a kind of model that needs no grid.");
    }
    TableGrid grid(levels);
    const std::vector<std::size_t> nodeOf = nodesOf(runs, grid);
    if (Status full = checkGrid(contract, grid, nodeOf, location); !full)
        return fail(std::move(full.error()));
    if (Status same = checkRepeats(contract, runs, options->outputs(), grid, nodeOf, location); !same)
        return fail(std::move(same.error()));
    std::vector<double> repeats(grid.nodes(), 0);
    for (const std::size_t node : nodeOf)
        ++repeats[node];
    evidence.judged.assign(runs.runs, false);
    evidence.fold.assign(runs.runs, 0);
    evidence.words = "runs at inner levels of the table, each computed without its level";
    std::vector<TableModel::Output> outputs;
    nlohmann::json scales = nlohmann::json::object(), sizes = nlohmann::json::array();
    for (const std::string& name : options->outputs()) {
        const auto index = contract.outputIndex(name);
        if (!index)
            return fail("fit.output", location + "/outputs",
                        fmt::format("The contract has no output \"{}\".", name),
                        "Use the name of an output of the contract.");
        const Variable& variable = contract.outputs[*index];
        TableModel::Output output{name, contract.points(variable), {}, 0};
        output.values.assign(grid.nodes() * output.points, 0);
        for (std::size_t run = 0; run < runs.runs; ++run)
            for (std::size_t p = 0; p < output.points; ++p)
                output.values[nodeOf[run] * output.points + p] +=
                    runs.outputs[*index][run * output.points + p] / repeats[nodeOf[run]];
        const LevelsLeftOut without(contract, grid, output);
        if (variable.confidence.kind != Confidence::Kind::None) {
            if (Status enough = checkLevels(contract, grid, location); !enough)
                return fail(std::move(enough.error()));
            output.scale = varied > 0 ? calibrate(variable, grid, output, without) : 1;
        }
        predictLeftOut(grid, without, output, nodeOf, outputs.size(), evidence);
        scales[name] = output.scale;
        outputs.push_back(std::move(output));
    }
    for (const std::vector<double>& each : levels)
        sizes.push_back(each.size());
    evidence.details = {
        {"kind", "table"}, {"outputs", options->outputs()}, {"levels", sizes}, {"bandScale", scales}};
    return std::unique_ptr<Model>(
        std::make_unique<TableModel>(contract, std::move(grid), std::move(outputs)));
}

} // namespace twin
