// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session.h"

#include "session/evaluator.h"
#include "session/snapshot_builder.h"

#include <algorithm>
#include <cassert>
#include <mutex>
#include <utility>

namespace twin {

/// Holds the newest snapshot and hands each to the listener in order of edits.
struct Session::Outbox
{
    mutable std::mutex mutex;
    std::shared_ptr<const Snapshot> newest;
    std::mutex delivery; ///< held while the listener runs, so that an older snapshot cannot overtake
    Listener listener;

    void deliver(Snapshot snapshot)
    {
        auto frozen = std::make_shared<const Snapshot>(std::move(snapshot));
        const std::lock_guard inOrder(delivery);
        {
            const std::lock_guard lock(mutex);
            if (newest && newest->edit > frozen->edit)
                return;
            newest = frozen;
        }
        if (listener)
            listener(std::move(frozen));
    }
};

Session::Session(std::shared_ptr<const Package> package, GuardrailSet guardrails, Mode mode)
    : m_package(std::move(package)),
      m_guardrails(std::make_unique<GuardrailSet>(std::move(guardrails))),
      m_inputs(m_package->contract.startValues()),
      m_outbox(std::make_unique<Outbox>()),
      m_builder(std::make_unique<SnapshotBuilder>(*m_package, *m_guardrails))
{
    if (mode == Mode::Inline)
        return;
    m_evaluator = std::make_unique<Evaluator>(
        [this](const Evaluator::Request& request) { return m_builder->build(request.inputs, request.edit); },
        [this](Snapshot snapshot) {
            snapshot.outputs.resize(m_package->contract.outputs.size());
            m_outbox->deliver(std::move(snapshot));
        });
}

Session::~Session() = default;

Result<std::unique_ptr<Session>> Session::open(std::shared_ptr<const Package> package,
                                               std::span<const GuardrailRule> appRules, Mode mode)
{
    assert(package);
    const DomainOfValidity* domain = package->domain ? &*package->domain : nullptr;
    Result<GuardrailSet> guardrails = GuardrailSet::compile(package->contract, domain, appRules);
    if (!guardrails)
        return fail(std::move(guardrails.error()));
    if (Result<PackageInstance> instance = PackageInstance::create(*package); !instance)
        return fail(std::move(instance.error()));
    return std::unique_ptr<Session>(new Session(std::move(package), std::move(*guardrails), mode));
}

void Session::setListener(Listener listener)
{
    const std::lock_guard lock(m_outbox->delivery);
    m_outbox->listener = std::move(listener);
}

double Session::input(std::string_view name) const
{
    const std::optional<std::size_t> index = contract().inputIndex(name);
    assert(index);
    return m_inputs[*index];
}

InputOutcome Session::setInput(std::string_view name, double value)
{
    const std::optional<std::size_t> index = contract().inputIndex(name);
    assert(index);
    std::vector<double> values = m_inputs;
    values[*index] = value;
    return edit(std::move(values), refusalOf(contract().inputs[*index], value));
}

InputOutcome Session::setInputs(std::span<const double> values)
{
    assert(values.size() == m_inputs.size());
    std::optional<RuleVerdict> refusal;
    for (std::size_t i = 0; i < values.size() && !refusal; ++i)
        refusal = refusalOf(contract().inputs[i], values[i]);
    return edit(std::vector<double>(values.begin(), values.end()), std::move(refusal));
}

InputOutcome Session::edit(std::vector<double> values, std::optional<RuleVerdict> refusal)
{
    InputOutcome outcome{!refusal, m_guardrails->checkInputs(values, false)};
    if (refusal || outcome.verdicts.verdict == Verdict::Block)
        outcome.verdicts = m_guardrails->checkInputs(values);
    if (refusal) {
        std::vector<RuleVerdict>& verdicts = outcome.verdicts.verdicts;
        const bool known = std::any_of(verdicts.begin(), verdicts.end(), [&](const RuleVerdict& verdict) {
            return verdict.rule == refusal->rule && verdict.verdict == Verdict::Block;
        });
        if (!known) {
            passRules(*refusal, std::move(values));
            verdicts.push_back(std::move(*refusal));
        }
        outcome.verdicts.verdict = Verdict::Block;
        outcome.verdicts.zone = Zone::Impossible;
        return outcome;
    }
    m_inputs = std::move(values);
    start(outcome.verdicts);
    return outcome;
}

/// Moves what a refusal offers on to the nearest value that is validated and that the rules pass as well.
void Session::passRules(RuleVerdict& refusal, std::vector<double> values) const
{
    const std::map<std::string, double> offered = std::exchange(refusal.nearest, {});
    for (const auto& [name, value] : offered) {
        values[*contract().inputIndex(name)] = value;
        bool passes = true;
        for (const RuleVerdict& verdict : m_guardrails->checkInputs(values).verdicts) {
            if (verdict.verdict == Verdict::Pass || verdict.rule == "domain")
                continue;
            passes = false;
            if (const auto found = verdict.nearest.find(name); found != verdict.nearest.end())
                refusal.nearest[name] = found->second;
        }
        if (passes)
            refusal.nearest[name] = value;
    }
}

void Session::evaluate()
{
    InputVerdicts verdicts = m_guardrails->checkInputs(m_inputs, false);
    if (verdicts.verdict == Verdict::Block)
        verdicts = m_guardrails->checkInputs(m_inputs);
    start(std::move(verdicts));
}

void Session::start(InputVerdicts verdicts)
{
    ++m_edit;
    if (verdicts.verdict == Verdict::Block) {
        if (m_evaluator)
            m_evaluator->dropWaiting();
        m_outbox->deliver(blockedSnapshot(*m_package, m_inputs, std::move(verdicts), m_edit));
    } else if (m_evaluator) {
        m_evaluator->request({m_edit, m_inputs});
    } else {
        m_outbox->deliver(m_builder->build(m_inputs, m_edit));
    }
}

std::shared_ptr<const Snapshot> Session::snapshot() const
{
    const std::lock_guard lock(m_outbox->mutex);
    return m_outbox->newest;
}

Snapshot Session::evaluatePoint(std::span<const double> inputs) const
{
    assert(inputs.size() == m_inputs.size());
    return SnapshotBuilder(*m_package, *m_guardrails).build(inputs, 0);
}

} // namespace twin
