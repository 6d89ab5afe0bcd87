// SPDX-License-Identifier: GPL-3.0-or-later
// A first-order lag as an FMU for co-simulation, FMI 3.0: T dh/dt = gain * u - h + sum, h(0) = 0, with an input of
// every type. Each step is solved exactly. It reads its gain from its resources when they are there.
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct
{
    double u, T, h, time, gain;
    float f32;
    int8_t i8;
    uint8_t u8;
    int16_t i16;
    uint16_t u16;
    int32_t i32;
    uint32_t u32;
    int64_t i64;
    uint64_t u64;
    bool on;
} Lag;

enum { Ok, Warning, Discard, Error, Fatal };

static void begin(Lag* lag)
{
    const double gain = lag->gain;
    memset(lag, 0, sizeof *lag);
    lag->gain = gain;
    lag->u = 1;
    lag->T = 2;
    lag->on = true;
}

static double target(const Lag* lag)
{
    const double sum = (double)lag->f32 + lag->i8 + lag->u8 + lag->i16 + lag->u16 + lag->i32 + lag->u32 +
                       (double)lag->i64 + (double)lag->u64;
    return lag->on ? lag->gain * lag->u + sum : 0;
}

void* fmi3InstantiateCoSimulation(const char* name, const char* token, const char* resources, bool visible,
                                  bool logging, bool eventMode, bool earlyReturn, const uint32_t* intermediate,
                                  size_t intermediateCount, void* environment, void* logger, void* update)
{
    (void)visible;
    (void)logging;
    (void)intermediate;
    (void)environment;
    (void)logger;
    (void)update;
    if (!name || strcmp(token, "{lag3}") != 0 || eventMode || earlyReturn || intermediateCount != 0)
        return NULL;
    Lag* lag = calloc(1, sizeof(Lag));
    lag->gain = 1;
    if (resources) {
        char path[5000];
        snprintf(path, sizeof path, "%sgain.txt", resources);
        FILE* file = fopen(path, "r");
        if (!file || fscanf(file, "%lf", &lag->gain) != 1)
            return NULL;
        fclose(file);
    }
    begin(lag);
    return lag;
}

void fmi3FreeInstance(void* instance)
{
    free(instance);
}

int fmi3EnterInitializationMode(void* instance, bool hasTolerance, double tolerance, double start, bool hasStop,
                                double stop)
{
    Lag* lag = instance;
    (void)hasTolerance;
    (void)tolerance;
    lag->time = start;
    lag->h = 0;
    return hasStop && stop > start ? Ok : Error;
}

int fmi3ExitInitializationMode(void* instance)
{
    (void)instance;
    return Ok;
}

int fmi3Terminate(void* instance)
{
    (void)instance;
    return Ok;
}

int fmi3Reset(void* instance)
{
    begin(instance);
    return Ok;
}

#define SETTER(NAME, TYPE, REFERENCE, MEMBER)                                                                \
    int fmi3Set##NAME(void* instance, const uint32_t* references, size_t count, const TYPE* values,          \
                      size_t valueCount)                                                                     \
    {                                                                                                        \
        if (count != 1 || valueCount != 1 || references[0] != REFERENCE)                                     \
            return Error;                                                                                    \
        ((Lag*)instance)->MEMBER = values[0];                                                                \
        return Ok;                                                                                           \
    }
SETTER(Float32, float, 3, f32)
SETTER(Int8, int8_t, 4, i8)
SETTER(UInt8, uint8_t, 5, u8)
SETTER(Int16, int16_t, 6, i16)
SETTER(UInt16, uint16_t, 7, u16)
SETTER(Int32, int32_t, 8, i32)
SETTER(UInt32, uint32_t, 9, u32)
SETTER(Int64, int64_t, 10, i64)
SETTER(UInt64, uint64_t, 11, u64)
SETTER(Boolean, bool, 12, on)

int fmi3SetFloat64(void* instance, const uint32_t* references, size_t count, const double* values, size_t valueCount)
{
    Lag* lag = instance;
    if (count != 1 || valueCount != 1 || references[0] < 1 || references[0] > 2)
        return Error;
    *(references[0] == 1 ? &lag->u : &lag->T) = values[0];
    return Ok;
}

int fmi3GetFloat64(void* instance, const uint32_t* references, size_t count, double* values, size_t valueCount)
{
    const Lag* lag = instance;
    for (size_t i = 0; i < count; ++i) {
        if (references[i] != 20 && references[i] != 21)
            return Error;
        values[i] = references[i] == 20 ? lag->h : 2 * lag->h;
    }
    return count == valueCount ? Ok : Error;
}

int fmi3GetFloat32(void* instance, const uint32_t* references, size_t count, float* values, size_t valueCount)
{
    if (count != 1 || valueCount != 1 || references[0] != 22)
        return Error;
    values[0] = (float)((const Lag*)instance)->h;
    return Ok;
}

int fmi3DoStep(void* instance, double time, double size, bool isNeverReturnedTo, bool* needsEvent, bool* terminates,
               bool* isEarly, double* reached)
{
    Lag* lag = instance;
    (void)isNeverReturnedTo;
    if (fabs(time - lag->time) > 1e-9 * (1 + fabs(time)) || !(size > 0))
        return Error;
    lag->h += (target(lag) - lag->h) * -expm1(-size / lag->T);
    lag->time = time + size;
    *needsEvent = false;
    // A tank that overflows ends its run.
    *terminates = lag->h > 100;
    *isEarly = false;
    *reached = lag->time;
    return Ok;
}
