// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/model_choice.h"

#include <string>
#include <vector>

namespace twin {

/// Fits one candidate to the task's runs and judges it. False when the person stopped it; a candidate that
/// cannot be fitted says so itself.
bool tryOut(const ChoiceTask& task, const FitValidation& validation, ChoiceCandidate& candidate,
            const Progress& progress);

/// Families, each on the scales that suit the outputs, on the same runs. The task outlives it.
class FamilyComparison
{
  public:
    /// `progress` goes up to `share`.
    FamilyComparison(const ChoiceTask& task, std::vector<const Family*> families, double share,
                     const Progress& progress);

    /// False when the person stopped it.
    bool run();
    /// The one to keep, see chooseModel(); null when nothing could be fitted.
    ChoiceCandidate* winner();
    std::vector<ChoiceCandidate>& candidates() { return m_candidates; }
    /// Why the winner is not the one of least error, in words; empty when it is.
    const std::string& reason() const { return m_reason; }

  private:
    static constexpr std::size_t allFolds = std::size_t(-1);

    bool tryFamily(const Family* family);
    ChoiceCandidate& add(const Family* family, const std::string& transform);
    bool measure(ChoiceCandidate& candidate, std::size_t folds, double part);
    double leastError() const;
    ChoiceCandidate* preferred(ChoiceCandidate& best);

    const ChoiceTask& m_task;
    std::vector<const Family*> m_families;
    std::vector<std::string> m_transforms;
    double m_share;
    const Progress& m_progress;
    std::size_t m_trials = 0;
    std::vector<ChoiceCandidate> m_candidates; ///< never moved: room for all is there from the start
    std::string m_reason;
};

} // namespace twin
