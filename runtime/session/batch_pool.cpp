// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/batch_pool.h"

#include "base/processors.h"
#include "session/flush_denormals.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <fmt/format.h>
#include <limits>
#include <mutex>
#include <thread>
#include <vector>

namespace twin {

namespace {

/// The failure of the lowest block, whatever thread found it.
class FirstFailure
{
  public:
    void note(std::size_t block, Diagnostic failure)
    {
        const std::lock_guard lock(m_mutex);
        if (block < m_block) {
            m_block = block;
            m_failure = std::move(failure);
        }
        m_failed = true;
    }
    /// Whatever else fails, and wherever.
    void noteCancelled()
    {
        const std::lock_guard lock(m_mutex);
        m_block = 0;
        m_failure = {Severity::Error, "session.cancelled", "", "The evaluation was stopped.", ""};
        m_failed = true;
    }
    bool failed() const { return m_failed; }
    Status take() { return m_failed ? Status(fail(std::move(m_failure))) : Status(); }

  private:
    std::mutex m_mutex;
    std::atomic<bool> m_failed = false;
    std::size_t m_block = std::numeric_limits<std::size_t>::max();
    Diagnostic m_failure;
};

void work(std::atomic<std::size_t>& next, std::size_t blocks, FirstFailure& failure,
          const std::function<Result<BlockWork>()>& makeWork, const Progress& progress = {})
{
    const FlushDenormals flush;
    std::size_t block = 0;
    try {
        const Result<BlockWork> doBlock = makeWork();
        if (!doBlock)
            return failure.note(0, doBlock.error());
        while (!failure.failed() && (block = next++) < blocks) {
            if (progress && !progress(double(block) / double(blocks), "evaluating"))
                failure.noteCancelled();
            else if (Status status = (*doBlock)(block); !status)
                failure.note(block, std::move(status.error()));
        }
    } catch (const std::exception& thrown) {
        failure.note(block, {Severity::Error, "session.evaluate", "",
                             fmt::format("The evaluation failed: {}.", thrown.what()),
                             "Evaluate fewer rows at once."});
    }
}

} // namespace

std::size_t batchThreads()
{
    static const std::size_t count = availableProcessors(); // asked for at every batch
    return count;
}

Status runBlocks(std::size_t blocks, const std::function<Result<BlockWork>()>& makeWork,
                 const Progress& progress)
{
    std::atomic<std::size_t> next = 0;
    FirstFailure failure;
    {
        std::vector<std::jthread> others;
        for (std::size_t i = 1; i < std::min(batchThreads(), blocks); ++i)
            others.emplace_back([&] { work(next, blocks, failure, makeWork); });
        work(next, blocks, failure, makeWork, progress);
    }
    return failure.take();
}

} // namespace twin
