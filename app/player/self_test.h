// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "document/descriptor.h"

#include <filesystem>

namespace twin::player {

/// Opens the app and replays its twin's conformance vectors on this machine, without a display. Prints a
/// report; returns the exit code: 0 when every vector agrees, 1 when one does not or the app cannot be run.
int runSelfTest(const std::filesystem::path& app, const Catalog& catalog);

} // namespace twin::player
