// SPDX-License-Identifier: GPL-3.0-or-later
#include "fmi/fmu_failure.h"

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstring>
#include <fmt/format.h>
#include <sys/wait.h>

namespace twin {

namespace {

const char* const report = "Change the inputs; if it happens again, report it to the FMU's maker.";

/// One line that a terminal can show.
std::string printable(const char* text, std::size_t size)
{
    constexpr std::size_t longest = 300;
    std::string shown(text, strnlen(text, std::min(size, longest)));
    std::replace_if(
        shown.begin(), shown.end(), [](unsigned char c) { return c < 0x20 || c > 0x7e; }, ' ');
    while (!shown.empty() && (shown.back() == ' ' || shown.back() == '.'))
        shown.pop_back();
    return shown;
}

std::string refusals(std::uint32_t refused)
{
    std::string list;
    const auto add = [&](std::uint32_t bit, const char* what) {
        if ((refused & bit) != 0)
            list += fmt::format("{}{}", list.empty() ? "" : ", ", what);
    };
    add(RefusedNetwork, "the network");
    add(RefusedProcess, "other processes or threads");
    add(RefusedFile, "files that it may not write or open");
    add(RefusedOther, "calls that no model needs");
    return list.empty() ? list : fmt::format(" The sandbox had refused it: {}.", list);
}

std::string said(const FmuLastWords& words)
{
    return words.message.empty() ? std::string() : fmt::format(" It says: {}.", words.message);
}

tl::unexpected<Diagnostic> failure(const FmuPlan& plan, const FmuLastWords& words, const char* code,
                                   const std::string& what, const char* remedy)
{
    if (words.isMemoryUsedUp)
        return fail(
            "fmu.run.memory", plan.identifier,
            fmt::format("The FMU {} used up the {} MB of memory that it may have.", plan.identifier,
                        plan.limits.memory >> 20),
            "Give it more with \"limits\" under \"fmu\" in the spec, or report it to the FMU's maker.");
    return fail(
        std::string("fmu.run.") + code, plan.identifier,
        fmt::format("The FMU {} {}.{}{}", plan.identifier, what, said(words), refusals(words.refused)),
        remedy);
}

} // namespace

FmuLastWords lastWordsOf(const FmuChannel& channel)
{
    FmuLastWords words;
    words.outcome = channel.outcome;
    words.time = channel.time;
    words.isMemoryUsedUp = channel.isMemoryUsedUp == 1;
    words.refused = channel.refused.load(std::memory_order_relaxed);
    words.message = printable(channel.message, sizeof channel.message);
    return words;
}

tl::unexpected<Diagnostic> reportedFailure(const FmuPlan& plan, const FmuLastWords& words)
{
    const std::string at = std::isfinite(words.time) ? fmt::format(" at {:g} s", words.time) : std::string();
    switch (words.outcome) {
    case FmuOutcome::Sandbox:
        return fail("fmu.run.sandbox", plan.identifier,
                    fmt::format("This system cannot shut the FMU {} in: {}. It was not run.", plan.identifier,
                                words.message),
                    "Use a Linux kernel with seccomp; an FMU is foreign code and is not run unprotected.");
    case FmuOutcome::Done:
        return failure(plan, words, "answer", "answered before it was done; its answer is not trusted",
                       report);
    case FmuOutcome::Load:
        return failure(plan, words, "load", "could not be loaded",
                       "Install what it names, or ask the FMU's maker for one that needs nothing else.");
    case FmuOutcome::Function:
        return fail(
            "fmu.run.load", plan.identifier,
            fmt::format("The binary of the FMU {} lacks the function {}.", plan.identifier, words.message),
            "Ask the FMU's maker for one that is complete.");
    case FmuOutcome::Instantiate:
        return failure(plan, words, "instantiate", "could not be instantiated", report);
    case FmuOutcome::Initialize:
        return failure(plan, words, "initialize", "could not be initialised at these inputs", report);
    case FmuOutcome::Set:
        return failure(plan, words, "set", "refused an input", report);
    case FmuOutcome::Get:
        return failure(plan, words, "get", "gave no value for an output" + at, report);
    case FmuOutcome::Discard:
        return failure(plan, words, "discard", "refused a step of this size" + at,
                       "Write a shorter \"step\" under \"fmu\" in the spec.");
    case FmuOutcome::Terminated:
        return failure(plan, words, "terminated",
                       fmt::format("ended its run{}, before the end at {:g} s", at, plan.stopTime()),
                       "Change the inputs, or let the axis end earlier.");
    default:
        return failure(plan, words, "step", "failed in a step" + at, report);
    }
}

tl::unexpected<Diagnostic> endFailure(const FmuPlan& plan, const FmuLastWords& words, int status)
{
    if (WIFSIGNALED(status)) {
        const int number = WTERMSIG(status);
        if (number == SIGKILL)
            return failure(plan, words, "crash", "was ended by the system, perhaps for want of memory",
                           report);
        const char* name = strsignal(number);
        return failure(plan, words, "crash", fmt::format("crashed ({})", name ? name : "unknown signal"),
                       report);
    }
    return failure(plan, words, "exit",
                   fmt::format("ended the program that ran it (exit code {})", WEXITSTATUS(status)), report);
}

tl::unexpected<Diagnostic> timeFailure(const FmuPlan& plan, const FmuLastWords& words)
{
    return failure(
        plan, words, "time",
        fmt::format("took longer than the {:g} s that a run may take, and was ended", plan.limits.seconds),
        "Give it more with \"limits\" under \"fmu\" in the spec, or change the inputs.");
}

} // namespace twin
