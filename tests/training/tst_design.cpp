// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/design.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <set>

using namespace twin;

namespace {

Variable input(const char* name, VariableType type, double minimum, double maximum)
{
    Variable variable;
    variable.name = variable.label = name;
    variable.type = type;
    variable.physical = variable.validated = {minimum, maximum};
    variable.start = minimum;
    return variable;
}

Contract contract()
{
    Contract contract;
    contract.inputs = {input("x", VariableType::Real, -1, 3), input("y", VariableType::Real, 0, 10),
                       input("n", VariableType::Integer, 2, 4)};
    return contract;
}

DesignRequest request(DesignKind kind, std::size_t runs)
{
    DesignRequest wanted;
    wanted.kind = kind;
    wanted.runs = runs;
    return wanted;
}

} // namespace

class TestDesign : public QObject
{
    Q_OBJECT

  private slots:
    void aFactorialHasEveryCombination()
    {
        DesignRequest wanted = request(DesignKind::FullFactorial, 0);
        wanted.runs = 1;
        wanted.levels = 5;
        const auto points = makeDesign(contract(), wanted);
        QVERIFY(points);
        QCOMPARE(points->size(), std::size_t(5 * 5 * 3 * 3));
        std::set<std::vector<double>> different;
        for (std::size_t i = 0; i < points->size(); i += 3)
            different.insert({(*points)[i], (*points)[i + 1], (*points)[i + 2]});
        QCOMPARE(different.size(), std::size_t(75));
        QVERIFY(different.count({-1, 0, 2}) && different.count({3, 10, 4}) && different.count({1, 5, 3}));
    }

    void aLatinHypercubeUsesEverySliceOnce()
    {
        const auto points = makeDesign(contract(), request(DesignKind::LatinHypercube, 60));
        QVERIFY(points);
        std::set<int> slicesOfX, slicesOfY;
        std::map<double, int> levels;
        for (std::size_t i = 0; i < points->size(); i += 3) {
            slicesOfX.insert(int(std::floor(((*points)[i] + 1) / 4 * 60)));
            slicesOfY.insert(int(std::floor((*points)[i + 1] / 10 * 60)));
            ++levels[(*points)[i + 2]];
        }
        QCOMPARE(slicesOfX.size(), std::size_t(60));
        QCOMPARE(slicesOfY.size(), std::size_t(60));
        QCOMPARE(levels, (std::map<double, int>{{2, 20}, {3, 20}, {4, 20}}));
    }

    /// Squared centred L2 discrepancy of points in the unit cube: Hickernell, Mathematics of Computation 67,
    /// 1998.
    static double discrepancy(const std::vector<double>& points, std::size_t inputs)
    {
        const std::size_t runs = points.size() / inputs;
        double sum = std::pow(13.0 / 12, double(inputs));
        for (std::size_t run = 0; run < runs; ++run) {
            double own = 2.0 / double(runs);
            for (std::size_t i = 0; i < inputs; ++i) {
                const double off = std::fabs(points[run * inputs + i] - 0.5);
                own *= 1 + off / 2 - off * off / 2;
            }
            sum -= own;
            for (std::size_t other = 0; other < runs; ++other) {
                double pair = 1 / double(runs * runs);
                for (std::size_t i = 0; i < inputs; ++i) {
                    const double x = points[run * inputs + i], y = points[other * inputs + i];
                    pair *= 1 + std::fabs(x - 0.5) / 2 + std::fabs(y - 0.5) / 2 - std::fabs(x - y) / 2;
                }
                sum += pair;
            }
        }
        return sum;
    }

