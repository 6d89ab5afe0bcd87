// SPDX-License-Identifier: GPL-3.0-or-later
#include "fmi/fmu_process.h"

#include "fmi/fmu_failure.h"
#include "fmi/runner_program.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <new>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace twin {

namespace {

constexpr std::size_t requestBytes = std::size_t(4) << 20;
constexpr std::size_t mostRows = 64;
constexpr int lookAfter = 50; // milliseconds, to see whether a batch gets on
// Above those that the child knows, so that none is overwritten before it is passed on.
constexpr int firstFile = 16;

tl::unexpected<Diagnostic> notStarted(const std::string& what, int reason)
{
    return fail("fmu.runner", what,
                fmt::format("The program that runs FMUs could not be started: {}.", std::strerror(reason)),
                "Close other programs; if it happens again, install Twinwright again.");
}

/// The same file with a number out of the way.
int aside(int file)
{
    const int moved = fcntl(file, F_DUPFD_CLOEXEC, firstFile);
    close(file);
    return moved;
}

template <std::size_t N>
bool copyText(char (&place)[N], const std::string& text)
{
    if (text.size() >= N)
        return false;
    std::memcpy(place, text.c_str(), text.size() + 1);
    return true;
}

/// A file URI as FMI 2 wants it: RFC 3986 with every doubtful byte escaped.
std::string fileUri(const std::string& path)
{
    std::string uri = "file://";
    for (const unsigned char c : path) {
        if (std::isalnum(c) || std::strchr("/-._~", c))
            uri += char(c);
        else
            uri += fmt::format("%{:02X}", c);
    }
    return uri;
}

} // namespace

FmuProcess::FmuProcess(const FmuPlan& plan, std::shared_ptr<const UnpackedFmu> fmu)
    : m_plan(&plan), m_fmu(std::move(fmu)), m_rowValues(plan.rowValues())
{}

FmuProcess::~FmuProcess()
{
    end();
    if (m_channel)
        munmap(static_cast<void*>(m_channel), m_size);
    for (const int file : {m_memory, m_bell, m_life}) {
        if (file >= 0)
            close(file);
    }
}

Result<std::unique_ptr<FmuProcess>> FmuProcess::start(const FmuPlan& plan,
                                                      std::shared_ptr<const UnpackedFmu> fmu)
{
    std::unique_ptr<FmuProcess> process(new FmuProcess(plan, std::move(fmu)));
    const auto begin = Clock::now();
    for (const auto step : {&FmuProcess::shareMemory, &FmuProcess::spawn}) {
        if (const Status status = (process.get()->*step)(); !status)
            return fail(status.error());
    }
    if (const Status loaded = process->await(begin); !loaded)
        return fail(loaded.error());
    if (process->m_channel->outcome != FmuOutcome::Done)
        return fail(process->childFailed().error());
    return process;
}

