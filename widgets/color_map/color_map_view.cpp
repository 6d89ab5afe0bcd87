// SPDX-License-Identifier: GPL-3.0-or-later
#include "color_map/color_map_view.h"

#include "page/answer.h"
#include "page/zone_badge.h"
#include "plot/axis_text.h"
#include "plot/nice_scale.h"
#include "theme/elided_label.h"

#include <QHBoxLayout>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace twin {

namespace {

FieldAxis drawn(const Axis& axis)
{
    FieldAxis made;
    made.points = axis.values;
    made.clock = isClock(axis);
    made.title = QString::fromStdString(axis.label.empty() ? axis.name : axis.label);
    const QString symbol = QString::fromStdString(axis.unit.symbol());
    if (!made.clock && !symbol.isEmpty())
        made.title += QStringLiteral(" [") + symbol + ']';
    return made;
}

/// What a point stands for along its axis.
double lengthOf(const std::vector<double>& axis, std::size_t point)
{
    const double before = point > 0 ? axis[point] - axis[point - 1] : 0;
    const double after = point + 1 < axis.size() ? axis[point + 1] - axis[point] : 0;
    return 0.5 * (before + after);
}

/// The share of the area where the field is at or above a level.
double shareAbove(const FieldContent& content, double level)
{
    const std::size_t width = content.y.points.size();
    double above = 0, all = 0;
    for (std::size_t k = 0; k < content.values.size(); ++k) {
        const double area = lengthOf(content.x.points, k / width) * lengthOf(content.y.points, k % width);
        all += area;
        above += content.values[k] >= level ? area : 0;
    }
    return all > 0 ? above / all : 0;
}

QString markOf(const PlotThreshold& threshold)
{
    return threshold.red ? QStringLiteral("\u25a0 ") : QStringLiteral("\u25b2 ");
}

} // namespace

ColorMapView::ColorMapView(const ViewContext& context, QWidget* parent)
    : WidgetView(context, parent),
      m_label(new ElidedLabel(this)),
      m_unit(new ElidedLabel(this)),
      m_footnote(new ElidedLabel(this)),
      m_badge(new ZoneBadge(this)),
      m_plot(new FieldPlot(this))
{
    m_label->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    m_unit->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_footnote->setObjectName("footnote");
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(m_label);
    head->addWidget(m_unit, 1);
    head->addWidget(m_badge);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addLayout(head);
    column->addWidget(m_plot, 1);
    column->addWidget(m_footnote);
    connect(m_plot, &FieldPlot::cursorMoved, this,
            [this] { showFootnote(m_variable ? answerOf(this->context().session, *m_variable) : Answer()); });
}

void ColorMapView::nodeChanged()
{
    m_variable = boundVariable("output");
    if (m_variable && (m_variable->causality != Causality::Output || !m_variable->isField))
        m_variable = nullptr;
    const QString label = text("label");
    m_label->setText(!label.isEmpty() ? label
                     : m_variable     ? QString::fromStdString(m_variable->label)
                                      : tr("Colour map"));
    if (m_variable) {
        const std::optional<double> decimals = number("decimals");
        m_quantity =
            Quantity(*m_variable, text("unit"), decimals ? std::optional(int(*decimals)) : std::nullopt);
        m_label->setToolTip(QString::fromStdString(m_variable->description));
    }
    m_unit->setText(!m_variable     ? QString()
                    : showsSpread() ? tr("half the width of its band")
                                    : m_quantity.unitSymbol());
    m_bottom = m_top = 0;
    setAccessibleName(m_label->text());
    m_plot->setAccessibleName(m_label->text());
}

