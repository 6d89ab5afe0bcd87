// SPDX-License-Identifier: GPL-3.0-or-later
#include "system_calls.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <ucontext.h>
#include <unistd.h>

namespace twin {

namespace {

FmuChannel* noted = nullptr; // for the handler of signals

constexpr int harmless[] = {
    // memory
    SCMP_SYS(brk), SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(mprotect), SCMP_SYS(madvise),
    SCMP_SYS(mincore),
    // open files
    SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(preadv), SCMP_SYS(write), SCMP_SYS(writev),
    SCMP_SYS(lseek), SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(statx),
    SCMP_SYS(fstatfs), SCMP_SYS(statfs), SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2),
    SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getcwd), SCMP_SYS(getdents64), SCMP_SYS(dup),
    SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(select), SCMP_SYS(pselect6), SCMP_SYS(fadvise64),
    // time
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(times), SCMP_SYS(getrusage),
    // this process alone
    SCMP_SYS(futex), SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity), SCMP_SYS(getcpu),
    SCMP_SYS(getrandom), SCMP_SYS(uname), SCMP_SYS(sysinfo), SCMP_SYS(getpid), SCMP_SYS(gettid),
    SCMP_SYS(getppid), SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid),
    SCMP_SYS(getrlimit), SCMP_SYS(arch_prctl), SCMP_SYS(set_robust_list), SCMP_SYS(rseq),
    SCMP_SYS(set_tid_address), SCMP_SYS(membarrier), SCMP_SYS(restart_syscall), SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigpending), SCMP_SYS(sigaltstack),
    SCMP_SYS(alarm), SCMP_SYS(exit), SCMP_SYS(exit_group)};

constexpr int ofNetwork[] = {SCMP_SYS(socket),  SCMP_SYS(socketpair), SCMP_SYS(connect),  SCMP_SYS(bind),
                             SCMP_SYS(listen),  SCMP_SYS(accept),     SCMP_SYS(accept4),  SCMP_SYS(sendto),
                             SCMP_SYS(sendmsg), SCMP_SYS(sendmmsg),   SCMP_SYS(recvfrom), SCMP_SYS(recvmsg)};

constexpr int ofProcesses[] = {SCMP_SYS(fork),
                               SCMP_SYS(vfork),
                               SCMP_SYS(clone),
                               SCMP_SYS(clone3),
                               SCMP_SYS(execve),
                               SCMP_SYS(execveat),
                               SCMP_SYS(kill),
                               SCMP_SYS(tkill),
                               SCMP_SYS(tgkill),
                               SCMP_SYS(ptrace),
                               SCMP_SYS(process_vm_readv),
                               SCMP_SYS(process_vm_writev),
                               SCMP_SYS(pidfd_open)};

constexpr int ofFiles[] = {
    SCMP_SYS(open),      SCMP_SYS(openat),    SCMP_SYS(openat2),  SCMP_SYS(creat),     SCMP_SYS(unlink),
    SCMP_SYS(unlinkat),  SCMP_SYS(rename),    SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(mkdir),
    SCMP_SYS(mkdirat),   SCMP_SYS(rmdir),     SCMP_SYS(link),     SCMP_SYS(linkat),    SCMP_SYS(symlink),
    SCMP_SYS(symlinkat), SCMP_SYS(chmod),     SCMP_SYS(fchmod),   SCMP_SYS(fchmodat),  SCMP_SYS(chown),
    SCMP_SYS(truncate),  SCMP_SYS(ftruncate), SCMP_SYS(mknod),    SCMP_SYS(mknodat),   SCMP_SYS(memfd_create),
    SCMP_SYS(mount)};

template <std::size_t N>
bool isOneOf(const int (&calls)[N], int call)
{
    for (const int one : calls) {
        if (one == call)
            return true;
    }
    return false;
}

/// The call was not made; it is to look as if the system had refused it.
void refuseCall(int, siginfo_t* about, void* context)
{
    const int call = about->si_syscall;
    const std::uint32_t kind = isOneOf(ofNetwork, call)     ? RefusedNetwork
                               : isOneOf(ofProcesses, call) ? RefusedProcess
                               : isOneOf(ofFiles, call)     ? RefusedFile
                                                            : RefusedOther;
    noted->refused.fetch_or(kind, std::memory_order_relaxed);
    auto* machine = &static_cast<ucontext_t*>(context)->uc_mcontext;
#if defined(__x86_64__)
    machine->gregs[REG_RAX] = -EPERM;
#elif defined(__aarch64__)
    machine->regs[0] = static_cast<unsigned long long>(-EPERM);
#else
#error "where does this machine keep the result of a system call?"
#endif
}

bool noteRefusals()
{
    struct sigaction action = {};
    action.sa_sigaction = refuseCall;
    action.sa_flags = SA_SIGINFO | SA_NODEFER;
    return sigaction(SIGSYS, &action, nullptr) == 0;
}

bool addRules(scmp_filter_ctx filter)
{
    const auto allow = [&](int call) { return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) == 0; };
    const auto when = [&](std::uint32_t action, int call, scmp_arg_cmp condition) {
        return seccomp_rule_add(filter, action, call, 1, condition) == 0;
    };
    for (const int call : harmless) {
        if (!allow(call))
            return false;
    }
    constexpr unsigned writing = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND;
    const auto self = scmp_datum_t(getpid());
    bool isComplete = when(SCMP_ACT_ALLOW, SCMP_SYS(openat), SCMP_A2(SCMP_CMP_MASKED_EQ, writing, 0)) &&
                      // Through that file it ends with the session.
                      when(SCMP_ACT_ALLOW, SCMP_SYS(close), SCMP_A0(SCMP_CMP_NE, FmuChannel::lifeFile)) &&
                      when(SCMP_ACT_ALLOW, SCMP_SYS(tgkill), SCMP_A0(SCMP_CMP_EQ, self)) &&
                      when(SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), SCMP_A2(SCMP_CMP_EQ, 0)) &&
                      when(SCMP_ACT_ALLOW, SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_EQ, F_GETFL)) &&
                      when(SCMP_ACT_ALLOW, SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_EQ, F_GETFD)) &&
                      when(SCMP_ACT_ALLOW, SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_EQ, F_SETFD));
#if defined(__NR_open)
    isComplete = isComplete && when(SCMP_ACT_ALLOW, SCMP_SYS(open), SCMP_A1(SCMP_CMP_MASKED_EQ, writing, 0));
#endif
    // Threads and programs are started with every signal blocked, so that there is nobody to note it.
    isComplete =
        isComplete && seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0 &&
        when(SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_VM, CLONE_VM));
    // Whether a file is a terminal: nothing is.
    return isComplete && seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOTTY), SCMP_SYS(ioctl), 0) == 0;
}

} // namespace

bool allowOnlyHarmlessCalls(FmuChannel& channel)
{
    noted = &channel;
    const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_TRAP);
    if (!filter)
        return false;
    // Calls of another architecture (32 bit) end the process: libseccomp's own default.
    const bool isLoaded = noteRefusals() && addRules(filter) && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return isLoaded;
}

} // namespace twin
