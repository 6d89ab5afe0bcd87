// SPDX-License-Identifier: GPL-3.0-or-later
#include "fmi/fmu_runners.h"

#include <algorithm>
#include <fmt/format.h>
#include <thread>

namespace twin {

FmuRunners::FmuRunners(FmuPlan plan, std::shared_ptr<const std::string> file)
    : m_plan(std::move(plan)), m_file(std::move(file))
{}

Result<std::shared_ptr<const UnpackedFmu>> FmuRunners::unpacked()
{
    const std::lock_guard lock(m_mutex);
    if (m_fmu)
        return m_fmu;
    const auto entries = readArchive(*m_file, m_plan.identifier + ".fmu");
    if (!entries)
        return fail(entries.error());
    if (!entries->contains(m_plan.library()))
        return fail("fmu.platform", m_plan.identifier,
                    fmt::format("The FMU {} has no binary for this kind of machine ({}).", m_plan.identifier,
                                m_plan.library()),
                    "Use this twin on a machine like the one where it was imported.");
    auto fmu = UnpackedFmu::unpack(*entries, fmuBinaryFolder(m_plan.fmi));
    if (fmu)
        m_fmu = *fmu;
    return fmu;
}

Result<std::unique_ptr<FmuProcess>> FmuRunners::take()
{
    for (;;) {
        std::unique_ptr<FmuProcess> waiting;
        {
            const std::lock_guard lock(m_mutex);
            if (m_waiting.empty())
                break;
            waiting = std::move(m_waiting.back());
            m_waiting.pop_back();
        }
        if (waiting->isAlive())
            return waiting;
    }
    const auto fmu = unpacked();
    if (!fmu)
        return fail(fmu.error());
    return FmuProcess::start(m_plan, *fmu);
}

void FmuRunners::giveBack(std::unique_ptr<FmuProcess> process)
{
    if (!process || !process->isAlive())
        return;
    const std::lock_guard lock(m_mutex);
    if (m_waiting.size() < std::max(1u, std::thread::hardware_concurrency()))
        m_waiting.push_back(std::move(process));
}

} // namespace twin
