// SPDX-License-Identifier: GPL-3.0-or-later
// A first-order lag as an FMU for co-simulation, FMI 2.0: T dh/dt = factor * u - h, h(0) = h0. Each step is solved
// exactly. With INCOMPLETE_RESET, resetting forgets less than it should.
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct
{
    double u, T, h0, h, time;
    int mode, steps, parts, isOn, setUp;
} Lag;

typedef struct
{
    void (*logger)(void*, const char*, int, const char*, const char*, ...);
    void* (*allocate)(size_t, size_t);
    void (*release)(void*);
    void (*stepFinished)(void*, int);
    void* environment;
} Callbacks;

enum { Ok, Warning, Discard, Error, Fatal };
enum { vrU = 1, vrT = 2, vrH0 = 3, vrH = 10, vrRate = 11 };
enum { vrMode = 4, vrParts = 5, vrSteps = 12 };
enum { vrOn = 6, vrHigh = 13 };

static void begin(Lag* lag)
{
    lag->u = 1;
    lag->T = 2;
    lag->h0 = 0;
    lag->mode = 1;
    lag->parts = 1;
    lag->isOn = 1;
}

static double target(const Lag* lag)
{
    return lag->isOn ? lag->u * lag->parts * (lag->mode == 7 ? 2 : 1) : 0;
}

void* fmi2Instantiate(const char* name, int type, const char* guid, const char* resources,
                      const Callbacks* callbacks, int visible, int logging)
{
    (void)visible;
    (void)logging;
    if (!name || type != 1 || strcmp(guid, "{lag}") != 0 || strncmp(resources, "file:///", 8) != 0 ||
        !callbacks || !callbacks->logger)
        return NULL;
    Lag* lag = callbacks->allocate(1, sizeof(Lag));
    begin(lag);
    return lag;
}

void fmi2FreeInstance(void* instance)
{
    free(instance);
}

int fmi2SetupExperiment(void* instance, int hasTolerance, double tolerance, double start, int hasStop, double stop)
{
    Lag* lag = instance;
    (void)hasTolerance;
    (void)tolerance;
    lag->time = start;
    lag->setUp = 1;
    return hasStop && stop > start ? Ok : Error;
}

int fmi2EnterInitializationMode(void* instance)
{
    Lag* lag = instance;
    lag->h = lag->h0;
    return lag->setUp && lag->T > 0 ? Ok : Error;
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
    Lag* lag = instance;
    begin(lag);
#ifdef INCOMPLETE_RESET
    lag->isOn = lag->steps == 0;
#else
    lag->steps = 0;
#endif
    lag->setUp = 0;
    return Ok;
}

int fmi2SetReal(void* instance, const unsigned* references, size_t count, const double* values)
{
    Lag* lag = instance;
    for (size_t i = 0; i < count; ++i) {
        switch (references[i]) {
        case vrU: lag->u = values[i]; break;
        case vrT: lag->T = values[i]; break;
        case vrH0: lag->h0 = values[i]; break;
        default: return Error;
        }
    }
    return Ok;
}

int fmi2SetInteger(void* instance, const unsigned* references, size_t count, const int* values)
{
    Lag* lag = instance;
    for (size_t i = 0; i < count; ++i) {
        switch (references[i]) {
        case vrMode: lag->mode = values[i]; break;
        case vrParts: lag->parts = values[i]; break;
        default: return Error;
        }
    }
    return Ok;
}

int fmi2SetBoolean(void* instance, const unsigned* references, size_t count, const int* values)
{
    Lag* lag = instance;
    if (count != 1 || references[0] != vrOn)
        return Error;
    lag->isOn = values[0];
    return Ok;
}

int fmi2GetReal(void* instance, const unsigned* references, size_t count, double* values)
{
    const Lag* lag = instance;
    for (size_t i = 0; i < count; ++i) {
        switch (references[i]) {
        case vrH: values[i] = lag->h; break;
        case vrRate: values[i] = (target(lag) - lag->h) / lag->T; break;
        default: return Error;
        }
    }
    return Ok;
}

int fmi2GetInteger(void* instance, const unsigned* references, size_t count, int* values)
{
    if (count != 1 || references[0] != vrSteps)
        return Error;
    values[0] = ((const Lag*)instance)->steps;
    return Ok;
}

int fmi2GetBoolean(void* instance, const unsigned* references, size_t count, int* values)
{
    const Lag* lag = instance;
    if (count != 1 || references[0] != vrHigh)
        return Error;
    values[0] = lag->h > 0.5;
    return Ok;
}

int fmi2DoStep(void* instance, double time, double size, int isNeverReturnedTo)
{
    Lag* lag = instance;
    (void)isNeverReturnedTo;
    // A master that loses its place in time is a broken one.
    if (fabs(time - lag->time) > 1e-9 * (1 + fabs(time)) || !(size > 0))
        return Error;
    lag->h += (target(lag) - lag->h) * -expm1(-size / lag->T);
    lag->time = time + size;
    ++lag->steps;
    return Ok;
}

int fmi2GetBooleanStatus(void* instance, int kind, int* value)
{
    (void)instance;
    (void)kind;
    *value = 0;
    return Ok;
}
