// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "contract/contract.h"
#include "model/grid_axis.h"

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace twin {

/// Numbers of a model that are stored beside its JSON: row-major, little-endian float64 in the package. Or,
/// with neither shape nor values, a file as it is.
struct Array
{
    std::vector<std::size_t> shape;
    std::vector<double> values;
    std::shared_ptr<const std::string> file = {};
};
/// By name; names are [a-z0-9_/-]+ and become file names in the package.
using ArrayStore = std::map<std::string, Array>;

/// Where a model writes its answer for one output: three row-major matrices of rows x points, owned by the
/// caller. `lower` and `upper` are the band at the contract's confidence level, NaN where the output has no
/// confidence. Any of the bands may be null when the caller wants only means; a model then does less work.
struct OutputSlice
{
    double* mean = nullptr;
    double* lower = nullptr;
    double* upper = nullptr;
};

/// The stateful thing that is evaluated: a model with its scratch memory. One thread at a time; make one a
/// thread.
class ModelInstance
{
  public:
    virtual ~ModelInstance() = default;
    /// `inputs`: row-major, rows x contract inputs, own units. `outputs`: one slice for each of the model's
    /// outputs, in Model::outputs() order. No heap allocation once it has seen a batch as large.
    virtual Status evaluate(const double* inputs, std::size_t rows, std::span<const OutputSlice> outputs) = 0;
    /// A contour: two inputs take every pair of values, the second the faster, and the others are those of
    /// `inputs`, one row. The same answers as row by row to rounding; faster where the model has a way, as
    /// Gaussian processes have for means. Allocates.
    virtual Status evaluateGrid(std::span<const double> inputs, const GridAxis& first, const GridAxis& second,
                                std::span<const OutputSlice> outputs);
};

/// The points of ModelInstance::evaluateGrid, row by row: rows x inputs.
std::vector<double> gridRows(std::span<const double> inputs, const GridAxis& first, const GridAxis& second);

/// Something that can be instantiated: a surrogate or formula for one or more outputs. Immutable, shared
/// between threads.
class Model
{
  public:
    virtual ~Model() = default;
    virtual std::string_view kind() const = 0; ///< "expression", "pod", or a family of surrogates
    virtual const std::vector<std::string>& outputs() const = 0;
    virtual std::unique_ptr<ModelInstance> instantiate() const = 0;
    /// By how much its answers may differ from machine to machine, in parts of the largest of an output, by
    /// the owner's own word; 0: by the order of additions alone.
    virtual double statedTolerance() const { return 0; }
    /// The structure as JSON (with "kind" and "outputs"); numbers go to `arrays` under names that start with
    /// `prefix`.
    virtual nlohmann::json save(const std::string& prefix, ArrayStore& arrays) const = 0;
};

/// Builds a model from its JSON. Errors carry the JSON pointer below `location`. An unknown kind is
/// "model.kind". Everything is checked: shapes, finiteness, outputs that the contract does not have.
Result<std::unique_ptr<Model>> loadModel(const nlohmann::json& json, const ArrayStore& arrays,
                                         const Contract& contract, const std::string& location);

} // namespace twin
