// SPDX-License-Identifier: GPL-3.0-or-later
#include "fmi/fmu_draft.h"
#include "fmi/fmu_plan.h"
#include "fmi/fmu_unit.h"
#include "fmi/model_description.h"
#include "fmi/test_fmus.h"

#include <QTest>

using namespace twin;

class TestModelDescription : public QObject
{
    Q_OBJECT

  private slots:
    void readsFmi2()
    {
        const auto read = readModelDescription(lagDescription(), "lag.fmu");
        QVERIFY2(read, read ? "" : read.error().message.c_str());
        QCOMPARE(read->fmi, 2);
        QCOMPARE(read->token, std::string("{lag}"));
        QCOMPARE(read->stopTime.value_or(0), 10.0);
        QCOMPARE(read->stepSize.value_or(0), 0.1);
        const FmuVariable* duration = read->find("lag.T");
        QVERIFY(duration);
        QCOMPARE(duration->unit, std::string("s")); // of its declared type, as its range
        QCOMPARE(duration->maximum.value_or(0), 1000.0);
        QCOMPARE(read->find("gear")->items.size(), std::size_t(2));
        QCOMPARE(read->find("gear")->items[1].value, std::int64_t(7));
        QCOMPARE(read->find("inner")->causality, std::string("local"));
        QVERIFY(read->find("comment")->kind == FmuVariable::Kind::Other);
    }

    void readsFmi3()
    {
        const auto read = readModelDescription(lag3Description(), "lag3.fmu");
        QVERIFY2(read, read ? "" : read.error().message.c_str());
        QCOMPARE(read->fmi, 3);
        QVERIFY(read->find("u64")->type == FmuType::UInt64);
        QVERIFY(read->find("field")->isArray);
        QCOMPARE(read->find("T")->unit, std::string("s"));
        QCOMPARE(read->startTime.value_or(0), 1.0);
    }

