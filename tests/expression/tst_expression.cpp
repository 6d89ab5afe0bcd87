// SPDX-License-Identifier: GPL-3.0-or-later
#include "expression/expression.h"

#include <QtTest>
#include <cmath>
#include <random>

using namespace twin;

namespace {

Unit unit(const char* code)
{
    return *Unit::parse(code);
}

constexpr double unknownValue = std::numeric_limits<double>::quiet_NaN();

} // namespace

/// Values of a small pumping station, to write expressions about.
class TestExpression : public QObject
{
    Q_OBJECT

  private slots:
    void initTestCase();
    void numbers_data();
    void numbers();
    void conditions_data();
    void conditions();
    void seriesAggregates();
    void aggregatesOfNonUniformAxis();
    void longSeriesInBlocks();
    void runningIntegral();
    void referenceFormulas_data();
    void referenceFormulas();
    void refuses_data();
    void refuses();
    void knowsWhatItReads();
    void unknownIsTheThirdTruth_data();
    void unknownIsTheThirdTruth();
    void unknownMattersOnlyWhereItMatters();
    void survivesAnyText();

  private:
    std::vector<std::span<const double>> values() const;
    SymbolTable m_symbols;
    std::vector<double> m_scalars = {1300, 33, 4800, 3, 1, 0, unknownValue};
    std::vector<double> m_failure, m_bearing;
};

void TestExpression::initTestCase()
{
    m_symbols.symbols = {{"q_in", unit("m3/h")},
                         {"t_amb", unit("Cel")},
                         {"age", unit("h")},
                         {"n", unit("1")},
                         {"mode", unit("1"), false, false, {"eco", "fast"}},
                         {"standby", unit("1"), false, false, {}, true},
                         {"missing", unit("m3/h")},
                         {"p_fail", unit("1"), true, true},
                         {"t_bearing", unit("Cel"), true, true}};
    m_symbols.axisName = "time";
    m_symbols.axisUnit = unit("h");
    for (int i = 0; i <= 96; ++i) {
        m_symbols.axisValues.push_back(0.25 * i);
        m_failure.push_back(0.0001 * 0.25 * i);
        m_bearing.push_back(60 - 0.5 * std::abs(12 - 0.25 * i));
    }
}

std::vector<std::span<const double>> TestExpression::values() const
{
    std::vector<std::span<const double>> all;
    for (const double& value : m_scalars)
        all.emplace_back(&value, 1);
    all.emplace_back(m_failure);
    all.emplace_back(m_bearing);
    return all;
}

void TestExpression::numbers_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("unit");
    const auto row = [](const char* text, double value, const char* code) {
        QTest::addRow("%s", text) << text << value << code;
    };
    row("1 + 2 * 3 ^ 2 / 4", 5.5, "1");
    row("-2 ^ 2", -4, "1");
    row("2 ^ 3 ^ 2", 512, "1");
    row("2 ^ -1", 0.5, "1");
    row("7 - 3 - 2", 2, "1");
    row("(1 + 2) * 3", 9, "1");
    row("1e3", 1000, "1");
    row("q_in * 1.3464 / n", 1300 * 1.3464 / 3, "m3/h");
    row("q_in + 10 L/s", 1336, "m3/h");
    row("q_in * 6 h", 7800, "m3");
    row("q_in * 30 min / 1 m3", 650, "1");
    row("age / 1 d", 200, "1");
    row("age / (2 * 24 h)", 100, "1");
    row("q_in / 500 m3/h", 2.6, "1");
    row("6 h/n", 2, "h");
    row("50 % * q_in", 650, "m3/h");
    row("t_amb + 5 K", 38, "Cel");
    row("t_amb + 5", 38, "Cel");
    row("5 K + t_amb", 38, "Cel");
    row("t_amb - 9 [degF]", 33 - (9 - 32) / 1.8, "K");
    row("t_amb - 18 Cel", 15, "K");
    row("3 W/K * (t_amb - 18 Cel)", 45, "W");
    row("2 W/K * t_amb", 2 * 306.15, "W");
    row("2 ^ ((t_amb - 18 Cel) / 15 K)", 2, "1");
    row("sqrt(q_in * q_in)", 1300, "m3/h");
    row("(q_in / 1 m3/h) ^ 0.5", std::sqrt(1300.0), "1");
    row("sqrt(9 m2)", 3, "m");
    row("n ^ 3", 27, "1");
    row("min(q_in, 1000, 300 L/s)", 1000, "m3/h");
    row("max(t_amb, 300 K)", 33, "Cel");
    row("if(n > 2, q_in, 0)", 1300, "m3/h");
    row("if(mode == \"fast\", 2, 1) * q_in", 2600, "m3/h");
    row("sin(90 deg)", 1, "1");
    row("cos(pi)", -1, "1");
    row("atan2(1, 1)", std::atan(1.0), "1");
    row("if(n > 2, asin(n / 3), n)", std::asin(1.0), "1");
    row("180 deg + n", std::acos(-1.0) + 3, "1");
    row("mod(-1 h, 24 h)", 23, "h");
    row("round(2.5) + round(-2.5)", 0, "1");
    row("hypot(3 m, 400 cm)", 5, "m");
    row("log10(1000) + log(exp(2))", 5, "1");
    row("abs(-3) + floor(2.7) + ceil(2.2)", 8, "1");
}

