// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <limits>
#include <string_view>

namespace twin {

/// How the band of a surrogate is given its width. All three are conformal: the width is a quantile of the
/// errors of runs that the fit had not seen, each over the standard deviation that was predicted for it
/// (Papadopoulos, Gammerman and Vovk, Normalized nonconformity measures for regression conformal prediction,
/// 2008).
enum class BandMethod
{
    /// By the errors of cross-validation (CV+, Barber et al., Predictive inference with the jackknife+, Ann.
    /// Stat. 49, 2021).
    CrossValidation,
    /// By the errors of every run left out in turn, widened by how much the fits without a run differ among
    /// each other away from the runs (jackknife+, the same paper).
    JackknifePlus,
    /// By the errors of a quarter of the runs, to which the model is then not fitted (split conformal
    /// prediction, Lei et al., Distribution-free predictive inference for regression, JASA 113, 2018).
    Split
};
std::string_view toString(BandMethod method);

/// How a fit is validated.
struct FitValidation
{
    FitValidation(std::size_t folds_,
                  BandMethod bands_ = BandMethod::CrossValidation) // folds alone are enough
        : folds(folds_), bands(bands_)
    {}
    static constexpr std::size_t byFamily = 0; ///< as many folds as suit what is fitted

    std::size_t folds; ///< of cross-validation; as many as runs or more leave one out at a time
    BandMethod bands;
    std::size_t mostFolds = std::numeric_limits<std::size_t>::max(); ///< for a rough look
    /// Families are being compared: each with the usual number of folds, since a fit that lacks more runs
    /// errs more.
    bool isComparison = false;
};

} // namespace twin
