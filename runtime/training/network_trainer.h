// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/kernels/network_kernels.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace twin {

/// The shape of a multilayer perceptron with one number as its answer.
struct PerceptronShape
{
    std::size_t inputs = 0;
    std::vector<std::size_t> hidden;
    Activation activation = Activation::Tanh; ///< or Sigmoid, Softplus, Relu

    /// Layer l maps sizes[l] numbers to sizes[l + 1].
    std::vector<std::size_t> sizes() const;
    /// Weights of layer after layer, each as outputs x inputs and then the outputs' biases.
    std::size_t parameters() const;
};

struct TrainedPerceptron
{
    std::vector<double> parameters; ///< in the order of PerceptronShape
    double noise = 0;               ///< variance of the values around the answers, as estimated
    double effective = 0;           ///< parameters that the data determine
    /// Generalised cross-validation: the mean square error, corrected for what was fitted.
    double score = 0;
};

/// Fits by Levenberg-Marquardt with Bayesian regularisation: the weights' decay and the noise follow from the
/// evidence, so that no runs have to be kept out to stop it. Sources: MacKay, Neural Computation 4, 1992,
/// 415-447; Foresee and Hagan, ICNN 1997, 1930-1935. With many rows the Gauss-Newton matrix comes from a part
/// of them (Byrd et al., SIAM J. Optim. 21, 2011), the gradient and the error from all.
///
/// `points`: rows x inputs of about -1..1; `values`: of variance about 1. The same seed gives the same
/// result. `goOn` is asked once an iteration; when it says no, the fit ends with what it has.
TrainedPerceptron trainPerceptron(const PerceptronShape& shape, const double* points, const double* values,
                                  std::size_t rows, std::uint64_t seed, int mostIterations,
                                  const std::function<bool()>& goOn);

} // namespace twin
