// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

/// What of the binary interface of FMI 2.0 for co-simulation a run calls. Source: Functional Mock-up
/// Interface for Model Exchange and Co-Simulation 2.0, sections 2.1 and 4.2.
namespace twin::fmi2 {

using Instance = void*;
using Reference = unsigned int;
using Boolean = int;

enum Status : int
{
    Ok,
    Warning,
    Discard,
    Error,
    Fatal,
    Pending
};

enum StatusKind : int
{
    DoStepStatus,
    PendingStatus,
    LastSuccessfulTime,
    Terminated
};

inline constexpr int coSimulation = 1;

using Logger = void (*)(void* environment, const char* instance, Status status, const char* category,
                        const char* message, ...);

struct Callbacks
{
    Logger logger;
    void* (*allocate)(std::size_t count, std::size_t size);
    void (*release)(void* memory);
    void (*stepFinished)(void* environment, Status status);
    void* environment;
};

using Instantiate = Instance (*)(const char* name, int type, const char* guid, const char* resources,
                                 const Callbacks* callbacks, Boolean visible, Boolean logging);
using FreeInstance = void (*)(Instance instance);
using SetupExperiment = Status (*)(Instance instance, Boolean hasTolerance, double tolerance, double start,
                                   Boolean hasStop, double stop);
/// Of fmi2EnterInitializationMode, fmi2ExitInitializationMode, fmi2Terminate and fmi2Reset.
using Call = Status (*)(Instance instance);
template <class T>
using Get = Status (*)(Instance instance, const Reference* references, std::size_t count, T* values);
template <class T>
using Set = Status (*)(Instance instance, const Reference* references, std::size_t count, const T* values);
using DoStep = Status (*)(Instance instance, double time, double size, Boolean isNeverReturnedTo);
using GetBooleanStatus = Status (*)(Instance instance, StatusKind kind, Boolean* value);

} // namespace twin::fmi2
