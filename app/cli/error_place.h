// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <string>

namespace twin::cli {

/// An error about the content of a file that says nothing of its place is given the file's name.
Diagnostic placedIn(const std::string& file, Diagnostic error);

} // namespace twin::cli
