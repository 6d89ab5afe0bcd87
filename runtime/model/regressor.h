// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/grid_axis.h"
#include "model/stored_numbers.h"

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace twin {

/// The scratch memory of a regressor: one thread at a time.
class RegressorInstance
{
  public:
    virtual ~RegressorInstance() = default;
    /// Answers at points given as row-major rows x coordinates. `means` and `variances` are values x rows;
    /// the variances are those of a new observation, noise included, and may be null. No heap allocation once
    /// it has seen a batch as large. Never called with more than SurrogateModel's block of rows.
    virtual void predict(const double* points, std::size_t rows, double* means, double* variances) = 0;
    /// Means, values x rows, where two coordinates take every pair of values, the second the faster, and the
    /// others are those of `point`. False, with nothing written, of a family that knows no faster way than
    /// row by row.
    virtual bool predictGrid(const double* point, const GridAxis& first, const GridAxis& second,
                             double* means);
};

/// Functions of coordinates of about 0..1, fitted to data, each with its variance: what every family of
/// surrogates is underneath the encoding of the inputs and the curves of the outputs. Immutable, shared
/// between threads.
class Regressor
{
  public:
    virtual ~Regressor() = default;
    virtual std::string_view family() const = 0; ///< as in specs: "gaussian-process", "polynomial", ...
    virtual std::size_t coordinates() const = 0;
    virtual std::size_t values() const = 0;
    virtual std::unique_ptr<RegressorInstance> instantiate() const = 0;
    /// The structure as JSON; numbers go to `arrays` under names that start with `prefix`.
    virtual nlohmann::json save(const std::string& prefix, ArrayStore& arrays) const = 0;
};

/// Builds the regressor of the family that the member "family" names. Everything is checked: shapes,
/// finiteness, memory. Errors carry JSON pointers; an unknown family is "model.family".
Result<std::unique_ptr<Regressor>> loadRegressor(const StoredNumbers& stored, std::size_t coordinates,
                                                 std::size_t values);

/// Whether this version knows a family of that name.
bool isRegressorFamily(std::string_view name);

} // namespace twin
