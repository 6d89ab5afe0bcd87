// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "document/descriptor.h"

namespace twin {

/// Every node type there is: the explicit list of descriptors that every program uses.
const Catalog& standardCatalog();

} // namespace twin
