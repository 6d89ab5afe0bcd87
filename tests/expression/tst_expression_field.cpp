// SPDX-License-Identifier: GPL-3.0-or-later
// What rules draw from fields over two axes.

#include "expression/expression.h"

#include <QtTest>
#include <cmath>

using namespace twin;

namespace {

SymbolTable symbols()
{
    SymbolTable table;
    Symbol field{"t", *Unit::parse("Cel")};
    field.isField = field.isOutput = true;
    table.symbols = {Symbol{"limit", *Unit::parse("Cel")}, field};
    table.axisName = "x";
    table.axisUnit = *Unit::parse("m");
    table.axisValues = {0, 1, 3};
    table.secondAxisValues = {0, 2};
    return table;
}

/// t = 10 + 2 x + 3 z: its mean over the rectangle is 10 + 3 + 3, which the trapezoid rule gives exactly.
const std::vector<double> plane = {10, 16, 12, 18, 16, 22};

double evaluate(const char* text, const std::vector<double>& field)
{
    const auto expression = Expression::compile(text, symbols(), "/rule");
    if (!expression)
        qFatal("%s", format(expression.error()).c_str());
    const double limit = 20;
    const std::span<const double> values[] = {{&limit, 1}, field};
    return expression->evaluate(values);
}

} // namespace

class TestExpressionField : public QObject
{
    Q_OBJECT

  private slots:
    void drawsNumbers()
    {
        QCOMPARE(evaluate("max(t)", plane), 22.0);
        QCOMPARE(evaluate("min(t)", plane), 10.0);
        QVERIFY(std::fabs(evaluate("mean(t)", plane) - 16) < 1e-12);
        QCOMPARE(evaluate("max(t) - min(t)", plane), 12.0);
        QCOMPARE(evaluate("max(max(t), limit)", plane), 22.0);
        std::vector<double> holed = plane;
        holed[3] = std::nan("");
        QVERIFY(std::isnan(evaluate("max(t)", holed)));
        const auto rule = Expression::compile("max(t) < limit", symbols(), "");
        QVERIFY(rule && rule->readsOutputs());
    }

    void refusesTheRest_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("code");
        QTest::newRow("alone") << "t < limit"
                               << "expression.type";
        QTest::newRow("arithmetic") << "max(t + 1 K)"
                                    << "expression.type";
        QTest::newRow("of two") << "max(t, limit)"
                                << "expression.type";
        QTest::newRow("at") << "at(t, 1 m)"
                            << "expression.axis";
        QTest::newRow("last") << "last(t)"
                              << "expression.axis";
        QTest::newRow("integral") << "integral(t)"
                                  << "expression.axis";
        QTest::newRow("cumulative") << "cumulative(t)"
                                    << "expression.axis";
        QTest::newRow("a function of one") << "sqrt(t)"
                                           << "expression.type";
    }
    void refusesTheRest()
    {
        QFETCH(QString, text);
        QFETCH(QString, code);
        const auto expression = Expression::compile(text.toStdString(), symbols(), "/rule");
        QVERIFY(!expression);
        QVERIFY2(expression.error().code == code.toStdString(), format(expression.error()).c_str());
        QVERIFY(!expression.error().remedy.empty());
    }
};

QTEST_APPLESS_MAIN(TestExpressionField)
#include "tst_expression_field.moc"
