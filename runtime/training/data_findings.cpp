// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/data_findings.h"

#include "training/collinear_inputs.h"
#include "training/missing_values.h"
#include "training/scale_advice.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <numeric>
#include <set>

namespace twin {

namespace {

constexpr double largest = 1e100;
constexpr double outlyingScore = 10; ///< modified z-score; 3.5 is usual, runs of simulators have long tails
constexpr double outlyingError = 8;  ///< robust standard deviations of the errors of runs kept out
constexpr double outlyingBands = 4;  ///< half widths of the run's own band
constexpr std::size_t shownEach = 5; ///< findings of one kind about one variable

Diagnostic finding(Severity severity, const char* code, std::string location, std::string message,
                   std::string remedy)
{
    return {severity, code, std::move(location), std::move(message), std::move(remedy)};
}

/// The runs with the words for one of them.
class Runs
{
  public:
    Runs(const RunSet& set, const std::string& table) : m_set(set), m_table(table) {}

    std::string words(std::size_t run) const
    {
        return m_set.lines.empty() ? fmt::format("Run {}", m_set.names[run])
                                   : fmt::format("Run {} (line {})", m_set.names[run], m_set.lines[run]);
    }
    std::string place(std::size_t run) const
    {
        return m_set.lines.empty() ? m_table : fmt::format("{}:{}", m_table, m_set.lines[run]);
    }
    const std::string& table() const { return m_table; }

