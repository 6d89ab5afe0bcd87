// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fmi/fmu_channel.h"

#include <cstddef>
#include <memory>
#include <vector>

namespace twin {

/// Outputs that are read together: neighbours of one type that are series, or are not.
struct OutputGroup
{
    FmuType type;
    bool isSeries;
    std::vector<std::uint32_t> references;
    std::vector<std::size_t> places; ///< of each one's first value in a row
};

/// The way of one run through time, and how far it came.
struct Course
{
    const FmuInterval* intervals = nullptr;
    std::size_t count = 0;
    const std::vector<OutputGroup>* groups = nullptr;
    double* outputs = nullptr; ///< of the row
    double* scratch = nullptr; ///< as long as the largest group
    double time = 0;
    FmuOutcome failed = FmuOutcome::Done; ///< what it was that failed
};

/// One FMU for co-simulation, whatever its version of FMI: the calls of a run, in their order. What went
/// wrong is noted in the channel by whoever called.
class Slave
{
  public:
    enum class Outcome
    {
        Ok,
        Discard,
        Error,
        Fatal, ///< no function of the FMU may be called again
        Terminated
    };

    virtual ~Slave() = default;

    virtual bool instantiate() = 0;
    virtual bool isInstantiated() const = 0;
    /// Forgets the instance; after Fatal without a call.
    virtual void release(bool isFatal) = 0;
    virtual Outcome setUp() = 0; ///< FMI 2 tells its experiment before parameters are set
    virtual Outcome enterInitialization() = 0;
    virtual Outcome exitInitialization() = 0;
    virtual Outcome set(const FmuSlot& slot, double value) = 0;
    /// All steps and samples of a run, after initialisation.
    virtual Outcome follow(Course& course) = 0;
    virtual Outcome terminate() = 0;
    virtual Outcome reset() = 0;
};

/// The slave whose functions are in a library that dlopen gave. Null when one is missing; then its name is in
/// the channel's message.
std::unique_ptr<Slave> makeFmi2Slave(void* library, FmuChannel& channel);
std::unique_ptr<Slave> makeFmi3Slave(void* library, FmuChannel& channel);

/// Keeps the text for the session, cut to what fits.
void noteMessage(FmuChannel& channel, const char* text);

/// Takes a function out of a library by its name. False when it has none; takeFunction then notes the name.
bool lookForFunction(void* library, const char* name, void* place);
bool takeFunction(void* library, const char* name, void* place, FmuChannel& channel);

/// The outcome of a type of variables that is declared, but that the library has no functions for.
Slave::Outcome lacksAccess(FmuChannel& channel);

} // namespace twin
