// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

/// What of the binary interface of FMI 3.0 for co-simulation a run calls. Source: Functional Mock-up
/// Interface Specification 3.0, sections 2.2 and 4.2.
namespace twin::fmi3 {

using Instance = void*;
using Reference = std::uint32_t;

enum Status : int
{
    Ok,
    Warning,
    Discard,
    Error,
    Fatal
};

using LogMessage = void (*)(void* environment, Status status, const char* category, const char* message);

using InstantiateCoSimulation = Instance (*)(const char* name, const char* token, const char* resources,
                                             bool visible, bool logging, bool eventMode, bool earlyReturn,
                                             const Reference* intermediate, std::size_t intermediateCount,
                                             void* environment, LogMessage logger, void* intermediateUpdate);
using FreeInstance = void (*)(Instance instance);
using EnterInitializationMode = Status (*)(Instance instance, bool hasTolerance, double tolerance,
                                           double start, bool hasStop, double stop);
/// Of fmi3ExitInitializationMode, fmi3Terminate and fmi3Reset.
using Call = Status (*)(Instance instance);
template <class T>
using Get = Status (*)(Instance instance, const Reference* references, std::size_t count, T* values,
                       std::size_t valueCount);
template <class T>
using Set = Status (*)(Instance instance, const Reference* references, std::size_t count, const T* values,
                       std::size_t valueCount);
using DoStep = Status (*)(Instance instance, double time, double size, bool isNeverReturnedTo,
                          bool* needsEvent, bool* terminates, bool* isEarly, double* reached);

} // namespace twin::fmi3