void ColorMapView::refresh()
{
    const Theme& theme = context().theme;
    m_label->setLook(theme.heading, theme.text);
    m_unit->setLook(theme.body, theme.textMuted);
    m_plot->setTheme(theme);
    FieldContent content;
    const Answer answer = m_variable ? answerOf(context().session, *m_variable) : Answer();
    if (m_variable && context().contract->axis && context().contract->axis2) {
        content.x = drawn(*context().contract->axis);
        content.y = drawn(*context().contract->axis2);
        content.isDownwards = flag("downwards");
        content.scaleTitle = m_quantity.unitSymbol();
        fillMap(content, answer);
        fillThresholds(content);
        fillScale(content);
    } else {
        content.message = unboundReason("output");
    }
    m_content = content;
    m_plot->setContent(content);
    m_badge->show(answer, theme);
    m_badge->setVisible(m_variable && (answer.kind != Answer::Kind::Empty || answer.failed));
    showFootnote(answer);
}

void ColorMapView::fillMap(FieldContent& content, const Answer& answer) const
{
    content.ink = answer.outdated                     ? PlotContent::Ink::Faded
                  : answer.kind == Answer::Kind::Weak ? PlotContent::Ink::Weak
                                                      : PlotContent::Ink::Solid;
    const OutputResult* result = shownResult(context().session, *m_variable);
    if (!answer.hasNumbers() || !result) {
        content.message = answer.reason.isEmpty() ? tr("No answer yet.")
                                                  : answer.mark + QStringLiteral("  ") + answer.reason;
        content.messageTone = answer.tone;
        if (answer.kind == Answer::Kind::Withheld)
            content.ground = PlotContent::Ground::Hatched;
        return;
    }
    const std::size_t points = content.x.points.size() * content.y.points.size();
    const bool hasBand = result->lower.size() == points && result->upper.size() == points &&
                         m_variable->confidence.kind != Confidence::Kind::None;
    if (result->mean.size() != points || (showsSpread() && !hasBand)) {
        content.message = tr("This result has no confidence band.");
        return;
    }
    content.values.resize(points);
    for (std::size_t k = 0; k < points; ++k)
        content.values[k] = showsSpread()
                                ? m_quantity.differenceToDisplay((result->upper[k] - result->lower[k]) / 2)
                                : m_quantity.toDisplay(result->mean[k]);
}

void ColorMapView::fillThresholds(FieldContent& content) const
{
    const nlohmann::json thresholds = property("thresholds");
    if (showsSpread() || !thresholds.is_array())
        return;
    for (const nlohmann::json& threshold : thresholds) {
        if (!threshold.is_object() || !threshold.contains("value") || !threshold["value"].is_number())
            continue;
        const double own = threshold["value"].get<double>();
        PlotThreshold line;
        line.value = m_quantity.toDisplay(own);
        line.red = threshold.value("level", "amber") == "red";
        const QString label = QString::fromStdString(threshold.value("label", std::string()));
        line.label = label.isEmpty() ? m_quantity.withUnit(own) : label + ' ' + m_quantity.withUnit(own);
        content.thresholds.push_back(std::move(line));
    }
}

void ColorMapView::fillScale(FieldContent& content)
{
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const double value : content.values) {
        if (!std::isfinite(value))
            continue;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    const bool fromZero = flag("fromZero") || (showsSpread() && low >= 0) || (low >= 0 && low < 0.2 * high);
    if (low > high) {
        // The scale stays as it was: a map that comes back is to be compared with the one that went.
        if (m_bottom == m_top)
            std::tie(m_bottom, m_top) = niceScale(std::nan(""), std::nan(""), false);
    } else if (!stillServes({m_bottom, m_top}, fromZero ? std::min(low, 0.0) : low, high)) {
        std::tie(m_bottom, m_top) = niceScale(low, high, fromZero);
    }
    const auto limit = [&](const char* key, double otherwise) {
        const std::optional<double> own = number(key);
        return own && !showsSpread() ? m_quantity.toDisplay(*own) : otherwise;
    };
    content.bottom = limit("minimum", m_bottom);
    content.top = limit("maximum", m_top);
    if (content.bottom >= content.top)
        content.top = content.bottom + 1;
}

