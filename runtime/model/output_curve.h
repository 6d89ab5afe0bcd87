// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/band_spread.h"
#include "model/model.h"
#include "model/output_transform.h"
#include "model/stored_numbers.h"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace twin {

/// How the few numbers that a surrogate predicts (modes) become one output with its band: transform, mean
/// curve, basis, and the calibration of the band. With an empty basis each curve point is a mode of its own.
///
/// Band, in the link of the transform: link(mean) plus/minus scale(t) * spread(x) * sd(t), where sd(t)^2 is
/// the modes' variances through the basis plus the variance that the basis leaves out, and spread(x) depends
/// on the coordinates of the point alone.
struct OutputCurve
{
    /// Scratch memory, one a thread.
    struct Scratch
    {
        std::vector<double> modes, variances, curve, increments, link, deviation, running;
    };

    std::string output;
    OutputTransform transform;
    std::vector<double> centre;   ///< curvePoints
    std::vector<double> basis;    ///< row-major modes x curvePoints, or empty
    std::vector<double> residual; ///< curvePoints: variance left out by the basis
    std::vector<double> scale;    ///< points: from the predictive standard deviation to the half width of the
                                  ///< band; empty: no band
    BandSpread spread;
    double level = 0.9; ///< share of outcomes that the band is to hold

    std::size_t modes() const { return basis.empty() ? centre.size() : basis.size() / centre.size(); }

    /// The link of the mean and, with `deviation` not null, its standard deviation before calibration;
    /// `points` values each.
    void linkOf(const double* modeMeans, const double* modeVariances, double* link, double* deviation,
                Scratch& scratch) const;
    /// One row of an answer. `modeVariances` may be null when no band is asked for; `factor`: of the spread.
    void respond(const double* modeMeans, const double* modeVariances, double factor, double* mean,
                 double* lower, double* upper, Scratch& scratch) const;
    /// All rows of a batch: `means` and `variances` are modes x rows, `factors` one a row or null where the
    /// spread is uniform.
    void respondAll(const double* means, const double* variances, const double* factors, std::size_t rows,
                    const OutputSlice& slice, Scratch& scratch) const;

    /// The band around a link value, brought back; monotone outputs stay so.
    void band(const double* link, const double* deviation, double* lower, double* upper) const;

    static Result<OutputCurve> load(const StoredNumbers& stored, const Contract& contract);
    nlohmann::json save(const std::string& prefix, ArrayStore& arrays) const;

  private:
    /// respondAll for values that are the answers themselves: no basis, no transform.
    void respondPlain(const double* means, const double* variances, const double* factors, std::size_t rows,
                      const OutputSlice& slice) const;
};

} // namespace twin
