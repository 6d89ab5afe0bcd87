// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "guardrail/closest_run.h"
#include "guardrail/empty_region.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace twin {

struct Contract;

/// Looks at all inputs together: is there validation data near this point?
///
/// Two checks, both with thresholds set from the runs themselves: the distance to the nearest run (inputs
/// scaled to their validated ranges) against the distances between the runs, and the empty regions between
/// two inputs. Where runs failed nothing is known either: a point that is closer to one of those than to any
/// run is not near. Immutable; any thread.
class DomainOfValidity
{
  public:
    /// `runs`: row-major, one row a run, columns in contract input order, engineering units. Errors
    /// "domain.runs".
    static Result<DomainOfValidity> fit(const Contract& contract, std::span<const double> runs);

    /// What toJson wrote; everything is checked. Errors "domain.json", "domain.runs" with the pointer below
    /// "/domain".
    static Result<DomainOfValidity> fromJson(const nlohmann::json& json, const Contract& contract,
                                             std::vector<double> runs, std::vector<double> failed = {});
    /// Thresholds, empty regions and the number of failed runs; both kinds of runs are stored as arrays
    /// beside it.
    nlohmann::json toJson() const;

    struct Finding
    {
        bool near = true;
        double distance = 0;                 ///< to the nearest run, scaled
        std::size_t run = 0;                 ///< row of the nearest run
        std::optional<std::size_t> failed;   ///< row of the failed run that is nearer than any run
        const EmptyRegion* region = nullptr; ///< the empty region that holds the point, if any
    };
    /// No heap allocation with up to 128 inputs; linear in the number of runs. The point must lie inside the
    /// physical ranges.
    Finding check(std::span<const double> inputs) const;
    /// "No run among 320 has incoming flow above 1497 m³/h and ambient temperature above 32.9 °C. The nearest
    /// has …"
    std::string explain(const Contract& contract, std::span<const double> inputs,
                        const Finding& finding) const;

    ClosestRun closestRun(const Finding& finding) const;

    /// "incoming flow above 1500 m³/h together with ambient temperature above 33 °C"
    std::string describe(const Contract& contract, const EmptyRegion& region) const;

    /// The scaled distance between two points; choices that differ are 1 apart.
    double distance(const double* one, const double* other) const;
    /// Adds regions where nothing is known, such as those between the few values that runs have of an input;
    /// of one input both of a region's inputs are the same.
    void addRegions(const std::vector<EmptyRegion>& regions);
    /// Runs that gave no answer. Shape and units as those of `fit`; finite.
    void setFailed(std::vector<double> runs);
    /// Lowers the threshold of the distance, after the errors of runs kept out of the fit. `threshold` > 0.
    void lowerThreshold(double threshold);

    const std::vector<EmptyRegion>& emptyRegions() const { return m_emptyRegions; }
    std::span<const double> runs() const { return m_runs.values; }
    std::span<const double> failed() const { return m_failed.values; }
    std::size_t inputs() const { return m_dimensions; }
    double threshold() const { return m_threshold; }             ///< of the scaled distance
    double regionThreshold() const { return m_regionThreshold; } ///< of the expected runs of an empty region

  private:
    struct Bounds ///< an empty region as it is checked: open ends, unbounded where the range ends
    {
        std::size_t first, second;
        double firstMinimum, firstMaximum, secondMinimum, secondMaximum;
    };

    struct Cloud ///< of points
    {
        std::vector<double> values; ///< row-major, as they came
        std::vector<double> scaled; ///< transposed: one row an input in m_order, stride values each
        std::size_t count = 0;
        std::size_t stride = 0; ///< count rounded up for KernelTable::closestRun
    };

    DomainOfValidity(const Contract& contract, std::vector<double> runs);
    Cloud cloudOf(std::vector<double> values) const;
    std::string inWords(const Contract& contract, const Cloud& cloud, std::size_t row) const;
    void setRegions(std::vector<EmptyRegion> regions);
    Bounds boundsOf(const EmptyRegion& region) const;

    std::size_t m_dimensions = 0;
    std::vector<std::string> m_names;
    Cloud m_runs, m_failed;
    std::vector<std::size_t> m_order; ///< of the inputs: choices last
    std::size_t m_measured = 0;       ///< how many are no choices
    std::vector<double> m_offset, m_scale;
    std::vector<bool> m_isChoice; ///< items of an enumeration are all equally far apart
    double m_threshold = 0;
    double m_regionThreshold = 0;
    std::vector<Range> m_covered;
    std::vector<EmptyRegion> m_emptyRegions;
    std::vector<Bounds> m_bounds;
};

} // namespace twin