    void unitsBecomeUcum_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("code");
        QTest::newRow("kelvin") << "K"
                                << "K";
        QTest::newRow("hour by its factor") << "hr"
                                            << "h";
        QTest::newRow("watt") << "W"
                              << "W";
        QTest::newRow("by its base units alone") << "wobble"
                                                 << "m/s";
        QTest::newRow("of no definition") << "kg/s"
                                          << "kg/s";
        QTest::newRow("unknown") << "zork"
                                 << "";
        QTest::newRow("one that contradicts its name") << "lie"
                                                       << "m";
    }
    void unitsBecomeUcum()
    {
        QFETCH(QString, name);
        QFETCH(QString, code);
        const std::string text = replaced(lagDescription(), "<UnitDefinitions>",
                                          "<UnitDefinitions><Unit name=\"lie\"><BaseUnit m=\"1\"/></Unit>");
        const auto read = readModelDescription(replaced(text, "name=\"lie\"", "name=\"kg\""), "lag.fmu");
        QVERIFY(read);
        const auto unit = unitOf(*read, name == "lie" ? "kg" : name.toStdString());
        QCOMPARE(unit.has_value(), !code.isEmpty());
        if (unit)
            QCOMPARE(QString::fromStdString(unit->code()).replace("m.s-1", "m/s"), code);
    }

    void theContractIsDraftedFromIt()
    {
        const auto read = readModelDescription(lagDescription(), "lag.fmu");
        QVERIFY(read);
        const auto draft = draftOf(*read, {});
        QVERIFY2(draft, draft ? "" : draft.error().message.c_str());
        const Contract& contract = draft->contract;
        QCOMPARE(contract.inputs.size(), std::size_t(6));
        QCOMPARE(contract.inputs[0].nominal, 2.0);
        QCOMPARE(contract.inputs[0].physical.minimum, -5.0);
        QVERIFY(!contract.inputs[0].validated.isFinite()); // nobody has validated anything
        QCOMPARE(contract.inputs[1].name, std::string("lag_T"));
        QCOMPARE(contract.inputs[1].label, std::string("lag.T"));
        QCOMPARE(contract.inputs[1].unit.code(), std::string("s"));
        QVERIFY(contract.inputs[3].type == VariableType::Enumeration);
        QVERIFY(contract.inputs[4].type == VariableType::Integer);
        QVERIFY(contract.inputs[5].type == VariableType::Boolean && contract.inputs[5].start == 1);
        QCOMPARE(contract.outputs.size(), std::size_t(4));
        QCOMPARE(contract.outputs[1].name, std::string("der_h"));
        QVERIFY(contract.outputs[0].isSeries && contract.axis);
        QCOMPARE(contract.axis->values.size(), std::size_t(101));
        QCOMPARE(contract.axis->values.back(), 10.0);
        QVERIFY(contract.fidelity.empty() && contract.madeFor.empty() && contract.reviewDate.empty());
        QVERIFY(draft->notes.size() == 1 && draft->notes[0].find("comment") != std::string::npos);
        QCOMPARE(draft->leftOut, std::size_t(1));
    }

    /// An FMU of one step size that does not say which takes the shortest interval of the axis.
    void stepsOfOneSizeServeAnUnevenAxis()
    {
        std::string text = replaced(lagDescription(), " canHandleVariableCommunicationStepSize=\"true\"", "");
        text = replaced(text, " stepSize=\"0.1\"", "");
        const auto read = readModelDescription(text, "lag.fmu");
        QVERIFY(read);
        FmuSpec spec;
        spec.contract["axis"] = {{"values", {0, 1, 3, 10}}};
        const auto draft = draftOf(*read, spec);
        QVERIFY2(draft, draft ? "" : draft.error().message.c_str());
        QCOMPARE(draft->model["step"], nlohmann::json(1.0));
        QCOMPARE(draft->model["fixedStep"], nlohmann::json(true));
    }

    /// 20 degrees of difference are 20 kelvins.
    void differencesHaveNoZeroPoint()
    {
        const std::string text =
            replaced(lagDescription(), "<Real start=\"0\"/>",
                     "<Real unit=\"K\" displayUnit=\"degC\" relativeQuantity=\"true\" start=\"0\"/>");
        const auto read = readModelDescription(text, "lag.fmu");
        QVERIFY(read);
        const auto draft = draftOf(*read, {});
        QVERIFY(draft);
        QVERIFY(draft->contract.inputs[2].displayUnits.empty());
        QCOMPARE(draft->model["inputs"][2]["relative"], nlohmann::json(true));
        Contract contract = draft->contract;
        contract.inputs[2].unit = *Unit::parse("Cel");
        const auto plan = readFmuPlan(draft->model, contract, "/models/0");
        QVERIFY2(plan, plan ? "" : plan.error().message.c_str());
        QCOMPARE(plan->inputConversions[2].shift, 0.0);
        QCOMPARE(plan->inputConversions[2].scale, 1.0);
    }

    void hostileOnesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("what");
        QTest::addColumn<QByteArray>("with");
        QTest::addColumn<QByteArray>("code");
        const auto row = [](const char* name, const char* what, const char* with, const char* code) {
            QTest::newRow(name) << QByteArray(what) << QByteArray(with) << QByteArray(code);
        };
        row("FMI 1", "fmiVersion=\"2.0\"", "fmiVersion=\"1.0\"", "fmu.version");
        row("FMI 4", "fmiVersion=\"2.0\"", "fmiVersion=\"4.0\"", "fmu.version");
        row("model exchange alone", "<CoSimulation ", "<ModelExchange ", "fmu.kind");
        row("scheduled execution alone", "<CoSimulation ", "<ScheduledExecution ", "fmu.kind");
        row("an entity bomb", "<fmiModelDescription ",
            "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><fmiModelDescription ",
            "fmu.description");
        row("an external entity", "<fmiModelDescription ",
            "<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><fmiModelDescription ", "fmu.description");
        row("cut off", "</ModelVariables>", "", "fmu.description");
        row("a start that is no number", "start=\"2\"/>", "start=\"two\"/>", "fmu.description");
        row("NaN", "start=\"2\"/>", "start=\"NaN\"/>", "fmu.description");
        row("a reference below zero", "valueReference=\"2\"", "valueReference=\"-2\"", "fmu.description");
        row("a reference beyond", "valueReference=\"2\"", "valueReference=\"4294967296\"", "fmu.description");
        row("a name twice", "name=\"lag.T\"", "name=\"u\"", "fmu.description");
        row("no type", "<Real declaredType=\"Duration\" start=\"2\"/>", "", "fmu.description");
        row("an enumeration without items", "declaredType=\"Gear\"", "declaredType=\"Gone\"",
            "fmu.description");
        row("no model", "<fmiModelDescription", "<somethingElse", "fmu.description");
    }
    void hostileOnesAreRefused()
    {
        QFETCH(QByteArray, what);
        QFETCH(QByteArray, with);
        QFETCH(QByteArray, code);
        const auto read = readModelDescription(
            replaced(lagDescription(), what.toStdString(), with.toStdString()), "lag.fmu");
        QVERIFY(!read);
        QCOMPARE(QByteArray::fromStdString(read.error().code), code);
        QVERIFY(!read.error().remedy.empty());
    }

    void deepAndLongOnesAreRead()
    {
        std::string nested;
        for (int i = 0; i < 100000; ++i)
            nested += "<a>";
        for (int i = 0; i < 100000; ++i)
            nested += "</a>";
        const std::string deep =
            replaced(lagDescription(), "<ModelStructure/>", "<Annotations>" + nested + "</Annotations>");
        QVERIFY(readModelDescription(deep, "deep.fmu"));
        QVERIFY(!readModelDescription(std::string((std::size_t(32) << 20) + 1, ' '), "long.fmu"));
    }
};

QTEST_GUILESS_MAIN(TestModelDescription)
#include "tst_model_description.moc"
