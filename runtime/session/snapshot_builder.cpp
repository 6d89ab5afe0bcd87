// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/snapshot_builder.h"

#include "session/flush_denormals.h"

#include <algorithm>
#include <exception>
#include <fmt/format.h>

namespace twin {

namespace {

bool isShown(Verdict verdict)
{
    return verdict == Verdict::Pass || verdict == Verdict::Warn;
}

void withholdAll(Snapshot& snapshot)
{
    for (OutputResult& output : snapshot.outputs)
        output = OutputResult{};
}

void take(Snapshot& snapshot, InputVerdicts verdicts)
{
    snapshot.zone = verdicts.zone;
    snapshot.verdict = verdicts.verdict;
    snapshot.verdicts = std::move(verdicts.verdicts);
    snapshot.closest = std::move(verdicts.closest);
}

Snapshot emptySnapshot(const Package& package, std::span<const double> inputs, std::uint64_t edit)
{
    Snapshot snapshot;
    snapshot.edit = edit;
    snapshot.inputs.assign(inputs.begin(), inputs.end());
    snapshot.outputs.resize(package.contract.outputs.size());
    snapshot.time = std::chrono::system_clock::now();
    return snapshot;
}

} // namespace

SnapshotBuilder::SnapshotBuilder(const Package& package, const GuardrailSet& guardrails)
    : m_package(&package), m_guardrails(&guardrails)
{
    if (Result<PackageInstance> instance = PackageInstance::create(package))
        m_instance = std::move(*instance);
    else
        m_broken = std::move(instance.error());
    m_slices.resize(package.contract.outputs.size());
    m_values.resize(package.contract.outputs.size());
}

Snapshot SnapshotBuilder::build(std::span<const double> inputs, std::uint64_t edit)
{
    const auto begin = std::chrono::steady_clock::now();
    Snapshot snapshot = emptySnapshot(*m_package, inputs, edit);
    try {
        const FlushDenormals flush;
        answer(snapshot);
    } catch (const std::exception& failure) {
        snapshot.error = Diagnostic{Severity::Error, "session.evaluate", "",
                                    fmt::format("The evaluation failed: {}.", failure.what()),
                                    "Change the inputs; if it happens again, report it to the twin's owner."};
    }
    if (snapshot.error) {
        withholdAll(snapshot);
        snapshot.verdict = std::max(snapshot.verdict, Verdict::Withhold);
    }
    snapshot.reason = reasonFor(*m_package, snapshot);
    snapshot.duration = std::chrono::steady_clock::now() - begin;
    return snapshot;
}

void SnapshotBuilder::answer(Snapshot& snapshot)
{
    take(snapshot, m_guardrails->checkInputs(snapshot.inputs));
    if (snapshot.verdict == Verdict::Block)
        return;
    if (Status status = evaluate(snapshot); !status) {
        snapshot.error = std::move(status.error());
        return;
    }
    for (std::size_t i = 0; i < snapshot.outputs.size(); ++i)
        m_values[i] = snapshot.outputs[i].mean;
    const Verdict after = m_guardrails->checkOutputs(snapshot.inputs, m_values, snapshot.verdicts);
    snapshot.verdict = std::max(snapshot.verdict, after);
    if (!isShown(snapshot.verdict))
        withholdAll(snapshot);
}

Status SnapshotBuilder::evaluate(Snapshot& snapshot)
{
    if (!m_instance)
        return fail(*m_broken);
    const Contract& contract = m_package->contract;
    for (std::size_t i = 0; i < snapshot.outputs.size(); ++i) {
        OutputResult& output = snapshot.outputs[i];
        const std::size_t points = contract.points(contract.outputs[i]);
        output.shown = true;
        output.mean.resize(points);
        m_slices[i] = {output.mean.data(), nullptr, nullptr};
        if (contract.outputs[i].confidence.kind != Confidence::Kind::None) {
            output.lower.resize(points);
            output.upper.resize(points);
            m_slices[i].lower = output.lower.data();
            m_slices[i].upper = output.upper.data();
        }
    }
    return m_instance->evaluate(snapshot.inputs.data(), 1, m_slices);
}

Snapshot blockedSnapshot(const Package& package, std::span<const double> inputs, InputVerdicts verdicts,
                         std::uint64_t edit)
{
    Snapshot snapshot = emptySnapshot(package, inputs, edit);
    take(snapshot, std::move(verdicts));
    snapshot.reason = reasonFor(package, snapshot);
    return snapshot;
}

} // namespace twin
