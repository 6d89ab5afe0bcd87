// SPDX-License-Identifier: GPL-3.0-or-later
// An FMU that does what the parameter "deed" says, in its second step. With CRASH_AT_LOAD or HANG_AT_LOAD it does so
// before anybody asks.
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct
{
    void (*logger)(void*, const char*, int, const char*, const char*, ...);
    void* (*allocate)(size_t, size_t);
    void (*release)(void*);
    void (*stepFinished)(void*, int);
    void* environment;
} Callbacks;

enum { Ok, Warning, Discard, Error, Fatal };
enum Deed {
    Behave,
    Crash,
    Hang,
    Fork,
    EatMemory,
    Print,
    AnswerNaN,
    WriteFile,
    OpenSocket,
    EndEarly,
    Fail,
    FailFatally,
    Exit,
    ReadSecret,
    KillSession,
    StartThread,
    RingTheBell,
    ScribbleOverMemory,
    Abort,
    RunProgram,
    CloseEverything
};

static const Callbacks* g_callbacks;
static int g_deed, g_steps;
static double g_answer;

#if defined(CRASH_AT_LOAD)
__attribute__((constructor)) static void deedAtLoad(void)
{
    raise(SIGSEGV);
}
#elif defined(HANG_AT_LOAD)
__attribute__((constructor)) static void deedAtLoad(void)
{
    for (;;)
        sleep(1);
}
#endif

static void* idle(void* nothing)
{
    return nothing;
}

static double refused(int result)
{
    return result < 0 ? errno : -1000 - result;
}

static int act(void)
{
    static const char text[] = "garbage \x1b[2J\n";
    pthread_t thread;
    volatile int* volatile nowhere = NULL;
    switch ((enum Deed)g_deed) {
    case Behave:
        break;
    case Crash:
        *nowhere = 1;
        break;
    case Hang:
        for (volatile int i = 0;; i = !i) {
        }
    case Fork:
        for (int i = 0; i < 1000; ++i)
            g_answer = refused(fork());
        break;
    case EatMemory:
        for (;;) {
            char* piece = malloc(16 << 20);
            memset(piece, 1, 16 << 20);
        }
    case Print:
        for (int i = 0; i < 20000; ++i) {
            printf("%s", text);
            fflush(stdout);
            if (write(2, text, sizeof text) < 0)
                g_answer = errno;
        }
        break;
    case AnswerNaN:
        g_answer = NAN;
        break;
    case WriteFile:
        g_answer = refused(open("/tmp/twinwright-wild-fmu-was-here", O_CREAT | O_WRONLY, 0600));
        break;
    case OpenSocket:
        g_answer = refused(socket(AF_INET, SOCK_STREAM, 0));
        break;
    case EndEarly:
        return Discard;
    case Fail:
        g_callbacks->logger(g_callbacks->environment, "wild", Error, "error", "the %s is too %s", "pump", "hot");
        return Error;
    case FailFatally:
        return Fatal;
    case Exit:
        exit(0);
    case ReadSecret:
        g_answer = refused(open("/etc/passwd", O_RDONLY));
        break;
    case KillSession:
        g_answer = refused(kill(getppid(), SIGKILL));
        break;
    case StartThread:
        g_answer = pthread_create(&thread, NULL, idle, NULL);
        break;
    case RingTheBell:
        if (write(5, "xxxxxxxx", 8) != 8)
            g_answer = errno;
        break;
    case ScribbleOverMemory: {
        // The environment of the logger is the only way to it that an FMU is given.
        memset(g_callbacks->environment, 0xff, 1 << 14);
        break;
    }
    case Abort:
        abort();
    case RunProgram:
        g_answer = refused(execl("/bin/true", "true", NULL));
        break;
    case CloseEverything:
        for (int file = 0; file < 64; ++file)
            close(file);
        break;
    }
    return Ok;
}

void* fmi2Instantiate(const char* name, int type, const char* guid, const char* resources, const Callbacks* callbacks,
                      int visible, int logging)
{
    (void)name;
    (void)type;
    (void)guid;
    (void)resources;
    (void)visible;
    (void)logging;
    g_callbacks = callbacks;
    return &g_deed;
}

void fmi2FreeInstance(void* instance)
{
    (void)instance;
}

int fmi2SetupExperiment(void* instance, int hasTolerance, double tolerance, double start, int hasStop, double stop)
{
    (void)instance;
    (void)hasTolerance;
    (void)tolerance;
    (void)start;
    (void)hasStop;
    (void)stop;
    return Ok;
}

int fmi2EnterInitializationMode(void* instance)
{
    (void)instance;
    g_steps = 0;
    g_answer = 42;
    return Ok;
}

int fmi2ExitInitializationMode(void* instance)
{
    (void)instance;
    return Ok;
}

int fmi2Terminate(void* instance)
{
    (void)instance;
    return Ok;
}

int fmi2Reset(void* instance)
{
    (void)instance;
    return Ok;
}

int fmi2SetInteger(void* instance, const unsigned* references, size_t count, const int* values)
{
    (void)instance;
    (void)references;
    (void)count;
    g_deed = values[0];
    return Ok;
}

int fmi2GetReal(void* instance, const unsigned* references, size_t count, double* values)
{
    (void)instance;
    (void)references;
    for (size_t i = 0; i < count; ++i)
        values[i] = g_answer;
    return Ok;
}

int fmi2DoStep(void* instance, double time, double size, int isNeverReturnedTo)
{
    (void)instance;
    (void)time;
    (void)size;
    (void)isNeverReturnedTo;
    return ++g_steps == 2 ? act() : Ok;
}

int fmi2GetBooleanStatus(void* instance, int kind, int* value)
{
    (void)instance;
    *value = kind == 3;
    return Ok;
}