void TestExpression::numbers()
{
    QFETCH(QString, text);
    QFETCH(double, value);
    QFETCH(QString, unit);
    const Result<Expression> expression = Expression::compile(text.toStdString(), m_symbols, "/x");
    QVERIFY2(expression, expression ? "" : format(expression.error()).c_str());
    QVERIFY(expression->kind() == Expression::Kind::Number);
    const double found = expression->evaluate(values());
    QVERIFY2(std::abs(found - value) <= 1e-12 * std::max(1.0, std::abs(value)),
             qPrintable(QString::number(found, 'g', 17)));
    QCOMPARE(QString::fromStdString(expression->unit().code()), unit);
}

void TestExpression::conditions_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("holds");
    const auto row = [](const char* text, bool holds) { QTest::addRow("%s", text) << text << holds; };
    row("q_in * 1.3464 / n <= 700 m3/h", true);
    row("q_in * 1.3464 / n <= 700", true);
    row("q_in*1.3464/2<=700m3/h", false);
    row("q_in < 0.362 m3/s", true);
    row("q_in > 361.2 L/s", false);
    row("t_amb < 100 °F", true);
    row("t_amb ≥ 306.15 K", true);
    row("t_amb ≠ 33", false);
    row("t_amb - 18 Cel < 20 K", true);
    row("1000 < q_in and q_in < 1400", true);
    row("not (n == 3) or age > 1 wk", true);
    row("!standby && n >= 2", true);
    row("atan(n / 3) < 46 deg", true);
    row("standby || mode == 'eco'", false);
    row("mode != \"eco\"", true);
    row("standby == false", true);
    row("max(p_fail) <= 0.3 %", true);
    row("at(p_fail, 6 h) < 0.0006", false);
    row("at(p_fail, 6 h) <= 0.00060000001", true);
    row("max(t_bearing) - t_amb < 30 K", true);
    row("if(standby, n == 3, n == 2)", false);
    row("true and not false", true);
}

void TestExpression::conditions()
{
    QFETCH(QString, text);
    QFETCH(bool, holds);
    const Result<Expression> expression = Expression::compile(text.toStdString(), m_symbols, "/x");
    QVERIFY2(expression, expression ? "" : format(expression.error()).c_str());
    QVERIFY(expression->kind() == Expression::Kind::Condition);
    QVERIFY(expression->test(values()) == (holds ? Truth::True : Truth::False));
}

void TestExpression::seriesAggregates()
{
    const auto value = [&](const char* text) {
        return Expression::compile(text, m_symbols, "/x")->evaluate(values());
    };
    QCOMPARE(value("max(t_bearing)"), 60.0);
    QCOMPARE(value("min(t_bearing)"), 54.0);
    QCOMPARE(value("first(t_bearing)"), 54.0);
    QCOMPARE(value("last(p_fail)"), m_failure.back());
    QVERIFY(std::abs(value("mean(t_bearing)") - 57) < 1e-12);
    QVERIFY(std::abs(value("integral(p_fail)") - 0.0001 * 24 * 24 / 2) < 1e-15);
    QVERIFY(std::abs(value("at(t_bearing, 6.1 h)") - (60 - 0.5 * 5.9)) < 1e-12);
    QVERIFY(std::abs(value("at(t_bearing, 90 min)") - (60 - 0.5 * 10.5)) < 1e-12);
    QCOMPARE(value("at(t_bearing, 24 h)"), 54.0);
    QCOMPARE(value("max(if(time > 18 h, t_bearing, 0))"), 60 - 0.5 * 6.25);
    QVERIFY(std::abs(value("max(t_bearing - t_amb)") - 27) < 1e-12);
    QVERIFY(std::abs(value("max(t_bearing - mean(t_bearing))") - 3) < 1e-12);
    QVERIFY(std::isnan(value("at(t_bearing, n * 20 h)")));
    QCOMPARE(QString::fromStdString(Expression::compile("integral(p_fail)", m_symbols, "")->unit().code()),
             QString("h"));
}

