// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/progress.h"
#include "base/result.h"

#include <cstddef>
#include <functional>

namespace twin {

/// What one thread of the pool does with a block, by the block's number.
using BlockWork = std::function<Status(std::size_t block)>;

/// Threads that share a batch: one for each core.
std::size_t batchThreads();

/// Does blocks 0..`blocks` once each on batchThreads() threads (on the caller's alone when there is but one
/// block). `makeWork` is called on each thread, so that each has scratch of its own. `progress` hears of it
/// on the caller's thread. Returns the failure of the lowest block that failed; what work throws is
/// "session.evaluate", and when it is cancelled "session.cancelled". Denormals are flushed meanwhile.
Status runBlocks(std::size_t blocks, const std::function<Result<BlockWork>()>& makeWork,
                 const Progress& progress = {});

} // namespace twin
