// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/child_process.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <string_view>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace twin {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t errorsKept = 4096;
constexpr int tick = 50; ///< ms between looks at the clock and at `stop`

class Descriptor
{
  public:
    explicit Descriptor(int value = -1) : m_value(value) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() { close(); }
    int get() const { return m_value; }
    void set(int value)
    {
        close();
        m_value = value;
    }
    void close()
    {
        if (m_value >= 0)
            ::close(m_value);
        m_value = -1;
    }

  private:
    int m_value;
};

struct Pipe
{
    Descriptor read, write;
    bool open()
    {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0)
            return false;
        read.set(ends[0]);
        write.set(ends[1]);
        return true;
    }
};

tl::unexpected<Diagnostic> cannotStart(const std::string& program, int error)
{
    return fail("run.command", program,
                fmt::format("{} cannot be started: {}.", program, std::strerror(error)),
                "Check the command, and that its file may be executed.");
}

/// In the child: nothing here may allocate or lock.
[[noreturn]] void become(char* const* arguments, const char* folder, int input, int output, int errors,
                         int report, pid_t parent)
{
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const bool orphan = ::getppid() != parent;
    for (const int signal : {SIGINT, SIGTERM, SIGPIPE, SIGCHLD, SIGQUIT, SIGHUP, SIGXFSZ})
        std::signal(signal, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    if (!orphan && ::dup2(input, 0) >= 0 && ::dup2(output, 1) >= 0 && ::dup2(errors, 2) >= 0 &&
        (!folder || ::chdir(folder) == 0))
        ::execv(arguments[0], arguments);
    const int error = errno;
    if (::write(report, &error, sizeof error) < 0)
        ::_exit(126);
    ::_exit(127);
}

/// Takes what there is; false at the end of the stream.
bool take(int descriptor, std::string& text)
{
    char buffer[65536];
    const ssize_t count = ::read(descriptor, buffer, sizeof buffer);
    if (count > 0)
        text.append(buffer, static_cast<std::size_t>(count));
    return count > 0 || (count < 0 && (errno == EINTR || errno == EAGAIN));
}

/// Reads until both streams end or the program does; says why it stopped if that is not it.
ChildOutcome::End listen(const ChildProcess& child, Clock::time_point begin, Pipe& output, Pipe& errors,
                         int process, const std::atomic<bool>& stop, ChildOutcome& outcome)
{
    bool gone = false;
    while (output.read.get() >= 0 || errors.read.get() >= 0) {
        pollfd watched[3] = {
            {output.read.get(), POLLIN, 0}, {errors.read.get(), POLLIN, 0}, {process, POLLIN, 0}};
        if (::poll(watched, 3, gone ? 0 : tick) < 0 && errno != EINTR)
            return ChildOutcome::End::Stopped;
        const bool said = watched[0].revents != 0 || watched[1].revents != 0;
        if (watched[0].revents != 0 && !take(output.read.get(), outcome.output))
            output.read.close();
        if (watched[1].revents != 0 && !take(errors.read.get(), outcome.errors))
            errors.read.close();
        if (outcome.errors.size() > 16 * errorsKept)
            outcome.errors.erase(0, outcome.errors.size() - errorsKept);
        if (outcome.output.size() > child.outputLimit)
            return ChildOutcome::End::TooMuchOutput;
        if (stop)
            return ChildOutcome::End::Stopped;
        if (child.limit.count() > 0 && Clock::now() - begin > child.limit)
            return ChildOutcome::End::TimedOut;
        // Something that it left running may hold its streams open for ever.
        if (gone && !said)
            break;
        gone = gone || watched[2].revents != 0;
    }
    return ChildOutcome::End::Exited;
}

/// The program has closed its streams and may still compute.
ChildOutcome::End waitForEnd(const ChildProcess& child, Clock::time_point begin, pid_t pid, int process,
                             const std::atomic<bool>& stop)
{
    for (;;) {
        siginfo_t info = {};
        if (::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
            info.si_pid == pid)
            return ChildOutcome::End::Exited;
        if (stop)
            return ChildOutcome::End::Stopped;
        if (child.limit.count() > 0 && Clock::now() - begin > child.limit)
            return ChildOutcome::End::TimedOut;
        pollfd watched = {process, POLLIN, 0};
        ::poll(&watched, 1, process >= 0 ? tick : 1);
    }
}

} // namespace

Result<ChildOutcome> runChild(const ChildProcess& child, const std::atomic<bool>& stop)
{
    const std::string& program = child.arguments.front();
    Pipe output, errors, report;
    const Descriptor input(
        ::open(child.input.empty() ? "/dev/null" : child.input.c_str(), O_RDONLY | O_CLOEXEC));
    if (input.get() < 0 || !output.open() || !errors.open() || !report.open())
        return cannotStart(program, errno);
    std::vector<char*> arguments;
    for (const std::string& argument : child.arguments)
        arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    const Clock::time_point begin = Clock::now();
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid < 0)
        return cannotStart(program, errno);
    if (pid == 0)
        become(arguments.data(), child.folder.empty() ? nullptr : child.folder.c_str(), input.get(),
               output.write.get(), errors.write.get(), report.write.get(), parent);
    ::setpgid(pid, pid);
    for (Pipe* pipe : {&output, &errors, &report})
        pipe->write.close();
    int failure = 0;
    ssize_t told = 0;
    do
        told = ::read(report.read.get(), &failure, sizeof failure);
    while (told < 0 && errno == EINTR);
    if (told == sizeof failure) {
        ::waitpid(pid, nullptr, 0);
        return cannotStart(program, failure);
    }
    const Descriptor process(
        static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))); // glibc 2.36 declares it as C++
    ChildOutcome outcome;
    outcome.end = listen(child, begin, output, errors, process.get(), stop, outcome);
    if (outcome.end == ChildOutcome::End::Exited)
        outcome.end = waitForEnd(child, begin, pid, process.get(), stop);
    ::kill(-pid, SIGKILL);
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (outcome.errors.size() > errorsKept)
        outcome.errors.erase(0, outcome.errors.size() - errorsKept);
    if (outcome.end != ChildOutcome::End::Exited)
        return outcome;
    if (WIFSIGNALED(status))
        outcome.end = ChildOutcome::End::Signalled;
    outcome.code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    return outcome;
}

Result<std::string> findProgram(const std::string& name)
{
    namespace fs = std::filesystem;
    std::error_code ignored;
    const auto isProgram = [&](const fs::path& path) {
        return fs::is_regular_file(path, ignored) && ::access(path.c_str(), X_OK) == 0;
    };
    if (name.find('/') != std::string::npos) {
        const fs::path path = fs::absolute(name, ignored);
        if (isProgram(path))
            return path.string();
        return cannotStart(name, fs::exists(path, ignored) ? EACCES : ENOENT);
    }
    const char* list = std::getenv("PATH");
    std::string_view rest = list ? list : "/usr/local/bin:/usr/bin:/bin";
    for (bool more = true; more;) {
        const std::size_t colon = rest.find(':');
        const std::string folder(rest.substr(0, colon));
        const fs::path path = fs::absolute(fs::path(folder.empty() ? "." : folder) / name, ignored);
        if (!name.empty() && isProgram(path))
            return path.string();
        more = colon != std::string_view::npos;
        if (more)
            rest.remove_prefix(colon + 1);
    }
    return cannotStart(name, ENOENT);
}

} // namespace twin
