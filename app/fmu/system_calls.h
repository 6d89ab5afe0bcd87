// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fmi/fmu_channel.h"

namespace twin {

/// From now on this process can make only the system calls that computing, memory, reading files and the
/// clock need (seccomp). Any other fails with EPERM, and its kind is noted in the channel.
bool allowOnlyHarmlessCalls(FmuChannel& channel);

} // namespace twin
