// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/field_plot.h"

#include "plot/axis_tickers.h"
#include "plot/field_grid.h"
#include "theme/elided_label.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace twin {

namespace {

/// At least as many as a person sees steps between; more where the field has more.
constexpr std::size_t leastColumns = 160, leastRows = 120, most = 480;

QCPColorGradient gradientOf(const Theme& theme)
{
    const bool isLight = theme.mode == Theme::Mode::Light;
    QCPColorGradient gradient;
    gradient.clearColorStops();
    gradient.setColorInterpolation(QCPColorGradient::ciRGB);
    gradient.setLevelCount(256);
    gradient.setNanHandling(QCPColorGradient::nhTransparent);
    gradient.setColorStopAt(0, isLight ? QColor("#edf2f6") : QColor("#27313a"));
    gradient.setColorStopAt(0.35, isLight ? QColor("#a9c0d3") : QColor("#46647d"));
    gradient.setColorStopAt(0.7, isLight ? QColor("#4d7799") : QColor("#83aecd"));
    gradient.setColorStopAt(1, isLight ? QColor("#142c42") : QColor("#e8f3fb"));
    return gradient;
}

std::size_t evenPoints(std::size_t points, std::size_t least)
{
    return std::clamp(points, least, most);
}

void coverAll(QCPItemRect* item, const char* layer)
{
    item->setLayer(layer);
    item->topLeft->setType(QCPItemPosition::ptAxisRectRatio);
    item->bottomRight->setType(QCPItemPosition::ptAxisRectRatio);
    item->topLeft->setCoords(0, 0);
    item->bottomRight->setCoords(1, 1);
    item->setPen(Qt::NoPen);
}

} // namespace

/// The plotting library's objects, made once and given new data afterwards.
struct FieldPlot::Canvas
{
    explicit Canvas(FieldPlot* owner) : plot(new QCustomPlot(owner)), message(new ElidedLabel(owner)) {}

    QCustomPlot* plot;
    ElidedLabel* message;
    QCPColorMap* map = nullptr;
    QCPColorScale* scale = nullptr;
    std::vector<QCPCurve*> levels;
    QCPItemRect* ground = nullptr; ///< behind: hatched where nothing is shown
    QCPItemRect* cover = nullptr;  ///< before: what weakens the map
    QCPItemStraightLine* across = nullptr;
    QCPItemStraightLine* along = nullptr;
};

FieldPlot::FieldPlot(QWidget* parent) : QWidget(parent), m_canvas(std::make_unique<Canvas>(this))
{
    setFocusPolicy(Qt::StrongFocus);
    QCustomPlot* plot = m_canvas->plot;
    plot->setFocusPolicy(Qt::NoFocus);
    plot->setAttribute(Qt::WA_OpaquePaintEvent, false);
    plot->setMouseTracking(true);
    plot->installEventFilter(this);
    plot->axisRect()->setupFullAxesBox(false);
    plot->axisRect()->setMinimumMargins(QMargins(30, 12, 8, 0));
    for (QCPAxis* axis : {plot->xAxis2, plot->yAxis2}) {
        axis->setTicks(false);
        axis->setTickLabels(false);
    }
    for (QCPAxis* axis : {plot->xAxis, plot->yAxis}) {
        axis->setTickLength(0, 4);
        axis->setPadding(0);
        axis->setLabelPadding(3);
        axis->grid()->setVisible(false);
    }
    connect(plot, &QCustomPlot::afterReplot, this, &FieldPlot::painted);

    m_canvas->map = new QCPColorMap(plot->xAxis, plot->yAxis);
    m_canvas->map->setTightBoundary(true);
    m_canvas->scale = new QCPColorScale(plot);
    m_canvas->scale->setBarWidth(12);
    m_canvas->scale->setRangeDrag(false);
    m_canvas->scale->setRangeZoom(false);
    m_canvas->scale->axis()->setTicker(QSharedPointer<PlainTicker>::create());
    m_canvas->scale->axis()->setTickLength(0, 3);
    plot->plotLayout()->addElement(0, 1, m_canvas->scale);
    plot->plotLayout()->setColumnSpacing(0);
    auto* sides = new QCPMarginGroup(plot);
    plot->axisRect()->setMarginGroup(QCP::msBottom | QCP::msTop, sides);
    m_canvas->scale->setMarginGroup(QCP::msBottom | QCP::msTop, sides);
    m_canvas->map->setColorScale(m_canvas->scale);

    m_canvas->ground = new QCPItemRect(plot);
    m_canvas->cover = new QCPItemRect(plot);
    coverAll(m_canvas->ground, "background");
    coverAll(m_canvas->cover, "overlay");
    m_canvas->across = new QCPItemStraightLine(plot);
    m_canvas->along = new QCPItemStraightLine(plot);
    for (QCPItemStraightLine* line : {m_canvas->across, m_canvas->along})
        line->setLayer("overlay");
    m_canvas->message->setWordWrap(true);
    m_canvas->message->setAlignment(Qt::AlignCenter);
    m_canvas->message->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_canvas->message->hide();
}

