// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/band_method.h"

namespace twin {

std::string_view toString(BandMethod method)
{
    switch (method) {
    case BandMethod::JackknifePlus:
        return "jackknife+";
    case BandMethod::Split:
        return "split";
    case BandMethod::CrossValidation:
        break;
    }
    return "cross-validation";
}

} // namespace twin
