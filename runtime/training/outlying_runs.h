// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/run_words.h"

namespace twin {

/// Adds the runs whose value of a variable stands apart from all others: a modified z-score above 10, on the
/// scale itself and on that of logarithms, of few runs. Finding "data.outlier-value".
void findOutlyingValues(const Variable& variable, const std::vector<double>& values, const RunWords& runs,
                        Diagnostics& found);

/// What models answered to runs that they were not fitted to, by contract output, row-major runs x points.
struct KeptOutAnswers
{
    const std::vector<std::vector<double>>& mean;
    const std::vector<std::vector<double>>& lower; ///< NaN where there is no band
    const std::vector<std::vector<double>>& upper;
    const std::vector<bool>& judged; ///< runs whose answers count
};

/// Runs that the models cannot explain by the others: "data.outlier-error", when a run kept out of the fit is
/// off by more than eight robust standard deviations of such errors, by more than a tenth of the output's
/// spread, and by more than four times its own band, which is wide where runs are few.
Diagnostics findOutliers(const Contract& contract, const RunSet& runs, const KeptOutAnswers& answers,
                         const std::string& table);

} // namespace twin