    // Points at random in a cube of d sides 1 have a squared distance from the middle of variance d / 180; a
    // hypercube of largest distances puts all points of eight inputs at one distance from it (a third of that
    // deviation), where a model never sees how it errs elsewhere.
    void aLatinHypercubeSpreadsOverEveryChoiceOfInputs()
    {
        constexpr std::size_t inputs = 8, runs = 100;
        Contract wide;
        for (const char* name : {"a", "b", "c", "d", "e", "f", "g", "h"})
            wide.inputs.push_back(input(name, VariableType::Real, 0, 1));
        const auto points = makeDesign(wide, request(DesignKind::LatinHypercube, runs));
        QVERIFY(points);
        double sum = 0, squares = 0;
        for (std::size_t run = 0; run < runs; ++run) {
            double radius = 0;
            for (std::size_t i = 0; i < inputs; ++i)
                radius += std::pow((*points)[run * inputs + i] - 0.5, 2);
            sum += radius;
            squares += radius * radius;
        }
        const double deviation = std::sqrt(squares / runs - sum * sum / runs / runs);
        QVERIFY2(deviation > 0.55 * std::sqrt(inputs / 180.0), qPrintable(QString::number(deviation)));

        std::mt19937 generator(4);
        double least = 1e9; // of a hundred hypercubes at random
        for (int other = 0; other < 100; ++other) {
            std::vector<double> plain(inputs * runs);
            std::vector<std::size_t> order(runs);
            std::iota(order.begin(), order.end(), 0);
            for (std::size_t i = 0; i < inputs; ++i) {
                std::shuffle(order.begin(), order.end(), generator);
                for (std::size_t run = 0; run < runs; ++run)
                    plain[run * inputs + i] = (double(order[run]) + 0.5) / runs;
            }
            least = std::min(least, discrepancy(plain, inputs));
        }
        const double own = discrepancy(*points, inputs);
        QVERIFY2(own < 0.7 * least, qPrintable(QString("%1 %2").arg(own).arg(least)));
    }

    // The integral of a product of functions, each of mean 1, is 1. At random its error at 4096 points would
    // be about 0.006 (one standard deviation); a sequence of low discrepancy stays far below.
    void sequencesFillTheSpace_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("sobol") << int(DesignKind::Sobol);
        QTest::newRow("halton") << int(DesignKind::Halton);
    }
    void sequencesFillTheSpace()
    {
        QFETCH(int, kind);
        const auto points = makeDesign(contract(), request(DesignKind(kind), 4096));
        QVERIFY(points);
        double sum = 0;
        for (std::size_t i = 0; i < points->size(); i += 3)
            sum += (0.5 + ((*points)[i] + 1) / 4) * (0.5 + (*points)[i + 1] / 10);
        QVERIFY2(std::fabs(sum / 4096 - 1) < 1e-3, qPrintable(QString::number(sum / 4096 - 1)));
    }

    void conditionsAreMet_data()
    {
        sequencesFillTheSpace_data();
        QTest::newRow("latin hypercube") << int(DesignKind::LatinHypercube);
    }
    void conditionsAreMet()
    {
        QFETCH(int, kind);
        DesignRequest wanted = request(DesignKind(kind), 50);
        wanted.constraints = {"x + y <= 12"};
        wanted.excluded = {"x > 2 and y > 8"};
        const auto points = makeDesign(contract(), wanted);
        QVERIFY(points);
        QCOMPARE(points->size(), std::size_t(150));
        for (std::size_t i = 0; i < points->size(); i += 3) {
            const double x = (*points)[i], y = (*points)[i + 1];
            QVERIFY(x + y <= 12 && !(x > 2 && y > 8));
        }
    }

    void theSeedDecides()
    {
        DesignRequest wanted = request(DesignKind::Sobol, 20);
        const auto first = makeDesign(contract(), wanted);
        QCOMPARE(*makeDesign(contract(), wanted), *first);
        wanted.seed = 2;
        QVERIFY(*makeDesign(contract(), wanted) != *first);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("where");
        QTest::addColumn<int>("runs");
        QTest::addColumn<QString>("code");
        QTest::newRow("no runs") << "" << 0 << "design.size";
        QTest::newRow("a number is no condition") << "x + 1" << 5 << "design.constraint";
        QTest::newRow("nothing left") << "x > 100" << 5 << "design.constraint";
        QTest::newRow("unknown name") << "z > 1" << 5 << "expression.name";
    }
    void refuses()
    {
        QFETCH(QString, where);
        QFETCH(int, runs);
        QFETCH(QString, code);
        DesignRequest wanted = request(DesignKind::Sobol, std::size_t(runs));
        if (!where.isEmpty())
            wanted.constraints = {where.toStdString()};
        const auto points = makeDesign(contract(), wanted);
        QVERIFY(!points);
        QCOMPARE(QString::fromStdString(points.error().code), code);
        QVERIFY(!points.error().remedy.empty() || !points.error().message.empty());
    }

    void anUnboundedInputIsNamed()
    {
        Contract open = contract();
        open.inputs[1].validated = {};
        const auto points = makeDesign(open, request(DesignKind::Halton, 5));
        QVERIFY(!points);
        QCOMPARE(QString::fromStdString(points.error().location), QString("/inputs/1/validated"));
    }
};

QTEST_APPLESS_MAIN(TestDesign)
#include "tst_design.moc"
