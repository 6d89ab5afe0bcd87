// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/rounding.h"

#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace twin {

double toDigits(double value, int digits)
{
    if (!std::isfinite(value))
        return value;
    const std::string text = fmt::format("{:.{}e}", value, digits - 1);
    double rounded = value;
    std::from_chars(text.data(), text.data() + text.size(), rounded);
    return rounded;
}

double roundedUp(double value)
{
    if (!(value > 0))
        return 0;
    const double scale = std::pow(10.0, std::floor(std::log10(value)) - 1);
    const double digits = std::ceil(value / scale * (1 - 1e-12));
    return scale < 1 ? digits / std::round(1 / scale) : digits * scale;
}

} // namespace twin
