// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

namespace twin {

/// Reports how far a long operation is (0..1) and in which step; returns false to cancel.
using Progress = std::function<bool(double fraction, const std::string& step)>;

/// A part of an operation, from `begin` to `end` of the whole, that goes by the name of `step`, or of its own
/// steps.
inline Progress partOf(const Progress& whole, double begin, double end, const std::string& step = {})
{
    if (!whole)
        return {};
    return [whole, begin, end, step](double fraction, const std::string& own) {
        return whole(begin + fraction * (end - begin), step.empty() ? own : step);
    };
}

} // namespace twin
