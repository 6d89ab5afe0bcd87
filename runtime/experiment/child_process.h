// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace twin {

/// A program to be run to its end.
struct ChildProcess
{
    std::vector<std::string> arguments;              ///< the first is the program's path; no shell reads them
    std::filesystem::path input;                     ///< file that is its standard input
    std::filesystem::path folder;                    ///< where it runs; empty: where we do
    std::chrono::duration<double> limit{0};          ///< after which it is ended; 0: none
    std::size_t outputLimit = std::size_t(64) << 20; ///< bytes of standard output
};

struct ChildOutcome
{
    enum class End
    {
        Exited,
        Signalled,
        TimedOut,
        TooMuchOutput,
        Stopped
    };
    End end = End::Exited;
    int code = 0;       ///< exit code or signal
    std::string output; ///< standard output
    std::string errors; ///< the end of standard error, at most 4 kB
};

/// Runs a program and waits for it. It has a process group of its own, and all of that group is ended when
/// the time is up, when `stop` is set, when it prints too much, when the program itself has ended, and (the
/// program alone) when we die. Errors "run.command" when it cannot be started.
Result<ChildOutcome> runChild(const ChildProcess& child, const std::atomic<bool>& stop);

/// The path of a program as a shell would find it. Errors "run.command".
Result<std::string> findProgram(const std::string& name);

} // namespace twin