Status FmuProcess::shareMemory()
{
    const std::size_t rowBytes = sizeof(double) * (m_plan->inputs.size() + m_rowValues);
    m_capacity = std::clamp<std::size_t>(requestBytes / std::max<std::size_t>(rowBytes, 1), 1, mostRows);
    std::size_t end = sizeof(FmuChannel);
    const auto place = [&](std::size_t bytes) {
        const std::size_t begin = (end + 63) / 64 * 64;
        end = begin + bytes;
        return begin;
    };
    const std::size_t inputSlots = place(m_plan->inputs.size() * sizeof(FmuSlot));
    const std::size_t outputSlots = place(m_plan->outputs.size() * sizeof(FmuSlot));
    const std::size_t intervals = place(m_plan->intervals.size() * sizeof(FmuInterval));
    m_inputValues = place(m_capacity * m_plan->inputs.size() * sizeof(double));
    m_outputValues = place(m_capacity * m_rowValues * sizeof(double));
    m_size = place(0);

    const int made = memfd_create("twinwright-fmu", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    m_memory = made < 0 ? made : aside(made);
    // Sealed: the child cannot take away memory that this process reads.
    if (m_memory < 0 || ftruncate(m_memory, off_t(m_size)) != 0 ||
        fcntl(m_memory, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
        return notStarted("shared memory", errno);
    void* memory = mmap(nullptr, m_size, PROT_READ | PROT_WRITE, MAP_SHARED, m_memory, 0);
    if (memory == MAP_FAILED)
        return notStarted("shared memory", errno);
    m_channel = new (memory) FmuChannel;

    m_channel->size = m_size;
    m_channel->fmi = std::uint32_t(m_plan->fmi);
    m_channel->isReset = m_plan->isReset;
    m_channel->inputs = m_plan->inputs.size();
    m_channel->outputs = m_plan->outputs.size();
    m_channel->intervals = m_plan->intervals.size();
    m_channel->rowValues = m_rowValues;
    m_channel->inputSlots = inputSlots;
    m_channel->outputSlots = outputSlots;
    m_channel->intervalList = intervals;
    m_channel->inputValues = m_inputValues;
    m_channel->outputValues = m_outputValues;
    m_channel->startTime = m_plan->startTime;
    m_channel->stopTime = m_plan->stopTime();
    m_channel->tolerance = m_plan->tolerance;
    m_channel->memoryLimit = m_plan->limits.memory + m_size;
    const auto copy = [&](std::size_t offset, const auto& values) {
        if (!values.empty())
            std::memcpy(static_cast<char*>(memory) + offset, values.data(),
                        values.size() * sizeof(values[0]));
    };
    copy(inputSlots, m_plan->inputs);
    copy(outputSlots, m_plan->outputs);
    copy(intervals, m_plan->intervals);

    const std::string folder = m_fmu->folder().string();
    std::string resources;
    if (m_plan->fmi == 2)
        resources = fileUri(folder + "/resources");
    else if (m_fmu->hasResources())
        resources = folder + "/resources/";
    if (!copyText(m_channel->folder, folder) ||
        !copyText(m_channel->library, folder + "/" + m_plan->library()) ||
        !copyText(m_channel->resources, resources) || !copyText(m_channel->token, m_plan->token))
        return notStarted(folder, ENAMETOOLONG);
    return {};
}

Status FmuProcess::spawn()
{
    const std::filesystem::path program = runnerProgram();
    if (program.empty())
        return fail("fmu.runner", "xdtfmu", "The program xdtfmu, which runs FMUs, is not where it belongs.",
                    "It lies beside this program; install Twinwright, or unpack the app, again and whole.");
    int bell[2], life[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, bell) != 0)
        return notStarted(program.string(), errno);
    m_bell = aside(bell[0]);
    const int childBell = aside(bell[1]);
    if (pipe2(life, O_CLOEXEC) != 0) {
        const int reason = errno;
        close(childBell);
        return notStarted(program.string(), reason);
    }
    m_life = aside(life[1]);
    const int childLife = aside(life[0]);

    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, m_memory, FmuChannel::memoryFile);
    posix_spawn_file_actions_adddup2(&files, childLife, FmuChannel::lifeFile);
    posix_spawn_file_actions_adddup2(&files, childBell, FmuChannel::bellFile);
    posix_spawn_file_actions_addclosefrom_np(&files, FmuChannel::bellFile + 1);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    // A group of its own: Ctrl+C is for the session, which then ends the child.
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);

    std::string path = program.string(), locale = "LC_ALL=C", libraries;
    if (const char* set = std::getenv("LD_LIBRARY_PATH"))
        libraries = std::string("LD_LIBRARY_PATH=") + set;
    char* arguments[] = {path.data(), nullptr};
    char* environment[] = {locale.data(), libraries.empty() ? nullptr : libraries.data(), nullptr};
    const int reason = posix_spawn(&m_child, path.c_str(), &files, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    close(childLife);
    close(childBell);
    if (reason != 0) {
        m_child = -1;
        return notStarted(path, reason);
    }
    return {};
}

std::span<double> FmuProcess::inputs(std::size_t row)
{
    auto* values = reinterpret_cast<double*>(reinterpret_cast<char*>(m_channel) + m_inputValues);
    return {values + row * m_plan->inputs.size(), m_plan->inputs.size()};
}

std::span<const double> FmuProcess::answers(std::size_t row) const
{
    const auto* values =
        reinterpret_cast<const double*>(reinterpret_cast<const char*>(m_channel) + m_outputValues);
    return {values + row * m_rowValues, m_rowValues};
}

bool FmuProcess::isAlive() const
{
    pollfd bell{m_bell, POLLIN, 0};
    return m_child > 0 && poll(&bell, 1, 0) == 0;
}

Status FmuProcess::run(std::size_t rows)
{
    m_channel->rows = rows;
    m_channel->done.store(0, std::memory_order_relaxed);
    const auto begin = Clock::now();
    const char request = 1;
    if (send(m_bell, &request, 1, MSG_NOSIGNAL) != 1)
        return ended();
    if (Status status = await(begin); !status)
        return status;
    if (m_channel->outcome != FmuOutcome::Done || m_channel->done.load(std::memory_order_acquire) != rows)
        return childFailed();
    return {};
}

/// Waits for the child's answer; each row has the whole of the time limit.
Status FmuProcess::await(Clock::time_point begin)
{
    const auto limit = std::chrono::duration<double>(m_plan->limits.seconds);
    std::uint64_t done = 0;
    for (;;) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(limit - (Clock::now() - begin));
        pollfd bell{m_bell, POLLIN, 0};
        const int found = poll(&bell, 1, int(std::clamp<long long>(left.count() + 1, 1, lookAfter)));
        if (found > 0) {
            char answer = 0;
            return recv(m_bell, &answer, 1, MSG_DONTWAIT) == 1 ? Status() : ended();
        }
        if (found < 0 && errno != EINTR)
            return notStarted("waiting for it", errno);
        const std::uint64_t now = m_channel->done.load(std::memory_order_relaxed);
        if (now != done) {
            done = now;
            begin = Clock::now();
        } else if (Clock::now() - begin >= limit) {
            const FmuLastWords words = lastWordsOf(*m_channel);
            end();
            return timeFailure(*m_plan, words);
        }
    }
}

Status FmuProcess::childFailed()
{
    const FmuLastWords words = lastWordsOf(*m_channel);
    const bool isOver = m_channel->isOver != 0 || words.outcome == FmuOutcome::Done;
    if (isOver)
        end();
    return reportedFailure(*m_plan, words);
}

/// The child is gone: says why.
Status FmuProcess::ended()
{
    const FmuLastWords words = lastWordsOf(*m_channel);
    int status = 0;
    pid_t found = 0;
    // Its end of the bell may close a moment before it is gone; whatever it still is, it is not to go on.
    for (int look = 0; look < 100 && (found = waitpid(m_child, &status, WNOHANG)) == 0; ++look)
        poll(nullptr, 0, 1);
    if (found == 0) {
        end();
        return endFailure(*m_plan, words, 0);
    }
    m_child = -1;
    return endFailure(*m_plan, words, status);
}

void FmuProcess::end()
{
    if (m_child <= 0)
        return;
    kill(m_child, SIGKILL);
    int status = 0;
    while (waitpid(m_child, &status, 0) < 0 && errno == EINTR) {
    }
    m_child = -1;
}

} // namespace twin
