// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/carry_out.h"

#include "base/processors.h"

#include <algorithm>
#include <condition_variable>
#include <fmt/format.h>
#include <mutex>
#include <optional>
#include <thread>

namespace twin {

namespace {

using Answered = std::vector<std::pair<std::size_t, RunAnswer>>;

/// What the working threads share with the one that waits for them.
class Desk
{
  public:
    explicit Desk(RunRecord& record) : m_record(record) {}

    std::atomic<bool> stop = false;

    /// Records the answers before the thread goes on, so that a kill in the next run does not cost them.
    void hand(Answered answers)
    {
        const std::lock_guard lock(m_mutex);
        if (!m_isWhole) // behind a torn line another would be lost as well
            return;
        if (const Status written = m_record.append(answers); !written) {
            m_isWhole = false;
            return keepFailure(written.error());
        }
        std::move(answers.begin(), answers.end(), std::back_inserter(m_answers));
        m_changed.notify_one();
    }
    void handFailure(Diagnostic failure)
    {
        const std::lock_guard lock(m_mutex);
        keepFailure(std::move(failure));
    }
    void leave()
    {
        const std::lock_guard lock(m_mutex);
        ++m_left;
        m_changed.notify_one();
    }
    /// Waits a little; takes what has come. False when all threads have left and nothing is there any more.
    bool take(Answered& answers, std::size_t threads)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, std::chrono::milliseconds(100),
                           [&] { return !m_answers.empty() || m_left == threads; });
        answers = std::exchange(m_answers, {});
        return !answers.empty() || m_left < threads;
    }
    std::optional<Diagnostic> failure()
    {
        const std::lock_guard lock(m_mutex);
        return m_failure;
    }

  private:
    void keepFailure(Diagnostic failure)
    {
        if (!m_failure)
            m_failure = std::move(failure);
        stop = true;
        m_changed.notify_one();
    }

    RunRecord& m_record;
    bool m_isWhole = true;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    Answered m_answers;
    std::optional<Diagnostic> m_failure;
    std::size_t m_left = 0;
};

/// Runs that follow each other in the design and are still to be done.
struct Stretch
{
    std::size_t first = 0;
    std::size_t count = 0;
};

std::vector<Stretch> stretches(const std::vector<bool>& isDone, std::size_t length)
{
    std::vector<Stretch> found;
    for (std::size_t run = 0; run < isDone.size(); ++run) {
        if (isDone[run])
            continue;
        if (!found.empty() && found.back().first + found.back().count == run && found.back().count < length)
            ++found.back().count;
        else
            found.push_back({run, 1});
    }
    return found;
}

void work(const RunSet& design, const Simulator& simulator, const std::vector<Stretch>& todo,
          std::atomic<std::size_t>& next, Desk& desk)
{
    const std::size_t width = design.inputs.size() / design.runs;
    try {
        const auto instance = simulator.instantiate();
        if (!instance)
            return desk.handFailure(instance.error());
        for (std::size_t index = next++; index < todo.size() && !desk.stop; index = next++) {
            const Stretch& stretch = todo[index];
            const RunBlock block{
                stretch.first, std::span(design.inputs).subspan(stretch.first * width, stretch.count * width),
                std::span(design.names).subspan(stretch.first, stretch.count)};
            auto answers = (*instance)->run(block, desk.stop);
            if (!answers) {
                if (answers.error().code != "run.cancelled")
                    desk.handFailure(std::move(answers.error()));
                return;
            }
            Answered done;
            for (std::size_t i = 0; i < answers->size(); ++i)
                done.emplace_back(stretch.first + i, std::move((*answers)[i]));
            desk.hand(std::move(done));
        }
    } catch (const std::exception& thrown) {
        desk.handFailure({Severity::Error, "run.failed", "",
                          fmt::format("The runs failed: {}.", thrown.what()),
                          "Use fewer jobs, or a machine with more memory."});
    }
}

} // namespace

Result<std::vector<RunAnswer>> carryOut(const RunSet& design, const Simulator& simulator, RunRecord& record,
                                        const CarryOut& how, const Progress& progress)
{
    std::vector<RunAnswer> answers(design.runs);
    std::vector<bool> isDone(design.runs, false);
    std::size_t done = 0, failed = 0;
    for (const auto& [position, answer] : record.done()) {
        if (answer.failure && how.retryFailed)
            continue;
        answers[position] = answer;
        isDone[position] = true;
        ++done;
        failed += answer.failure.has_value();
    }
    std::size_t jobs = how.jobs ? how.jobs : availableProcessors();
    const std::size_t share = std::max<std::size_t>(1, (design.runs - done) / (4 * jobs));
    const std::vector<Stretch> todo = stretches(isDone, std::min(simulator.blockRuns(), share));
    jobs = std::min(jobs, todo.size());
    Desk desk(record);
    std::atomic<std::size_t> next = 0;
    bool cancelled = false;
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < jobs; ++i)
            threads.emplace_back([&] {
                work(design, simulator, todo, next, desk);
                desk.leave();
            });
        Answered arrived;
        while (desk.take(arrived, jobs)) {
            if (!arrived.empty())
                if (Status written = record.sync(); !written)
                    desk.handFailure(std::move(written.error()));
            for (auto& [position, answer] : arrived) {
                failed += answer.failure.has_value();
                answers[position] = std::move(answer);
                ++done;
            }
            std::string words = fmt::format("{} of {} runs", done, design.runs);
            if (failed)
                words += fmt::format(", {} failed", failed);
            if (progress && !progress(static_cast<double>(done) / static_cast<double>(design.runs), words))
                cancelled = true;
            if (cancelled)
                desk.stop = true;
        }
    }
    if (const std::optional<Diagnostic> failure = desk.failure())
        return fail(*failure);
    if (cancelled && done < design.runs)
        return fail("run.cancelled", {},
                    fmt::format("Stopped: {} of {} runs are done and kept.", done, design.runs),
                    "The same command goes on where it stopped.");
    return answers;
}

} // namespace twin
