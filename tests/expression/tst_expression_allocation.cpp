// SPDX-License-Identifier: GPL-3.0-or-later
#include "allocations.h"
#include "contract/contract.h"
#include "contract/eastfield_contract.h"
#include "expression/expression.h"
#include "guardrail/guardrail_set.h"

#include <QtTest>

using namespace twin;

/// Evaluating takes nothing from the heap, so that rules can be checked on every point of a large batch.
class TestExpressionAllocation : public QObject
{
    Q_OBJECT

  private slots:
    void countsAtAll();
    void scalars();
    void series();
    void classification();
};

void TestExpressionAllocation::countsAtAll()
{
    const auto take = [] { ::operator delete(::operator new(8)); };
    QCOMPARE(allocationsDuring(take), countsAllocations ? 1L : 0L);
}

void TestExpressionAllocation::scalars()
{
    SymbolTable symbols;
    symbols.symbols = {{"q", *Unit::parse("m3/h")}, {"n", Unit()}};
    const double q = 1300, n = 2;
    const std::vector<std::span<const double>> values = {{&q, 1}, {&n, 1}};
    const Result<Expression> rule =
        Expression::compile("q * 1.3464 / n <= 700 m3/h and sqrt(n) < 3 or q^2 > 1 m6/h2", symbols, "");
    QVERIFY2(rule, rule ? "" : format(rule.error()).c_str());
    Truth truth = Truth::Unknown;
    QCOMPARE(allocationsDuring([&] { truth = rule->test(values); }), 0L);
    QVERIFY(truth == Truth::True);
}

void TestExpressionAllocation::series()
{
    SymbolTable symbols;
    symbols.symbols = {{"y", Unit(), true, true}};
    symbols.axisName = "x";
    std::vector<double> y;
    for (int i = 0; i < 300; ++i) {
        symbols.axisValues.push_back(i);
        y.push_back(i % 7);
    }
    const std::vector<std::span<const double>> values = {y};
    const Result<Expression> rule =
        Expression::compile("max(y * 2) < 20 and at(y, 3.5) > 0 and last(cumulative(y)) > 3", symbols, "");
    QVERIFY2(rule, rule ? "" : format(rule.error()).c_str());
    QCOMPARE(allocationsDuring([&] { (void)rule->test(values); }), 0L);
    const Result<Expression> formula = Expression::compileSeries("cumulative(y) - max(y) * x", symbols, "");
    std::vector<double> out(300);
    QCOMPARE(allocationsDuring([&] { formula->evaluateSeries(values, out); }), 0L);
}

void TestExpressionAllocation::classification()
{
    const Result<Contract> contract = contractFromJson(eastfieldContract());
    const Result<GuardrailSet> guardrails = GuardrailSet::compile(*contract, nullptr);
    const double point[] = {1300, 42, 4800, 2};
    std::pair<Verdict, Zone> found;
    QCOMPARE(allocationsDuring([&] { found = guardrails->classify(point); }), 0L);
    QVERIFY(found.first == Verdict::Block && found.second == Zone::Impossible);
}

QTEST_APPLESS_MAIN(TestExpressionAllocation)
#include "tst_expression_allocation.moc"