void TestExpression::aggregatesOfNonUniformAxis()
{
    SymbolTable symbols;
    symbols.symbols = {{"y", unit("1"), true, true}};
    symbols.axisName = "x";
    symbols.axisValues = {0, 1, 4};
    const std::vector<double> y = {0, 2, 8};
    const std::vector<std::span<const double>> point = {y};
    const auto value = [&](const char* text) {
        return Expression::compile(text, symbols, "")->evaluate(point);
    };
    QCOMPARE(value("integral(y)"), 16.0);
    QCOMPARE(value("mean(y)"), 4.0);
    QCOMPARE(value("at(y, 2.5)"), 5.0);
}

void TestExpression::longSeriesInBlocks()
{
    SymbolTable symbols;
    symbols.symbols = {{"y", unit("m"), true, true}};
    symbols.axisName = "x";
    symbols.axisUnit = unit("s");
    std::vector<double> y;
    for (int i = 0; i < 1000; ++i) {
        symbols.axisValues.push_back(0.1 * i);
        y.push_back(std::sin(0.01 * i));
    }
    const std::vector<std::span<const double>> point = {y};
    std::vector<double> found(y.size());
    Expression::compileSeries("cumulative(y) / 1 s - 2 * y", symbols, "")->evaluateSeries(point, found);
    double sum = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
        if (i > 0)
            sum += 0.5 * (y[i] + y[i - 1]) * (symbols.axisValues[i] - symbols.axisValues[i - 1]);
        QVERIFY(std::abs(found[i] - (sum - 2 * y[i])) < 1e-12);
    }
    const double drawn = Expression::compile("last(cumulative(y))", symbols, "")->evaluate(point);
    const double whole = Expression::compile("integral(y)", symbols, "")->evaluate(point);
    QVERIFY(std::abs(drawn - whole) < 1e-12);
    QVERIFY(std::abs(Expression::compile("at(2 * y, 77.77 s)", symbols, "")->evaluate(point) -
                     2 * std::sin(7.777)) < 1e-4);
}

void TestExpression::runningIntegral()
{
    std::vector<double> found(97);
    Expression::compileSeries("cumulative(time)", m_symbols, "")->evaluateSeries(values(), found);
    for (std::size_t i = 0; i < found.size(); ++i)
        QVERIFY(std::abs(found[i] - 0.5 * m_symbols.axisValues[i] * m_symbols.axisValues[i]) < 1e-12);
    Expression::compileSeries("2 * n", m_symbols, "")->evaluateSeries(values(), found);
    QCOMPARE(found[50], 6.0);
}

/// The full-order formulas of a booster station, written in the rule language, against their published table:
/// six digits.
void TestExpression::referenceFormulas_data()
{
    QTest::addColumn<double>("flow");
    QTest::addColumn<double>("ambient");
    QTest::addColumn<std::vector<double>>("failure"); // at 6, 12, 24 h
    QTest::addColumn<double>("hottest");
    QTest::newRow("yesterday") << 1100.0 << 18.0 << std::vector<double>{0.000066, 0.000439, 0.000747}
                               << 52.60;
    QTest::newRow("forecast") << 1300.0 << 33.0 << std::vector<double>{0.000242, 0.001742, 0.002891} << 71.92;
    QTest::newRow("milder") << 1200.0 << 33.0 << std::vector<double>{0.000180, 0.001245, 0.002093} << 69.64;
}

