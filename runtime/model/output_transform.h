// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/stored_numbers.h"

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace twin {

/// The scale on which an output is modelled. An answer found there and brought back keeps to the output's
/// nature by construction: above zero (Log), between 0 and 1 (Logit), or a cumulative probability
/// (CumulativeHazard).
///
/// CumulativeHazard takes H = -log(1 - p) and models the logarithms of its increments along the axis; summed
/// up again, p lies within 0..1 and never falls, and is exactly 0 over the first points where all the data
/// are.
///
/// Three spaces: values (as the contract has them), the curve that is modelled (fewer coordinates for
/// CumulativeHazard), and the link, point by point and monotone in the value, in which bands are symmetric:
/// the value itself, its log, its logit, the log of H.
class OutputTransform
{
  public:
    enum class Kind
    {
        None,
        Log,
        Logit,
        CumulativeHazard
    };

    OutputTransform() = default;
    /// Sets up for `values`, row-major runs x points; `outputName` is for messages. Errors "fit.transform.*"
    /// when the values do not suit.
    static Result<OutputTransform> fit(Kind kind, const double* values, std::size_t runs, std::size_t points,
                                       const std::string& outputName, const std::string& location);
    static Result<OutputTransform> load(const StoredNumbers& stored, std::size_t points);
    nlohmann::json save() const;

    Kind kind() const { return m_kind; }
    std::size_t points() const { return m_points; }
    /// Coordinates of the modelled curve.
    std::size_t curvePoints() const { return m_points - m_first; }

    void toCurve(const double* values, double* curve) const;
    /// -infinity where a cumulative probability is 0.
    double toLink(double value) const;
    double fromLink(double link) const;

    /// The link of a curve, and the factor by which a small change of each curve coordinate moves it: for
    /// CumulativeHazard d link(t) = increments(s <= t) . d curve(s) / H(t); `increments` (curvePoints values)
    /// is set only then.
    void curveToLink(const double* curve, double* link, double* increments) const;

  private:
    Kind m_kind = Kind::None;
    std::size_t m_points = 1;
    std::size_t m_first = 0; ///< leading points where the probability is exactly 0
    double m_floor = 0;      ///< added to each increment of H, so that an increment of zero has a logarithm
};

std::string_view toString(OutputTransform::Kind kind); ///< "none", "log", "logit", "cumulative-hazard"
Result<OutputTransform::Kind> transformFromString(std::string_view name, const std::string& location);

} // namespace twin
