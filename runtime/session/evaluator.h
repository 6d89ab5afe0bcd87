// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace twin {

/// Runs evaluations off the caller's thread: one running, one waiting, the newest replaces the one that
/// waits. What runs is never cancelled. Destruction waits for the running evaluation and drops the waiting
/// one.
class Evaluator
{
  public:
    struct Request
    {
        std::uint64_t edit = 0;
        std::vector<double> inputs;
    };
    using Work = std::function<Snapshot(const Request&)>;
    using Deliver = std::function<void(Snapshot)>;

    /// Both are called on the evaluator's thread only. What `work` throws is delivered as a Snapshot with an
    /// error.
    Evaluator(Work work, Deliver deliver);
    ~Evaluator();
    Evaluator(const Evaluator&) = delete;
    Evaluator& operator=(const Evaluator&) = delete;

    /// Any thread; returns at once.
    void request(Request request);
    /// Drops the request that waits, if any: a newer edit has been answered without it.
    void dropWaiting();

  private:
    void loop();
    Snapshot run(const Request& request) const;

    Work m_work;
    Deliver m_deliver;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::optional<Request> m_waiting;
    bool m_stop = false;
    std::thread m_thread; ///< last: starts when all else is there
};

} // namespace twin