FieldPlot::~FieldPlot() = default;

void FieldPlot::setTheme(const Theme& theme)
{
    const bool same = m_theme.mode == theme.mode && m_theme.text == theme.text;
    m_theme = theme;
    if (!same)
        rebuild();
}

void FieldPlot::setContent(const FieldContent& content)
{
    if (content == m_content)
        return;
    m_content = content;
    if (m_cursor && (m_content.values.empty() || m_cursor->first >= m_content.x.points.size() ||
                     m_cursor->second >= m_content.y.points.size()))
        m_cursor.reset();
    rebuild();
}

void FieldPlot::setCursor(std::optional<Point> point)
{
    if (m_content.values.empty())
        point.reset();
    if (point)
        point = {std::min(point->first, m_content.x.points.size() - 1),
                 std::min(point->second, m_content.y.points.size() - 1)};
    if (m_cursor == point)
        return;
    m_cursor = point;
    rebuildCovers();
    m_canvas->plot->replot(QCustomPlot::rpQueuedReplot);
    emit cursorMoved();
}

void FieldPlot::rebuild()
{
    rebuildAxes();
    rebuildMap();
    rebuildThresholds();
    rebuildCovers();
    m_canvas->message->setText(m_content.message);
    m_canvas->message->setLook(m_theme.body, m_theme.colorOf(m_content.messageTone));
    placeMessage();
    m_canvas->plot->replot(QCustomPlot::rpQueuedReplot);
}

void FieldPlot::rebuildAxes()
{
    QCustomPlot* plot = m_canvas->plot;
    plot->setBackground(Qt::NoBrush);
    for (QCPAxis* axis : {plot->xAxis, plot->yAxis, plot->xAxis2, plot->yAxis2, m_canvas->scale->axis()}) {
        axis->setBasePen(QPen(m_theme.borderStrong, 1));
        axis->setTickPen(QPen(m_theme.borderStrong, 1));
        axis->setTickLabelColor(m_theme.textMuted);
        axis->setTickLabelFont(m_theme.small);
        axis->setLabelColor(m_theme.textMuted);
        axis->setLabelFont(m_theme.small);
    }
    for (QCPAxis* axis : m_canvas->scale->axis()->axisRect()->axes()) // the border of the scale
        axis->setBasePen(QPen(m_theme.borderStrong, 1));
    for (const auto& [axis, content] :
         {std::pair{plot->xAxis, &m_content.x}, std::pair{plot->yAxis, &m_content.y}}) {
        setTicker(axis, content->clock);
        axis->setLabel(content->title);
        if (!content->points.empty())
            axis->setRange(content->points.front(), content->points.back());
    }
    plot->xAxis->ticker()->setTickCount(std::max(2, width() / 90));
    plot->yAxis->ticker()->setTickCount(std::max(2, height() / 50));
    plot->yAxis->setRangeReversed(m_content.isDownwards);
}