void TestExpression::referenceFormulas()
{
    QFETCH(double, flow);
    QFETCH(double, ambient);
    QFETCH(std::vector<double>, failure);
    QFETCH(double, hottest);
    const std::string day =
        "(1 + 0.25 * sin(2 * pi * (time - 5 h) / 24 h) + 0.15 * sin(4 * pi * (time - 5 h) / 24 h))";
    const std::string load = "(q_in * " + day + " / (n * 500 m3/h))";
    const std::string bearing =
        "(t_amb + 5 K * sin(2 * pi * (time - 9 h) / 24 h) + 22 K + 12 K * " + load + "^2)";
    const std::string age = "(age + cumulative(" + load + "^3 * 2^((" + bearing + " - 60 Cel) / 15 K)))";
    const std::string chance = "1 - exp(-((" + age + " / 9000 h)^2.2 - (age / 9000 h)^2.2))";
    m_scalars[0] = flow;
    m_scalars[1] = ambient;
    std::vector<double> p(97), t(97);
    const Result<Expression> probability = Expression::compileSeries(chance, m_symbols, "/p");
    QVERIFY2(probability, probability ? "" : format(probability.error()).c_str());
    probability->evaluateSeries(values(), p);
    const Result<Expression> temperature = Expression::compileSeries(bearing, m_symbols, "/t");
    QVERIFY(temperature);
    QCOMPARE(temperature->unit().code(), std::string("Cel"));
    temperature->evaluateSeries(values(), t);
    m_scalars[0] = 1300;
    m_scalars[1] = 33;
    for (std::size_t i = 0; i < 3; ++i)
        QVERIFY(std::abs(p[i == 0 ? 24 : i * 48] - failure[i]) < 0.6e-6);
    QVERIFY(std::abs(*std::max_element(t.begin(), t.end()) - hottest) < 0.006);
}

void TestExpression::refuses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("code");
    QTest::addColumn<int>("column");
    const auto row = [](const char* text, const char* code, int column) {
        QTest::addRow("%s", text) << text << code << column;
    };
    row("", "expression.syntax", 1);
    row("q_in <", "expression.syntax", 7);
    row("q_in < 5 < 6", "expression.syntax", 10);
    row("(q_in", "expression.syntax", 6);
    row("q_in)", "expression.syntax", 5);
    row("q_in = 5", "expression.syntax", 6);
    row("q_in $ 5", "expression.syntax", 6);
    row("q_in 5", "expression.syntax", 6);
    row("max(q_in,)", "expression.syntax", 10);
    row("max", "expression.syntax", 1);
    row("mode == \"eco", "expression.syntax", 9);
    row("5 m^2", "expression.syntax", 4);
    row("1e999 < 2", "expression.syntax", 1);
    row("q_inn < 5", "expression.name", 1);
    row("maxx(p_fail) < 5", "expression.name", 1);
    row("mode == \"slow\"", "expression.name", 9);
    row("q_in < 5 h", "expression.unit", 6);
    row("q_in + age", "expression.unit", 6);
    row("q_in < 5 foo", "expression.unit", 10);
    row("exp(q_in)", "expression.unit", 5);
    row("2 ^ q_in", "expression.unit", 5);
    row("q_in ^ n", "expression.unit", 6);
    row("sqrt(q_in)", "expression.unit", 1);
    row("if(standby, q_in, age)", "expression.unit", 1);
    row("min(q_in, age)", "expression.unit", 11);
    row("t_amb - 18 Cel < 20 Cel", "expression.unit", 16);
    row("at(p_fail, 6 m3)", "expression.unit", 12);
    row("p_fail < 5", "expression.type", 8);
    row("max(q_in)", "expression.type", 1);
    row("mean(q_in)", "expression.type", 6);
    row("at(p_fail, time)", "expression.type", 12);
    row("q_in and standby", "expression.type", 1);
    row("(n > 2) + 1", "expression.type", 4);
    row("abs(1, 2)", "expression.type", 1);
    row("\"eco\" < 5", "expression.type", 1);
    row("q_in == \"eco\"", "expression.type", 9);
    row("if(n, 1, 2)", "expression.type", 4);
    row("if(n > 1, 1, n > 2)", "expression.type", 1);
    row("at(p_fail, 25 h)", "expression.axis", 12);
}

void TestExpression::refuses()
{
    QFETCH(QString, text);
    QFETCH(QString, code);
    QFETCH(int, column);
    const Result<Expression> expression =
        Expression::compile(text.toStdString(), m_symbols, "/rules/0/condition");
    QVERIFY(!expression);
    const Diagnostic& error = expression.error();
    QVERIFY2(QString::fromStdString(error.code) == code, format(error).c_str());
    QCOMPARE(QString::fromStdString(error.location), QString("/rules/0/condition:%1").arg(column));
    QVERIFY(error.message.find("position " + std::to_string(column)) != std::string::npos);
    QVERIFY2(!error.remedy.empty(), error.message.c_str());
}

void TestExpression::knowsWhatItReads()
{
    const Result<Expression> inputs = Expression::compile("q_in / n < 5", m_symbols, "");
    QVERIFY(!inputs->readsOutputs());
    QCOMPARE(inputs->reads(), (std::vector<std::size_t>{0, 3}));
    const Result<Expression> outputs = Expression::compile("n > 2 and max(p_fail) < 5", m_symbols, "");
    QVERIFY(outputs->readsOutputs());
    QCOMPARE(outputs->reads(), (std::vector<std::size_t>{3, 7}));
}

