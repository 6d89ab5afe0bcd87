// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/plot_widget.h"

#include "plot/axis_tickers.h"
#include "theme/elided_label.h"

#include <algorithm>
#include <cmath>

namespace twin {

namespace {

QVector<double> toVector(const std::vector<double>& values)
{
    return QVector<double>(values.begin(), values.end());
}

} // namespace

/// The plotting library's objects, made once and given new data afterwards.
struct PlotWidget::Canvas
{
    explicit Canvas(PlotWidget* owner) : plot(new QCustomPlot(owner)), message(new ElidedLabel(owner)) {}

    QCustomPlot* plot;
    ElidedLabel* message;
    std::vector<QCPGraph*> lower, upper, mean;
    std::vector<QCPItemStraightLine*> levels;
    std::vector<QCPItemText*> levelTexts;
    QCPItemStraightLine* cursorLine = nullptr;
    QCPItemRect* hatch = nullptr;
};

PlotWidget::PlotWidget(QWidget* parent) : QWidget(parent), m_canvas(std::make_unique<Canvas>(this))
{
    setFocusPolicy(Qt::StrongFocus);
    QCustomPlot* plot = m_canvas->plot;
    plot->setFocusPolicy(Qt::NoFocus);
    plot->setAttribute(Qt::WA_OpaquePaintEvent, false);
    plot->setMouseTracking(true);
    plot->installEventFilter(this);
    plot->setNoAntialiasingOnDrag(false);
    plot->axisRect()->setMinimumMargins(QMargins(46, 8, 14, 0));
    plot->xAxis->setTickLength(0, 4);
    plot->yAxis->setTickLength(0, 0);
    plot->xAxis->setPadding(0);
    plot->yAxis->setPadding(2);
    plot->yAxis->setTicker(QSharedPointer<PlainTicker>::create());
    plot->yAxis->ticker()->setTickCount(5);
    connect(plot, &QCustomPlot::afterReplot, this, &PlotWidget::painted);

    m_canvas->hatch = new QCPItemRect(plot);
    m_canvas->hatch->setLayer("background");
    m_canvas->hatch->topLeft->setType(QCPItemPosition::ptAxisRectRatio);
    m_canvas->hatch->bottomRight->setType(QCPItemPosition::ptAxisRectRatio);
    m_canvas->hatch->topLeft->setCoords(0, 0);
    m_canvas->hatch->bottomRight->setCoords(1, 1);
    m_canvas->cursorLine = new QCPItemStraightLine(plot);
    m_canvas->cursorLine->setVisible(false);
    m_canvas->message->setWordWrap(true);
    m_canvas->message->setAlignment(Qt::AlignCenter);
    m_canvas->message->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_canvas->message->hide();
}

PlotWidget::~PlotWidget() = default;

void PlotWidget::setTheme(const Theme& theme)
{
    const bool same = m_theme.mode == theme.mode && m_theme.text == theme.text;
    m_theme = theme;
    if (!same)
        rebuild();
}

void PlotWidget::setContent(const PlotContent& content)
{
    if (content == m_content)
        return;
    m_content = content;
    if (m_cursor && (m_content.curves.empty() || *m_cursor >= m_content.x.size()))
        m_cursor.reset();
    rebuild();
}

void PlotWidget::setCursor(std::optional<std::size_t> point)
{
    if (point && (m_content.curves.empty() || m_content.x.empty()))
        point.reset();
    if (point)
        point = std::min(*point, m_content.x.size() - 1);
    if (m_cursor == point)
        return;
    m_cursor = point;
    rebuild();
    emit cursorMoved();
}

void PlotWidget::rebuild()
{
    QCustomPlot* plot = m_canvas->plot;
    const Theme& theme = m_theme;
    plot->setBackground(Qt::NoBrush);
    for (QCPAxis* axis : {plot->xAxis, plot->yAxis}) {
        axis->setBasePen(axis == plot->xAxis ? QPen(theme.borderStrong, 1) : QPen(Qt::NoPen));
        axis->setTickPen(QPen(theme.borderStrong, 1));
        axis->setTickLabelColor(theme.textMuted);
        axis->setTickLabelFont(theme.small);
        axis->grid()->setPen(QPen(theme.grid, 1));
        axis->grid()->setZeroLinePen(QPen(theme.grid, 1));
    }
    plot->xAxis->grid()->setVisible(false);
    plot->yAxis->grid()->setVisible(m_content.showGrid && !m_content.curves.empty());
    plot->yAxis->setTickLabels(!m_content.curves.empty());
    setTicker(plot->xAxis, m_content.clock);
    plot->xAxis->ticker()->setTickCount(std::max(2, width() / 90));
    if (!m_content.x.empty())
        plot->xAxis->setRange(m_content.x.front(), m_content.x.back());
    plot->yAxis->setRange(m_content.bottom, m_content.top);

    const bool faded = m_content.ink == PlotContent::Ink::Faded;
    const bool weak = m_content.ink == PlotContent::Ink::Weak;
    const std::size_t count = m_content.curves.size();
    while (m_canvas->mean.size() < count) {
        m_canvas->lower.push_back(plot->addGraph());
        m_canvas->upper.push_back(plot->addGraph());
        m_canvas->mean.push_back(plot->addGraph());
        m_canvas->upper.back()->setChannelFillGraph(m_canvas->lower.back());
    }
    const QVector<double> x = toVector(m_content.x);
    const std::array<Qt::PenStyle, 3> styles = {Qt::SolidLine, Qt::DashDotLine, Qt::DotLine};
    for (std::size_t i = 0; i < m_canvas->mean.size(); ++i) {
        const PlotCurve curve = i < count ? m_content.curves[i] : PlotCurve();
        const bool hasBand = !curve.y.empty() && curve.lower.size() == curve.y.size();
        QColor ink = faded ? theme.textDisabled : theme.curve;
        QColor fill = faded ? theme.textDisabled : theme.band;
        if (faded)
            fill.setAlpha(30);
        m_canvas->mean[i]->setData(curve.y.empty() ? QVector<double>() : x, toVector(curve.y), true);
        m_canvas->lower[i]->setData(hasBand ? x : QVector<double>(),
                                    hasBand ? toVector(curve.lower) : QVector<double>(), true);
        m_canvas->upper[i]->setData(hasBand ? x : QVector<double>(),
                                    hasBand ? toVector(curve.upper) : QVector<double>(), true);
        m_canvas->mean[i]->setPen(QPen(ink, 2, weak ? Qt::DashLine : styles[i % styles.size()]));
        const QPen edge = weak ? QPen(ink, 1, Qt::DotLine) : QPen(Qt::NoPen);
        m_canvas->lower[i]->setPen(edge);
        m_canvas->upper[i]->setPen(edge);
        QColor hatch = theme.curve;
        hatch.setAlpha(130);
        m_canvas->upper[i]->setBrush(weak ? QBrush(hatch, Qt::BDiagPattern) : QBrush(fill));
    }

    while (m_canvas->levels.size() < m_content.thresholds.size()) {
        auto* level = new QCPItemStraightLine(plot);
        auto* label = new QCPItemText(plot);
        label->position->setTypeX(QCPItemPosition::ptAxisRectRatio);
        label->position->setTypeY(QCPItemPosition::ptPlotCoords);
        label->setPositionAlignment(Qt::AlignLeft | Qt::AlignBottom);
        label->setPadding(QMargins(4, 0, 4, 1));
        m_canvas->levels.push_back(level);
        m_canvas->levelTexts.push_back(label);
    }
    for (std::size_t i = 0; i < m_canvas->levels.size(); ++i) {
        const bool visible = count > 0 && i < m_content.thresholds.size() &&
                             m_content.thresholds[i].value <= m_content.top &&
                             m_content.thresholds[i].value >= m_content.bottom;
        m_canvas->levels[i]->setVisible(visible);
        m_canvas->levelTexts[i]->setVisible(visible);
        if (!visible)
            continue;
        const PlotThreshold& threshold = m_content.thresholds[i];
        const bool active = threshold.crossing.has_value() && !faded;
        const QColor color = threshold.red ? theme.red : theme.amber;
        QColor quiet = color;
        quiet.setAlpha(active ? 255 : 150);
        m_canvas->levels[i]->point1->setCoords(0, threshold.value);
        m_canvas->levels[i]->point2->setCoords(1, threshold.value);
        m_canvas->levels[i]->setPen(
            QPen(quiet, active ? 1.6 : 1, threshold.red ? Qt::SolidLine : Qt::DashLine));
        m_canvas->levelTexts[i]->position->setCoords(0, threshold.value);
        // At the upper edge there is no room above the line.
        const bool atEdge = threshold.value > m_content.top - 0.1 * (m_content.top - m_content.bottom);
        m_canvas->levelTexts[i]->setPositionAlignment(Qt::AlignLeft |
                                                      (atEdge ? Qt::AlignTop : Qt::AlignBottom));
        m_canvas->levelTexts[i]->setText(threshold.label);
        m_canvas->levelTexts[i]->setFont(theme.small);
        m_canvas->levelTexts[i]->setColor(theme.mode == Theme::Mode::Light && !threshold.red ? theme.sparse
                                                                                             : color);
    }

    QColor hatch = theme.unvalidated;
    hatch.setAlpha(70);
    m_canvas->hatch->setVisible(m_content.ground == PlotContent::Ground::Hatched);
    m_canvas->hatch->setPen(Qt::NoPen);
    m_canvas->hatch->setBrush(QBrush(hatch, Qt::BDiagPattern));
    m_canvas->cursorLine->setVisible(m_cursor.has_value());
    if (m_cursor) {
        const double at = m_content.x[*m_cursor];
        m_canvas->cursorLine->point1->setCoords(at, 0);
        m_canvas->cursorLine->point2->setCoords(at, 1);
        m_canvas->cursorLine->setPen(QPen(theme.textMuted, 1));
    }
    m_canvas->message->setText(m_content.message);
    m_canvas->message->setLook(theme.body, theme.colorOf(m_content.messageTone));
    placeMessage();
    plot->replot(QCustomPlot::rpQueuedReplot);
}

void PlotWidget::placeMessage()
{
    ElidedLabel* message = m_canvas->message;
    message->setVisible(!m_content.message.isEmpty());
    if (m_content.message.isEmpty())
        return;
    const QRect area = rect().adjusted(46, 8, -14, -26);
    const int room = std::min(area.width() - 24, 460);
    const int height = std::min(message->heightForWidth(room - 24) + 20, area.height());
    QRect box(0, 0, room, height);
    box.moveCenter(area.center());
    message->setContentsMargins(12, 8, 12, 8);
    message->setGeometry(box);
    message->raise();
}

void PlotWidget::resizeEvent(QResizeEvent*)
{
    m_canvas->plot->setGeometry(rect());
    m_canvas->plot->xAxis->ticker()->setTickCount(std::max(2, width() / 90));
    placeMessage();
}

void PlotWidget::paintEvent(QPaintEvent*)
{
    if (!hasFocus())
        return;
    QPainter painter(this);
    painter.setPen(QPen(m_theme.focus, 2));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
}

void PlotWidget::focusInEvent(QFocusEvent*)
{
    update();
}

void PlotWidget::focusOutEvent(QFocusEvent*)
{
    setCursor(std::nullopt);
    update();
}

void PlotWidget::keyPressEvent(QKeyEvent* event)
{
    const std::size_t last = m_content.x.empty() ? 0 : m_content.x.size() - 1;
    const std::size_t now = m_cursor.value_or(0);
    const std::size_t stride =
        event->modifiers() & Qt::ShiftModifier ? std::max<std::size_t>(1, last / 12) : 1;
    switch (event->key()) {
    case Qt::Key_Right:
        return setCursor(m_cursor ? std::min(now + stride, last) : 0);
    case Qt::Key_Left:
        return setCursor(m_cursor ? now - std::min(now, stride) : last);
    case Qt::Key_Home:
        return setCursor(0);
    case Qt::Key_End:
        return setCursor(last);
    case Qt::Key_Escape:
        if (m_cursor)
            return setCursor(std::nullopt);
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

bool PlotWidget::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_canvas->plot && event->type() == QEvent::MouseMove && !m_content.x.empty()) {
        const double at =
            m_canvas->plot->xAxis->pixelToCoord(static_cast<QMouseEvent*>(event)->position().x());
        const auto next = std::lower_bound(m_content.x.begin(), m_content.x.end(), at);
        std::size_t point =
            std::min<std::size_t>(std::size_t(next - m_content.x.begin()), m_content.x.size() - 1);
        if (point > 0 && at - m_content.x[point - 1] < m_content.x[point] - at)
            --point;
        setCursor(point);
    } else if (watched == m_canvas->plot && event->type() == QEvent::Leave && !hasFocus()) {
        setCursor(std::nullopt);
    } else if (watched == m_canvas->plot && event->type() == QEvent::MouseButtonPress) {
        setFocus(Qt::MouseFocusReason);
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace twin
