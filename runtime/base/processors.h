// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace twin {

/// How many processors a container or taskset leaves this process, at least 1.
std::size_t availableProcessors();

} // namespace twin
