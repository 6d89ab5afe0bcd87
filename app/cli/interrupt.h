// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>

namespace twin::cli {

/// From now on the first Ctrl-C (or SIGTERM) is only noted, so that a long operation can end in order; the
/// next one ends the program at once.
void watchForInterrupt();

bool isInterrupted();
/// The same, to look at while waiting.
const std::atomic<bool>& interruptFlag();

} // namespace twin::cli
