// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/contract.h"
#include "session/snapshot.h"
#include "settings.h"

#include <string>

namespace twin::cli {

/// An answer for people: inputs (those not in `settings` marked as start values), zone and verdict with the
/// reason, rules, and outputs.
std::string snapshotText(const Contract& contract, const Settings& settings, const Snapshot& snapshot);

} // namespace twin::cli