void FieldPlot::rebuildMap()
{
    const bool isShown = !m_content.values.empty();
    m_canvas->map->setVisible(isShown);
    m_canvas->scale->setVisible(isShown);
    m_canvas->scale->axis()->setVisible(isShown);
    if (!isShown)
        return;
    const FieldGrid grid{m_content.x.points, m_content.y.points, m_content.values};
    const std::size_t columns = evenPoints(grid.x.size(), leastColumns);
    const std::size_t rows = evenPoints(grid.y.size(), leastRows);
    const std::vector<double> even = resample(grid, columns, rows);
    QCPColorMapData* cells = m_canvas->map->data();
    cells->setSize(int(columns), int(rows));
    cells->setRange({grid.x.front(), grid.x.back()}, {grid.y.front(), grid.y.back()});
    for (std::size_t j = 0; j < rows; ++j)
        for (std::size_t i = 0; i < columns; ++i)
            cells->setCell(int(i), int(j), even[j * columns + i]);
    m_canvas->scale->setGradient(gradientOf(m_theme));
    m_canvas->scale->setDataRange({m_content.bottom, m_content.top});
    m_canvas->scale->setLabel(m_content.scaleTitle);
    m_canvas->scale->axis()->ticker()->setTickCount(std::max(2, height() / 50));
}

void FieldPlot::rebuildThresholds()
{
    QCustomPlot* plot = m_canvas->plot;
    while (m_canvas->levels.size() < m_content.thresholds.size())
        m_canvas->levels.push_back(new QCPCurve(plot->xAxis, plot->yAxis));
    for (std::size_t k = 0; k < m_canvas->levels.size(); ++k) {
        QVector<double> order, x, y;
        if (k < m_content.thresholds.size() && !m_content.values.empty()) {
            const FieldGrid grid{m_content.x.points, m_content.y.points, m_content.values};
            for (const FieldSegment& piece : contour(grid, m_content.thresholds[k].value)) {
                x << piece.x1 << piece.x2 << std::nan("");
                y << piece.y1 << piece.y2 << std::nan("");
            }
            order.resize(x.size());
            std::iota(order.begin(), order.end(), 0.0);
            const bool isRed = m_content.thresholds[k].red;
            m_canvas->levels[k]->setPen(
                QPen(isRed ? m_theme.red : m_theme.amber, 2, isRed ? Qt::SolidLine : Qt::DashLine));
        }
        m_canvas->levels[k]->setData(order, x, y, true);
    }
}

void FieldPlot::rebuildCovers()
{
    QColor hatch = m_theme.unvalidated;
    hatch.setAlpha(70);
    m_canvas->ground->setVisible(m_content.ground == PlotContent::Ground::Hatched);
    m_canvas->ground->setBrush(QBrush(hatch, Qt::BDiagPattern));
    const bool isFaded = m_content.ink == PlotContent::Ink::Faded;
    const bool isWeak = m_content.ink == PlotContent::Ink::Weak;
    QColor veil = m_theme.surface;
    veil.setAlpha(190);
    QColor weakness = m_theme.sparse;
    weakness.setAlpha(120);
    m_canvas->cover->setVisible((isFaded || isWeak) && !m_content.values.empty());
    m_canvas->cover->setBrush(isFaded ? QBrush(veil) : QBrush(weakness, Qt::BDiagPattern));
    for (QCPItemStraightLine* line : {m_canvas->across, m_canvas->along}) {
        line->setVisible(m_cursor.has_value());
        line->setPen(QPen(m_theme.text, 1));
    }
    if (!m_cursor)
        return;
    const double x = m_content.x.points[m_cursor->first], y = m_content.y.points[m_cursor->second];
    m_canvas->across->point1->setCoords(x, y);
    m_canvas->across->point2->setCoords(x + 1, y);
    m_canvas->along->point1->setCoords(x, y);
    m_canvas->along->point2->setCoords(x, y + 1);
}

