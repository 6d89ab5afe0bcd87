// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/evaluator.h"

#include "session/flush_denormals.h"

#include <exception>
#include <fmt/format.h>

namespace twin {

Evaluator::Evaluator(Work work, Deliver deliver)
    : m_work(std::move(work)), m_deliver(std::move(deliver)), m_thread([this] { loop(); })
{}

Evaluator::~Evaluator()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
        m_waiting.reset();
    }
    m_wake.notify_one();
    m_thread.join();
}

void Evaluator::request(Request request)
{
    {
        const std::lock_guard lock(m_mutex);
        m_waiting = std::move(request);
    }
    m_wake.notify_one();
}

void Evaluator::dropWaiting()
{
    const std::lock_guard lock(m_mutex);
    m_waiting.reset();
}

void Evaluator::loop()
{
    const FlushDenormals flush;
    for (;;) {
        Request request;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stop || m_waiting; });
            if (m_stop)
                return;
            request = std::move(*m_waiting);
            m_waiting.reset();
        }
        m_deliver(run(request));
    }
}

Snapshot Evaluator::run(const Request& request) const
{
    std::string what = "an unknown failure";
    try {
        return m_work(request);
    } catch (const std::exception& failure) {
        what = failure.what();
    } catch (...) {
    }
    Snapshot snapshot;
    snapshot.edit = request.edit;
    snapshot.inputs = request.inputs;
    snapshot.verdict = Verdict::Withhold;
    snapshot.time = std::chrono::system_clock::now();
    snapshot.error =
        Diagnostic{Severity::Error, "session.evaluate", "", fmt::format("The evaluation failed: {}.", what),
                   "Change the inputs; if it happens again, report it to the twin's owner."};
    snapshot.reason = "No answer: " + snapshot.error->message;
    return snapshot;
}

} // namespace twin
