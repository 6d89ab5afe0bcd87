// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/design.h"

#include "training/design_conditions.h"

#include <boost/random/sobol.hpp>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numeric>
#include <random>

namespace twin {

void toEngineering(const Contract& contract, const double* unit, double* point)
{
    for (std::size_t i = 0; i < contract.inputs.size(); ++i) {
        const Variable& input = contract.inputs[i];
        const Range& range = input.validated;
        if (input.type == VariableType::Real) {
            point[i] = range.minimum + unit[i] * range.width();
        } else {
            const double count = std::floor(range.maximum) - std::ceil(range.minimum) + 1;
            point[i] = std::ceil(range.minimum) + std::min(std::floor(unit[i] * count), count - 1);
        }
    }
}

namespace {

constexpr std::size_t largestDesign = 10'000'000;
constexpr double smallestAcceptance = 1e-4;

double uniform(std::mt19937_64& random)
{
    return static_cast<double>(random() >> 11) * 0x1p-53;
}

/// Sobol's or Halton's sequence with a random shift modulo 1 (Cranley and Patterson, 1976), which keeps its
/// uniformity.
class Sequence
{
  public:
    Sequence(DesignKind kind, std::size_t dimensions, std::uint64_t seed)
        : m_kind(kind), m_sobol(dimensions), m_shift(dimensions), m_bases(dimensions)
    {
        std::mt19937_64 random(seed);
        for (double& shift : m_shift)
            shift = uniform(random);
        unsigned candidate = 2;
        for (unsigned& base : m_bases) {
            const auto isPrime = [](unsigned n) {
                for (unsigned d = 2; d * d <= n; ++d)
                    if (n % d == 0)
                        return false;
                return true;
            };
            while (!isPrime(candidate))
                ++candidate;
            base = candidate++;
        }
    }

    void next(double* unit)
    {
        ++m_index;
        for (std::size_t i = 0; i < m_shift.size(); ++i) {
            const double value = m_kind == DesignKind::Sobol ? static_cast<double>(m_sobol()) * 0x1p-64
                                                             : radicalInverse(m_index, m_bases[i]);
            unit[i] = value + m_shift[i] - std::floor(value + m_shift[i]);
        }
    }

  private:
    static double radicalInverse(std::uint64_t index, unsigned base)
    {
        double value = 0;
        double digit = 1.0 / base;
        for (; index > 0; index /= base, digit /= base)
            value += static_cast<double>(index % base) * digit;
        return value;
    }

