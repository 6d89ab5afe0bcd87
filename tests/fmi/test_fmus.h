// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "package/archive.h"

#include <string>

namespace twin {

/// The model descriptions of the FMUs whose sources are in fmus/, and FMUs made of them.
std::string lagDescription();  ///< FMI 2.0
std::string lag3Description(); ///< FMI 3.0
std::string wildDescription(); ///< FMI 2.0

/// The content of an FMU: the description, and the binary of that name (the source's) at its place.
ArchiveEntries fmuEntries(const std::string& description, const std::string& binary,
                          const std::string& identifier, const std::string& folder = "binaries/linux64");
/// As a zip file.
std::string fmuBytes(const ArchiveEntries& entries);
std::string lagFmu();
std::string lag3Fmu();
std::string wildFmu();

/// `text` with its first `what` replaced; fails the test when there is none.
std::string replaced(std::string text, const std::string& what, const std::string& with);

} // namespace twin
