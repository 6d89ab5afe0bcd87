// SPDX-License-Identifier: GPL-3.0-or-later
#include "readout/readout_view.h"

#include "page/answer.h"
#include "page/zone_badge.h"
#include "plot/axis_text.h"
#include "theme/elided_label.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace twin {

namespace {

constexpr int unitGap = 6;
constexpr int leastFigure = 14; ///< pixels

} // namespace

ReadoutView::ReadoutView(const ViewContext& context, QWidget* parent)
    : WidgetView(context, parent),
      m_label(new ElidedLabel(this)),
      m_number(new ElidedLabel(this)),
      m_unit(new ElidedLabel(this)),
      m_interval(new ElidedLabel(this)),
      m_note(new ElidedLabel(this)),
      m_badge(new ZoneBadge(this))
{
    m_number->setObjectName("number");
    m_number->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    m_unit->setAlignment(Qt::AlignLeft | Qt::AlignBottom);
    m_unit->setContentsMargins(0, 0, 0, 5);
    m_label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_interval->setWordWrap(true);
    m_interval->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_interval->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
    auto* figure = new QHBoxLayout;
    figure->setSpacing(unitGap);
    figure->addWidget(m_number);
    figure->addWidget(m_unit);
    figure->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(1);
    column->addWidget(m_label);
    column->addLayout(figure);
    column->addWidget(m_interval, 1);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(8);
    foot->addWidget(m_badge);
    foot->addWidget(m_note, 1);
    column->addLayout(foot);
}

void ReadoutView::nodeChanged()
{
    m_variable = boundVariable("output");
    if (m_variable && m_variable->causality != Causality::Output)
        m_variable = nullptr;
    const QString label = text("label");
    m_label->setText(!label.isEmpty() ? label
                     : m_variable     ? QString::fromStdString(m_variable->label)
                                      : tr("Number"));
    if (m_variable) {
        const std::optional<double> decimals = number("decimals");
        m_quantity =
            Quantity(*m_variable, text("unit"), decimals ? std::optional(int(*decimals)) : std::nullopt);
        m_label->setToolTip(QString::fromStdString(m_variable->description));
    }
    const bool centred = text("alignment") == "centre";
    const Qt::Alignment side = centred ? Qt::AlignHCenter : Qt::AlignLeft;
    m_label->setAlignment(side | Qt::AlignVCenter);
    m_interval->setAlignment(side | Qt::AlignTop);
}

void ReadoutView::refresh()
{
    const Theme& theme = context().theme;
    const Answer answer = m_variable ? answerOf(context().session, *m_variable) : Answer();
    const OutputResult* result = m_variable ? shownResult(context().session, *m_variable) : nullptr;
    std::optional<Aggregated> value;
    if (result)
        value = aggregate(text("aggregate").toStdString(), number("at").value_or(0), *context().contract,
                          *m_variable, *result);
    if (value)
        showNumber(*value, answer);
    else
        showNoNumber(answer);
    m_unit->setVisible(!m_unit->text().isEmpty());
    m_badge->show(answer, theme);
    m_badge->setVisible(m_variable && (answer.kind != Answer::Kind::Empty || answer.failed) &&
                        (flag("showBadge") || answer.kind != Answer::Kind::Full || answer.outdated));
    fitFigure();
    setAccessibleName(m_label->text());
    const QStringList parts{m_number->text() + ' ' + m_unit->text(), m_interval->text(), m_note->text(),
                            answer.word, answer.kind == Answer::Kind::Full ? QString() : answer.reason};
    setAccessibleDescription(parts.join(QStringLiteral(". ")).simplified());
}

void ReadoutView::showNumber(const Aggregated& value, const Answer& answer)
{
    const Theme& theme = context().theme;
    const QColor ink = answer.outdated ? theme.textDisabled : theme.text;
    m_number->setLook(m_number->font(), ink);
    m_number->setText(m_quantity.digits(value.mean));
    m_unit->setLook(theme.number, answer.outdated ? theme.textDisabled : theme.textMuted);
    m_unit->setText(m_quantity.unitSymbol());
    m_interval->setLook(theme.small, answer.outdated ? theme.textDisabled : theme.textMuted);
    m_interval->setText(answer.failed ? answer.reason : intervalText(value));
    QColor color = theme.textMuted;
    QString note = thresholdText(value.mean, color);
    if (note.isEmpty() && value.where)
        note = tr("at %1").arg(axisText(*context().contract->axis, *value.where));
    m_note->setLook(theme.small, answer.outdated ? theme.textDisabled : color);
    m_note->setText(note);
}

