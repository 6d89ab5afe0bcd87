// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "package/package.h"
#include "training/training.h"

#include <cstdint>
#include <string>
#include <vector>

namespace twin {

/// What is asked of an enrichment.
struct EnrichRequest
{
    std::size_t runs = 20;
    std::uint64_t seed = 1;
    /// As of a design: conditions that every point must meet, and that no point may meet.
    std::vector<std::string> constraints;
    std::vector<std::string> excluded;
    /// Points that are on their way, row-major, contract order and units: none is proposed again, nor one
    /// beside it.
    std::vector<double> pending;
    /// Points where the simulator failed, likewise: where it will probably fail again nothing is proposed.
    std::vector<double> failed;
};

/// Points where further runs help a package most, the most urgent first: row-major, contract order and units,
/// inside the validated ranges.
///
/// Greedy, over a space-filling set of candidates, by the expected squared prediction error: the mean of the
/// cross-validation error around the candidate and of the model's own variance there. (Liu, Cai and Ong, An
/// adaptive sampling approach for Kriging metamodeling by maximizing expected prediction error, Computers and
/// Chemical Engineering 106, 2017, with equal weights; the error around a candidate is an average of nearby
/// runs' errors, weighted by distance, in place of the nearest run's alone.) What is near a run, or near a
/// point chosen before, counts less, by the squared distance (Jin, Chen and Sudjianto, On sequential sampling
/// for global metamodeling in engineering design, ASME DETC 2002). Where runs have failed, a candidate counts
/// by the chance that it will not, which the runs around it give. Outputs count by their error as a share of
/// their spread. Errors: "enrich.evidence" (no errors at the runs are kept in the package), "enrich.space"
/// (fewer distinct points are left than are asked for), and those of makeDesign.
Result<std::vector<double>> enrichDesign(const Package& package, const EnrichRequest& request,
                                         const Progress& progress = {});

} // namespace twin
