// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/stored_numbers.h"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace twin {

/// By how much errors are larger in some places than a model's own standard deviation says: the factor
/// exp(sum of slope (coordinate - centre)), 1 at the centres, and held between the least and the most that
/// the runs showed.
struct BandSpread
{
    std::vector<double> slopes;  ///< one a coordinate; empty: the same everywhere
    std::vector<double> centres; ///< as many
    double least = 0, most = 0;  ///< of the factor's logarithm

    bool isUniform() const { return slopes.empty(); }
    double factor(const double* coordinates) const;

    /// Uniform where `stored` has none. Errors "model.*".
    static Result<BandSpread> load(const StoredNumbers& stored);
    void save(nlohmann::json& json, const std::string& prefix, ArrayStore& arrays) const;
};

} // namespace twin
