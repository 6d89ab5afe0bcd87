// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "package/package.h"
#include "session/package_instance.h"
#include "session/snapshot.h"

#include <optional>
#include <span>

namespace twin {

/// Makes the whole answer to one point: input guardrails, models, output guardrails, and from them what is
/// shown. An output is shown when the verdict of the point is Pass or Warn, and not otherwise. One thread at
/// a time; package and guardrails must outlive it.
class SnapshotBuilder
{
  public:
    SnapshotBuilder(const Package& package, const GuardrailSet& guardrails);

    /// Never fails: what goes wrong, exceptions included, is Snapshot::error.
    Snapshot build(std::span<const double> inputs, std::uint64_t edit);

  private:
    void answer(Snapshot& snapshot);
    Status evaluate(Snapshot& snapshot);

    const Package* m_package;
    const GuardrailSet* m_guardrails;
    std::optional<PackageInstance> m_instance;
    std::optional<Diagnostic> m_broken; ///< why there is no instance
    std::vector<OutputSlice> m_slices;
    OutputValues m_values;
};

/// A snapshot of a point that is not evaluated because its inputs are blocked: verdicts, zone and reason, no
/// numbers.
Snapshot blockedSnapshot(const Package& package, std::span<const double> inputs, InputVerdicts verdicts,
                         std::uint64_t edit);

/// Why the answer can be trusted or not, in an operator's words.
std::string reasonFor(const Package& package, const Snapshot& snapshot);

} // namespace twin
