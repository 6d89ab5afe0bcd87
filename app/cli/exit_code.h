// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/diagnostic.h"

namespace twin::cli {

/// What `xdt` tells the shell. A verdict of any kind is an answer, and so is Done.
enum class Exit
{
    Done = 0,
    Usage = 1,    ///< the command line cannot be understood
    BadInput = 2, ///< something that was given is wrong or was refused
    Failed = 3    ///< an operation failed, such as writing a file
};

/// The code for a command that ends with this error.
Exit exitFor(const Diagnostic& error);

} // namespace twin::cli
