// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "package/package.h"

#include <string>

namespace twin::cli {

/// A package for people: contract, models, domain and provenance.
std::string packageText(const Package& package);

} // namespace twin::cli
