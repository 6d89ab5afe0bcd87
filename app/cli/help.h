// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "command.h"

#include <string>
#include <vector>

namespace twin::cli {

/// What `xdt help` prints.
std::string helpOverview(const std::vector<Command>& commands);
/// What `xdt help COMMAND` prints.
std::string helpOf(const Command& command);

} // namespace twin::cli
