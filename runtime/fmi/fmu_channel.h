// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>

namespace twin {

/// The types in which an FMU takes and gives values. FMI 2 knows Float64, Int32 and Boolean of them.
enum class FmuType : std::uint32_t
{
    Float64,
    Float32,
    Int8,
    UInt8,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Boolean
};

/// One variable of the FMU that a run sets or reads.
struct FmuSlot
{
    std::uint32_t reference = 0;
    FmuType type = FmuType::Float64;
    std::uint32_t isParameter = 0; ///< of inputs: set before initialisation, not in it
    std::uint32_t isSeries = 0;    ///< of outputs: read at every sample; else at the last one alone
};

/// The way to the next sample: equal steps from one time to another (none when they are the same), in
/// seconds.
struct FmuInterval
{
    double from = 0;
    double to = 0;
    std::uint64_t steps = 0;
};

/// How a request to the child ended.
enum class FmuOutcome : std::uint32_t
{
    Done,
    Sandbox,     ///< a limit could not be put in place; nothing of the FMU was run
    Load,        ///< the binary could not be loaded
    Function,    ///< the binary lacks a function; `message` is its name
    Instantiate, ///< it gave no instance
    Initialize,
    Set,
    Get,
    Step,
    Discard,   ///< it refused a step of this size
    Terminated ///< it ended its run before the end
};

/// What the sandbox refused to an FMU; bits of FmuChannel::refused.
enum FmuRefusal : std::uint32_t
{
    RefusedNetwork = 1,
    RefusedProcess = 2,
    RefusedFile = 4,
    RefusedOther = 8
};

/// The beginning of the memory that a session and the child which runs an FMU share. The session writes all
/// of it before the child starts, and later the values of inputs; the child writes the answers. Nothing that
/// the session reads back is trusted. Slots, intervals and values follow it, at the offsets given (bytes from
/// the beginning). Input values are rows x inputs; output values rows x the sum of the outputs' samples,
/// output by output.
struct FmuChannel
{
    static constexpr int memoryFile = 3; ///< file descriptors in the child
    static constexpr int lifeFile = 4;   ///< its other end closes when the session's process ends
    static constexpr int bellFile = 5;   ///< a byte each way: a request, its answer

    std::uint64_t size = 0;    ///< of the whole memory
    std::uint32_t fmi = 2;     ///< major version
    std::uint32_t isReset = 0; ///< the instance is reset between runs; else a new one is made for each
    std::uint64_t inputs = 0, outputs = 0, intervals = 0, rowValues = 0;
    std::uint64_t inputSlots = 0, outputSlots = 0, intervalList = 0, inputValues = 0, outputValues = 0;
    double startTime = 0, stopTime = 0, tolerance = 0; ///< seconds; a tolerance of 0 is none
    std::uint64_t memoryLimit = 0;                     ///< bytes
    std::uint64_t rows = 0;                            ///< of the request
    char library[4096] = {};
    char folder[4096] = {};    ///< where the FMU was unpacked; it may read there
    char resources[4096] = {}; ///< a path (FMI 3) or URI (FMI 2); empty when there are none
    char token[1024] = {};     ///< GUID or instantiation token

    std::atomic<std::uint64_t> done = 0; ///< rows of the request; it also says that the child is at work
    FmuOutcome outcome = FmuOutcome::Done;
    std::uint32_t isOver = 0;         ///< the child ends after this answer
    std::uint32_t isMemoryUsedUp = 0; ///< found when something failed
    std::atomic<std::uint32_t> refused = 0;
    double time = 0;         ///< of the run, when it failed
    char message[1024] = {}; ///< of the FMU or the loader, when something failed
};

static_assert(std::atomic<std::uint64_t>::is_always_lock_free);

} // namespace twin
