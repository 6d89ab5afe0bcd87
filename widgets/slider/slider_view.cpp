// SPDX-License-Identifier: GPL-3.0-or-later
#include "slider/slider_view.h"

#include "page/live_session.h"
#include "slider/number_field.h"
#include "slider/zone_track.h"
#include "theme/elided_label.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QVBoxLayout>
#include <cmath>

namespace twin {

namespace {

constexpr int gap = 6;
constexpr int fieldWidth = 70;
constexpr int fieldHeight = 26, lowFieldHeight = 22;

} // namespace

SliderView::SliderView(const ViewContext& context, QWidget* parent)
    : WidgetView(context, parent),
      m_head(new QBoxLayout(QBoxLayout::LeftToRight)),
      m_label(new ElidedLabel(this)),
      m_field(new NumberField(this)),
      m_unit(new ElidedLabel(this)),
      m_track(new ZoneTrack(this)),
      m_message(new ElidedLabel(this))
{
    m_field->setFixedSize(fieldWidth, fieldHeight);
    m_unit->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    m_label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_message->setObjectName("message");
    m_field->setObjectName("field");
    m_track->setObjectName("track");
    auto* entry = new QHBoxLayout;
    entry->setSpacing(gap);
    entry->addWidget(m_field);
    entry->addWidget(m_unit);
    entry->addStretch(1);
    m_head->setSpacing(gap);
    m_head->addWidget(m_label, 1);
    m_head->addLayout(entry);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(1);
    column->addLayout(m_head);
    column->addStretch(1);
    column->addWidget(m_track);
    column->addStretch(1);
    column->addWidget(m_message);

    connect(m_track, &ZoneTrack::valueWanted, this, &SliderView::want);
    connect(m_track, &ZoneTrack::restoreWanted, this, &SliderView::want);
    connect(m_field, &NumberField::valueWanted, this, &SliderView::want);
    connect(m_field, &NumberField::stepWanted, this, [this](int steps) {
        const double target = m_track->snapped(m_track->value() + steps * m_step);
        want(std::abs(steps) > 1 && m_variable && !m_variable->physical.contains(target)
                 ? (steps > 0 ? m_variable->physical.maximum : m_variable->physical.minimum)
                 : target);
    });
    connect(m_field, &NumberField::mistyped, this, &SliderView::showMessage);
    connect(m_field, &NumberField::restored, this, [this] {
        m_refusal.clear();
        refresh();
    });
}

void SliderView::nodeChanged()
{
    m_variable = boundVariable("input");
    if (m_variable && m_variable->causality != Causality::Input)
        m_variable = nullptr;
    m_refusal.clear();
    const QString label = text("label");
    m_label->setText(!label.isEmpty() ? label
                     : m_variable     ? QString::fromStdString(m_variable->label)
                                      : tr("Slider"));
    m_track->setEnabled(m_variable != nullptr);
    if (!m_variable) {
        m_field->setVariable(nullptr, {});
        m_unit->clear();
        m_track->setScale({});
        return;
    }
    const std::optional<double> decimals = number("decimals");
    m_quantity = Quantity(*m_variable, text("unit"), decimals ? std::optional(int(*decimals)) : std::nullopt);
    const std::optional<double> step = number("step");
    m_step = step && *step > 0 ? *step : m_variable->step();
    if (m_variable->type == VariableType::Integer)
        m_step = std::max(1.0, std::round(m_step));
    m_field->setVariable(m_variable, m_quantity);
    m_unit->setText(m_quantity.unitSymbol());
    m_unit->setVisible(!m_unit->text().isEmpty());
    m_track->setScale(
        {m_variable->physical, m_variable->validated, m_variable->start, m_step, flag("showStart")});
    m_track->setQuantity(m_quantity);
    setAccessibleName(m_label->text());
    m_track->setAccessibleName(m_label->text());
    m_field->setAccessibleName(m_label->text());
    const QString note = text("note");
    m_label->setToolTip(note.isEmpty() ? QString::fromStdString(m_variable->description) : note);
}

/// Where the label does not fit beside the field it stands above it, if there is the height.
void SliderView::arrangeHead()
{
    const QRect room = contentsRect();
    const int unit = m_unit->text().isEmpty() ? 0 : m_unit->sizeHint().width() + gap;
    const bool fits = m_label->sizeHint().width() + gap + fieldWidth + unit <= room.width();
    const int others = m_label->sizeHint().height() + m_track->sizeHint().height() +
                       (m_message->text().isEmpty() ? 0 : m_message->sizeHint().height()) + 3;
    const bool stacks = !fits && others + lowFieldHeight <= room.height();
    const int height =
        stacks ? std::clamp(room.height() - others - gap, lowFieldHeight, fieldHeight) : fieldHeight;
    if (m_field->height() != height)
        m_field->setFixedHeight(height);
    const auto direction = stacks ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight;
    if (m_head->direction() == direction)
        return;
    m_head->setDirection(direction);
    m_head->setSpacing(stacks ? 1 : gap);
    m_head->setStretchFactor(m_label, stacks ? 0 : 1);
}

void SliderView::want(double value)
{
    if (!m_variable || !context().session)
        return;
    const bool accepted = context().session->setInput(m_variable->name, value).accepted;
    if (accepted) {
        m_refusal.clear();
        refresh();
        return;
    }
    const Range& physical = m_variable->physical;
    if (value > physical.maximum)
        showMessage(tr("At most %1: the physical limit").arg(m_quantity.withUnit(physical.maximum)));
    else if (value < physical.minimum)
        showMessage(tr("At least %1: the physical limit").arg(m_quantity.withUnit(physical.minimum)));
    else
        showMessage(tr("%1 is no value that it can have").arg(m_quantity.withUnit(value)));
}

void SliderView::showMessage(const QString& message)
{
    m_refusal = message;
    refresh();
    QAccessibleEvent alert(m_message, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void SliderView::refresh()
{
    const Theme& theme = context().theme;
    m_label->setLook(theme.body, theme.text);
    m_unit->setLook(theme.body, theme.textMuted);
    m_track->setTheme(theme);
    if (!m_variable || !context().session) {
        m_message->setLook(theme.small, theme.textMuted);
        m_message->setText(m_variable ? tr("No answer: the twin could not be opened.")
                                      : unboundReason("input"));
        m_field->setEnabled(false);
        return;
    }
    const double value = context().session->session().input(m_variable->name);
    m_track->setValue(value);
    m_field->setEnabled(true);
    m_field->setValue(value);
    showZone(value);
}

void SliderView::showZone(double value)
{
    const Theme& theme = context().theme;
    const Range& validated = m_variable->validated;
    QString words;
    QColor color = theme.textMuted;
    if (!m_refusal.isEmpty()) {
        words = zoneMark(Zone::Impossible) + QStringLiteral("  ") + m_refusal;
        color = theme.impossible;
    } else if (value > validated.maximum) {
        words = zoneMark(Zone::Unvalidated) +
                tr("  Not validated above %1").arg(m_quantity.withUnit(validated.maximum));
        color = theme.unvalidated;
    } else if (value < validated.minimum) {
        words = zoneMark(Zone::Unvalidated) +
                tr("  Not validated below %1").arg(m_quantity.withUnit(validated.minimum));
        color = theme.unvalidated;
    } else if (flag("showRange")) {
        words = text("note").isEmpty() ? tr("Validated %1").arg(m_quantity.range(validated)) : text("note");
    }
    m_message->setLook(theme.small, color);
    m_message->setText(words);
    m_track->setAccessibleDescription(m_quantity.withUnit(value) + QStringLiteral(". ") + words);
    m_field->setAccessibleDescription(words);
    arrangeHead();
}

void SliderView::resizeEvent(QResizeEvent* event)
{
    WidgetView::resizeEvent(event);
    arrangeHead();
}

bool SliderView::event(QEvent* event)
{
    // A refusal is about one attempt: it goes when the person turns to something else.
    if (event->type() == QEvent::Leave && !m_refusal.isEmpty() && !m_field->hasFocus() &&
        !m_track->hasFocus()) {
        m_refusal.clear();
        refresh();
    }
    return WidgetView::event(event);
}

} // namespace twin
