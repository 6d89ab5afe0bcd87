// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exit_code.h"

#include <string>
#include <vector>

namespace twin::cli {

/// Finds the command that the arguments (without the program's name) ask for and runs it.
Exit runCommandLine(std::vector<std::string> arguments);

} // namespace twin::cli
