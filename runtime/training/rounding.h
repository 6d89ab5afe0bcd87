// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace twin {

/// The nearest number of so many significant digits: figures of a report are as long as they are certain, and
/// the last bits of two processors do not tell two packages apart. What is not finite stays.
double toDigits(double value, int digits);

/// Two significant digits, away from zero: what is stated is never less than what was measured. 0 for what is
/// not positive.
double roundedUp(double value);

} // namespace twin