/// Kleene's tables: U stands for "missing > 0", which cannot be known.
void TestExpression::unknownIsTheThirdTruth_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("truth");
    const int F = int(Truth::False), T = int(Truth::True), U = int(Truth::Unknown);
    const auto row = [](const QString& text, int truth) { QTest::newRow(qPrintable(text)) << text << truth; };
    const QString word[] = {"n < 0", "n > 0", "missing > 0"};
    const int value[] = {F, T, U};
    const int conjunction[3][3] = {{F, F, F}, {F, T, U}, {F, U, U}};
    const int disjunction[3][3] = {{F, T, U}, {T, T, T}, {U, T, U}};
    const int negation[3] = {T, F, U};
    for (int a = 0; a < 3; ++a) {
        row(QString("not (%1)").arg(word[a]), negation[a]);
        row(word[a], value[a]);
        for (int b = 0; b < 3; ++b) {
            row(QString("%1 and %2").arg(word[a], word[b]), conjunction[a][b]);
            row(QString("%1 or %2").arg(word[a], word[b]), disjunction[a][b]);
        }
    }
    row("missing == missing", U);
    row("missing != 3", U);
    row("if(missing > 0, n == 3, n > 2)", T);
    row("if(missing > 0, n == 3, n < 2)", U);
    row("max(missing, 3) > 0", U);
    row("missing * 0 == 0", U);
}

void TestExpression::unknownIsTheThirdTruth()
{
    QFETCH(QString, text);
    QFETCH(int, truth);
    const Result<Expression> expression = Expression::compile(text.toStdString(), m_symbols, "");
    QVERIFY2(expression, expression ? "" : format(expression.error()).c_str());
    QCOMPARE(int(expression->test(values())), truth);
}

void TestExpression::unknownMattersOnlyWhereItMatters()
{
    const double kept = m_bearing[40];
    m_bearing[40] = unknownValue;
    const auto value = [&](const char* text) {
        return Expression::compile(text, m_symbols, "")->evaluate(values());
    };
    QVERIFY(std::isnan(value("max(t_bearing)")));
    QVERIFY(std::isnan(value("min(t_bearing + 1 K)")));
    QVERIFY(std::isnan(value("mean(t_bearing)")));
    QVERIFY(std::isnan(value("at(t_bearing, 10.1 h)")));
    QCOMPARE(value("last(t_bearing)"), 54.0);
    QCOMPARE(value("at(t_bearing, 12 h)"), 60.0);
    m_bearing[40] = kept;
}

void TestExpression::survivesAnyText()
{
    std::mt19937 random(11);
    const std::string pieces[] = {
        "q_in", "n",    "t_amb", "p_fail",  "time",  "max(",    "at(",   "if(",         ")",       "(",
        ",",    "+",    "-",     "*",       "/",     "^",       "<",     "==",          "and",     "or",
        "not ", "5",    "6 h",   "0.5",     " ",     "\"eco\"", "mode",  "cumulative(", "missing", "K",
        "°C",   "\xff", "!",     "standby", "1e308", "mod(",    "sqrt(", "pi",          "m3/h",    "'"};
    int compiled = 0;
    for (int i = 0; i < 25000; ++i) {
        std::string text;
        for (int k = std::uniform_int_distribution(1, 14)(random); k > 0; --k)
            text += pieces[std::uniform_int_distribution<std::size_t>(0, std::size(pieces) - 1)(random)];
        if (const Result<Expression> expression = Expression::compile(text, m_symbols, "/x")) {
            ++compiled;
            (void)expression->evaluate(values());
        } else {
            QVERIFY(!expression.error().message.empty());
        }
        if (const Result<Expression> series = Expression::compileSeries(text, m_symbols, "/x")) {
            std::vector<double> out(97);
            series->evaluateSeries(values(), out);
        }
    }
    QVERIFY(compiled > 200);
    for (const char* piece : {"(", "-", "not ", "if(", "2^", "max(1,", "1+", "abs(", "!"}) {
        std::string text;
        while (text.size() < 4000)
            text += piece;
        (void)Expression::compile(text, m_symbols, "/x");
        (void)Expression::compile(text + "1", m_symbols, "/x");
    }
    QVERIFY(!Expression::compile(std::string(10000, ' '), m_symbols, "/x"));
}

QTEST_APPLESS_MAIN(TestExpression)
#include "tst_expression.moc"
