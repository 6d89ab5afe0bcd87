// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/gaussian_process_regressor.h"

#include <algorithm>
#include <fmt/format.h>

namespace twin {

namespace {

class Instance : public RegressorInstance
{
  public:
    explicit Instance(const std::vector<GaussianProcess>& processes)
        : m_processes(processes), m_last(processes.size())
    {}

    void predict(const double* points, std::size_t rows, double* means, double* variances) override
    {
        for (std::size_t i = 0; i < m_processes.size(); ++i)
            m_processes[i].predict(points, rows, means + i * rows, variances ? variances + i * rows : nullptr,
                                   m_scratch, &m_last[i]);
    }

    bool predictGrid(const double* point, const GridAxis& first, const GridAxis& second,
                     double* means) override
    {
        const std::size_t rows = first.values.size() * second.values.size();
        for (std::size_t i = 0; i < m_processes.size(); ++i)
            m_processes[i].predictGrid(point, first, second, means + i * rows, m_scratch);
        return true;
    }

  private:
    const std::vector<GaussianProcess>& m_processes;
    GaussianProcess::Scratch m_scratch;
    std::vector<GaussianProcess::LastPoint> m_last;
};

Result<GaussianProcessParameters> loadParameters(const StoredNumbers& stored, std::size_t coordinates)
{
    GaussianProcessParameters parameters;
    const auto correlation = stored.text("correlation");
    if (!correlation)
        return fail(correlation.error());
    const auto kind = correlationFromString(*correlation, stored.location() + "/correlation");
    if (!kind)
        return fail(kind.error());
    parameters.correlation = *kind;
    const auto lengths = stored.numbers("lengths", coordinates, 1e-6, 1e12);
    if (!lengths)
        return fail(lengths.error());
    parameters.lengths = *lengths;
    if (stored.member("direction")) {
        const auto direction = stored.numbers("direction", coordinates, -1e6, 1e6);
        if (!direction)
            return fail(direction.error());
        parameters.direction = *direction;
    }
    const auto nugget = stored.number("nugget", 1e-12, 1e6);
    if (!nugget)
        return fail(nugget.error());
    const auto variance = stored.number("variance", 0, 1e300);
    if (!variance)
        return fail(variance.error());
    const auto trend = stored.number("trend", -1e300, 1e300);
    if (!trend)
        return fail(trend.error());
    if (stored.member("slopes")) {
        const auto slopes = stored.numbers("slopes", coordinates, -1e300, 1e300);
        if (!slopes)
            return fail(slopes.error());
        parameters.slopes = *slopes;
    }
    parameters.nugget = *nugget;
    parameters.variance = *variance;
    parameters.trend = *trend;
    return parameters;
}

/// What TrendSolution says of the processes with a linear trend, one after another.
Result<std::vector<double>> loadTrendRows(const StoredNumbers& stored, std::size_t linear,
                                          std::size_t coordinates, std::size_t runs)
{
    if (linear == 0)
        return std::vector<double>();
    const auto rows = stored.array("trendRows", {linear, coordinates + 1, coordinates + 1 + runs});
    if (!rows)
        return fail(rows.error());
    return (*rows)->values;
}

/// A lower triangle as it is stored, row after row as far as the diagonal, as a whole matrix.
std::vector<double> unpacked(const double* packed, std::size_t n)
{
    std::vector<double> triangle(n * n, 0.0);
    for (std::size_t i = 0; i < n; ++i)
        std::copy_n(packed + i * (i + 1) / 2, i + 1, triangle.data() + i * n);
    return triangle;
}

} // namespace

GaussianProcessRegressor::GaussianProcessRegressor(std::vector<double> design, std::size_t coordinates,
                                                   std::vector<GaussianProcess> processes)
    : m_design(std::move(design)), m_coordinates(coordinates), m_processes(std::move(processes))
{}

std::unique_ptr<RegressorInstance> GaussianProcessRegressor::instantiate() const
{
    return std::make_unique<Instance>(m_processes);
}

Result<std::unique_ptr<Regressor>> GaussianProcessRegressor::load(const StoredNumbers& stored,
                                                                  std::size_t coordinates, std::size_t values)
{
    const auto design = stored.array("design", {std::nullopt, coordinates});
    if (!design)
        return fail(design.error());
    // A factor of n^2 numbers a process is made from a file of n: a small file must not ask for all the
    // memory there is.
    constexpr std::size_t mostRuns = 5000;
    constexpr std::size_t mostNumbers = std::size_t(1) << 29;
    const std::size_t runs = (*design)->shape[0];
    if (runs > mostRuns)
        return stored.wrong("model.array", "design",
                            fmt::format("The design has more than {} runs.", mostRuns));
    if (values > mostNumbers / (runs * runs))
        return stored.wrong("model.array", "design",
                            fmt::format("{} processes of {} runs take too much memory.", values, runs));
    const auto json = stored.objects("processes", values);
    if (!json)
        return fail(json.error());
    if (json->size() != values)
        return stored.wrong("model.member", "processes",
                            fmt::format("There are not {} processes, one a value.", values));
    const auto weights = stored.array("weights", {values, runs});
    if (!weights)
        return fail(weights.error());
    std::vector<double> triangles;
    if (stored.member("triangles")) {
        const auto array = stored.array("triangles", {values, runs * (runs + 1) / 2});
        if (!array)
            return fail(array.error());
        triangles = (*array)->values;
    }
    std::vector<GaussianProcessParameters> all;
    std::size_t linear = 0;
    for (std::size_t i = 0; i < values; ++i) {
        auto parameters = loadParameters((*json)[i], coordinates);
        if (!parameters)
            return fail(parameters.error());
        linear += parameters->slopes.empty() ? 0 : 1;
        all.push_back(std::move(*parameters));
    }
    const auto trendRows = loadTrendRows(stored, linear, coordinates, runs);
    if (!trendRows)
        return fail(trendRows.error());
    auto nextRows = trendRows->begin();
    std::vector<GaussianProcess> processes;
    processes.reserve(values);
    for (std::size_t i = 0; i < values; ++i) {
        const double* own = (*weights)->values.data() + i * runs;
        std::vector<double> ownWeights(own, own + runs), ownRows;
        if (!all[i].slopes.empty()) {
            const auto size = std::ptrdiff_t((coordinates + 1) * (coordinates + 1 + runs));
            ownRows.assign(nextRows, nextRows + size);
            nextRows += size;
        }
        auto process =
            triangles.empty()
                ? GaussianProcess::make(std::move(all[i]), (*design)->values.data(), runs, coordinates,
                                        std::move(ownWeights), std::move(ownRows), (*json)[i].location())
                : GaussianProcess::makeSparse(std::move(all[i]), (*design)->values.data(), runs, coordinates,
                                              std::move(ownWeights), std::move(ownRows),
                                              unpacked(triangles.data() + i * (runs * (runs + 1) / 2), runs),
                                              (*json)[i].location());
        if (!process)
            return fail(process.error());
        processes.push_back(std::move(*process));
    }
    return std::make_unique<GaussianProcessRegressor>((*design)->values, coordinates, std::move(processes));
}

nlohmann::json GaussianProcessRegressor::save(const std::string& prefix, ArrayStore& arrays) const
{
    nlohmann::json processes = nlohmann::json::array();
    Array weights, trendRows;
    std::size_t linear = 0;
    for (const GaussianProcess& process : m_processes) {
        const GaussianProcessParameters& p = process.parameters();
        processes.push_back({{"correlation", toString(p.correlation)},
                             {"lengths", p.lengths},
                             {"nugget", p.nugget},
                             {"variance", p.variance},
                             {"trend", p.trend}});
        if (!p.direction.empty())
            processes.back()["direction"] = p.direction;
        if (!p.slopes.empty()) {
            processes.back()["slopes"] = p.slopes;
            trendRows.values.insert(trendRows.values.end(), process.trendRows().begin(),
                                    process.trendRows().end());
            ++linear;
        }
        weights.values.insert(weights.values.end(), process.weights().begin(), process.weights().end());
    }
    const std::size_t runs = m_processes.front().weights().size();
    weights.shape = {m_processes.size(), runs};
    nlohmann::json stored = {{"weights", prefix + "weights"}, {"design", prefix + "design"}};
    if (!m_processes.front().sparseTriangle().empty()) {
        Array triangles;
        for (const GaussianProcess& process : m_processes)
            for (std::size_t i = 0; i < runs; ++i) {
                const double* row = process.sparseTriangle().data() + i * runs;
                triangles.values.insert(triangles.values.end(), row, row + i + 1);
            }
        triangles.shape = {m_processes.size(), runs * (runs + 1) / 2};
        arrays[prefix + "triangles"] = std::move(triangles);
        stored["triangles"] = prefix + "triangles";
    }
    if (linear > 0) {
        trendRows.shape = {linear, m_coordinates + 1, m_coordinates + 1 + runs};
        arrays[prefix + "trend-rows"] = std::move(trendRows);
        stored["trendRows"] = prefix + "trend-rows";
    }
    arrays[prefix + "weights"] = std::move(weights);
    arrays[prefix + "design"] = {{runs, m_coordinates}, m_design};
    stored["processes"] = std::move(processes);
    return stored;
}

} // namespace twin
