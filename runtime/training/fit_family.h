// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/regressor.h"
#include "training/fit_options.h"
#include "training/training.h"

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace twin {

/// Values to be fitted over one design. All arrays belong to the caller.
struct FitProblem
{
    const double* design = nullptr; ///< row-major runs x coordinates, about 0..1
    std::size_t runs = 0;
    std::size_t coordinates = 0;
    const double* values = nullptr; ///< values x runs, each value's mean about 0
    std::size_t count = 0;          ///< of values
    std::vector<double> share;      ///< of each value: its part (0..1) of the variance of its output
};

/// A family fitted to a problem.
class FamilyFit
{
  public:
    virtual ~FamilyFit() = default;
    virtual std::unique_ptr<Regressor> regressor() = 0; ///< called once, on the fit of all runs
    /// The same kind of fit to other values over fewer runs, for cross-validation: nothing may be taken over
    /// that has seen the runs kept out, save choices of structure (kernel, degree). Value i of `some`
    /// resembles value like[i] of the fit; `keptOut` are the runs of the fit that `some` lacks. Called from
    /// several threads at once.
    virtual Result<std::unique_ptr<Regressor>> refit(const FitProblem& some,
                                                     const std::vector<std::size_t>& like,
                                                     const std::vector<std::size_t>& keptOut) const = 0;
    virtual nlohmann::json describe(std::size_t value) const = 0; ///< for the report, one value
    virtual nlohmann::json describe() const { return nlohmann::json::object(); } ///< what all values share
};

/// Folds by default. A fit that lacks a tenth of few runs errs so much more than the whole fit that bands
/// come out too wide; more folds of them cost little.
std::size_t usualFolds(std::size_t runs);

/// One family of surrogates, as specs name it.
struct Family
{
    std::string_view name;
    std::vector<std::string_view> options; ///< its own, beside those of every surrogate
    std::size_t fewestRuns = 3;
    std::size_t mostRuns = 5000;
    Result<std::unique_ptr<FamilyFit>> (*fit)(const FitProblem& problem, const FitOptions& options,
                                              const Progress& progress) = nullptr;
    std::string_view suits =
        {};                ///< in words, what it is good at: "a smooth response that few terms describe"
    bool isCostly = false; ///< many times as long to fit as any other, for as many runs
    std::size_t (*folds)(std::size_t runs) = usualFolds;
};

/// Every family that can be fitted, the plainest first.
const std::vector<Family>& allFamilies();
/// Null when there is none of that name.
const Family* findFamily(std::string_view name);

/// The error "fit.cancelled", of every family.
tl::unexpected<Diagnostic> fitCancelled(const std::string& location);

} // namespace twin
