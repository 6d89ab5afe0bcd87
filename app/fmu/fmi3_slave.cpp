// SPDX-License-Identifier: GPL-3.0-or-later
#include "fmi3.h"
#include "follow_course.h"

#include <cmath>

namespace twin {

namespace {

using namespace fmi3;

void keepMessage(void* environment, Status status, const char*, const char* message)
{
    auto* channel = static_cast<FmuChannel*>(environment);
    if (channel && message && (status != Ok || channel->message[0] == '\0'))
        noteMessage(*channel, message);
}

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

/// The pair of functions for one type of values.
template <class T>
struct Access
{
    Get<T> get = nullptr;
    Set<T> set = nullptr;
};

class Fmi3Slave final : public Slave
{
  public:
    explicit Fmi3Slave(FmuChannel& channel) : m_channel(&channel) {}

    bool load(void* library)
    {
        const auto take = [&](const char* name, auto& place) {
            return takeFunction(library, name, &place, *m_channel);
        };
        const bool isComplete = take("fmi3InstantiateCoSimulation", m_instantiate) &&
                                take("fmi3FreeInstance", m_free) &&
                                take("fmi3EnterInitializationMode", m_enter) &&
                                take("fmi3ExitInitializationMode", m_exit) && take("fmi3DoStep", m_step);
        const auto look = [&](const char* getName, const char* setName, auto& place) {
            lookForFunction(library, getName, &place.get);
            lookForFunction(library, setName, &place.set);
        };
        lookForFunction(library, "fmi3Terminate", &m_terminate);
        lookForFunction(library, "fmi3Reset", &m_reset);
        look("fmi3GetFloat64", "fmi3SetFloat64", m_float64);
        look("fmi3GetFloat32", "fmi3SetFloat32", m_float32);
        look("fmi3GetInt8", "fmi3SetInt8", m_int8);
        look("fmi3GetUInt8", "fmi3SetUInt8", m_uint8);
        look("fmi3GetInt16", "fmi3SetInt16", m_int16);
        look("fmi3GetUInt16", "fmi3SetUInt16", m_uint16);
        look("fmi3GetInt32", "fmi3SetInt32", m_int32);
        look("fmi3GetUInt32", "fmi3SetUInt32", m_uint32);
        look("fmi3GetInt64", "fmi3SetInt64", m_int64);
        look("fmi3GetUInt64", "fmi3SetUInt64", m_uint64);
        look("fmi3GetBoolean", "fmi3SetBoolean", m_boolean);
        return isComplete;
    }

    bool instantiate() override
    {
        const char* resources = m_channel->resources[0] != '\0' ? m_channel->resources : nullptr;
        m_instance = m_instantiate("twin", m_channel->token, resources, false, false, false, false, nullptr,
                                   0, m_channel, keepMessage, nullptr);
        return m_instance != nullptr;
    }
    bool isInstantiated() const override { return m_instance != nullptr; }
    void release(bool isFatal) override
    {
        if (m_instance && !isFatal)
            m_free(m_instance);
        m_instance = nullptr;
    }
    Outcome setUp() override { return Outcome::Ok; }
    Outcome enterInitialization() override
    {
        return outcomeOf(m_enter(m_instance, m_channel->tolerance > 0, m_channel->tolerance,
                                 m_channel->startTime, true, m_channel->stopTime));
    }
    Outcome exitInitialization() override { return outcomeOf(m_exit(m_instance)); }

    Outcome set(const FmuSlot& slot, double value) override
    {
        return withAccess(slot.type, [&](const auto& access) { return setOne(access, slot, value); });
    }
    Outcome get(FmuType type, const std::uint32_t* references, std::size_t count, double* values)
    {
        if (type == FmuType::Float64 && m_float64.get)
            return outcomeOf(m_float64.get(m_instance, references, count, values, count));
        return withAccess(type,
                          [&](const auto& access) { return getEach(access, references, count, values); });
    }
    Outcome step(double time, double size)
    {
        bool needsEvent = false, terminates = false, isEarly = false;
        double reached = time + size; // an FMU may leave it alone
        const Outcome outcome =
            outcomeOf(m_step(m_instance, time, size, true, &needsEvent, &terminates, &isEarly, &reached));
        if (outcome == Outcome::Ok && terminates)
            return Outcome::Terminated;
        // It was not allowed to return early: then the step is as good as refused.
        const bool isShort = isEarly || !(std::fabs(reached - (time + size)) <= 1e-6 * size);
        return outcome == Outcome::Ok && isShort ? Outcome::Discard : outcome;
    }
    Outcome follow(Course& course) override { return CourseFollower(*this, course).follow(); }
    Outcome terminate() override { return m_terminate ? outcomeOf(m_terminate(m_instance)) : Outcome::Ok; }
    Outcome reset() override { return m_reset ? outcomeOf(m_reset(m_instance)) : Outcome::Error; }

  private:
    template <class T>
    Outcome setOne(const Access<T>& access, const FmuSlot& slot, double value) const
    {
        if (!access.set)
            return lacksAccess(*m_channel);
        const T typed = static_cast<T>(value);
        return outcomeOf(access.set(m_instance, &slot.reference, 1, &typed, 1));
    }

    template <class T>
    Outcome getEach(const Access<T>& access, const Reference* references, std::size_t count,
                    double* values) const
    {
        if (!access.get)
            return lacksAccess(*m_channel);
        for (std::size_t i = 0; i < count; ++i) {
            T typed{};
            const Outcome outcome = outcomeOf(access.get(m_instance, references + i, 1, &typed, 1));
            if (outcome != Outcome::Ok)
                return outcome;
            values[i] = static_cast<double>(typed);
        }
        return Outcome::Ok;
    }

    template <class F>
    Outcome withAccess(FmuType type, F&& use) const
    {
        switch (type) {
        case FmuType::Float64:
            return use(m_float64);
        case FmuType::Float32:
            return use(m_float32);
        case FmuType::Int8:
            return use(m_int8);
        case FmuType::UInt8:
            return use(m_uint8);
        case FmuType::Int16:
            return use(m_int16);
        case FmuType::UInt16:
            return use(m_uint16);
        case FmuType::Int32:
            return use(m_int32);
        case FmuType::UInt32:
            return use(m_uint32);
        case FmuType::Int64:
            return use(m_int64);
        case FmuType::UInt64:
            return use(m_uint64);
        case FmuType::Boolean:
            return use(m_boolean);
        }
        return Outcome::Error;
    }

    FmuChannel* m_channel;
    Instance m_instance = nullptr;
    InstantiateCoSimulation m_instantiate = nullptr;
    FreeInstance m_free = nullptr;
    EnterInitializationMode m_enter = nullptr;
    Call m_exit = nullptr, m_terminate = nullptr, m_reset = nullptr;
    DoStep m_step = nullptr;
    Access<double> m_float64;
    Access<float> m_float32;
    Access<std::int8_t> m_int8;
    Access<std::uint8_t> m_uint8;
    Access<std::int16_t> m_int16;
    Access<std::uint16_t> m_uint16;
    Access<std::int32_t> m_int32;
    Access<std::uint32_t> m_uint32;
    Access<std::int64_t> m_int64;
    Access<std::uint64_t> m_uint64;
    Access<bool> m_boolean;
};

} // namespace

std::unique_ptr<Slave> makeFmi3Slave(void* library, FmuChannel& channel)
{
    auto slave = std::make_unique<Fmi3Slave>(channel);
    if (!slave->load(library))
        return nullptr;
    return slave;
}

} // namespace twin
