// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mutator.h"

#include <string>
#include <string_view>
#include <vector>

namespace twin {

/// A door through which files and texts from outside come in. It may refuse what it is given; it may not
/// crash, hang, or answer with a message that cannot be printed. What it does accept must survive being
/// written and read again.
struct FuzzTarget
{
    std::string name;
    /// Throws std::logic_error with the broken promise; returns whether the input was accepted.
    bool (*feed)(std::string_view input);
    /// Makes the next input; empty: Mutator::next.
    std::string (*make)(Mutator& mutator);
};

const std::vector<FuzzTarget>& fuzzTargets();

} // namespace twin
