// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fmi/fmu_channel.h"

namespace twin {

/// Takes from this process, for good, what an FMU has no business with: the network, other processes and
/// threads, writing or making files, reading any file but the FMU's own and the system's libraries, memory
/// beyond the limit. Needs no rights. A refused call fails in the FMU as if it were not permitted, and is
/// noted in the channel. Crashes are noted, too, when memory was used up. False, with a message in the
/// channel, when a protection could not be put in place; where the kernel has no Landlock, files may be read.
bool enterSandbox(FmuChannel& channel);

} // namespace twin
