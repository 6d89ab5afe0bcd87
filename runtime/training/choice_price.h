// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/model_choice.h"

namespace twin {

/// What having chosen costs. The kept-out errors of the winner flatter it, the more so the fewer the runs and
/// the more candidates there were: of several it is the one that these runs suit. So each fold is answered by
/// the candidate that the other folds would have chosen (Varma and Simon, Bias in error estimation when using
/// cross-validation for model selection, BMC Bioinformatics 7, 2006, without its inner fits: the errors of
/// the others stand for them), and the winner's band is widened until it holds those answers as declared.
///
/// `candidates`: all that were compared, on the same folds, the winner among them. `winner` is changed.
void payForChoice(const ChoiceTask& task, const std::vector<ChoiceCandidate>& candidates,
                  ChoiceCandidate& winner);

} // namespace twin
