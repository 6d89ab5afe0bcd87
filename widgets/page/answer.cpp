// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/answer.h"

#include <QDateTime>

namespace twin {

namespace {

QString clockTime(const Snapshot& snapshot)
{
    const auto seconds =
        std::chrono::duration_cast<std::chrono::milliseconds>(snapshot.time.time_since_epoch());
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(seconds.count());
    return time.toString(time.date() == QDate::currentDate() ? QStringLiteral("HH:mm:ss")
                                                             : QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

void setBadge(Answer& answer, Zone tone, const QString& word)
{
    answer.tone = tone;
    answer.mark = zoneMark(tone);
    answer.word = word;
}

Answer settledAnswer(const Snapshot& snapshot)
{
    Answer answer;
    answer.reason = QString::fromStdString(snapshot.reason);
    setBadge(answer, snapshot.zone, zoneTitle(snapshot.zone));
    switch (snapshot.verdict) {
    case Verdict::Pass:
        answer.kind = snapshot.zone == Zone::Validated ? Answer::Kind::Full : Answer::Kind::Weak;
        break;
    case Verdict::Warn:
        answer.kind = Answer::Kind::Weak;
        if (snapshot.zone == Zone::Validated)
            setBadge(answer, Zone::Sparse, LiveSession::tr("Warning"));
        break;
    case Verdict::Withhold:
        answer.kind = Answer::Kind::Withheld;
        if (snapshot.zone == Zone::Validated || snapshot.zone == Zone::Sparse)
            setBadge(answer, Zone::Unvalidated, LiveSession::tr("Withheld"));
        break;
    case Verdict::Block:
        answer.kind = Answer::Kind::Blocked;
        setBadge(answer, Zone::Impossible, LiveSession::tr("Blocked"));
        break;
    }
    return answer;
}

} // namespace

Answer currentAnswer(const LiveSession* session)
{
    Answer answer;
    answer.mark = QStringLiteral("\u25cb");
    answer.word = LiveSession::tr("No answer yet");
    if (!session)
        return answer;
    const AnswerState state = session->state();
    if (session->snapshot())
        answer = settledAnswer(*session->snapshot());
    if (state == AnswerState::Calculating) {
        answer.outdated = answer.calculating = true;
        setBadge(answer, Zone::Validated, LiveSession::tr("Calculating \u2026"));
        answer.mark = QStringLiteral("\u25cb");
        answer.reason = LiveSession::tr("Calculating. What is shown is of the point before.");
    } else if (const Diagnostic* failure = session->failure()) {
        answer.outdated = answer.failed = true;
        setBadge(answer, Zone::Impossible, LiveSession::tr("Not up to date"));
        answer.reason =
            LiveSession::tr("The calculation failed: %1 %2")
                .arg(QString::fromStdString(failure->message), QString::fromStdString(failure->remedy))
                .trimmed();
        if (session->snapshot())
            answer.reason += LiveSession::tr(" Shown is the last good result, of %1.")
                                 .arg(clockTime(*session->snapshot()));
    }
    return answer;
}

const OutputResult* shownResult(const LiveSession* session, const Variable& output)
{
    if (!session || !session->snapshot() || !currentAnswer(session).hasNumbers())
        return nullptr;
    const std::optional<std::size_t> index = session->contract().outputIndex(output.name);
    if (!index || *index >= session->snapshot()->outputs.size())
        return nullptr;
    const OutputResult& result = session->snapshot()->outputs[*index];
    return result.shown && !result.mean.empty() ? &result : nullptr;
}

Answer answerOf(const LiveSession* session, const Variable& output)
{
    Answer answer = currentAnswer(session);
    if (answer.hasNumbers() && !shownResult(session, output)) {
        answer.kind = Answer::Kind::Withheld;
        if (!answer.outdated)
            setBadge(answer, Zone::Unvalidated, LiveSession::tr("Withheld"));
    }
    return answer;
}

} // namespace twin
