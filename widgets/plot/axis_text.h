// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/contract.h"

#include <QString>

namespace twin {

/// Whether an axis is the hours of one day, which people read as a clock.
bool isClock(const Axis& axis);
/// A place on the axis in words: "13:45" on a clock, else the number with its unit.
QString axisText(const Axis& axis, double value);
/// "13:45" of 13.75.
QString clockText(double hours);

} // namespace twin
