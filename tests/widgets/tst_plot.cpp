// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/quantity.h"
#include "plot/axis_text.h"
#include "plot/crossing.h"
#include "plot/nice_scale.h"
#include "readout/aggregate.h"

#include <QTest>
#include <cmath>

using namespace twin;

/// The pure parts behind charts and readouts; oracles are worked out by hand.
class PlotTest : public QObject
{
    Q_OBJECT

  private slots:
    void crossingIsLinearBetweenPoints()
    {
        const std::vector<double> x{0, 1, 2, 3}, y{0, 1, 3, 2};
        const auto crossing = firstCrossing(x, y, 2);
        QVERIFY(crossing);
        QCOMPARE(crossing->where, 1.5);
        QCOMPARE(crossing->nextPoint, 2.0);
        QVERIFY(crossing->rising);
    }

    void crossingDownwards()
    {
        const std::vector<double> x{0, 2, 4}, y{5, 4, 0};
        const auto crossing = firstCrossing(x, y, 3);
        QVERIFY(crossing);
        QCOMPARE(crossing->where, 2.5);
        QVERIFY(!crossing->rising);
    }

    void noCrossing()
    {
        const std::vector<double> x{0, 1, 2};
        QVERIFY(!firstCrossing(x, std::vector<double>{1, 1.5, 1}, 2));
        QVERIFY(!firstCrossing(x, std::vector<double>{2, 3, 4}, 2)); // starts on it
        QVERIFY(!firstCrossing(x, std::vector<double>{0, std::nan(""), 4}, 2));
        QVERIFY(!firstCrossing({}, {}, 2));
    }

    void scalesAreRound_data()
    {
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::addColumn<bool>("fromZero");
        QTest::addColumn<double>("bottom");
        QTest::addColumn<double>("top");
        QTest::newRow("temperatures") << 31.0 << 72.0 << false << 30.0 << 80.0;
        QTest::newRow("probabilities") << 0.0001 << 0.0029 << true << 0.0 << 0.003;
        QTest::newRow("negative") << -7.0 << 3.0 << false << -8.0 << 4.0;
        QTest::newRow("no extent at zero") << 0.0 << 0.0 << false << -1.0 << 1.0;
        QTest::newRow("nothing") << std::nan("") << std::nan("") << false << 0.0 << 1.0;
    }
    void scalesAreRound()
    {
        QFETCH(double, low);
        QFETCH(double, high);
        QFETCH(bool, fromZero);
        QFETCH(double, bottom);
        QFETCH(double, top);
        const auto [from, to] = niceScale(low, high, fromZero);
        QVERIFY2(std::abs(from - bottom) < 1e-9, qPrintable(QString::number(from)));
        QVERIFY2(std::abs(to - top) < 1e-9, qPrintable(QString::number(to)));
    }

    void aScaleStandsUntilItNoLongerServes()
    {
        QVERIFY(stillServes({0, 10}, 1, 9));
        QVERIFY(!stillServes({0, 10}, 1, 11));
        QVERIFY(!stillServes({0, 10}, 1, 2));
        QVERIFY(!stillServes({0, 0}, 0, 0));
    }

    void clockAxis()
    {
        Axis axis;
        axis.unit = *Unit::parse("h");
        axis.values = {0, 12, 24};
        QCOMPARE(axisText(axis, 13.75), QString("13:45"));
        QCOMPARE(axisText(axis, 24), QString("24:00"));
        axis.values = {0, 100};
        QVERIFY(!isClock(axis));
        QCOMPARE(axisText(axis, 13.75), QString("13.75\u00a0h"));
    }

    void aggregates_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<double>("mean");
        QTest::addColumn<double>("lower");
        QTest::newRow("last") << "last" << 1.0 << 0.0;
        QTest::newRow("maximum") << "maximum" << 4.0 << 3.0;
        QTest::newRow("minimum") << "minimum" << 0.0 << -1.0;
        QTest::newRow("mean") << "mean" << 2.25 << 1.25; // trapezoids: (2 + 2.5) / 2
        QTest::newRow("at") << "at" << 1.0
                            << 0.0; // halfway between 0 and... the first segment: 0 to 4 at a quarter
    }
    void aggregates()
    {
        QFETCH(QString, kind);
        Contract contract;
        contract.axis = Axis{"time", "", *Unit::parse("h"), {0, 1, 2}};
        Variable output;
        output.causality = Causality::Output;
        output.isSeries = true;
        const OutputResult result{true, {0, 4, 1}, {-1, 3, 0}, {1, 5, 2}};
        const auto value = aggregate(kind.toStdString(), 0.25, contract, output, result);
        QVERIFY(value);
        QTEST(value->mean, "mean");
        QTEST(*value->lower, "lower");
        QVERIFY(!aggregate("at", 2.5, contract, output, result));
    }

    void quantitiesInAnotherUnit()
    {
        Variable flow;
        flow.unit = *Unit::parse("m3/h");
        flow.physical = flow.validated = {0, 3600};
        const Quantity shown(flow, "L/s", 1);
        QCOMPARE(shown.digits(3600), QString("1000.0"));
        QCOMPARE(shown.fromDisplay(10), 36.0);
        // A unit of another kind is not taken.
        QCOMPARE(Quantity(flow, "Cel", 0).digits(3600), QString("3600"));
        QCOMPARE(Quantity(flow, "", 0).digits(-0.2), QString("0"));
    }
};

QTEST_GUILESS_MAIN(PlotTest)
#include "tst_plot.moc"
