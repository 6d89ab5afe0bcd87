// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_family.h"

#include "training/fit_gaussian_process.h"
#include "training/fit_network.h"
#include "training/fit_polynomial.h"
#include "training/fit_polynomial_chaos.h"
#include "training/fit_radial_basis.h"

#include <algorithm>

namespace twin {

const std::vector<Family>& allFamilies()
{
    static const std::vector<Family> families = {
        linearFamily(),      polynomialFamily(),      polynomialChaosFamily(),
        radialBasisFamily(), gaussianProcessFamily(), networkFamily(),
    };
    return families;
}

const Family* findFamily(std::string_view name)
{
    const auto& families = allFamilies();
    const auto found = std::find_if(families.begin(), families.end(),
                                    [&](const Family& family) { return family.name == name; });
    return found == families.end() ? nullptr : &*found;
}

std::size_t usualFolds(std::size_t runs)
{
    return runs < 250 ? 25 : runs < 1000 ? 20 : 10;
}

tl::unexpected<Diagnostic> fitCancelled(const std::string& location)
{
    return fail("fit.cancelled", location, "Training was cancelled.", "Start it again when you want it.");
}

} // namespace twin