    DesignKind m_kind;
    boost::random::sobol m_sobol;
    std::vector<double> m_shift;
    std::vector<unsigned> m_bases;
    std::uint64_t m_index = 0;
};

Result<std::vector<double>> sequenceDesign(const Contract& contract, const DesignRequest& request,
                                           const DesignConditions& conditions, const Progress& progress)
{
    const std::size_t dimensions = contract.inputs.size();
    Sequence sequence(request.kind, dimensions, request.seed);
    std::vector<double> points;
    points.reserve(request.runs * dimensions);
    std::vector<double> unit(dimensions), point(dimensions);
    std::size_t drawn = 0;
    for (std::size_t accepted = 0; accepted < request.runs;) {
        sequence.next(unit.data());
        toEngineering(contract, unit.data(), point.data());
        ++drawn;
        if (conditions.allow(point)) {
            points.insert(points.end(), point.begin(), point.end());
            ++accepted;
        }
        if (drawn % 4096 == 0) {
            if (drawn >= 65536 &&
                static_cast<double>(accepted) < smallestAcceptance * static_cast<double>(drawn))
                return fail(conditions.hardlyMet(accepted, drawn));
            if (progress && !progress(static_cast<double>(accepted) / static_cast<double>(request.runs),
                                      "Placing points"))
                return fail("design.cancelled", {}, "The design was cancelled.");
        }
    }
    return points;
}

Result<std::vector<double>> factorialDesign(const Contract& contract, const DesignRequest& request,
                                            const DesignConditions& conditions)
{
    std::vector<std::vector<double>> levels;
    double total = 1;
    for (const Variable& input : contract.inputs) {
        std::vector<double>& values = levels.emplace_back();
        if (input.type == VariableType::Real) {
            for (std::size_t k = 0; k < request.levels; ++k)
                values.push_back(request.levels == 1
                                     ? 0.5 * (input.validated.minimum + input.validated.maximum)
                                     : input.validated.minimum + input.validated.width() *
                                                                     static_cast<double>(k) /
                                                                     static_cast<double>(request.levels - 1));
        } else {
            for (double v = std::ceil(input.validated.minimum); v <= input.validated.maximum; ++v)
                values.push_back(v);
        }
        total *= static_cast<double>(values.size());
        if (total > static_cast<double>(largestDesign))
            return fail("design.size", {},
                        fmt::format("A full factorial with {} levels has more than {} points.",
                                    request.levels, largestDesign),
                        "Ask for fewer levels, or for a Latin hypercube or Sobol design.");
    }
    std::vector<double> points, point(contract.inputs.size());
    for (std::size_t k = 0; k < static_cast<std::size_t>(total); ++k) {
        std::size_t rest = k;
        for (std::size_t i = levels.size(); i-- > 0; rest /= levels[i].size())
            point[i] = levels[i][rest % levels[i].size()];
        if (conditions.allow(point))
            points.insert(points.end(), point.begin(), point.end());
    }
    if (points.empty())
        return fail(conditions.hardlyMet(0, static_cast<std::size_t>(total)));
    return points;
}

/// A Latin hypercube improved by swapping two runs' values of one input.
class Hypercube
{
  public:
    Hypercube(const Contract& contract, const DesignConditions& conditions, std::size_t runs,
              std::uint64_t seed)
        : m_contract(contract),
          m_conditions(conditions),
          m_runs(runs),
          m_dimensions(contract.inputs.size()),
          m_random(seed),
          m_unit(runs * m_dimensions),
          m_centre(runs * m_dimensions),
          m_point(m_dimensions),
          m_forbidden(runs)
    {
        std::vector<std::size_t> order(runs);
        for (std::size_t i = 0; i < m_dimensions; ++i) {
            std::iota(order.begin(), order.end(), std::size_t(0));
            for (std::size_t k = runs; k > 1; --k)
                std::swap(order[k - 1], order[m_random() % k]);
            for (std::size_t run = 0; run < runs; ++run) {
                m_unit[run * m_dimensions + i] =
                    (static_cast<double>(order[run]) + uniform(m_random)) / static_cast<double>(runs);
                m_centre[run * m_dimensions + i] =
                    (static_cast<double>(order[run]) + 0.5) / static_cast<double>(runs);
            }
        }
        for (std::size_t run = 0; run < runs; ++run)
            m_forbidden[run] = isForbidden(run);
    }

    std::size_t forbidden() const
    {
        return std::accumulate(m_forbidden.begin(), m_forbidden.end(), std::size_t(0));
    }

    /// Tries one swap: always taken when fewer runs are forbidden or the criterion falls, else with the odds
    /// of `temperature`.
    void tryswap(double temperature)
    {
        const std::size_t a = pick();
        const std::size_t b = m_random() % m_runs;
        const std::size_t i = m_random() % m_dimensions;
        if (a == b)
            return;
        const std::size_t forbiddenBefore = m_forbidden[a] + m_forbidden[b];
        const double before = energyOf(a) + energyOf(b);
        swapValues(a, b, i);
        const std::size_t forbiddenAfter = m_forbidden[a] + m_forbidden[b];
        const double gain =
            std::log((energyOf(a) + energyOf(b)) / before) / static_cast<double>(m_dimensions);
        const bool take = forbiddenAfter != forbiddenBefore
                              ? forbiddenAfter < forbiddenBefore
                              : gain <= 0 || uniform(m_random) < std::exp(-gain / temperature);
        if (!take)
            swapValues(a, b, i);
    }

    std::vector<double> points()
    {
        std::vector<double> out(m_unit.size());
        for (std::size_t run = 0; run < m_runs; ++run)
            toEngineering(m_contract, &m_unit[run * m_dimensions], &out[run * m_dimensions]);
        return out;
    }

  private:
    /// A forbidden run if there is one nearby in a cyclic search, else any.
    std::size_t pick()
    {
        const std::size_t from = m_random() % m_runs;
        for (std::size_t k = 0; k < m_runs; ++k)
            if (m_forbidden[(from + k) % m_runs])
                return (from + k) % m_runs;
        return from;
    }

    void swapValues(std::size_t a, std::size_t b, std::size_t input)
    {
        for (std::vector<double>* values : {&m_unit, &m_centre})
            std::swap((*values)[a * m_dimensions + input], (*values)[b * m_dimensions + input]);
        for (const std::size_t run : {a, b})
            m_forbidden[run] = isForbidden(run);
    }

    std::size_t isForbidden(std::size_t run)
    {
        toEngineering(m_contract, &m_unit[run * m_dimensions], m_point.data());
        return m_conditions.allow(m_point) ? 0 : 1;
    }

