// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/fit_family.h"

namespace twin {

/// Radial basis functions around the runs with a plane as tail. Function, shape, smoothing, and how far
/// coordinates that matter little are drawn together, are those of least leave-one-out error (in closed form,
/// see RadialSystem), found on at most 500 of the runs. Options:
/// - "radialFunction": "cubic", "thin-plate", "multiquadric", "gaussian", or left out;
/// - "smoothing": 0 to 1, in parts of the function's mean size, or left out.
/// Cross-validation keeps these and measures the coordinates' weight anew. Errors "fit.radial.singular",
/// "fit.option".
Family radialBasisFamily();

} // namespace twin
