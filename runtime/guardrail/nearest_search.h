// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/contract.h"

#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace twin {

/// Finds the smallest move of one input that makes a point pass.
///
/// Along a real input it scans from the point in both directions for the first passing value, closes in on
/// the border by bisection, and rounds inwards to the input's step; a passing band narrower than 1/200 of the
/// range may be missed. Along any other input it tries the values one by one, nearest first.
class NearestSearch
{
  public:
    using Passes = std::function<bool(std::span<const double>)>;

    /// `contract` must outlive the search.
    NearestSearch(const Contract& contract, std::span<const double> point, Passes passes);

    /// The nearest value within the physical and the validated range of the input; empty when there is none.
    std::optional<double> along(std::size_t input);

  private:
    bool passesAt(std::size_t input, double value);
    std::optional<double> alongReal(std::size_t input, Range allowed);
    std::optional<double> alongWhole(std::size_t input, Range allowed);
    std::optional<double> border(std::size_t input, double from, double end);
    double roundedInwards(std::size_t input, double value, bool upwards, Range allowed);

    const Contract& m_contract;
    std::vector<double> m_point;
    Passes m_passes;
};

} // namespace twin
