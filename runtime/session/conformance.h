// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/progress.h"
#include "package/package.h"

#include <string>
#include <vector>

namespace twin {

/// Evaluates points with the package's models alone and records the answers as conformance vectors (start
/// values, corners of the validated ranges inside the domain, and points between, `count` in all, the same
/// for the same package). Fails as evaluateModels does.
Result<std::vector<ConformanceVector>> makeConformanceVectors(const Package& package, std::size_t count,
                                                              const Progress& progress = {});

struct ConformanceReport
{
    std::size_t vectors = 0;
    /// Of the output that comes closest to what is allowed, relative to its largest value in all vectors.
    double largestDeviation = 0;
    std::string worst; ///< "failure_probability, vector 3"
    /// For that output: conformanceTolerance, or what its model's owner stated if that is more.
    double allowed = 0;
    bool passed = false; ///< there are vectors, and no output deviates by more than is allowed for it
};
/// Replays the vectors of a package on this machine.
Result<ConformanceReport> replayConformance(const Package& package);

} // namespace twin