void FieldPlot::placeMessage()
{
    ElidedLabel* message = m_canvas->message;
    message->setVisible(!m_content.message.isEmpty());
    if (m_content.message.isEmpty())
        return;
    const QRect area = rect().adjusted(46, 8, -14, -40);
    const int room = std::min(area.width() - 24, 460);
    const int height = std::min(message->heightForWidth(room - 24) + 20, area.height());
    QRect box(0, 0, room, height);
    box.moveCenter(area.center());
    message->setContentsMargins(12, 8, 12, 8);
    message->setGeometry(box);
    message->raise();
}

void FieldPlot::resizeEvent(QResizeEvent*)
{
    m_canvas->plot->setGeometry(rect());
    rebuildAxes();
    m_canvas->scale->axis()->ticker()->setTickCount(std::max(2, height() / 50));
    placeMessage();
}

void FieldPlot::paintEvent(QPaintEvent*)
{
    if (!hasFocus())
        return;
    QPainter painter(this);
    painter.setPen(QPen(m_theme.focus, 2));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
}

void FieldPlot::focusInEvent(QFocusEvent*)
{
    update();
}

void FieldPlot::focusOutEvent(QFocusEvent*)
{
    setCursor(std::nullopt);
    update();
}

void FieldPlot::keyPressEvent(QKeyEvent* event)
{
    const Point last{std::max<std::size_t>(m_content.x.points.size(), 1) - 1,
                     std::max<std::size_t>(m_content.y.points.size(), 1) - 1};
    const Point first{0, m_content.isDownwards ? last.second : 0};
    Point to = m_cursor.value_or(first);
    const auto stride = [&](std::size_t points) {
        return event->modifiers() & Qt::ShiftModifier ? std::max<std::size_t>(1, points / 12) : 1;
    };
    const auto forward = [&](std::size_t now, std::size_t end) { return std::min(now + stride(end), end); };
    const auto back = [&](std::size_t now, std::size_t end) { return now - std::min(now, stride(end)); };
    const bool isUp = (event->key() == Qt::Key_Up) != m_content.isDownwards;
    switch (event->key()) {
    case Qt::Key_Right:
        to.first = forward(to.first, last.first);
        break;
    case Qt::Key_Left:
        to.first = back(to.first, last.first);
        break;
    case Qt::Key_Up:
    case Qt::Key_Down:
        to.second = isUp ? forward(to.second, last.second) : back(to.second, last.second);
        break;
    case Qt::Key_Home:
        to.first = 0;
        break;
    case Qt::Key_End:
        to.first = last.first;
        break;
    case Qt::Key_Escape:
        if (m_cursor)
            return setCursor(std::nullopt);
        return QWidget::keyPressEvent(event);
    default:
        return QWidget::keyPressEvent(event);
    }
    setCursor(m_cursor ? to : first);
}

bool FieldPlot::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_canvas->plot && event->type() == QEvent::MouseMove && !m_content.values.empty()) {
        const QPointF at = static_cast<QMouseEvent*>(event)->position();
        if (!m_canvas->plot->axisRect()->rect().contains(at.toPoint())) {
            setCursor(std::nullopt);
            return QWidget::eventFilter(watched, event);
        }
        setCursor(Point{nearestPoint(m_content.x.points, m_canvas->plot->xAxis->pixelToCoord(at.x())),
                        nearestPoint(m_content.y.points, m_canvas->plot->yAxis->pixelToCoord(at.y()))});
    } else if (watched == m_canvas->plot && event->type() == QEvent::Leave && !hasFocus()) {
        setCursor(std::nullopt);
    } else if (watched == m_canvas->plot && event->type() == QEvent::MouseButtonPress) {
        setFocus(Qt::MouseFocusReason);
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace twin
