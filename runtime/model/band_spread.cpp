// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/band_spread.h"

#include <algorithm>
#include <cmath>

namespace twin {

constexpr double largestLogarithm = 50;

double BandSpread::factor(const double* coordinates) const
{
    double sum = 0;
    for (std::size_t c = 0; c < slopes.size(); ++c)
        sum += slopes[c] * (coordinates[c] - centres[c]);
    return std::exp(std::clamp(sum, least, most));
}

Result<BandSpread> BandSpread::load(const StoredNumbers& stored)
{
    BandSpread spread;
    if (!stored.member("spreadSlopes"))
        return spread;
    const auto slopes = stored.array("spreadSlopes", {std::nullopt});
    if (!slopes)
        return fail(slopes.error());
    const auto centres = stored.array("spreadCentres", {(*slopes)->values.size()});
    if (!centres)
        return fail(centres.error());
    const auto limits = stored.array("spreadLimits", {std::size_t(2)});
    if (!limits)
        return fail(limits.error());
    spread.least = (*limits)->values[0];
    spread.most = (*limits)->values[1];
    if (!(spread.least <= spread.most && spread.most <= largestLogarithm))
        return stored.wrong("model.number", "spreadLimits", "The limits of the band's spread are no range.");
    spread.slopes = (*slopes)->values;
    spread.centres = (*centres)->values;
    return spread;
}

void BandSpread::save(nlohmann::json& json, const std::string& prefix, ArrayStore& arrays) const
{
    if (isUniform())
        return;
    const auto keep = [&](const char* key, const char* name, const std::vector<double>& values) {
        arrays[prefix + name] = {{values.size()}, values};
        json[key] = prefix + name;
    };
    keep("spreadSlopes", "spread-slopes", slopes);
    keep("spreadCentres", "spread-centres", centres);
    keep("spreadLimits", "spread-limits", {least, most});
}

} // namespace twin
