// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/design.h"

#include "training/design_conditions.h"
#include "training/latin_hypercube.h"

#include <algorithm>
#include <boost/random/sobol.hpp>
#include <cmath>
#include <fmt/format.h>
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

} // namespace

Result<std::vector<double>> makeDesign(const Contract& contract, const DesignRequest& request,
                                       const Progress& progress)
{
    for (const Variable& input : contract.inputs)
        if (!input.validated.isFinite() || !std::isfinite(input.validated.width()))
            return fail("design.range",
                        "/inputs/" + std::to_string(&input - contract.inputs.data()) + "/validated",
                        fmt::format("Input {} has no finite validated range.", input.name),
                        "Give it both ends; a design is placed between them.");
    if (contract.inputs.empty() || request.runs < 1 || request.runs > largestDesign || request.levels < 1)
        return fail(
            "design.size", {},
            fmt::format("A design needs at least one input, one level and 1 to {} runs.", largestDesign));
    Result<DesignConditions> conditions = DesignConditions::compile(
        contract, request.constraints, request.excluded,
        request.kind == DesignKind::FullFactorial ? RulesOfContract::Ignored : RulesOfContract::Kept);
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
