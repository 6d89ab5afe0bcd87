// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rule_trial.h"

#include "session/session.h"

#include <QCoreApplication>
#include <algorithm>

namespace twin {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("RuleTrial", text);
}

std::optional<int> columnOf(const std::string& location)
{
    const QString text = QString::fromStdString(location);
    bool ok = false;
    const int column = text.section(':', -1).toInt(&ok);
    return ok && text.contains(':') ? std::optional<int>(column) : std::nullopt;
}

ExampleOutcome runExample(const Session& session, const GuardrailRule& rule, const RuleExample& example)
{
    ExampleOutcome outcome;
    const Contract& contract = session.contract();
    std::vector<double> inputs = contract.startValues();
    for (const auto& [name, value] : example.inputs) {
        const auto index = contract.inputIndex(name);
        if (!index) {
            outcome.message = tr("The twin has no input “%1”.").arg(QString::fromStdString(name));
            return outcome;
        }
        inputs[*index] = value;
    }
    const Snapshot snapshot = session.evaluatePoint(inputs);
    const auto verdict = std::find_if(snapshot.verdicts.begin(), snapshot.verdicts.end(),
                                      [&](const RuleVerdict& v) { return v.rule == rule.id; });
    if (verdict == snapshot.verdicts.end()) {
        outcome.message = tr("Not calculated there: %1").arg(QString::fromStdString(snapshot.reason));
        return outcome;
    }
    outcome.ran = true;
    outcome.passes = verdict->verdict == Verdict::Pass;
    outcome.isAsSaid = outcome.passes == example.passes;
    const QString does = outcome.passes ? tr("The rule holds") : tr("The rule does not hold");
    outcome.message =
        outcome.isAsSaid ? tr("%1, as it should.").arg(does) : tr("%1, but it should.").arg(does);
    if (!outcome.isAsSaid && outcome.passes)
        outcome.message = tr("%1, but it should not.").arg(does);
    return outcome;
}

} // namespace

RuleTrial tryRule(const std::shared_ptr<const Package>& package, const GuardrailRule& given)
{
    RuleTrial trial;
    if (!package)
        return trial;
    // Among the twin's own rules the id is taken by another one while it is being typed.
    GuardrailRule rule = given;
    rule.id = "typed rule";
    const Result<std::unique_ptr<Session>> session =
        Session::open(package, std::span(&rule, 1), Session::Mode::Inline);
    if (!session) {
        trial.error = session.error();
        trial.errorColumn = columnOf(session.error().location);
        return trial;
    }
    for (const RuleExample& example : rule.examples)
        trial.examples.push_back(runExample(**session, rule, example));
    return trial;
}

} // namespace twin
