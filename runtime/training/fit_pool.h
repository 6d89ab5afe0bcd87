// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>

namespace twin {

/// Runs work(0) .. work(count - 1), each once, on all cores; the caller's thread takes part. `report`, if
/// given, is called on the caller's thread with the number done so far, the last time with `count`, and returns
/// false to stop; what has begun is finished. Returns false when stopped. Work must not throw; items must not depend on each other.
bool forEachInParallel(std::size_t count, const std::function<void(std::size_t)>& work,
                       const std::function<bool(std::size_t done)>& report = {});

} // namespace twin
