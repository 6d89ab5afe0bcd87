// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_team.h"

#include <algorithm>

namespace twin {

FitTeam::FitTeam(std::size_t members) : m_barrier(std::ptrdiff_t(std::max<std::size_t>(members, 1)))
{
    for (std::size_t member = 1; member < members; ++member)
        m_threads.emplace_back([this, member] {
            while (true) {
                m_barrier.arrive_and_wait();
                if (m_work == nullptr)
                    return;
                (*m_work)(member);
                m_barrier.arrive_and_wait();
            }
        });
}

FitTeam::~FitTeam()
{
    m_work = nullptr;
    if (!m_threads.empty())
        m_barrier.arrive_and_wait();
}

void FitTeam::run(const std::function<void(std::size_t)>& work)
{
    if (m_threads.empty())
        return work(0);
    m_work = &work;
    m_barrier.arrive_and_wait();
    work(0);
    m_barrier.arrive_and_wait();
}

void FitTeam::meet()
{
    if (!m_threads.empty())
        m_barrier.arrive_and_wait();
}

} // namespace twin
