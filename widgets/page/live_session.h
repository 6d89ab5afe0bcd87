// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QObject>
#include <QTimer>
#include <memory>

namespace twin {

/// What the newest edit's answer is, for every view alike.
enum class AnswerState
{
    Empty,       ///< no package, or nothing evaluated yet
    Fresh,       ///< the snapshot answers the newest edit
    Calculating, ///< no answer to the newest edit after 150 ms; the snapshot is the one before it
    Failed       ///< the model failed; the snapshot is the last good one, to be shown greyed and dated
};

/// A Session on the UI thread: queues each snapshot over from the worker, one queued call at a time, newest
/// wins.
class LiveSession : public QObject
{
    Q_OBJECT

  public:
    explicit LiveSession(std::unique_ptr<Session> session, QObject* parent = nullptr);
    ~LiveSession() override;

    const Session& session() const { return *m_session; }
    const Contract& contract() const { return m_session->contract(); }
    AnswerState state() const { return m_state; }
    /// The newest answer with numbers that may be shown in `state()`; null in AnswerState::Empty.
    const std::shared_ptr<const Snapshot>& snapshot() const { return m_snapshot; }
    /// Why the newest evaluation failed; null unless AnswerState::Failed.
    const Diagnostic* failure() const;

    InputOutcome setInput(const std::string& name, double value);
    void setInputs(std::span<const double> values);
    void resetToStart();
    void evaluate();

  signals:
    /// An input has another value now (also when it was set elsewhere), or an edit was refused.
    void inputsChanged();
    void refused(const QString& variable, const QString& message);
    /// snapshot() or state() changed.
    void answerChanged();

  private:
    void awaitAnswer();
    void receive();
    struct Mailbox;
    std::shared_ptr<Mailbox> m_mailbox;
    std::unique_ptr<Session> m_session;
    std::shared_ptr<const Snapshot> m_snapshot;
    std::shared_ptr<const Snapshot> m_failed;
    AnswerState m_state = AnswerState::Empty;
    QTimer m_patience;
};

} // namespace twin
