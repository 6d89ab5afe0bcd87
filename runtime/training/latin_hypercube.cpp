// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/latin_hypercube.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fmt/format.h>
#include <numeric>
#include <random>

namespace twin {

namespace {

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
                    (static_cast<double>(order[run]) + uniform()) / static_cast<double>(runs);
                m_centre[run * m_dimensions + i] =
                    (static_cast<double>(order[run]) + 0.5) / static_cast<double>(runs);
            }
        }
        for (std::size_t run = 0; run < runs; ++run)
            m_forbidden[run] = isForbidden(run);
        m_discrepancy = discrepancy();
    }

    std::size_t forbidden() const
    {
        return std::accumulate(m_forbidden.begin(), m_forbidden.end(), std::size_t(0));
    }

    /// Tries one swap: always taken when fewer runs are forbidden or the criterion falls, else with the odds
    /// of `temperature`.
    void trySwap(double temperature)
    {
        const std::size_t a = pick();
        const std::size_t b = m_random() % m_runs;
        const std::size_t i = m_random() % m_dimensions;
        if (a == b)
            return;
        const std::size_t forbiddenBefore = m_forbidden[a] + m_forbidden[b];
        const double change = changeOf(a, b, i);
        swapValues(a, b, i);
        const std::size_t forbiddenAfter = m_forbidden[a] + m_forbidden[b];
        const double gain = static_cast<double>(m_runs) * change / m_discrepancy;
        const bool take = forbiddenAfter != forbiddenBefore
                              ? forbiddenAfter < forbiddenBefore
                              : gain <= 0 || uniform() < std::exp(-gain / temperature);
        if (take)
            m_discrepancy += change;
        else
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
    double uniform() { return static_cast<double>(m_random() >> 11) * 0x1p-53; }

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

    // n^2 times the squared discrepancy is n^2 (13/12)^d - 2 n (sum over runs of a product of `alone` over
    // the inputs) + (sum over pairs of runs, each with itself among them, of a product of `together`).
    static double alone(double x)
    {
        const double off = std::fabs(x - 0.5);
        return 1 + 0.5 * (off - off * off);
    }
    static double together(double x, double y)
    {
        return 1 + 0.5 * (std::fabs(x - 0.5) + std::fabs(y - 0.5) - std::fabs(x - y));
    }

    /// Of many runs what points at random have on average: it only says how much a change is worth.
    double discrepancy() const
    {
        const auto runs = static_cast<double>(m_runs), dimensions = static_cast<double>(m_dimensions);
        if (m_runs > 10000)
            return runs * (std::pow(1.25, dimensions) - std::pow(13.0 / 12, dimensions));
        double sum = runs * runs * std::pow(13.0 / 12, dimensions);
        for (std::size_t run = 0; run < m_runs; ++run) {
            const double* x = &m_centre[run * m_dimensions];
            double own = 2 * runs;
            for (std::size_t i = 0; i < m_dimensions; ++i)
                own *= alone(x[i]);
            sum -= own;
            for (std::size_t other = 0; other < m_runs; ++other) {
                double pair = 1;
                for (std::size_t i = 0; i < m_dimensions; ++i)
                    pair *= together(x[i], m_centre[other * m_dimensions + i]);
                sum += pair;
            }
        }
        return sum;
    }

    /// By how much it changes when two runs swap their values of one input. The term of the pair itself does
    /// not.
    double changeOf(std::size_t a, std::size_t b, std::size_t input) const
    {
        return changeOf(a, b, input, m_centre[b * m_dimensions + input]) +
               changeOf(b, a, input, m_centre[a * m_dimensions + input]);
    }
    double changeOf(std::size_t run, std::size_t partner, std::size_t input, double value) const
    {
        const double* x = &m_centre[run * m_dimensions];
        double own = 2 * static_cast<double>(m_runs) * (alone(value) - alone(x[input]));
        double self = together(value, value) - together(x[input], x[input]);
        for (std::size_t i = 0; i < m_dimensions; ++i) {
            own *= i == input ? 1 : alone(x[i]);
            self *= i == input ? 1 : together(x[i], x[i]);
        }
        double pairs = 0;
        for (std::size_t other = 0; other < m_runs; ++other) {
            const double* y = &m_centre[other * m_dimensions];
            double pair = together(value, y[input]) - together(x[input], y[input]);
            for (std::size_t i = 0; i < m_dimensions; ++i)
                pair *= i == input ? 1 : together(x[i], y[i]);
            pairs += other == run || other == partner ? 0 : pair;
        }
        return 2 * pairs + self - own;
    }

    const Contract& m_contract;
    const DesignConditions& m_conditions;
    std::size_t m_runs, m_dimensions;
    std::mt19937_64 m_random;
    std::vector<double> m_unit;
    std::vector<double> m_centre; ///< of each value's slice
    double m_discrepancy = 0;     ///< squared, times the square of the number of runs
    std::vector<double> m_point;
    std::vector<std::size_t> m_forbidden;
};

} // namespace

Result<std::vector<double>> hypercubeDesign(const Contract& contract, const DesignRequest& request,
                                            const DesignConditions& conditions, const Progress& progress)
{
    Hypercube design(contract, conditions, request.runs, request.seed);
    constexpr std::size_t sweeps = 60;
    // Each swap looks at two runs' pairs with all others; four hundred million pairs are some seconds.
    constexpr std::size_t mostPairs = 400'000'000;
    const std::size_t swaps =
        std::min({20 * request.runs, 3'000'000 / std::max<std::size_t>(request.runs, 1) + 200,
                  mostPairs / (2 * sweeps * std::max<std::size_t>(request.runs, 1)) + 1});
    double temperature = 1;
    for (std::size_t sweep = 0; sweep < sweeps; ++sweep, temperature *= 0.85) {
        for (std::size_t k = 0; k < swaps; ++k)
            design.trySwap(temperature);
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

} // namespace twin
