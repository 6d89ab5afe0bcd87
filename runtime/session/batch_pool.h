// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstddef>
#include <functional>

namespace twin {

/// What one thread of the pool does with a block, by the block's number.
using BlockWork = std::function<Status(std::size_t block)>;

/// Does blocks 0..`blocks` once each on as many threads as the processor has cores (on the caller's alone
/// when there is but one block). `makeWork` is called on each thread, so that each has scratch of its own.
/// Returns the failure of the lowest block that failed; what work throws is "session.evaluate". Denormals are
/// flushed meanwhile.
Status runBlocks(std::size_t blocks, const std::function<Result<BlockWork>()>& makeWork);

} // namespace twin