    /// What a run adds to the criterion: over the others, the inverse product of squared differences.
    double energyOf(std::size_t run) const
    {
        double energy = 0;
        const double* x = &m_centre[run * m_dimensions];
        for (std::size_t other = 0; other < m_runs; ++other) {
            if (other == run)
                continue;
            double product = 1;
            for (std::size_t i = 0; i < m_dimensions; ++i) {
                const double d = x[i] - m_centre[other * m_dimensions + i];
                product *= 6 * d * d; // about 1 on average, so that few products overflow
            }
            energy += 1 / std::max(product, 1e-290);
        }
        return energy + std::numeric_limits<double>::min();
    }

    const Contract& m_contract;
    const DesignConditions& m_conditions;
    std::size_t m_runs, m_dimensions;
    std::mt19937_64 m_random;
    std::vector<double> m_unit;
    std::vector<double> m_centre; ///< of each value's slice
    std::vector<double> m_point;
    std::vector<std::size_t> m_forbidden;
};

Result<std::vector<double>> hypercubeDesign(const Contract& contract, const DesignRequest& request,
                                            const DesignConditions& conditions, const Progress& progress)
{
    Hypercube design(contract, conditions, request.runs, request.seed);
    const std::size_t sweeps = 60;
    // About two hundred million distances at the most: large designs get fewer swaps a run.
    const std::size_t swaps =
        std::min<std::size_t>(20 * request.runs, 3'000'000 / std::max<std::size_t>(request.runs, 1) + 200);
    double temperature = 1;
    for (std::size_t sweep = 0; sweep < sweeps; ++sweep, temperature *= 0.85) {
        for (std::size_t k = 0; k < swaps; ++k)
            design.tryswap(temperature);
        if (progress && !progress(static_cast<double>(sweep) / sweeps, "Spreading points"))
            return fail("design.cancelled", {}, "The design was cancelled.");
    }
    if (const std::size_t left = design.forbidden())
        return fail(
            "design.constraint", {},
            fmt::format("No Latin hypercube of {} runs meets the conditions: {} runs stay outside.",
                        request.runs, left),
            "A hypercube must use every slice of every input. Use a Sobol or Halton design, or narrow the "
            "validated ranges to what the conditions allow.");
    return design.points();
}

} // namespace

Result<std::vector<double>> makeDesign(const Contract& contract, const DesignRequest& request,
                                       const Progress& progress)
{
    for (const Variable& input : contract.inputs)
        if (!input.validated.isFinite())
            return fail("design.range",
                        "/inputs/" + std::to_string(&input - contract.inputs.data()) + "/validated",
                        fmt::format("Input {} has no finite validated range.", input.name),
                        "Give it both ends; a design is placed between them.");
    if (contract.inputs.empty() || request.runs < 1 || request.runs > largestDesign || request.levels < 1)
        return fail(
            "design.size", {},
            fmt::format("A design needs at least one input, one level and 1 to {} runs.", largestDesign));
    Result<DesignConditions> conditions =
        DesignConditions::compile(contract, request.constraints, request.excluded);
    if (!conditions)
        return fail(conditions.error());
    switch (request.kind) {
    case DesignKind::FullFactorial:
        return factorialDesign(contract, request, *conditions);
    case DesignKind::LatinHypercube:
        return hypercubeDesign(contract, request, *conditions, progress);
    case DesignKind::Sobol:
    case DesignKind::Halton:
        break;
    }
    return sequenceDesign(contract, request, *conditions, progress);
}

Table designTable(const Contract& contract, const std::vector<double>& points, std::size_t firstRun)
{
    const std::size_t dimensions = contract.inputs.size();
    Table table;
    table.rows = dimensions == 0 ? 0 : points.size() / dimensions;
    Table::Column& run = table.columns.emplace_back();
    run.name = "run";
    for (std::size_t row = 0; row < table.rows; ++row)
        run.values.push_back(static_cast<double>(firstRun + row));
    for (std::size_t i = 0; i < dimensions; ++i) {
        const Variable& input = contract.inputs[i];
        Table::Column& column = table.columns.emplace_back();
        column.name = input.name;
        for (std::size_t row = 0; row < table.rows; ++row) {
            const double value = points[row * dimensions + i];
            if (input.type == VariableType::Enumeration)
                column.texts.push_back(input.items[static_cast<std::size_t>(value)].name);
            else
                column.values.push_back(value);
        }
    }
    return table;
}

} // namespace twin
