// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/answer_checks.h"

#include "guardrail/guardrail_set.h"
#include "guardrail/range_check.h"
#include "session/batch.h"
#include "training/design.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <span>

namespace twin {

namespace {

constexpr std::size_t mostPoints = 1024;
constexpr double far = 1;          // of what the runs range over
constexpr double few = 0.005;      // of the points: less is the corners of a box
constexpr double muchSparse = 0.5; // of the points
constexpr double hardlyAny = 0.05; // of the points with a plausible answer

/// Points where the contract lets the twin answer, row-major.
struct AnsweredPoints
{
    std::vector<double> inputs;
    std::size_t count = 0;
    std::size_t sparse = 0; ///< of them, far from all runs
};

AnsweredPoints answeredPoints(const Package& package)
{
    std::size_t values = 0;
    for (const Variable& output : package.contract.outputs)
        values += package.contract.points(output);
    DesignRequest request;
    request.runs = std::clamp<std::size_t>(2'000'000 / std::max<std::size_t>(values, 1), 64, mostPoints);
    const auto design = makeDesign(package.contract, request);
    const auto rules = GuardrailSet::compile(package.contract, package.domain ? &*package.domain : nullptr);
    AnsweredPoints points;
    if (!design || !rules)
        return points;
    const std::size_t width = package.contract.inputs.size();
    for (std::size_t at = 0; at < design->size(); at += width) {
        const std::span<const double> point(design->data() + at, width);
        const auto [verdict, zone] = rules->classify(point);
        if (verdict >= Verdict::Withhold)
            continue;
        points.inputs.insert(points.inputs.end(), point.begin(), point.end());
        ++points.count;
        points.sparse += zone == Zone::Sparse;
    }
    return points;
}

/// Of one output.
struct Doubtful
{
    std::size_t implausible = 0, beyond = 0; ///< points
    double most = 0;                         ///< by how much implausible ones miss the plausible range
    double farthest = 0;                     ///< answer beyond the runs
};

double distance(const Range& range, double value)
{
    return std::max(range.minimum - value, value - range.maximum);
}

Doubtful judge(const Variable& output, const Range& seen, std::span<const double> values, std::size_t points)
{
    Doubtful doubtful;
    const double slack = far * seen.width();
    const Range& plausible = output.plausibility.range;
    for (std::size_t at = 0; at < values.size(); at += points) {
        const std::span<const double> answer = values.subspan(at, points);
        const auto [least, most] = std::minmax_element(answer.begin(), answer.end());
        if (!isPlausible(output, answer)) {
            ++doubtful.implausible;
            doubtful.most = std::max({doubtful.most, plausible.minimum - *least, *most - plausible.maximum});
        } else if (*least < seen.minimum - slack || *most > seen.maximum + slack) {
            const double end = seen.minimum - *least > *most - seen.maximum ? *least : *most;
            if (doubtful.beyond == 0 || distance(seen, end) > distance(seen, doubtful.farthest))
                doubtful.farthest = end;
            ++doubtful.beyond;
        }
    }
    return doubtful;
}

std::string share(std::size_t some, std::size_t all)
{
    return fmt::format("Of {} points spread over the validated ranges, {}", all,
                       some == all ? std::string("all have")
                       : some == 1 ? "1 has"
                                   : fmt::format("{} have", some));
}

} // namespace

std::vector<Range> outputRanges(const RunSet& runs)
{
    std::vector<Range> ranges;
    for (const std::vector<double>& values : runs.outputs) {
        const auto [least, most] = std::minmax_element(values.begin(), values.end());
        ranges.push_back({*least, *most});
    }
    return ranges;
}

void widen(std::vector<Range>& ranges, const RunSet& more)
{
    const std::vector<Range> others = outputRanges(more);
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        ranges[i].minimum = std::min(ranges[i].minimum, others[i].minimum);
        ranges[i].maximum = std::max(ranges[i].maximum, others[i].maximum);
    }
}

static void findSparse(const AnsweredPoints& points, Diagnostics& found)
{
    const double share = double(points.sparse) / double(points.count);
    if (share < muchSparse)
        return;
    found.push_back(
        {Severity::Warning, "answers.sparse", "/contract/inputs",
         fmt::format(
             "{:.0f} % of the validated ranges, taken together, lies where no runs tell how right the "
             "answers are: they are shown as sparse there, and the figures of accuracy say nothing of them.",
             100 * share),
         "Add runs there (xdt sample --enrich), or narrow the validated ranges."});
}

Status findDoubtfulAnswers(const Package& package, const std::vector<Range>& seen, Diagnostics& found)
{
    const AnsweredPoints points = answeredPoints(package);
    const std::size_t rows = points.count;
    if (rows == 0)
        return {};
    findSparse(points, found);
    const auto answers = evaluateModels(package, points.inputs, rows);
    if (!answers)
        return {}; // where models cannot answer they say so when they are asked
    for (std::size_t i = 0; i < package.contract.outputs.size(); ++i) {
        const Variable& output = package.contract.outputs[i];
        const Doubtful doubtful = judge(output, seen[i], answers->mean[i], package.contract.points(output));
        const std::string location = fmt::format("/contract/outputs/{}", i);
        if (double(rows - doubtful.implausible) < hardlyAny * double(rows))
            return fail(
                "train.all-withheld", location,
                fmt::format("{} answers of {} that the contract calls implausible: the twin would "
                            "show hardly any answer.",
                            share(doubtful.implausible, rows), output.label),
                "Choose another model or scale (\"transform\"), or correct what is declared plausible.");
        if (doubtful.implausible > 0)
            found.push_back(
                {double(doubtful.implausible) > few * double(rows) ? Severity::Warning : Severity::Info,
                 "answers.implausible", location,
                 fmt::format("{} answers of {} that the contract calls implausible{}; they are withheld.",
                             share(doubtful.implausible, rows), output.label,
                             doubtful.most > 0 ? fmt::format(", by up to {:.3g}{}", doubtful.most,
                                                             output.unit.afterNumber())
                                               : std::string()),
                 "Choose a scale that keeps to the plausible range (\"transform\"), another model, or add "
                 "runs; "
                 "of a miss that does not matter, widen the range."});
        if (double(doubtful.beyond) > few * double(rows))
            found.push_back(
                {Severity::Warning, "answers.beyond-runs", location,
                 fmt::format(
                     "{} answers of {} far outside of what any run gave, such as {}; the runs have it "
                     "from {} to {}.",
                     share(doubtful.beyond, rows), output.label, output.formatValue(doubtful.farthest),
                     output.formatValue(seen[i].minimum), output.formatValue(seen[i].maximum)),
                 "Check such answers by runs where they are. If they cannot be, declare what is plausible, "
                 "so that "
                 "they are withheld, or choose another model."});
    }
    return {};
}

} // namespace twin
