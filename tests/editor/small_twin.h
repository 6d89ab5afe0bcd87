// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "package/package.h"

#include <memory>

/// A twin of formulas with the inputs of the Eastfield station and a rule of its owner: enough to build an
/// app on.
std::shared_ptr<const twin::Package> smallTwin();
/// The same as a file in `folder`, called eastfield.xdt; gives its path.
std::filesystem::path writeSmallTwin(const std::filesystem::path& folder);
