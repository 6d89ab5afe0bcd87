// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/enrich.h"

#include "session/batch.h"
#include "training/design.h"
#include "training/run_errors.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numeric>

namespace twin {

namespace {

constexpr std::size_t neighbours = 12; ///< runs whose errors speak for a candidate, at most
constexpr std::size_t blockRows = 256;

/// Squared distances between input vectors: ranges count 1, another item of an enumeration counts 1.
class Metric
{
  public:
    explicit Metric(const Contract& contract) : m_contract(contract) {}

    double squared(const double* a, const double* b) const
    {
        double sum = 0;
        for (std::size_t i = 0; i < m_contract.inputs.size(); ++i) {
            const Variable& input = m_contract.inputs[i];
            const double width = input.validated.width();
            const double d = input.type == VariableType::Enumeration ? (a[i] == b[i] ? 0.0 : 1.0)
                             : width > 0                             ? (a[i] - b[i]) / width
                                                                     : 0.0;
            sum += d * d;
        }
        return sum;
    }

  private:
    const Contract& m_contract;
};

double meanOf(const std::vector<double>& values)
{
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// The squared cross-validation error around each candidate, by output.
class ErrorField
{
  public:
    ErrorField(const Metric& metric, std::span<const double> runs, std::size_t width, const RunErrors& errors)
        : m_metric(metric), m_runs(runs), m_width(width), m_errors(errors), m_distance(errors.front().size())
    {
        m_order.resize(m_distance.size());
    }

    /// Returns the squared distance to the nearest run; `errors`: one for each output.
    double at(const double* point, std::vector<double>& errors)
    {
        for (std::size_t run = 0; run < m_distance.size(); ++run)
            m_distance[run] = m_metric.squared(point, m_runs.data() + run * m_width);
        std::iota(m_order.begin(), m_order.end(), std::size_t(0));
        const std::size_t count = std::min(neighbours, m_order.size());
        std::partial_sort(m_order.begin(), m_order.begin() + static_cast<std::ptrdiff_t>(count),
                          m_order.end(),
                          [&](std::size_t a, std::size_t b) { return m_distance[a] < m_distance[b]; });
        const double nearest = m_distance[m_order[0]];
        std::fill(errors.begin(), errors.end(), 0.0);
        double weights = 0;
        for (std::size_t k = 0; k < count; ++k) {
            // Fourth power of the distance: a few nearest runs decide, without a jump between them.
            const double ratio = (nearest + 1e-12) / (m_distance[m_order[k]] + 1e-12);
            const double weight = ratio * ratio;
            weights += weight;
            for (std::size_t output = 0; output < errors.size(); ++output)
                errors[output] += weight * m_errors[output][m_order[k]] * m_errors[output][m_order[k]];
        }
        for (double& error : errors)
            error /= weights;
        return nearest;
    }

  private:
    const Metric& m_metric;
    std::span<const double> m_runs;
    std::size_t m_width;
    const RunErrors& m_errors;
    std::vector<double> m_distance;
    std::vector<std::size_t> m_order;
};

/// The chance that a run at `point` will not fail: the share of runs that did not among the nearest few, by
/// their distance; squared, so that the edge of where runs fail is left alone while there is other work.
double chanceOfAnswer(const Metric& metric, const double* point, std::span<const double> runs,
                      std::span<const double> failed, std::size_t width)
{
    struct Near
    {
        double distance;
        bool isAnswered;
    };
    std::vector<Near> near;
    for (const auto& [list, isAnswered] : {std::pair(runs, true), std::pair(failed, false)})
        for (std::size_t i = 0; i < list.size(); i += width)
            near.push_back({metric.squared(point, list.data() + i), isAnswered});
    const std::size_t count = std::min<std::size_t>(5, near.size());
    std::partial_sort(near.begin(), near.begin() + static_cast<std::ptrdiff_t>(count), near.end(),
                      [](const Near& a, const Near& b) { return a.distance < b.distance; });
    double answered = 0, all = 0;
    for (std::size_t k = 0; k < count; ++k) {
        const double weight = 1 / (near[k].distance + 1e-12);
        answered += near[k].isAnswered ? weight : 0;
        all += weight;
    }
    return answered * answered / (all * all);
}

/// The square of half the band, averaged over the points of each output; by output, then by candidate. NaN
/// where an output has no band.
Result<std::vector<std::vector<double>>> variances(const Package& package, const std::vector<double>& points,
                                                   const Progress& progress)
{
    const std::size_t width = package.contract.inputs.size();
    const std::size_t rows = points.size() / width;
    std::vector<std::vector<double>> found(package.contract.outputs.size());
    for (std::size_t first = 0; first < rows; first += blockRows) {
        const std::size_t count = std::min(blockRows, rows - first);
        const auto batch =
            evaluateModels(package, std::span(points).subspan(first * width, count * width), count);
        if (!batch)
            return fail(batch.error());
        for (std::size_t output = 0; output < found.size(); ++output) {
            const std::size_t n = batch->mean[output].size() / count;
            for (std::size_t row = 0; row < count; ++row) {
                double squares = 0;
                for (std::size_t i = row * n; i < (row + 1) * n; ++i) {
                    const double half = (batch->upper[output][i] - batch->lower[output][i]) / 2;
                    squares += half * half / static_cast<double>(n);
                }
                found[output].push_back(squares);
            }
        }
        if (progress &&
            !progress(0.9 * static_cast<double>(first) / static_cast<double>(rows), "judging candidates"))
            return fail("design.cancelled", {}, "The enrichment was cancelled.", "Nothing was written.");
    }
    return found;
}

/// Expected squared error at each candidate, in squared shares of the outputs' spreads, and the squared
/// distance to the nearest run.
struct Judgement
{
    std::vector<double> expected;
    std::vector<double> distance;
};

Result<Judgement> judge(const Package& package, const Metric& metric, const RunErrors& errors,
                        const std::vector<double>& points, const Progress& progress)
{
    const std::size_t width = package.contract.inputs.size();
    const std::size_t rows = points.size() / width;
    const auto own = variances(package, points, progress);
    if (!own)
        return fail(own.error());
    Judgement judgement;
    judgement.expected.assign(rows, 0);
    std::vector<std::vector<double>> around(errors.size());
    ErrorField field(metric, package.domain->runs(), width, errors);
    std::vector<double> here(errors.size());
    for (std::size_t row = 0; row < rows; ++row) {
        judgement.distance.push_back(field.at(points.data() + row * width, here));
        for (std::size_t output = 0; output < here.size(); ++output)
            around[output].push_back(here[output]);
    }
    const double spacing = std::max(meanOf(judgement.distance), 1e-12);
    for (std::size_t output = 0; output < errors.size(); ++output) {
        // The band's scale is that of its calibration: brought to the error that was measured.
        const double measured = meanOf(around[output]);
        const double claimed = meanOf((*own)[output]);
        const bool hasBand = std::isfinite(claimed) && claimed > 0;
        for (std::size_t row = 0; row < rows; ++row) {
            const double reach = std::min(judgement.distance[row] / spacing, 4.0);
            const double byRuns = around[output][row] * reach;
            const double byModel = hasBand ? (*own)[output][row] / claimed * measured : measured * reach;
            judgement.expected[row] += (byRuns + byModel) / 2;
        }
    }
    return judgement;
}

} // namespace

Result<std::vector<double>> enrichDesign(const Package& package, const EnrichRequest& request,
                                         const Progress& progress)
{
    const Contract& contract = package.contract;
    const std::size_t width = contract.inputs.size();
    if (!package.domain || package.domain->runs().empty())
        return fail("enrich.evidence", "domain.json",
                    "The package does not hold the runs that it was made from.",
                    "Train it again from its runs, with this version.");
    const auto errors = runErrorsFromReport(package.report, contract, package.domain->runs().size() / width);
    if (!errors)
        return fail(errors.error());
    DesignRequest wanted;
    wanted.runs = std::clamp<std::size_t>(std::max(1000 * width, 20 * request.runs), 2000, 20000);
    wanted.seed = request.seed;
    wanted.constraints = request.constraints;
    wanted.excluded = request.excluded;
    const auto points = makeDesign(contract, wanted, progress);
    if (!points)
        return fail(points.error());
    const Metric metric(contract);
    auto judgement = judge(package, metric, *errors, *points, progress);
    if (!judgement)
        return fail(judgement.error());
    const std::size_t rows = points->size() / width;
    const auto point = [&](std::size_t row) { return points->data() + row * width; };
    // Within this distance a chosen point speaks for a candidate: the spacing that the runs will have.
    const std::size_t total = package.domain->runs().size() / width + request.runs;
    const double radius = std::max(meanOf(judgement->distance), 1e-12) *
                          std::pow(static_cast<double>(total - request.runs) / static_cast<double>(total),
                                   2.0 / static_cast<double>(width));
    std::vector<double> score = judgement->expected;
    const auto choose = [&](const double* chosen) {
        for (std::size_t row = 0; row < rows; ++row)
            score[row] *= std::min(metric.squared(point(row), chosen) / radius, 1.0);
    };
    for (std::size_t row = 0; row < rows; ++row) {
        if (judgement->distance[row] < 1e-18) // a run is there already
            score[row] = 0;
    }
    for (const std::vector<double>* taken : {&request.pending, &request.failed})
        for (std::size_t i = 0; i + width <= taken->size(); i += width)
            choose(taken->data() + i);
    if (!request.failed.empty())
        for (std::size_t row = 0; row < rows; ++row)
            score[row] *= chanceOfAnswer(metric, point(row), package.domain->runs(), request.failed, width);
    std::vector<double> chosen;
    for (std::size_t k = 0; k < request.runs; ++k) {
        const auto best = std::max_element(score.begin(), score.end());
        if (!(*best > 0))
            return fail("enrich.space", {},
                        fmt::format("Only {} points are left where a run would add something.", k),
                        k ? fmt::format("Ask for {} runs.", k)
                          : "The models are exact where the runs are; use xdt sample without --enrich.");
        const auto row = static_cast<std::size_t>(best - score.begin());
        chosen.insert(chosen.end(), point(row), point(row) + width);
        choose(point(row));
    }
    return chosen;
}

} // namespace twin
