// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace twin {

struct Contract;

/// A box between two inputs that holds no run, although its size says that some should lie in it.
struct EmptyRegion
{
    std::size_t first = 0;  ///< position of an input in the contract
    std::size_t second = 0; ///< position of another
    double firstMinimum = 0, firstMaximum = 0;
    double secondMinimum = 0, secondMaximum = 0;
    double expectedRuns = 0; ///< how many would lie there were the two inputs sampled independently
    bool operator==(const EmptyRegion&) const = default;
};

/// Looks at all inputs together: is there validation data near this point?
///
/// Two checks, both with thresholds set from the runs themselves: the distance to the nearest run (inputs scaled to their
/// validated ranges) against the distances between the runs, and the empty regions between two inputs.
class DomainOfValidity
{
  public:
    /// `runs`: row-major, one row a run, columns in contract input order, engineering units.
    static Result<DomainOfValidity> fit(const Contract& contract, std::span<const double> runs);

    static Result<DomainOfValidity> fromJson(const nlohmann::json& json, const Contract& contract,
                                             std::vector<double> runs);
    nlohmann::json toJson() const; ///< thresholds, scales and empty regions; the runs are stored as an array beside it

    struct Finding
    {
        bool near = true;
        double distance = 0;  ///< to the nearest run, scaled
        std::size_t run = 0;  ///< row of the nearest run
        const EmptyRegion* region = nullptr; ///< the empty region that holds the point, if any
    };
    /// No heap allocation; linear in the number of runs.
    Finding check(std::span<const double> inputs) const;
    /// "No run among 320 has incoming flow above 1497 m³/h and ambient temperature above 32.9 °C. The nearest has …"
    std::string explain(const Contract& contract, std::span<const double> inputs, const Finding& finding) const;

    const std::vector<EmptyRegion>& emptyRegions() const { return m_emptyRegions; }
    std::span<const double> runs() const { return m_runs; }
    double threshold() const { return m_threshold; }

  private:
    std::size_t m_dimensions = 0;
    std::vector<double> m_runs;
    std::vector<double> m_scaled; ///< transposed: one row an input, so that the check runs along memory
    std::vector<double> m_offset, m_scale;
    double m_threshold = 0;
    std::vector<EmptyRegion> m_emptyRegions;
};

} // namespace twin
