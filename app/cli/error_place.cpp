// SPDX-License-Identifier: GPL-3.0-or-later
#include "error_place.h"

namespace twin::cli {

Diagnostic placedIn(const std::string& file, Diagnostic error)
{
    if (error.location.empty() && !error.code.ends_with(".cancelled"))
        error.location = file;
    return error;
}

} // namespace twin::cli