/// A number that lost digits would be another number: it gets smaller instead, and makes room for the second
/// line of its interval.
void ReadoutView::fitFigure()
{
    const Theme& theme = context().theme;
    const QRect room = contentsRect();
    const bool narrow = QFontMetrics(theme.body).horizontalAdvance(m_label->text()) > room.width();
    m_label->setLook(narrow ? theme.small : theme.body, theme.textMuted);
    const int foot = m_badge->isVisibleTo(this) ? m_badge->sizeHint().height() : m_note->sizeHint().height();
    const int interval = m_interval->text().isEmpty() ? 0 : m_interval->heightForWidth(room.width());
    const int height = room.height() - m_label->sizeHint().height() - interval - foot - 3;
    const int width = room.width() - (m_unit->text().isEmpty() ? 0 : m_unit->sizeHint().width() + unitGap);
    QFont font = theme.numberLarge;
    const auto fits = [&] {
        const QFontMetrics metrics(font);
        return metrics.horizontalAdvance(m_number->text()) < width && metrics.ascent() <= height;
    };
    while (font.pixelSize() > leastFigure && !fits())
        font.setPixelSize(font.pixelSize() - 1);
    // Below a readable height it takes what width there is.
    while (font.pixelSize() > 1 && QFontMetrics(font).horizontalAdvance(m_number->text()) >= width)
        font.setPixelSize(font.pixelSize() - 1);
    if (m_number->font() != font)
        m_number->setFont(font);
    m_number->setMinimumWidth(QFontMetrics(font).horizontalAdvance(m_number->text()) + 1);
}

void ReadoutView::resizeEvent(QResizeEvent* event)
{
    WidgetView::resizeEvent(event);
    fitFigure();
}

void ReadoutView::showNoNumber(const Answer& answer)
{
    const Theme& theme = context().theme;
    m_number->setLook(m_number->font(), theme.textDisabled);
    m_number->setText(QStringLiteral("\u2014"));
    m_unit->clear();
    m_note->clear();
    m_interval->setLook(theme.small, theme.textMuted);
    if (!m_variable)
        m_interval->setText(unboundReason("output"));
    else if (answer.hasNumbers())
        m_interval->setText(tr("There is no such place on the axis."));
    else
        m_interval->setText(answer.reason.isEmpty() ? tr("No answer yet.") : answer.reason);
}

QString ReadoutView::intervalText(const Aggregated& value) const
{
    const QString form = text("interval");
    if (form == "none")
        return {};
    if (!value.lower || !value.upper)
        return m_variable->confidence.kind == Confidence::Kind::None ? tr("No interval is known") : QString();
    const bool confirmed = context().session->snapshot()->zone == Zone::Validated;
    const QString claim = confirmed
                              ? tr("%1\u202f%\u00a0sure").arg(qRound(m_variable->confidence.level * 100))
                              : tr("not confirmed here");
    const auto ends = m_quantity.ends(*value.lower, *value.upper, !confirmed);
    if (form == "plus-minus" || !ends)
        return tr("\u00b1 %1, %2").arg(m_quantity.spread(*value.lower, *value.upper, !confirmed), claim);
    return tr("%1 to %2, %3").arg(ends->first, ends->second, claim);
}

/// The highest threshold that the value has reached.
QString ReadoutView::thresholdText(double value, QColor& color) const
{
    QString words;
    double highest = -std::numeric_limits<double>::infinity();
    const nlohmann::json thresholds = property("thresholds");
    for (const nlohmann::json& threshold : thresholds.is_array() ? thresholds : nlohmann::json::array()) {
        if (!threshold.is_object() || !threshold.contains("value") || !threshold["value"].is_number())
            continue;
        const double level = threshold["value"].get<double>();
        if (value < level || level < highest)
            continue;
        highest = level;
        const bool red = threshold.value("level", "amber") == "red";
        color = red ? context().theme.red : context().theme.sparse;
        const QString label = QString::fromStdString(threshold.value("label", std::string()));
        words = (red ? QStringLiteral("\u25a0  ") : QStringLiteral("\u25b2  ")) +
                (label.isEmpty() ? tr("at or above %1").arg(m_quantity.withUnit(level))
                                 : tr("%1: at or above %2").arg(label, m_quantity.withUnit(level)));
    }
    return words;
}

} // namespace twin
