// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/contract.h"
#include "session/snapshot.h"

#include <optional>
#include <string_view>

namespace twin {

/// One number out of a result, with its interval where there is one.
struct Aggregated
{
    double mean = 0;
    std::optional<double> lower, upper;
    /// Where on the axis it stands, for the highest, the lowest and "at"; empty otherwise.
    std::optional<double> where;
};

/// Reduces a series: "last", "maximum", "minimum", "mean" (trapezoids over the axis), "at" (linear between
/// points; `at` on the axis). A scalar is itself. The interval is the same reduction of the lower and upper
/// curve, which is exact for "last" and "at" and the cautious choice for the rest. Empty when `at` lies off
/// the axis or the result has no values.
std::optional<Aggregated> aggregate(std::string_view kind, double at, const Contract& contract,
                                    const Variable& output, const OutputResult& result);

} // namespace twin
