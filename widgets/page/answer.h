// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/contract.h"
#include "page/live_session.h"
#include "theme/theme.h"

#include <QString>

namespace twin {

/// What may be shown of the current answer, and the words that go with it. Every view asks here, so that all
/// of them weaken alike.
struct Answer
{
    enum class Kind
    {
        Empty,    ///< nothing evaluated yet
        Full,     ///< numbers, as they are
        Weak,     ///< numbers, flagged: few data near, or a warning
        Withheld, ///< no number
        Blocked   ///< no number, the model did not run
    };
    Kind kind = Kind::Empty;
    /// The numbers are of an earlier point: the newest is being calculated, or failed.
    bool outdated = false;
    bool calculating = false;
    bool failed = false;

    Zone tone = Zone::Validated; ///< whose colour marks it
    QString mark, word;          ///< the badge: a shape and a word
    QString reason;              ///< a whole sentence; empty only for Kind::Empty

    bool hasNumbers() const { return kind == Kind::Full || kind == Kind::Weak; }
};

/// `session` may be null: Kind::Empty.
Answer currentAnswer(const LiveSession* session);

/// The numbers of an output; null unless they may be shown.
const OutputResult* shownResult(const LiveSession* session, const Variable& output);

/// The answer for one output: as currentAnswer(), and withheld when this output is.
Answer answerOf(const LiveSession* session, const Variable& output);

} // namespace twin
