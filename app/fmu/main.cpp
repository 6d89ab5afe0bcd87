// SPDX-License-Identifier: GPL-3.0-or-later
// Runs one FMU, shut in, for a session that started it: see fmi/fmu_channel.h for how they talk.
#include "runs.h"
#include "sandbox.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace twin;

namespace {

FmuChannel* openChannel()
{
    struct stat about = {};
    if (fstat(FmuChannel::memoryFile, &about) != 0 || std::size_t(about.st_size) < sizeof(FmuChannel))
        return nullptr;
    void* memory = mmap(nullptr, std::size_t(about.st_size), PROT_READ | PROT_WRITE, MAP_SHARED,
                        FmuChannel::memoryFile, 0);
    close(FmuChannel::memoryFile);
    return memory == MAP_FAILED ? nullptr : static_cast<FmuChannel*>(memory);
}

/// The kernel kills this process when the session's ends, however it ends and whatever the FMU is doing.
bool dieWithSession()
{
    const int life = FmuChannel::lifeFile;
    if (fcntl(life, F_SETOWN, getpid()) != 0 || fcntl(life, F_SETSIG, SIGKILL) != 0 ||
        fcntl(life, F_SETFL, O_ASYNC | O_NONBLOCK) != 0)
        return false;
    pollfd gone{life, POLLIN, 0};
    return poll(&gone, 1, 0) == 0;
}

/// What the FMU prints goes nowhere, and it finds nothing to read. A pipe without a reader needs no device,
/// and writing to it fails at once.
bool silence()
{
    int ends[2];
    if (pipe(ends) != 0 || std::signal(SIGPIPE, SIG_IGN) == SIG_ERR)
        return false;
    const bool isSilent = dup2(ends[1], STDOUT_FILENO) >= 0 && dup2(ends[1], STDERR_FILENO) >= 0;
    for (const int end : {ends[0], ends[1], STDIN_FILENO})
        close(end);
    return isSilent;
}

bool ring()
{
    const char answer = 1;
    return write(FmuChannel::bellFile, &answer, 1) == 1;
}

bool waitForRequest()
{
    char request = 0;
    ssize_t count = 0;
    do
        count = read(FmuChannel::bellFile, &request, 1);
    while (count < 0 && errno == EINTR);
    return count == 1;
}

} // namespace

int main()
{
    FmuChannel* channel = openChannel();
    if (!channel) {
        std::fputs(
            "This program runs models for twinwright, twinplayer and xdt; it is not started by hand.\n",
            stderr);
        return 2;
    }
    if (!dieWithSession() || !silence())
        return 2;
    Runs runs(*channel);
    const bool isLoaded = enterSandbox(*channel) && runs.load();
    if (!ring() || !isLoaded)
        _exit(1);
    while (!channel->isOver && waitForRequest()) {
        runs.answer();
        if (!ring())
            break;
    }
    _exit(0); // nothing of the FMU is to run at the end
}
