// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QAccessibleInterface;
class QObject;
class QString;

namespace twin {

/// What assistive technology sees of a ZoneTrack: a slider with a value, its limits and its step, in the unit
/// on screen. A value that it sets is asked for as a person's would be. Null for every other object; Qt owns
/// the interface.
QAccessibleInterface* makeTrackAccess(const QString& className, QObject* object);

} // namespace twin
