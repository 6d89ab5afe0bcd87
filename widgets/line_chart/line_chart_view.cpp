// SPDX-License-Identifier: GPL-3.0-or-later
#include "line_chart/line_chart_view.h"

#include "page/answer.h"
#include "page/zone_badge.h"
#include "plot/axis_text.h"
#include "plot/crossing.h"
#include "plot/nice_scale.h"
#include "theme/elided_label.h"

#include <QHBoxLayout>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace twin {

namespace {

/// A threshold far above all values would press the curve flat; it is named below the plot then.
constexpr double farThreshold = 4;

} // namespace

LineChartView::LineChartView(const ViewContext& context, QWidget* parent)
    : WidgetView(context, parent),
      m_label(new ElidedLabel(this)),
      m_unit(new ElidedLabel(this)),
      m_footnote(new ElidedLabel(this)),
      m_badge(new ZoneBadge(this)),
      m_plot(new PlotWidget(this))
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
    connect(m_plot, &PlotWidget::cursorMoved, this, [this] {
        showFootnote(m_content, m_variable ? answerOf(this->context().session, *m_variable) : Answer());
    });
}

void LineChartView::nodeChanged()
{
    m_variable = boundVariable("output");
    if (m_variable && (m_variable->causality != Causality::Output || !m_variable->isSeries))
        m_variable = nullptr;
    m_more.clear();
    const nlohmann::json more = property("more");
    for (const nlohmann::json& name : more.is_array() ? more : nlohmann::json::array()) {
        const Variable* other = m_variable && name.is_string()
                                    ? context().contract->findOutput(name.get<std::string>())
                                    : nullptr;
        if (other && other->isSeries && other->unit.isCompatibleWith(m_variable->unit))
            m_more.push_back(other);
    }
    const QString label = text("label");
    m_label->setText(!label.isEmpty() ? label
                     : m_variable     ? QString::fromStdString(m_variable->label)
                                      : tr("Line chart"));
    if (m_variable) {
        const std::optional<double> decimals = number("decimals");
        m_quantity =
            Quantity(*m_variable, text("unit"), decimals ? std::optional(int(*decimals)) : std::nullopt);
        m_label->setToolTip(QString::fromStdString(m_variable->description));
    }
    m_unit->setText(m_variable ? m_quantity.unitSymbol() : QString());
    m_bottom = m_top = 0;
    setAccessibleName(m_label->text());
    m_plot->setAccessibleName(m_label->text());
}

void LineChartView::refresh()
{
    const Theme& theme = context().theme;
    m_label->setLook(theme.heading, theme.text);
    m_unit->setLook(theme.body, theme.textMuted);
    m_plot->setTheme(theme);
    PlotContent content;
    const Answer answer = m_variable ? answerOf(context().session, *m_variable) : Answer();
    content.showGrid = flag("showGrid");
    content.decimals = m_quantity.decimals();
    if (context().contract && context().contract->axis) {
        content.x = context().contract->axis->values;
        content.clock = isClock(*context().contract->axis);
    }
    if (m_variable) {
        fillCurves(content, answer);
        fillThresholds(content);
        fillScale(content);
    } else {
        content.message = unboundReason("output");
    }
    m_content = content;
    m_plot->setContent(content);
    m_badge->show(answer, theme);
    m_badge->setVisible(m_variable && (answer.kind != Answer::Kind::Empty || answer.failed));
    showFootnote(content, answer);
}

void LineChartView::fillCurves(PlotContent& content, const Answer& answer) const
{
    content.ink = answer.outdated                     ? PlotContent::Ink::Faded
                  : answer.kind == Answer::Kind::Weak ? PlotContent::Ink::Weak
                                                      : PlotContent::Ink::Solid;
    if (!answer.hasNumbers()) {
        content.message = answer.reason.isEmpty() ? tr("No answer yet.")
                                                  : answer.mark + QStringLiteral("  ") + answer.reason;
        content.messageTone = answer.tone;
        content.ground =
            answer.kind == Answer::Kind::Withheld ? PlotContent::Ground::Hatched : PlotContent::Ground::Plain;
        return;
    }
    std::vector<const Variable*> shown{m_variable};
    shown.insert(shown.end(), m_more.begin(), m_more.end());
    for (const Variable* variable : shown) {
        const OutputResult* result = shownResult(context().session, *variable);
        if (!result || result->mean.size() != content.x.size())
            continue;
        PlotCurve curve;
        curve.label = QString::fromStdString(variable->label);
        const auto converted = [&](const std::vector<double>& values) {
            std::vector<double> out(values.size());
            std::transform(values.begin(), values.end(), out.begin(),
                           [&](double value) { return variable->unit.to(m_quantity.unit(), value); });
            return out;
        };
        curve.y = converted(result->mean);
        if (flag("showBand") && result->lower.size() == result->mean.size()) {
            curve.lower = converted(result->lower);
            curve.upper = converted(result->upper);
        }
        content.curves.push_back(std::move(curve));
    }
}

