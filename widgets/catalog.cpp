// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog.h"

namespace twin {

const Catalog& standardCatalog()
{
    static const Catalog catalog({});
    return catalog;
}

} // namespace twin
