// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace twin {

/// The program xdtfmu: beside this one, or (for programs of the build's tests) in the folder bin beside this
/// one's. Empty when it is in neither.
std::filesystem::path runnerProgram();

} // namespace twin
