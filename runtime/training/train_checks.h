// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/accuracy.h"
#include "training/training_spec.h"

#include <optional>
#include <span>
#include <vector>

namespace twin {

/// A rule that does not do what its examples say guards something else than its owner believes.
Status checkOwnersRules(const Contract& contract);

/// Accuracy is stated where the twin answers: runs outside of the validated ranges or that the owner's rules
/// block are fitted to, but not judged, and neither are those that no model could be asked about without
/// them. The words of `answers` say how many are left. Errors "train.none-judged", "train.all-blocked".
Status keepAllowed(const Contract& contract, const std::vector<bool>& judged, HeldOutAnswers& answers);

/// The first declared bound that is not kept: "train.bound".
Status checkBounds(const TrainingSpec& spec, const Contract& contract, const HeldOutAnswers& answers);

/// An output that varies between the runs, and whose answers are no nearer to them than their mean.
std::optional<Diagnostic> unexplained(const Contract& contract, std::size_t output,
                                      const HeldOutAnswers& answers);

/// Runs that a model given whole has most likely answered itself: "train.own-answers".
std::optional<Diagnostic> judgedByItself(const HeldOutAnswers& answers);

/// Inputs that are said to be validated where no run is. `runs`: row-major, contract order and units.
void findUncovered(const Contract& contract, std::span<const double> runs, Diagnostics& found);

/// Bounds on a band's coverage where it is set by the runs that are counted: their share inside follows from
/// that, whatever the truth is.
void findEmptyBounds(const TrainingSpec& spec, Diagnostics& found);

} // namespace twin
