// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/accuracy.h"
#include "training/fit.h"
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

/// Whether a finding says where, or for what, the twin is not to be relied on. Of single runs only those do
/// that contradict all others: answers around them are bent.
bool limitsTrust(const Diagnostic& finding);

/// Runs that a model given whole has most likely answered itself: "train.own-answers".
std::optional<Diagnostic> judgedByItself(const HeldOutAnswers& answers);

/// Inputs that are said to be validated where no run is, or none of those held out. `runs`: row-major,
/// contract order and units.
void findUncovered(const Contract& contract, std::span<const double> runs, bool areHeldOut,
                   Diagnostics& found);

/// Outputs whose errors go up or down along the order of the runs: something that is no input has changed
/// meanwhile. `mean`: what models answered without the run, by contract output; `judged`: runs that count.
/// "data.drift".
void findDrift(const Contract& contract, const RunSet& runs, const std::vector<std::vector<double>>& mean,
               const std::vector<bool>& judged, Diagnostics& found);

/// How many of `runs` are at points of runs that were fitted to, to a ten-thousandth of what those range
/// over. Both row-major, of `width` inputs.
std::size_t seenRuns(std::span<const double> fitted, std::span<const double> runs, std::size_t width);

/// Runs held out that are at points of runs that were fitted to: "data.held-out-seen".
void findSeenRuns(std::span<const double> fitted, std::span<const double> heldOut, std::size_t width,
                  Diagnostics& found);

/// Says how far the answers between the few levels of an input are known: "data.few-levels", a warning where
/// runs without their level are missed clearly more than others; true then.
bool findBetweenLevels(const Contract& contract, const Model& model, const BetweenLevels& between,
                       Diagnostics& found);

/// Bounds on a band's coverage where it is set by the runs that are counted: their share inside follows from
/// that, whatever the truth is.
void findEmptyBounds(const TrainingSpec& spec, Diagnostics& found);

} // namespace twin
