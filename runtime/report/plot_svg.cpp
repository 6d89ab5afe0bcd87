// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/plot_svg.h"

#include "report/html_text.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {

namespace {

constexpr double width = 480;
constexpr double right = 14;
constexpr double bottom = 46;
constexpr double letter = 6.4; ///< about the width of one at 12 px

std::string_view classOf(PlotLayer::Role role)
{
    switch (role) {
    case PlotLayer::Role::Truth:
        return "truth";
    case PlotLayer::Role::Reference:
        return "reference";
    case PlotLayer::Role::Warning:
        return "warning";
    case PlotLayer::Role::Answer:
        break;
    }
    return "answer";
}

std::size_t lettersOf(const std::string& text)
{
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

class Drawing
{
  public:
    Drawing(const Plot& plot, const std::string& id) : m_plot(plot), m_id(id)
    {
        std::size_t widest = 0;
        for (const auto& tick : plot.y.ticks)
            widest = std::max(widest, lettersOf(tick.second));
        m_left = std::clamp(30 + letter * static_cast<double>(widest), 44.0, 190.0);
        m_top = 14 + 18 * static_cast<double>(legendRows());
        m_height = std::max(width / std::max(plot.aspect, 0.2), m_top + bottom + 40);
    }

    std::string svg()
    {
        m_text = fmt::format("<svg class=\"plot\" viewBox=\"0 0 {:g} {:.0f}\" role=\"img\" "
                             "aria-labelledby=\"{}-t {}-d\" xmlns=\"http://www.w3.org/2000/svg\">"
                             "<title id=\"{}-t\">{}</title><desc id=\"{}-d\">{}</desc>",
                             width, m_height, m_id, m_id, m_id, escapeHtml(m_plot.title), m_id,
                             escapeHtml(m_plot.description));
        m_text +=
            fmt::format("<clipPath id=\"{}-c\"><rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" "
                        "height=\"{:.1f}\"/></clipPath><pattern id=\"{}-h\" width=\"6\" height=\"6\" "
                        "patternUnits=\"userSpaceOnUse\"><path d=\"M0 6L6 0\" class=\"hatch\"/></pattern>",
                        m_id, m_left, m_top, innerWidth(), innerHeight(), m_id);
        drawGrid();
        m_text += fmt::format("<g clip-path=\"url(#{}-c)\">", m_id);
        for (const PlotLayer& layer : m_plot.layers)
            draw(layer);
        m_text += "</g>";
        drawAxes();
        drawLegend();
        return m_text + "</svg>";
    }

  private:
    double innerWidth() const { return width - m_left - right; }
    double innerHeight() const { return m_height - m_top - bottom; }
    double atX(double value) const
    {
        const double share = (value - m_plot.x.minimum) / (m_plot.x.maximum - m_plot.x.minimum);
        return m_left + std::clamp(share, -10.0, 10.0) * innerWidth();
    }
    double atY(double value) const
    {
        const double share = (value - m_plot.y.minimum) / (m_plot.y.maximum - m_plot.y.minimum);
        return m_top + (1 - std::clamp(share, -10.0, 10.0)) * innerHeight();
    }

    std::size_t legendRows() const
    {
        double used = 0;
        std::size_t rows = 0;
        for (const PlotLayer& layer : m_plot.layers) {
            if (layer.label.empty())
                continue;
            const double needed = 40 + letter * static_cast<double>(lettersOf(layer.label));
            if (rows == 0 || used + needed > width - 60) {
                ++rows;
                used = 0;
            }
            used += needed;
        }
        return rows;
    }

    void drawGrid()
    {
        m_text += "<g class=\"grid\">";
        for (const auto& [value, label] : m_plot.y.ticks)
            m_text += fmt::format("<path d=\"M{:.1f} {:.1f}h{:.1f}\"/>", m_left, atY(value), innerWidth());
        for (const auto& [value, label] : m_plot.x.ticks)
            m_text += fmt::format("<path d=\"M{:.1f} {:.1f}v{:.1f}\"/>", atX(value), m_top, innerHeight());
        m_text += "</g>";
    }

    void drawAxes()
    {
        const double floor = m_top + innerHeight();
        m_text += fmt::format("<path class=\"axis\" d=\"M{:.1f} {:.1f}V{:.1f}H{:.1f}\"/>", m_left, m_top,
                              floor, width - right);
        for (const auto& [value, label] : m_plot.x.ticks)
            m_text +=
                fmt::format("<text class=\"tick\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>",
                            atX(value), floor + 16, escapeHtml(label));
        for (const auto& [value, label] : m_plot.y.ticks)
            m_text +=
                fmt::format("<text class=\"tick\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>",
                            m_left - 6, atY(value) + 4, escapeHtml(label));
        m_text +=
            fmt::format("<text class=\"title\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>",
                        m_left + innerWidth() / 2, m_height - 8, escapeHtml(m_plot.x.title));
        if (!m_plot.y.title.empty())
            m_text += fmt::format("<text class=\"title\" transform=\"translate(12 {:.1f}) rotate(-90)\" "
                                  "text-anchor=\"middle\">{}</text>",
                                  m_top + innerHeight() / 2, escapeHtml(m_plot.y.title));
    }

    void drawLegend()
    {
        double x = m_left, y = 12;
        for (const PlotLayer& layer : m_plot.layers) {
            if (layer.label.empty())
                continue;
            const double needed = 40 + letter * static_cast<double>(lettersOf(layer.label));
            if (x > m_left && x + needed > width - right) {
                x = m_left;
                y += 18;
            }
            const std::string_view role = classOf(layer.role);
            if (layer.kind == PlotLayer::Kind::Points)
                m_text += fmt::format("<circle class=\"{} point\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.5\"/>",
                                      role, x + 12, y - 4);
            else if (layer.kind == PlotLayer::Kind::Line)
                m_text += fmt::format("<path class=\"{} line\" d=\"M{:.1f} {:.1f}h24\"/>", role, x, y - 4);
            else
                m_text += fmt::format("<rect class=\"{} {}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"24\" "
                                      "height=\"10\"/>",
                                      role, layer.kind == PlotLayer::Kind::Band ? "band" : "bar", x, y - 9);
            m_text += fmt::format("<text class=\"tick\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>", x + 29, y,
                                  escapeHtml(layer.label));
            x += needed;
        }
    }

    void draw(const PlotLayer& layer)
    {
        const std::string_view role = classOf(layer.role);
        switch (layer.kind) {
        case PlotLayer::Kind::Points:
            for (std::size_t i = 0; i < layer.x.size(); ++i)
                if (!std::isnan(layer.x[i]) && !std::isnan(layer.y[i]))
                    m_text +=
                        fmt::format("<circle class=\"{} point\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.2\"/>",
                                    role, atX(layer.x[i]), atY(layer.y[i]));
            return;
        case PlotLayer::Kind::Line:
            m_text += fmt::format("<path class=\"{} line\" d=\"{}\"/>", role, pathOf(layer.x, layer.y));
            return;
        case PlotLayer::Kind::Band: {
            std::string path = pathOf(layer.x, layer.y);
            for (std::size_t i = layer.x.size(); i-- > 0;)
                if (!std::isnan(layer.x[i]) && !std::isnan(layer.y2[i]))
                    path += fmt::format("L{:.1f} {:.1f}", atX(layer.x[i]), atY(layer.y2[i]));
            m_text += fmt::format("<path class=\"{} band\" d=\"{}Z\"/>", role, path);
            return;
        }
        case PlotLayer::Kind::Bars:
            for (std::size_t i = 0; i < layer.x.size(); ++i) {
                if (std::isnan(layer.x2[i]))
                    continue;
                const double top = atY(layer.y[i] + layer.y2[i] / 2), from = atX(layer.x[i]);
                m_text += fmt::format("<rect class=\"{} bar\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" "
                                      "height=\"{:.1f}\"/>",
                                      role, from, top, std::max(atX(layer.x2[i]) - from, 0.5),
                                      atY(layer.y[i] - layer.y2[i] / 2) - top);
            }
            return;
        case PlotLayer::Kind::Cells:
            drawCells(layer);
            return;
        }
    }

    void drawCells(const PlotLayer& layer)
    {
        // Shades stay so light that ink on them keeps its contrast.
        std::string texts;
        m_text += "<g class=\"cells\">";
        for (std::size_t i = 0; i < layer.x.size(); ++i) {
            const double from = atX(layer.x[i]), to = atX(layer.x2[i]);
            const double top = atY(layer.y2[i]), floor = atY(layer.y[i]);
            const std::string fill =
                std::isnan(layer.shade[i])
                    ? fmt::format("fill=\"url(#{}-h)\"", m_id)
                    : fmt::format("class=\"cell\" fill-opacity=\"{:.2f}\"", 0.04 + 0.64 * layer.shade[i]);
            m_text += fmt::format("<rect {} x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>",
                                  fill, from + 0.5, top + 0.5, std::max(to - from - 1, 0.5),
                                  std::max(floor - top - 1, 0.5));
            const bool hasRoom = to - from >= 4.2 * double(layer.texts[i].size()) && floor - top >= 9;
            if (!hasRoom)
                continue;
            texts +=
                fmt::format("<text class=\"in\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>",
                            (from + to) / 2, (top + floor) / 2 + 4, escapeHtml(layer.texts[i]));
        }
        m_text += "</g>" + texts;
    }

    std::string pathOf(const std::vector<double>& x, const std::vector<double>& y) const
    {
        std::string path;
        bool isDown = false;
        for (std::size_t i = 0; i < x.size(); ++i) {
            if (std::isnan(x[i]) || std::isnan(y[i])) {
                isDown = false;
                continue;
            }
            path += fmt::format("{}{:.1f} {:.1f}", isDown ? 'L' : 'M', atX(x[i]), atY(y[i]));
            isDown = true;
        }
        return path.empty() ? "M0 0" : path;
    }

    const Plot& m_plot;
    const std::string& m_id;
    double m_left = 0, m_top = 0, m_height = 0;
    std::string m_text;
};

} // namespace

std::string plotSvg(const Plot& plot, const std::string& id)
{
    return Drawing(plot, id).svg();
}

std::string_view plotStyle()
{
    return R"(svg.plot { display: block; width: 100%; height: auto; font: 12px/1 inherit; }
svg.plot text { fill: var(--soft); font-family: inherit; font-size: 12px; }
svg.plot text.title { fill: var(--ink); }
svg.plot text.in { fill: var(--ink); font-size: 11px; paint-order: stroke; stroke: var(--paper); stroke-width: 2.5px;
  stroke-opacity: 0.55; }
svg.plot .grid path { stroke: var(--line); stroke-width: 1; }
svg.plot .axis { fill: none; stroke: var(--soft); stroke-width: 1; }
svg.plot .hatch { fill: none; stroke: var(--soft); stroke-width: 0.8; }
svg.plot .line { fill: none; stroke-width: 2; stroke-linejoin: round; }
svg.plot .point { fill-opacity: 0.55; }
svg.plot .band { fill-opacity: 0.22; stroke: none; }
svg.plot .cell { fill: var(--answer); }
svg.plot .cells { opacity: var(--cells); }
svg.plot .answer { fill: var(--answer); }
svg.plot .answer.line { fill: none; stroke: var(--answer); }
svg.plot .truth { fill: var(--ink); }
svg.plot .truth.line { fill: none; stroke: var(--ink); stroke-dasharray: 5 3; }
svg.plot .reference { fill: var(--soft); }
svg.plot .reference.line { fill: none; stroke: var(--soft); stroke-width: 1.4; stroke-dasharray: 2 3; }
svg.plot .reference.bar { fill: var(--answer); fill-opacity: 0.35; }
svg.plot .warning { fill: var(--warning); }
svg.plot .warning.line { fill: none; stroke: var(--warning); stroke-dasharray: 8 3 2 3; }
)";
}

} // namespace twin
