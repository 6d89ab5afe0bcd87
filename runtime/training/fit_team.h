// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <barrier>
#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

namespace twin {

/// Threads that work on one thing together, started once and kept for many short pieces of work. Owned and
/// called by one thread, which takes part as member 0.
class FitTeam
{
  public:
    explicit FitTeam(std::size_t members = 1);
    ~FitTeam();
    FitTeam(const FitTeam&) = delete;
    FitTeam& operator=(const FitTeam&) = delete;

    std::size_t members() const { return m_threads.size() + 1; }
    /// Runs `work(member)` on every member and returns when all are done. Work must not throw.
    void run(const std::function<void(std::size_t member)>& work);
    /// Within run: waits until every member has come here.
    void meet();

  private:
    std::barrier<> m_barrier;
    const std::function<void(std::size_t)>* m_work = nullptr;
    std::vector<std::jthread> m_threads;
};

} // namespace twin
