// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/live_session.h"

#include <mutex>

namespace twin {

namespace {

constexpr int patienceMs = 150;

QString limitMessage(const Variable& variable, double value)
{
    const auto text = [&](double limit) { return QString::fromStdString(variable.formatValue(limit)); };
    if (value > variable.physical.maximum)
        return LiveSession::tr("At most %1: the physical limit.").arg(text(variable.physical.maximum));
    if (value < variable.physical.minimum)
        return LiveSession::tr("At least %1: the physical limit.").arg(text(variable.physical.minimum));
    return {};
}

QString refusal(const Contract& contract, const std::string& name, double value, const InputOutcome& outcome)
{
    if (const Variable* variable = contract.findInput(name))
        if (const QString limit = limitMessage(*variable, value); !limit.isEmpty())
            return limit;
    for (const RuleVerdict& verdict : outcome.verdicts.verdicts)
        if (verdict.verdict == Verdict::Block && !verdict.message.empty())
            return QString::fromStdString(verdict.message);
    return LiveSession::tr("This value cannot be taken; the old one stays.");
}

} // namespace

/// Where the worker leaves the newest snapshot. It outlives the session, so a late answer finds a closed box
/// instead of a dead object.
struct LiveSession::Mailbox
{
    std::mutex mutex;
    LiveSession* receiver = nullptr;
    std::shared_ptr<const Snapshot> newest;
    bool callQueued = false;
};

LiveSession::LiveSession(std::unique_ptr<Session> session, QObject* parent)
    : QObject(parent), m_mailbox(std::make_shared<Mailbox>()), m_session(std::move(session))
{
    m_mailbox->receiver = this;
    m_patience.setSingleShot(true);
    m_patience.setInterval(patienceMs);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        m_state = AnswerState::Calculating;
        emit answerChanged();
    });
    m_session->setListener([box = m_mailbox](std::shared_ptr<const Snapshot> snapshot) {
        const std::lock_guard lock(box->mutex);
        if (!box->receiver || (box->newest && box->newest->edit > snapshot->edit))
            return;
        box->newest = std::move(snapshot);
        if (box->callQueued)
            return;
        box->callQueued = true;
        QMetaObject::invokeMethod(
            box->receiver, [receiver = box->receiver] { receiver->receive(); }, Qt::QueuedConnection);
    });
}

LiveSession::~LiveSession()
{
    const std::lock_guard lock(m_mailbox->mutex);
    m_mailbox->receiver = nullptr;
}

const Diagnostic* LiveSession::failure() const
{
    return m_state == AnswerState::Failed && m_failed ? &*m_failed->error : nullptr;
}

InputOutcome LiveSession::setInput(const std::string& name, double value)
{
    InputOutcome outcome = m_session->setInput(name, value);
    if (outcome.accepted) {
        awaitAnswer();
        emit inputsChanged();
    } else {
        emit refused(QString::fromStdString(name), refusal(contract(), name, value, outcome));
    }
    return outcome;
}

void LiveSession::setInputs(std::span<const double> values)
{
    const InputOutcome outcome = m_session->setInputs(values);
    if (outcome.accepted) {
        awaitAnswer();
        emit inputsChanged();
    } else {
        emit refused({}, refusal(contract(), {}, 0, outcome));
    }
}

void LiveSession::resetToStart()
{
    setInputs(contract().startValues());
}

void LiveSession::evaluate()
{
    m_session->evaluate();
    awaitAnswer();
}

/// The clock is not set back by further edits: a model that never catches up is to be seen calculating.
void LiveSession::awaitAnswer()
{
    if (!m_patience.isActive() && m_state != AnswerState::Calculating)
        m_patience.start();
}

void LiveSession::receive()
{
    std::shared_ptr<const Snapshot> snapshot;
    {
        const std::lock_guard lock(m_mailbox->mutex);
        snapshot = std::move(m_mailbox->newest);
        m_mailbox->callQueued = false;
    }
    if (!snapshot)
        return;
    const bool answersNewest = snapshot->edit >= m_session->lastEdit();
    if (snapshot->error) {
        m_failed = std::move(snapshot);
        if (answersNewest)
            m_state = AnswerState::Failed;
    } else {
        m_snapshot = std::move(snapshot);
        m_failed.reset();
        if (answersNewest)
            m_state = AnswerState::Fresh;
    }
    m_patience.stop();
    if (!answersNewest)
        m_patience.start();
    emit answerChanged();
}

} // namespace twin
