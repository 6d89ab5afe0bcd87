// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/command_template.h"

#include <QTest>

using namespace twin;
using Unknown = CommandTemplate::Unknown;

class TestCommandTemplate : public QObject
{
    Q_OBJECT

  private slots:
    void placesAreFilled_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("filled");
        QTest::newRow("places") << "--a={x},{y}{x}"
                                << "--a=1.5,{x}1.5";
        QTest::newRow("doubled") << "{{x}} {{z}} {{x}"
                                 << "{x} {z} {1.5";
        QTest::newRow("JSON") << "{\"a\": {\"x\": {x}}}"
                              << "{\"a\": {\"x\": 1.5}}";
        QTest::newRow("awk") << "BEGIN { print x }{}{"
                             << "BEGIN { print x }{}{";
        QTest::newRow("shell") << "${x} $x ${x:-3}"
                               << "${x} $x ${x:-3}";
        QTest::newRow("counted") << "a{2}b{x"
                                 << "a{2}b{x";
    }
    void placesAreFilled()
    {
        QFETCH(QString, text);
        QFETCH(QString, filled);
        const auto made = CommandTemplate::parse(text.toStdString(), {"x", "y"}, Unknown::Refuse, "");
        QVERIFY(made);
        QCOMPARE(QString::fromStdString(made->fill({"1.5", "{x}"})), filled);
    }

    void inFilesOtherNamesStand()
    {
        const auto made = CommandTemplate::parse("{z} {{z}} {x}", {"x"}, Unknown::Stand, "deck");
        QVERIFY(made && !made->isEmpty());
        QCOMPARE(made->fill({"2"}), std::string("{z} {{z}} 2"));
        QVERIFY(CommandTemplate::parse("{z}", {"x"}, Unknown::Stand, "deck")->isEmpty());
    }

    void unknownNamesAreRefused()
    {
        const auto made =
            CommandTemplate::parse("--a {flwo}", {"flow", "run"}, Unknown::Refuse, "--a {flwo}");
        QVERIFY(!made);
        QCOMPARE(made.error().code, std::string("run.placeholder"));
        QVERIFY(made.error().remedy.find("\"flow\"") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestCommandTemplate)
#include "tst_command_template.moc"
