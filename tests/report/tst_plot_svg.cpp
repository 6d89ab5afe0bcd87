// SPDX-License-Identifier: GPL-3.0-or-later
// Axes with round ticks, and plots as drawings that any parser takes.

#include "report/plot.h"
#include "report/plot_svg.h"

#include <QXmlStreamReader>
#include <QtTest>
#include <cmath>
#include <limits>

using namespace twin;

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

Plot samplePlot()
{
    Plot plot;
    plot.title = "</title> & <b>";
    plot.description = "A \"plot\" of 'things'";
    plot.x = makeAxis("<x>", 0, 10);
    plot.y = makeAxis("y & z", std::vector<double>{-1, 4});
    PlotLayer line;
    line.kind = PlotLayer::Kind::Line;
    line.label = "a < b";
    line.x = {0, 1, 2, 3};
    line.y = {1, missing, 2, 1e300};
    PlotLayer band = line;
    band.kind = PlotLayer::Kind::Band;
    band.y2 = {2, 3, 4, 5};
    PlotLayer cells;
    cells.kind = PlotLayer::Kind::Cells;
    cells.x = {0, 5};
    cells.x2 = {5, 10};
    cells.y = {0, 0};
    cells.y2 = {4, 4};
    cells.shade = {0.4, missing};
    cells.texts = {"<1>", "–"};
    PlotLayer bars;
    bars.kind = PlotLayer::Kind::Bars;
    bars.x = {0};
    bars.x2 = {3};
    bars.y = {1};
    bars.y2 = {0.5};
    PlotLayer points = line;
    points.kind = PlotLayer::Kind::Points;
    plot.layers = {cells, band, line, bars, points};
    return plot;
}

} // namespace

class PlotSvgTest : public QObject
{
    Q_OBJECT

  private slots:
    void ticksAreRound_data()
    {
        QTest::addColumn<double>("minimum");
        QTest::addColumn<double>("maximum");
        QTest::addColumn<QString>("labels");
        QTest::newRow("day") << 0.0 << 24.0 << "0 5 10 15 20";
        QTest::newRow("percent") << 0.0 << 100.0 << "0 20 40 60 80 100";
        QTest::newRow("below zero") << -1.0 << 1.0 << "-1.0 -0.5 0 0.5 1.0";
        QTest::newRow("small") << 0.0 << 0.004 << "0 0.001 0.002 0.003 0.004";
        QTest::newRow("between") << 401.0 << 1799.0 << "500 1000 1500";
        QTest::newRow("tiny") << 0.0 << 4e-7 << "0 1e-07 2e-07 3e-07 4e-07";
    }
    void ticksAreRound()
    {
        QFETCH(double, minimum);
        QFETCH(double, maximum);
        QFETCH(QString, labels);
        QStringList got;
        for (const auto& [value, label] : makeAxis("", minimum, maximum).ticks)
            got << QString::fromStdString(label);
        QCOMPARE(got.join(' '), labels);
    }

    void anyRangeGivesAnAxis()
    {
        const double infinity = std::numeric_limits<double>::infinity();
        for (const std::vector<double>& values : {std::vector<double>{},
                                                  {missing},
                                                  {0, 0},
                                                  {7, 7},
                                                  {-1e308, 1e308},
                                                  {1e-320, 2e-320},
                                                  {infinity, 1},
                                                  {1, 1 + 1e-15}}) {
            const PlotAxis axis = makeAxis("", values);
            QVERIFY(axis.minimum < axis.maximum);
            QVERIFY(axis.ticks.size() <= 8);
        }
    }

    void drawingIsWellFormed()
    {
        const std::string svg = plotSvg(samplePlot(), "p1");
        QXmlStreamReader xml(QByteArray::fromStdString(svg));
        QStringList texts;
        while (!xml.atEnd()) {
            if (xml.readNext() == QXmlStreamReader::Characters)
                texts << xml.text().toString();
            for (const QXmlStreamAttribute& attribute : xml.attributes())
                QVERIFY2(!attribute.value().contains(u"nan") && !attribute.value().contains(u"inf"),
                         qPrintable(attribute.value().toString()));
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        for (const char* text : {"</title> & <b>", "A \"plot\" of 'things'", "<x>", "y & z", "a < b", "<1>"})
            QVERIFY2(texts.contains(text), text);
    }

    void aMissingPointBreaksALine()
    {
        const std::string svg = plotSvg(samplePlot(), "p1");
        const std::size_t clipped = svg.find("<g clip-path");
        const std::size_t drawn = svg.find("class=\"answer line\"", clipped);
        const std::string inside = svg.substr(drawn, svg.find("\"/>", drawn) - drawn);
        QCOMPARE(std::count(inside.begin(), inside.end(), 'M'), 2);
    }
};

QTEST_APPLESS_MAIN(PlotSvgTest)
#include "tst_plot_svg.moc"
