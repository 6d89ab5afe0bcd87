// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "package/package.h"
#include "session/snapshot.h"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace twin {

class Evaluator;
class SnapshotBuilder;

/// Why a value may not be entered at all: not a number, no whole number where one is needed, no such item, or
/// outside the physical range. Empty when it may. Its `nearest` is the nearest value that may be entered,
/// whatever the other inputs are.
std::optional<RuleVerdict> refusalOf(const Variable& variable, double value);

/// What the guardrails say at once of an edit, before any model runs.
struct InputOutcome
{
    bool accepted =
        false; ///< false: refused at entry, the old value stays (outside the physical range, or no such item)
    /// Of the point as it is now, or as it would have been when refused. The nearest inputs that pass are in
    /// it when it was refused or is blocked; else they come with the snapshot, off the caller's thread.
    InputVerdicts verdicts;
};

/// One running app: current inputs, guardrails, and the newest result. Used from one thread (the UI's);
/// evaluations run on the Evaluator's thread, or inline.
class Session
{
  public:
    enum class Mode
    {
        Inline,
        Threaded
    };
    using Listener = std::function<void(std::shared_ptr<const Snapshot>)>;

    /// Compiles the guardrails (contract's and the app's own). Starts at the contract's start values, with no
    /// snapshot yet: call evaluate() for the first.
    static Result<std::unique_ptr<Session>> open(std::shared_ptr<const Package> package,
                                                 std::span<const GuardrailRule> appRules, Mode mode);
    ~Session();

    const Package& package() const { return *m_package; }
    const Contract& contract() const { return m_package->contract; }
    const GuardrailSet& guardrails() const { return *m_guardrails; }

    /// Called for each snapshot, never with an older one after a newer. In Mode::Threaded on the Evaluator's
    /// thread (the receiver queues it to its own), except for a blocked point, which is answered within the
    /// call that edits; in Mode::Inline always so. It must not edit the session. Set before the first
    /// evaluation.
    void setListener(Listener listener);

    const std::vector<double>& inputs() const { return m_inputs; }
    /// Precondition: the name is an input of the contract.
    double input(std::string_view name) const;

    /// Takes a value in the variable's own unit, answers at once with the verdict of the inputs, and
    /// evaluates unless blocked (then a snapshot without numbers is delivered at once). A value outside the
    /// physical range is refused. Whole numbers are required of integers. Precondition: the name is an input
    /// of the contract.
    InputOutcome setInput(std::string_view name, double value);
    /// All at once: a scenario, or back to start.
    InputOutcome setInputs(std::span<const double> values);
    /// Evaluates the point as it is.
    void evaluate();

    std::uint64_t lastEdit() const { return m_edit; }
    /// The newest snapshot, null before the first. Any thread.
    std::shared_ptr<const Snapshot> snapshot() const;

    /// One point, on the caller's thread, without touching the session's state: `xdt eval`, tests, rules'
    /// examples.
    Snapshot evaluatePoint(std::span<const double> inputs) const;

  private:
    struct Outbox;
    Session(std::shared_ptr<const Package> package, GuardrailSet guardrails, Mode mode);
    InputOutcome edit(std::vector<double> values, std::optional<RuleVerdict> refusal);
    void passRules(RuleVerdict& refusal, std::vector<double> values) const;
    void start(InputVerdicts verdicts);

    std::shared_ptr<const Package> m_package;
    std::unique_ptr<GuardrailSet> m_guardrails;
    std::vector<double> m_inputs;
    std::uint64_t m_edit = 0;
    std::unique_ptr<Outbox> m_outbox;           ///< the newest snapshot and the listener, behind locks
    std::unique_ptr<SnapshotBuilder> m_builder; ///< used by the evaluator's thread, or inline
    std::unique_ptr<Evaluator> m_evaluator;     ///< null in Mode::Inline; last, so that its thread ends first
};

} // namespace twin
