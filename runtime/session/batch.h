// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/progress.h"
#include "guardrail/guardrail_set.h"
#include "package/package.h"

#include <span>
#include <string>
#include <vector>

namespace twin {

/// The bare answer of a package's models for a batch: by contract output, row-major rows x points.
struct BatchResult
{
    std::size_t rows = 0;
    std::vector<std::vector<double>> mean;
    std::vector<std::vector<double>> lower; ///< NaN where there is no confidence
    std::vector<std::vector<double>> upper;
};

/// Rows that a thread takes at once, of so many: a simulator's rows may take seconds each, so that every core
/// is to have some blocks of them; or microseconds, so that a request to its process is to be for many.
std::size_t rowsOfBlock(const Package& package, std::size_t rows);

/// Evaluates without any guardrail: for validation and conformance, never for a screen. `inputs` is
/// row-major, rows x contract inputs. Rows are shared out over the processor's cores. Fails as the first row
/// that fails does; when it is cancelled, "session.cancelled".
Result<BatchResult> evaluateModels(const Package& package, std::span<const double> inputs, std::size_t rows,
                                   const Progress& progress = {});
/// The same into a result that this package gave for as many rows before, whose memory is used again; any
/// other takes the right shape first.
Status evaluateModels(const Package& package, std::span<const double> inputs, std::size_t rows,
                      BatchResult& result, const Progress& progress = {});

/// A batch with what the guardrails say of each row. Every number of a row that is withheld or blocked is
/// NaN.
struct GuardedBatch
{
    BatchResult answer;
    std::vector<Zone> zones;
    std::vector<Verdict> verdicts;
    std::vector<std::string> reasons; ///< of the rows that do not pass, in words; empty for the others
};

/// The same answer to each row as a Session gives to the point. A row that the model cannot answer is
/// withheld with the reason.
Result<GuardedBatch> evaluateGuarded(const Package& package, const GuardrailSet& guardrails,
                                     std::span<const double> inputs, std::size_t rows);

/// The same over a grid of two inputs, the second the faster, the others as in `inputs`: means without
/// bands, which many models have a faster way to. A row that is blocked has NaN, as above.
Result<GuardedBatch> evaluateGrid(const Package& package, const GuardrailSet& guardrails,
                                  std::span<const double> inputs, const GridAxis& first,
                                  const GridAxis& second);

} // namespace twin
