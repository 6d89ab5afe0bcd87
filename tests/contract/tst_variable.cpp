// SPDX-License-Identifier: GPL-3.0-or-later
#include "contract/contract.h"
#include "contract/eastfield_contract.h"

#include <QtTest>
#include <cmath>

using namespace twin;

class TestVariable : public QObject
{
    Q_OBJECT

  private slots:
    void stepsAndDecimals();
    void formats();
    void formatsInOtherUnits();
    void formatsChoices();
    void parses_data();
    void parses();
    void refuses_data();
    void refuses();
    void readsWhatItWrites();

  private:
    Contract m_contract = *contractFromJson(eastfieldContract());
    const Variable& flow() const { return *m_contract.findInput("q_in"); }
    const Variable& temperature() const { return *m_contract.findInput("t_amb"); }
    const Variable& pumps() const { return *m_contract.findInput("n"); }
    static Variable mode();
};

Variable TestVariable::mode()
{
    Variable variable;
    variable.name = "mode";
    variable.label = "Mode";
    variable.type = VariableType::Enumeration;
    variable.items = {{"eco", "Economy"}, {"fast", "Full speed"}};
    return variable;
}

void TestVariable::stepsAndDecimals()
{
    QCOMPARE(flow().step(), 1.0);
    QCOMPARE(flow().decimals(), 0);
    QCOMPARE(temperature().step(), 0.1);
    QCOMPARE(temperature().decimals(), 1);
    QCOMPARE(m_contract.findInput("age")->step(), 10.0);
    QCOMPARE(pumps().step(), 1.0);
    QCOMPARE(m_contract.findOutput("p_fail")->decimals(), 6); // by its nominal value
    QCOMPARE(m_contract.findOutput("t_bearing")->decimals(), 1);
    Variable odd;
    odd.nominal = 0;
    QVERIFY(odd.step() > 0);
}

void TestVariable::formats()
{
    QCOMPARE(flow().formatValue(1300), std::string("1300 m³/h"));
    QCOMPARE(temperature().formatValue(18), std::string("18.0 °C"));
    QCOMPARE(temperature().formatValue(-0.04), std::string("0.0 °C"));
    QCOMPARE(pumps().formatValue(3), std::string("3"));
    QCOMPARE(m_contract.findOutput("p_fail")->formatValue(0.002891), std::string("0.002891"));
    QCOMPARE(flow().formatValue(std::nan("")), std::string("–"));
}

void TestVariable::formatsInOtherUnits()
{
    const Unit litres = *Unit::parse("L/s"), fahrenheit = *Unit::parse("[degF]");
    QCOMPARE(flow().formatValue(1300, &litres), std::string("361.1 L/s"));
    QCOMPARE(temperature().formatValue(100, &fahrenheit), std::string("212.0 °F"));
}

void TestVariable::formatsChoices()
{
    QCOMPARE(mode().formatValue(1), std::string("Full speed"));
    QCOMPARE(mode().formatValue(7), std::string("7"));
    Variable standby;
    standby.type = VariableType::Boolean;
    QCOMPARE(standby.formatValue(1), std::string("on"));
    QCOMPARE(standby.formatValue(0), std::string("off"));
}

void TestVariable::parses_data()
{
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("text");
    QTest::addColumn<double>("value");
    const auto row = [](const char* variable, const char* text, double value) {
        QTest::addRow("%s: %s", variable, text) << variable << text << value;
    };
    row("q_in", "1300", 1300);
    row("q_in", " +1.3e3 ", 1300);
    row("q_in", "1300 m3/h", 1300);
    row("q_in", "1300 m³/h", 1300);
    row("q_in", "361 l/s", 1299.6);
    row("q_in", "1000 gpm", 227.12470704);
    row("t_amb", "-5", -5);
    row("t_amb", "64.4 °F", 18);
    row("t_amb", "291.15 K", 18);
    row("n", "2", 2);
    row("mode", "fast", 1);
    row("mode", "ECONOMY", 0);
    row("mode", "1", 1);
    row("standby", "on", 1);
    row("standby", "False", 0);
}

void TestVariable::parses()
{
    QFETCH(QString, variable);
    QFETCH(QString, text);
    QFETCH(double, value);
    Variable choice = mode(), standby;
    standby.type = VariableType::Boolean;
    const Variable* found = variable == "mode"      ? &choice
                            : variable == "standby" ? &standby
                                                    : m_contract.findInput(variable.toStdString());
    const Result<double> parsed = found->parseValue(text.toStdString());
    QVERIFY2(parsed, parsed ? "" : format(parsed.error()).c_str());
    QVERIFY2(std::abs(*parsed - value) < 1e-9 * std::max(1.0, std::abs(value)),
             qPrintable(QString::number(*parsed, 'g', 15)));
}

void TestVariable::refuses_data()
{
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("code");
    const auto row = [](const char* variable, const char* text, const char* code) {
        QTest::addRow("%s: %s", variable, text) << variable << text << code;
    };
    row("q_in", "", "input.number");
    row("q_in", "many", "input.number");
    row("q_in", "1,300", "input.number");
    row("q_in", "nan", "input.number");
    row("q_in", "inf", "input.number");
    row("q_in", "1e999", "input.number");
    row("q_in", "1300 kg", "input.unit");
    row("q_in", "1300 m3/hh", "input.unit");
    row("n", "2.5", "input.integer");
    row("mode", "medium", "input.choice");
    row("mode", "2", "input.choice");
}

void TestVariable::refuses()
{
    QFETCH(QString, variable);
    QFETCH(QString, text);
    QFETCH(QString, code);
    const Variable choice = mode();
    const Variable& found = variable == "mode" ? choice : *m_contract.findInput(variable.toStdString());
    const Result<double> parsed = found.parseValue(text.toStdString());
    QVERIFY(!parsed);
    QCOMPARE(QString::fromStdString(parsed.error().code), code);
    QVERIFY(!parsed.error().remedy.empty());
}

void TestVariable::readsWhatItWrites()
{
    for (const double value : {400.0, 1234.0, 1800.0})
        QCOMPARE(*flow().parseValue(flow().formatValue(value)), value);
    for (const double value : {-12.3, 0.0, 38.0})
        QCOMPARE(*temperature().parseValue(temperature().formatValue(value)), value);
    QCOMPARE(*mode().parseValue(mode().formatValue(1)), 1.0);
}

QTEST_APPLESS_MAIN(TestVariable)
#include "tst_variable.moc"
