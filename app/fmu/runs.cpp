// SPDX-License-Identifier: GPL-3.0-or-later
#include "runs.h"

#include <algorithm>
#include <dlfcn.h>
#include <sys/mman.h>

namespace twin {

namespace {

/// Whether the limit on memory is what made something fail: a modest piece is no longer to be had.
bool isMemoryUsedUp()
{
    constexpr std::size_t piece = std::size_t(64) << 20;
    void* const found = mmap(nullptr, piece, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (found != MAP_FAILED)
        munmap(found, piece);
    return found == MAP_FAILED;
}

} // namespace

Runs::Runs(FmuChannel& channel) : m_channel(&channel)
{
    makeGroups();
}

void Runs::makeGroups()
{
    const FmuSlot* slots = at<FmuSlot>(m_channel->outputSlots);
    std::size_t place = 0, widest = 0;
    for (std::size_t i = 0; i < m_channel->outputs; ++i) {
        const bool isSeries = slots[i].isSeries != 0;
        if (m_groups.empty() || m_groups.back().type != slots[i].type || m_groups.back().isSeries != isSeries)
            m_groups.push_back({slots[i].type, isSeries, {}, {}});
        m_groups.back().references.push_back(slots[i].reference);
        m_groups.back().places.push_back(place);
        place += isSeries ? m_channel->intervals : 1;
        widest = std::max(widest, m_groups.back().references.size());
    }
    m_values.resize(widest);
}

bool Runs::load()
{
    void* library = dlopen(m_channel->library, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        noteMessage(*m_channel, dlerror());
        return failed(FmuOutcome::Load, Slave::Outcome::Error);
    }
    m_slave = m_channel->fmi == 3 ? makeFmi3Slave(library, *m_channel) : makeFmi2Slave(library, *m_channel);
    if (!m_slave)
        return failed(FmuOutcome::Function, Slave::Outcome::Error);
    if (!m_slave->instantiate())
        return failed(FmuOutcome::Instantiate, Slave::Outcome::Error);
    m_refusedAtLoad = m_channel->refused.load(std::memory_order_relaxed);
    return true;
}

void Runs::answer()
{
    m_channel->outcome = FmuOutcome::Done;
    m_channel->message[0] = '\0';
    const double* inputs = at<double>(m_channel->inputValues);
    double* outputs = const_cast<double*>(at<double>(m_channel->outputValues));
    for (std::size_t row = 0; row < m_channel->rows; ++row) {
        // What an earlier run tried is not this one's fault; what loading tried may be why it fails.
        m_channel->refused.store(m_refusedAtLoad, std::memory_order_relaxed);
        if (!run(inputs + row * m_channel->inputs, outputs + row * m_channel->rowValues))
            return;
        m_channel->done.store(row + 1, std::memory_order_release);
    }
}

bool Runs::run(const double* inputs, double* outputs)
{
    m_time = m_channel->startTime;
    if (!m_slave->isInstantiated() && !m_slave->instantiate())
        return failed(FmuOutcome::Instantiate, Slave::Outcome::Error);
    if (!initialize(inputs))
        return false;
    Course course{at<FmuInterval>(m_channel->intervalList),
                  m_channel->intervals,
                  &m_groups,
                  outputs,
                  m_values.data(),
                  m_time};
    if (const auto outcome = m_slave->follow(course); outcome != Slave::Outcome::Ok) {
        m_time = course.time;
        return failed(course.failed, outcome);
    }
    return finish();
}

bool Runs::initialize(const double* inputs)
{
    const FmuSlot* slots = at<FmuSlot>(m_channel->inputSlots);
    const auto set = [&](bool isParameter) {
        for (std::size_t i = 0; i < m_channel->inputs; ++i) {
            if ((slots[i].isParameter != 0) != isParameter)
                continue;
            if (const auto outcome = m_slave->set(slots[i], inputs[i]); outcome != Slave::Outcome::Ok)
                return failed(FmuOutcome::Set, outcome);
        }
        return true;
    };
    if (const auto outcome = m_slave->setUp(); outcome != Slave::Outcome::Ok)
        return failed(FmuOutcome::Initialize, outcome);
    if (!set(true))
        return false;
    if (const auto outcome = m_slave->enterInitialization(); outcome != Slave::Outcome::Ok)
        return failed(FmuOutcome::Initialize, outcome);
    if (!set(false))
        return false;
    const auto outcome = m_slave->exitInitialization();
    return outcome == Slave::Outcome::Ok || failed(FmuOutcome::Initialize, outcome);
}

bool Runs::finish()
{
    const auto ended = m_slave->terminate();
    const bool isReady =
        ended == Slave::Outcome::Ok && m_channel->isReset != 0 && m_slave->reset() == Slave::Outcome::Ok;
    if (!isReady)
        m_slave->release(ended == Slave::Outcome::Fatal);
    return true;
}

bool Runs::failed(FmuOutcome outcome, Slave::Outcome how)
{
    m_channel->time = m_time;
    m_channel->isMemoryUsedUp = isMemoryUsedUp();
    m_channel->isOver = how == Slave::Outcome::Fatal || !m_slave;
    m_channel->outcome = outcome;
    if (m_slave && m_slave->isInstantiated())
        m_slave->release(how == Slave::Outcome::Fatal);
    return false;
}

} // namespace twin
