// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "package/package.h"

#include <memory>
#include <span>
#include <vector>

namespace twin {

/// Ends bands where their outputs end to be plausible: the owner says that nothing lies beyond. Answers that
/// are implausible themselves are withheld, not moved. `slices`: by contract output, rows x points.
void endBandsWherePlausible(const Contract& contract, std::span<const OutputSlice> slices, std::size_t rows);

/// Every model of a package, instantiated: answers all outputs of the contract in one call. One thread at a
/// time; the package must outlive it.
class PackageInstance
{
  public:
    /// Fails with "package.outputs" when the models do not give every output of the contract exactly once.
    static Result<PackageInstance> create(const Package& package);

    /// `inputs`: row-major, rows x contract inputs. `slices`: one for each output of the contract, in its
    /// order, rows x points each. What a model throws comes back as "model.failed"; a mean that is not a
    /// finite number as "model.not-finite". Bands do not leave the range that is plausible.
    Status evaluate(const double* inputs, std::size_t rows, std::span<const OutputSlice> slices);

    /// As ModelInstance::evaluateGrid, for all outputs of the contract; the errors of evaluate.
    Status evaluateGrid(std::span<const double> inputs, const GridAxis& first, const GridAxis& second,
                        std::span<const OutputSlice> slices);

  private:
    /// Calls `ask` with each part and its slices.
    template <typename Ask>
    Status askAll(std::size_t rows, std::span<const OutputSlice> slices, Ask ask);

    struct Part
    {
        std::unique_ptr<ModelInstance> instance;
        std::vector<std::size_t> outputs; ///< contract positions of what the model gives
        std::vector<OutputSlice> slices;  ///< scratch of the call
    };
    const Contract* m_contract = nullptr;
    std::vector<Part> m_parts;
};

} // namespace twin
