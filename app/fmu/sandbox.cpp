// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox.h"

#include "file_access.h"
#include "slave.h"
#include "system_calls.h"

#include <csignal>
#include <cstdio>
#include <cstring>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace twin {

namespace {

constexpr rlim_t openFiles = 64;

FmuChannel* noted = nullptr; // for the handler of signals
alignas(16) char signalStack[64 << 10];

bool limit(decltype(RLIMIT_AS) what, rlim_t value)
{
    rlimit now{};
    if (getrlimit(what, &now) != 0)
        return false;
    const rlim_t least = now.rlim_max == RLIM_INFINITY || now.rlim_max > value ? value : now.rlim_max;
    const rlimit wanted{least, least};
    return setrlimit(what, &wanted) == 0;
}

void noteCrash(int number)
{
    constexpr std::size_t piece = std::size_t(64) << 20;
    if (mmap(nullptr, piece, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED)
        noted->isMemoryUsedUp = 1;
    raise(number); // the handler is used up: now it ends the process
}

bool watchCrashes()
{
    stack_t stack{};
    stack.ss_sp = signalStack;
    stack.ss_size = sizeof signalStack;
    if (sigaltstack(&stack, nullptr) != 0)
        return false;
    struct sigaction action = {};
    action.sa_handler = noteCrash;
    action.sa_flags = SA_ONSTACK | SA_RESETHAND | SA_NODEFER;
    for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) {
        if (sigaction(number, &action, nullptr) != 0)
            return false;
    }
    return true;
}

bool refuse(FmuChannel& channel, const char* what)
{
    noteMessage(channel, what);
    channel.outcome = FmuOutcome::Sandbox;
    channel.isOver = 1;
    return false;
}

} // namespace

bool enterSandbox(FmuChannel& channel)
{
    noted = &channel;
    if (!limit(RLIMIT_AS, channel.memoryLimit) || !limit(RLIMIT_CORE, 0) || !limit(RLIMIT_FSIZE, 0) ||
        !limit(RLIMIT_NOFILE, openFiles) || !watchCrashes())
        return refuse(channel, "limits on memory and files");
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return refuse(channel, "no new privileges");
    if (!allowOnlyFilesOf(channel.folder))
        return refuse(channel, "access to files (Landlock)");
    if (!allowOnlyHarmlessCalls(channel))
        return refuse(channel, "system calls (seccomp)");
    return true;
}

} // namespace twin
