// SPDX-License-Identifier: GPL-3.0-or-later
#include "fmi2.h"
#include "follow_course.h"

#include <cstdarg>
#include <cstdio>
#include <cstdlib>

namespace twin {

namespace {

using namespace fmi2;

/// The FMU's own words are the best explanation of a failure.
void keepMessage(void* environment, const char*, Status status, const char*, const char* message, ...)
{
    auto* channel = static_cast<FmuChannel*>(environment);
    if (!channel || !message || (status == Ok && channel->message[0] != '\0'))
        return;
    va_list values;
    va_start(values, message);
    std::vsnprintf(channel->message, sizeof channel->message, message, values);
    va_end(values);
}

void ignoreStep(void*, Status) {}

inline Slave::Outcome outcomeOf(Status status)
{
    if (status <= Warning) [[likely]]
        return Slave::Outcome::Ok;
    switch (status) {
    case Discard:
        return Slave::Outcome::Discard;
    case Fatal:
        return Slave::Outcome::Fatal;
    default:
        return Slave::Outcome::Error;
    }
}

class Fmi2Slave final : public Slave
{
  public:
    explicit Fmi2Slave(FmuChannel& channel)
        : m_channel(&channel), m_callbacks{keepMessage, std::calloc, std::free, ignoreStep, &channel}
    {}

    bool load(void* library)
    {
        const auto take = [&](const char* name, auto& place) {
            return takeFunction(library, name, &place, *m_channel);
        };
        const bool isComplete = take("fmi2Instantiate", m_instantiate) && take("fmi2FreeInstance", m_free) &&
                                take("fmi2SetupExperiment", m_setup) &&
                                take("fmi2EnterInitializationMode", m_enter) &&
                                take("fmi2ExitInitializationMode", m_exit) && take("fmi2DoStep", m_step);
        const auto look = [&](const char* name, auto& place) { lookForFunction(library, name, &place); };
        look("fmi2Terminate", m_terminate);
        look("fmi2Reset", m_reset);
        look("fmi2GetReal", m_getReal);
        look("fmi2GetInteger", m_getInteger);
        look("fmi2GetBoolean", m_getBoolean);
        look("fmi2SetReal", m_setReal);
        look("fmi2SetInteger", m_setInteger);
        look("fmi2SetBoolean", m_setBoolean);
        look("fmi2GetBooleanStatus", m_booleanStatus);
        return isComplete;
    }

    bool instantiate() override
    {
        m_instance =
            m_instantiate("twin", coSimulation, m_channel->token, m_channel->resources, &m_callbacks, 0, 0);
        return m_instance != nullptr;
    }
    bool isInstantiated() const override { return m_instance != nullptr; }
    void release(bool isFatal) override
    {
        if (m_instance && !isFatal)
            m_free(m_instance);
        m_instance = nullptr;
    }
    Outcome setUp() override
    {
        return outcomeOf(m_setup(m_instance, m_channel->tolerance > 0, m_channel->tolerance,
                                 m_channel->startTime, 1, m_channel->stopTime));
    }
    Outcome enterInitialization() override { return outcomeOf(m_enter(m_instance)); }
    Outcome exitInitialization() override { return outcomeOf(m_exit(m_instance)); }

    Outcome set(const FmuSlot& slot, double value) override
    {
        const bool isReal = slot.type == FmuType::Float64;
        if (isReal ? !m_setReal : !(slot.type == FmuType::Boolean ? m_setBoolean : m_setInteger))
            return lacksAccess(*m_channel);
        const Reference reference = slot.reference;
        if (isReal)
            return outcomeOf(m_setReal(m_instance, &reference, 1, &value));
        const int whole = static_cast<int>(value);
        return outcomeOf(slot.type == FmuType::Boolean ? m_setBoolean(m_instance, &reference, 1, &whole)
                                                       : m_setInteger(m_instance, &reference, 1, &whole));
    }

    Outcome get(FmuType type, const std::uint32_t* references, std::size_t count, double* values)
    {
        const bool isReal = type == FmuType::Float64;
        if (isReal ? !m_getReal : !(type == FmuType::Boolean ? m_getBoolean : m_getInteger))
            return lacksAccess(*m_channel);
        if (isReal)
            return outcomeOf(m_getReal(m_instance, references, count, values));
        for (std::size_t i = 0; i < count; ++i) {
            int whole = 0;
            const Status status = type == FmuType::Boolean
                                      ? m_getBoolean(m_instance, references + i, 1, &whole)
                                      : m_getInteger(m_instance, references + i, 1, &whole);
            if (outcomeOf(status) != Outcome::Ok)
                return outcomeOf(status);
            values[i] = type == FmuType::Boolean ? whole != 0 : whole;
        }
        return Outcome::Ok;
    }

    Outcome step(double time, double size)
    {
        const Outcome outcome = outcomeOf(m_step(m_instance, time, size, 1));
        Boolean isTerminated = 0;
        if (outcome == Outcome::Discard && m_booleanStatus &&
            m_booleanStatus(m_instance, Terminated, &isTerminated) == Ok && isTerminated)
            return Outcome::Terminated;
        return outcome;
    }
    Outcome follow(Course& course) override { return CourseFollower(*this, course).follow(); }
    Outcome terminate() override { return m_terminate ? outcomeOf(m_terminate(m_instance)) : Outcome::Ok; }
    Outcome reset() override { return m_reset ? outcomeOf(m_reset(m_instance)) : Outcome::Error; }

  private:
    FmuChannel* m_channel;
    Callbacks m_callbacks;
    Instance m_instance = nullptr;
    fmi2::Instantiate m_instantiate = nullptr;
    FreeInstance m_free = nullptr;
    SetupExperiment m_setup = nullptr;
    Call m_enter = nullptr, m_exit = nullptr, m_terminate = nullptr, m_reset = nullptr;
    Get<double> m_getReal = nullptr;
    Get<int> m_getInteger = nullptr, m_getBoolean = nullptr;
    Set<double> m_setReal = nullptr;
    Set<int> m_setInteger = nullptr, m_setBoolean = nullptr;
    DoStep m_step = nullptr;
    GetBooleanStatus m_booleanStatus = nullptr;
};

} // namespace

std::unique_ptr<Slave> makeFmi2Slave(void* library, FmuChannel& channel)
{
    auto slave = std::make_unique<Fmi2Slave>(channel);
    if (!slave->load(library))
        return nullptr;
    return slave;
}

} // namespace twin
