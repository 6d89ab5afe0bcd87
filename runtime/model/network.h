// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/kernels/network_kernels.h"
#include "model/stored_numbers.h"

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace twin {

/// One step of a network: how a vector follows from earlier ones. Vectors are numbered: 0 is the input,
/// step i makes vector i + 1.
struct NetworkStep
{
    enum class Kind
    {
        Dense,    ///< activation(weights x + shift)
        Scale,    ///< weights * x + shift, number by number
        Activate, ///< activation(x)
        Add,      ///< of two vectors of one width, like the next three
        Subtract,
        Multiply,
        Divide,
        Normalize, ///< each group of numbers brought to mean 0 and variance 1, then weights * x + shift
        Join,      ///< vectors one behind the other
        Pick,      ///< numbers by their place, in any order and as often as wanted
        Constant   ///< shift, whatever the input
    };

    Kind kind = Kind::Dense;
    std::vector<std::size_t> from;
    std::size_t width = 0;
    std::vector<double> weights; ///< Dense: row-major width x width of the input; Scale, Normalize: width
    std::vector<double> shift;   ///< width
    Activation activation = Activation::None; ///< Dense, Activate
    double a = 0, b = 0;                      ///< its parameters
    std::size_t group = 0;                    ///< Normalize: numbers in a group
    double epsilon = 0;                       ///< Normalize: added to the variance
    std::vector<std::size_t> places;          ///< Pick
};

/// A feed-forward network as plain data: the last vector is its answer.
struct Network
{
    static constexpr std::size_t mostSteps = 4096;
    static constexpr std::size_t mostWidth = 65536;                  ///< of a vector
    static constexpr std::size_t mostNumbers = std::size_t(1) << 20; ///< of all vectors: a run's memory

    std::size_t inputs = 0;
    std::vector<NetworkStep> steps;

    std::size_t widthOf(std::size_t vector) const { return vector == 0 ? inputs : steps[vector - 1].width; }
    std::size_t outputs() const { return widthOf(steps.size()); }
};

/// JSON with "steps"; numbers go to `arrays` under names that start with `prefix`.
nlohmann::json saveNetwork(const Network& network, const std::string& prefix, ArrayStore& arrays);

/// Reads what saveNetwork wrote. Everything is checked: steps use earlier vectors only, widths agree, nothing
/// asks for more memory than the file's own size warrants. Errors as those of StoredNumbers.
Result<Network> loadNetwork(const StoredNumbers& stored, std::size_t inputs, std::size_t outputs);

} // namespace twin