  private:
    const RunSet& m_set;
    const std::string& m_table;
};

double medianOf(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// How many robust standard deviations each value is from the median; 0 where more than half are the same.
std::vector<double> modifiedScores(const std::vector<double>& values)
{
    const double median = medianOf(values);
    std::vector<double> distances;
    for (const double value : values)
        distances.push_back(std::fabs(value - median));
    const double scale = 1.4826 * medianOf(distances);
    for (double& distance : distances)
        distance = scale > 0 ? distance / scale : 0;
    return distances;
}

bool isPositive(const std::vector<double>& values)
{
    return std::all_of(values.begin(), values.end(), [](double value) { return value > 0; });
}

std::vector<double> logarithms(std::vector<double> values)
{
    for (double& value : values)
        value = std::log(value);
    return values;
}

std::vector<double> inputColumn(const RunSet& runs, std::size_t input)
{
    const std::size_t width = runs.inputs.size() / runs.runs;
    std::vector<double> values;
    for (std::size_t run = 0; run < runs.runs; ++run)
        values.push_back(runs.inputs[run * width + input]);
    return values;
}

/// One number a run: the value of a scalar, the value furthest from zero of a series.
std::vector<double> outputColumn(const RunSet& runs, std::size_t output)
{
    const std::size_t points = runs.outputs[output].size() / runs.runs;
    std::vector<double> values;
    for (std::size_t run = 0; run < runs.runs; ++run) {
        const auto begin = runs.outputs[output].begin() + static_cast<std::ptrdiff_t>(run * points);
        values.push_back(*std::max_element(begin, begin + static_cast<std::ptrdiff_t>(points),
                                           [](double a, double b) { return std::fabs(a) < std::fabs(b); }));
    }
    return values;
}

bool isConstant(const std::vector<double>& values)
{
    return std::all_of(values.begin(), values.end(), [&](double value) { return value == values.front(); });
}

/// A series is constant when it is the same curve in every run.
bool isConstantOutput(const RunSet& runs, std::size_t output)
{
    const std::vector<double>& values = runs.outputs[output];
    const std::size_t points = values.size() / runs.runs;
    for (std::size_t i = points; i < values.size(); ++i) {
        if (values[i] != values[i - points])
            return false;
    }
    return true;
}

void findInInput(const Contract& contract, const RunSet& set, std::size_t input, const Runs& runs,
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
            finding(Severity::Info, "data.few-levels", runs.table(),
                    fmt::format("{} has two values in all runs, {} and {}: between them the twin can only "
                                "draw a line.",
                                variable.label, variable.formatValue(*levels.begin()),
                                variable.formatValue(*levels.rbegin())),
                    "Add runs between them, or make it a choice."));
    std::vector<std::string> unseen;
    for (std::size_t item = 0; item < variable.items.size(); ++item) {
        if (!levels.contains(static_cast<double>(item)))
            unseen.push_back(variable.items[item].name);
    }
    if (!unseen.empty())
        found.push_back(finding(Severity::Warning, "data.item-unseen", runs.table(),
                                fmt::format("No run has {} = {}: what the twin answers there is a guess.",
                                            variable.label, someOf(unseen)),
                                "Add runs with it, or take the item out of the contract."));
    std::size_t shown = 0;
    for (std::size_t run = 0; run < set.runs && shown < shownEach; ++run) {
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

void findOutlyingValues(const Variable& variable, const std::vector<double>& values, const Runs& runs,
                        Diagnostics& found)
{
    if (values.size() < 8)
        return;
    const std::vector<double> scores = modifiedScores(values);
    const std::vector<double> others = isPositive(values) ? modifiedScores(logarithms(values)) : scores;
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
    const auto isOutlying = [&](std::size_t run) {
        return std::min(scores[run], others[run]) > outlyingScore;
    };
    const auto count = static_cast<std::size_t>(std::count_if(order.begin(), order.end(), isOutlying));
    if (count * 20 > values.size()) // a twentieth of the runs is no slip but how the values are spread
        return;
    std::size_t shown = 0;
    for (const std::size_t run : order) {
        if (!isOutlying(run) || shown++ == shownEach)
            break;
        found.push_back(
            finding(Severity::Warning, "data.outlier-value", runs.place(run),
                    fmt::format("{}: {} is {}, {:.0f} robust standard deviations from the median {}.",
                                runs.words(run), variable.label, variable.formatValue(values[run]),
                                scores[run], variable.formatValue(medianOf(values))),
                    "Check the run: a slip of unit or a run that failed spoils the fit around it. If it is "
                    "right, leave it."));
    }
}

void findInOutput(const Contract& contract, const RunSet& set, std::size_t output, const Runs& runs,
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
    for (std::size_t run = 0; run < set.runs && shown < shownEach; ++run) {
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

/// Runs with the same inputs, first ones first.
std::vector<std::vector<std::size_t>> repeatedRuns(const RunSet& set)
{
    const auto width = static_cast<std::ptrdiff_t>(set.inputs.size() / set.runs);
    std::map<std::vector<double>, std::vector<std::size_t>> groups;
    for (std::size_t run = 0; run < set.runs; ++run) {
        const auto begin = set.inputs.begin() + static_cast<std::ptrdiff_t>(run) * width;
        groups[std::vector<double>(begin, begin + width)].push_back(run);
    }
    std::vector<std::vector<std::size_t>> repeated;
    for (auto& [inputs, members] : groups) {
        if (members.size() > 1)
            repeated.push_back(std::move(members));
    }
    std::sort(repeated.begin(), repeated.end());
    return repeated;
}

/// The standard deviation among repeated runs as a share of that among all, pooled over the points.
double pureError(const RunSet& set, std::size_t output, const std::vector<std::vector<std::size_t>>& repeated)
{
    const std::vector<double>& values = set.outputs[output];
    const std::size_t points = values.size() / set.runs;
    std::vector<std::size_t> all(set.runs);
    std::iota(all.begin(), all.end(), std::size_t(0));
    const auto squares = [&](const std::vector<std::size_t>& members) {
        double sum = 0;
        for (std::size_t point = 0; point < points; ++point) {
            double mean = 0;
            for (const std::size_t run : members)
                mean += values[run * points + point] / static_cast<double>(members.size());
            for (const std::size_t run : members)
                sum += std::pow(values[run * points + point] - mean, 2);
        }
        return sum;
    };
    double within = 0, freedom = 0;
    for (const auto& members : repeated) {
        within += squares(members);
        freedom += static_cast<double>(members.size() - 1);
    }
    const double total = squares(all) / static_cast<double>(set.runs - 1);
    return total > 0 ? std::sqrt(within / freedom / total) : 0;
}

void findRepeated(const Contract& contract, const RunSet& set, const Runs& runs, Diagnostics& found)
{
    const auto repeated = repeatedRuns(set);
    if (repeated.empty())
        return;
    std::vector<std::string> pairs;
    std::size_t extra = 0;
    for (const auto& members : repeated) {
        extra += members.size() - 1;
        pairs.push_back(fmt::format("{} = {}", set.names[members[1]], set.names[members[0]]));
    }
    const std::string which = fmt::format("{} {} inputs that another run has ({})", extra,
                                          extra == 1 ? "run repeats" : "runs repeat", someOf(pairs, 4));
    std::vector<std::string> noisy;
    double most = 0;
    for (std::size_t output = 0; output < set.outputs.size(); ++output) {
        const double share = pureError(set, output, repeated);
        most = std::max(most, share);
        if (share > 0)
            noisy.push_back(fmt::format("{} by {:.2g} %", contract.outputs[output].label, 100 * share));
    }
    if (noisy.empty()) {
        found.push_back(finding(
            Severity::Info, "data.repeated", runs.place(repeated.front()[1]),
            which + ", with the same outputs.",
            "They add nothing, and make the scores look a little better than they are: take them out."));
        return;
    }
    found.push_back(finding(
        most > 0.1 ? Severity::Warning : Severity::Info, "data.replicates", runs.place(repeated.front()[1]),
        fmt::format(
            "{}, and the outputs differ all the same, in shares of their spread: {}. That is noise, which no "
            "model can foretell.",
            which, someOf(noisy)),
        "A Gaussian process takes it up as its nugget; more runs average it out. Bands cannot be narrower "
        "than it."));
}

} // namespace

Diagnostics findInRuns(const Contract& contract, const RunSet& set, const nlohmann::json& models,
                       const std::string& table)
{
    const Runs runs(set, table);
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

Diagnostics findOutliers(const Contract& contract, const RunSet& set, const KeptOutAnswers& answers,
                         const std::string& table)
{
    const Runs runs(set, table);
    Diagnostics found;
    for (std::size_t output = 0; output < contract.outputs.size(); ++output) {
        const Variable& variable = contract.outputs[output];
        const std::vector<double>& truth = set.outputs[output];
        const std::size_t points = truth.size() / set.runs;
        if (isConstantOutput(set, output) || set.runs < 8 || answers.mean[output].size() != truth.size())
            continue;
        std::vector<double> errors, bands; // root mean squares over the points
        for (std::size_t run = 0; run < set.runs; ++run) {
            double squares = 0, widths = 0;
            for (std::size_t i = run * points; i < (run + 1) * points; ++i) {
                squares += std::pow(answers.mean[output][i] - truth[i], 2) / static_cast<double>(points);
                widths += std::pow((answers.upper[output][i] - answers.lower[output][i]) / 2, 2) /
                          static_cast<double>(points);
            }
            const bool counts = answers.judged[run] && std::isfinite(squares);
            errors.push_back(counts ? std::sqrt(squares) : 0);
            bands.push_back(std::isfinite(widths) ? std::sqrt(widths) : 0);
        }
        const std::vector<double> values = outputColumn(set, output);
        std::vector<double> distances;
        for (const double value : values)
            distances.push_back(std::fabs(value - medianOf(values)));
        const double spread = 1.4826 * medianOf(distances);
        std::vector<double> known;
        std::copy_if(errors.begin(), errors.end(), std::back_inserter(known),
                     [](double error) { return error > 0; });
        const double usual = known.empty() ? 0 : 1.4826 * medianOf(known);
        std::vector<std::size_t> order(set.runs);
        std::iota(order.begin(), order.end(), std::size_t(0));
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return errors[a] > errors[b]; });
        const auto isOutlying = [&](std::size_t run) {
            return errors[run] > outlyingError * usual && errors[run] > 0.1 * spread &&
                   errors[run] > outlyingBands * bands[run];
        };
        const auto count = static_cast<std::size_t>(std::count_if(order.begin(), order.end(), isOutlying));
        if (usual <= 0 || count * 20 > set.runs) // not a few that stand out, but a part of the space
            continue;
        for (std::size_t k = 0; k < std::min(count, shownEach); ++k) {
            const std::size_t run = order[k];
            found.push_back(finding(
                Severity::Warning, "data.outlier-error", runs.place(run),
                fmt::format("{}: {} is off what the other runs say by {:.3g} {}, {:.0f} times the usual "
                            "error.",
                            runs.words(run), variable.label, errors[run], variable.unit.code(),
                            errors[run] / usual),
                "Check the run. If it is right, something happens there that needs more runs."));
        }
    }
    return found;
}

Status checkFittable(const Contract& contract, const RunSet& set, const nlohmann::json& models,
                     const std::string& table)
{
    const Runs runs(set, table);
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
