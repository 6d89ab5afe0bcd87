// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "guardrail/input_margin.h"

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace twin {

/// A box between two inputs in shares of runs, by the runs that bound it; `open`: the range's end.
struct RunBox
{
    static constexpr std::size_t open = static_cast<std::size_t>(-1);
    std::size_t left = open, right = open, bottom = open, top = open;
};

/// Where a run lies, or `otherwise` for an open side.
double edge(const InputMargin& margin, std::size_t run, double otherwise);
/// The product of the shares of runs between the sides.
double share(const InputMargin& x, const InputMargin& y, const RunBox& box);

/// Visits the boxes within `outer` that hold none of `runs` and cannot be made larger. Quadratic in the runs:
/// from each left side the box is swept to the right and narrowed by every run that it meets (Naamad, Lee and
/// Hsu, "On the maximum empty rectangle problem", Discrete Applied Mathematics 8, 1984).
///
/// `runs`: numbers of runs that lie within `outer`.
void visitMaximalBoxes(const InputMargin& x, const InputMargin& y, std::span<const std::size_t> runs,
                       const RunBox& outer, const std::function<void(const RunBox&)>& visit);

/// Of each of `runs` the share of the largest box that holds it and no other of them.
std::vector<double> largestBoxesAround(const InputMargin& x, const InputMargin& y,
                                       std::span<const std::size_t> runs);

} // namespace twin
