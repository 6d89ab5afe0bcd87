// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace twin {

struct Contract;

/// The run behind a twin that lies nearest to a point, in the scaled distance of the domain of validity.
struct ClosestRun
{
    std::vector<double> inputs; ///< of the run, contract order
    std::size_t runs = 0;       ///< among how many it is the closest
    double distance = 0;
    double limit = 0; ///< the largest distance that still counts as near
};

/// "Closest of 320 runs: incoming flow 1280 m³/h, ambient temperature 31.0 °C"
std::string describe(const Contract& contract, const ClosestRun& closest);

} // namespace twin
