// SPDX-License-Identifier: GPL-3.0-or-later
#include "slider/track_access.h"

#include "slider/zone_track.h"

#include <QAccessibleWidget>
#include <cmath>

namespace twin {

namespace {

class TrackAccess final : public QAccessibleWidget, public QAccessibleValueInterface
{
  public:
    explicit TrackAccess(ZoneTrack* track) : QAccessibleWidget(track, QAccessible::Slider) {}

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        if (type == QAccessible::ValueInterface)
            return static_cast<QAccessibleValueInterface*>(this);
        return QAccessibleWidget::interface_cast(type);
    }
    QString text(QAccessible::Text kind) const override
    {
        return kind == QAccessible::Value ? track().quantity().withUnit(track().value())
                                          : QAccessibleWidget::text(kind);
    }

    QVariant currentValue() const override { return shown(track().value()); }
    void setCurrentValue(const QVariant& value) override
    {
        bool isNumber = false;
        const double wanted = value.toDouble(&isNumber);
        if (isNumber && std::isfinite(wanted) && track().isEnabled())
            emit track().valueWanted(track().quantity().fromDisplay(wanted));
    }
    QVariant minimumValue() const override { return limit(track().scale().physical.minimum); }
    QVariant maximumValue() const override { return limit(track().scale().physical.maximum); }
    QVariant minimumStepSize() const override
    {
        return std::abs(track().quantity().differenceToDisplay(track().scale().step));
    }

  private:
    ZoneTrack& track() const { return *static_cast<ZoneTrack*>(widget()); }
    QVariant shown(double own) const { return track().quantity().toDisplay(own); }
    QVariant limit(double own) const { return std::isfinite(own) ? shown(own) : QVariant(); }
};

} // namespace

QAccessibleInterface* makeTrackAccess(const QString&, QObject* object)
{
    auto* track = qobject_cast<ZoneTrack*>(object);
    return track ? new TrackAccess(track) : nullptr;
}

} // namespace twin