void LineChartView::fillThresholds(PlotContent& content) const
{
    const nlohmann::json thresholds = property("thresholds");
    for (const nlohmann::json& threshold : thresholds.is_array() ? thresholds : nlohmann::json::array()) {
        if (!threshold.is_object() || !threshold.contains("value") || !threshold["value"].is_number())
            continue;
        const double own = threshold["value"].get<double>();
        PlotThreshold line;
        line.value = m_quantity.toDisplay(own);
        line.red = threshold.value("level", "amber") == "red";
        const QString label = QString::fromStdString(threshold.value("label", std::string()));
        line.label = (line.red ? QStringLiteral("\u25a0 ") : QStringLiteral("\u25b2 ")) +
                     (label.isEmpty() ? m_quantity.withUnit(own) : label + ' ' + m_quantity.withUnit(own));
        if (!content.curves.empty())
            if (const auto crossing = firstCrossing(content.x, content.curves.front().y, line.value))
                line.crossing = crossing->nextPoint;
        content.thresholds.push_back(std::move(line));
    }
}

void LineChartView::fillScale(PlotContent& content)
{
    double low = std::numeric_limits<double>::infinity(), high = -low;
    const auto include = [&](const std::vector<double>& values) {
        for (const double value : values) {
            if (!std::isfinite(value))
                continue;
            low = std::min(low, value);
            high = std::max(high, value);
        }
    };
    for (const PlotCurve& curve : content.curves) {
        include(curve.y);
        include(curve.lower);
        include(curve.upper);
    }
    if (content.curves.empty()) {
        // The axis stays as it was: a curve that comes back is to be compared with the one that went.
        if (m_bottom == m_top)
            std::tie(m_bottom, m_top) = niceScale(std::nan(""), std::nan(""), false);
    } else {
        const double extent = std::max(high - low, std::abs(high) * 1e-6);
        const double dataLow = low, dataHigh = high;
        for (const PlotThreshold& threshold : content.thresholds)
            if (threshold.value <= dataLow + farThreshold * extent &&
                threshold.value >= dataHigh - farThreshold * extent)
                include({threshold.value});
        const bool fromZero = flag("fromZero") || (low >= 0 && low < 0.2 * high);
        if (fromZero)
            low = std::min(low, 0.0);
        if (!stillServes({m_bottom, m_top}, low, high))
            std::tie(m_bottom, m_top) = niceScale(low, high, fromZero);
    }
    content.bottom = number("minimum") ? m_quantity.toDisplay(*number("minimum")) : m_bottom;
    content.top = number("maximum") ? m_quantity.toDisplay(*number("maximum")) : m_top;
    if (content.bottom >= content.top)
        content.top = content.bottom + 1;
}

QString LineChartView::cursorText() const
{
    const std::size_t point = *m_plot->cursor();
    const bool confirmed = context().session->snapshot()->zone == Zone::Validated;
    QStringList parts;
    for (const PlotCurve& curve : m_content.curves) {
        QString words = m_content.curves.size() > 1 ? curve.label + ' ' : QString();
        words += m_quantity.withUnit(m_quantity.fromDisplay(curve.y[point]));
        if (!curve.lower.empty() && std::isfinite(curve.lower[point]))
            words += m_quantity.bandWords(m_quantity.fromDisplay(curve.lower[point]),
                                          m_quantity.fromDisplay(curve.upper[point]), confirmed);
        parts << words;
    }
    return axisText(*context().contract->axis, m_content.x[point]) + QStringLiteral("   ") +
           parts.join(QStringLiteral("   "));
}

QString LineChartView::thresholdWords(const PlotContent& content, QColor& color) const
{
    QStringList parts;
    for (const PlotThreshold& threshold : content.thresholds) {
        if (threshold.crossing) {
            const double own = m_quantity.fromDisplay(threshold.value);
            parts << (threshold.red ? QStringLiteral("\u25a0 ") : QStringLiteral("\u25b2 ")) +
                         tr("crosses %1 at %2")
                             .arg(m_quantity.withUnit(own),
                                  axisText(*context().contract->axis, *threshold.crossing));
            color =
                threshold.red || color == context().theme.red ? context().theme.red : context().theme.sparse;
        }
    }
    if (parts.isEmpty() && !content.thresholds.empty())
        parts << tr("Crosses no threshold");
    return parts.join(QStringLiteral("   "));
}

void LineChartView::showFootnote(const PlotContent& content, const Answer& answer)
{
    const Theme& theme = context().theme;
    QColor color = theme.textMuted;
    QString words;
    if (content.curves.empty())
        words.clear();
    else if (m_plot->cursor())
        words = cursorText();
    else if (answer.failed || answer.kind == Answer::Kind::Weak)
        words = answer.reason;
    else
        words = thresholdWords(content, color);
    const QString crossings = content.curves.empty() ? QString() : thresholdWords(content, color);
    if (answer.kind == Answer::Kind::Weak && !m_plot->cursor()) {
        color = theme.sparse;
        if (!content.thresholds.empty() && !answer.failed)
            words = crossings + QStringLiteral("   ") + words;
    }
    m_footnote->setLook(theme.small, answer.outdated    ? theme.textDisabled
                                     : m_plot->cursor() ? theme.text
                                                        : color);
    m_footnote->setText(words);
    const QString description =
        QStringList{answer.word, content.message.isEmpty() ? answer.reason : content.message, crossings,
                    m_plot->cursor() ? cursorText() : QString()}
            .join(QStringLiteral(". "));
    setAccessibleDescription(description);
    m_plot->setAccessibleDescription(description);
}

} // namespace twin