QString ColorMapView::placeWords(std::size_t first, std::size_t second) const
{
    return tr("%1, %2").arg(axisText(*context().contract->axis, m_content.x.points[first]),
                            axisText(*context().contract->axis2, m_content.y.points[second]));
}

/// A value in display units with its unit.
QString ColorMapView::amount(double shown) const
{
    if (!showsSpread())
        return m_quantity.withUnit(m_quantity.fromDisplay(shown));
    const QString symbol = m_quantity.unitSymbol();
    return QStringLiteral("\u00b1 ") + QString::number(shown, 'g', 2) +
           (symbol.isEmpty() ? symbol : QChar(0xa0) + symbol);
}

QString ColorMapView::cursorText() const
{
    const auto [first, second] = *m_plot->cursor();
    const std::size_t at = first * m_content.y.points.size() + second;
    QString words = placeWords(first, second) + QStringLiteral("   ") + amount(m_content.values[at]);
    const OutputResult* result = shownResult(context().session, *m_variable);
    if (!showsSpread() && result && at < result->lower.size() && std::isfinite(result->lower[at]))
        words += m_quantity.bandWords(result->lower[at], result->upper[at],
                                      context().session->snapshot()->zone == Zone::Validated);
    return words;
}

QString ColorMapView::extremeWords() const
{
    const auto [low, high] = std::minmax_element(m_content.values.begin(), m_content.values.end());
    const std::size_t width = m_content.y.points.size();
    const auto where = [&](auto at) {
        const auto index = std::size_t(at - m_content.values.begin());
        return placeWords(index / width, index % width);
    };
    return tr("Highest %1 at %2   Lowest %3 at %4").arg(amount(*high), where(high), amount(*low), where(low));
}

QString ColorMapView::thresholdWords() const
{
    QStringList parts;
    for (const PlotThreshold& threshold : m_content.thresholds) {
        const double share = shareAbove(m_content, threshold.value);
        if (share > 0)
            parts << markOf(threshold) + tr("%1 or more on %2 % of the area")
                                             .arg(threshold.label)
                                             .arg(share < 0.01 ? QStringLiteral("< 1")
                                                               : QString::number(std::round(100 * share)));
    }
    if (parts.isEmpty() && !m_content.thresholds.empty())
        parts << tr("Reaches no threshold");
    return parts.join(QStringLiteral("   "));
}

void ColorMapView::showFootnote(const Answer& answer)
{
    const Theme& theme = context().theme;
    const bool isShown = !m_content.values.empty();
    const bool hasCursor = isShown && m_plot->cursor().has_value();
    const QString thresholds = isShown ? thresholdWords() : QString();
    QColor color = theme.textMuted;
    QString words;
    if (hasCursor) {
        words = cursorText();
        color = theme.text;
    } else if (isShown && (answer.failed || answer.kind == Answer::Kind::Weak)) {
        words = thresholds.isEmpty() || answer.failed ? answer.reason
                                                      : thresholds + QStringLiteral("   ") + answer.reason;
        color = theme.sparse;
    } else if (isShown) {
        words = thresholds.isEmpty() ? extremeWords() : thresholds;
        for (const PlotThreshold& threshold : m_content.thresholds)
            if (shareAbove(m_content, threshold.value) > 0)
                color = threshold.red || color == theme.red ? theme.red : theme.sparse;
    }
    m_footnote->setLook(theme.small, answer.outdated ? theme.textDisabled : color);
    m_footnote->setText(words);
    const QString description =
        QStringList{answer.word, m_content.message.isEmpty() ? answer.reason : m_content.message, thresholds,
                    isShown ? extremeWords() : QString(), hasCursor ? cursorText() : QString()}
            .join(QStringLiteral(". "));
    setAccessibleDescription(description);
    m_plot->setAccessibleDescription(description);
}

} // namespace twin
