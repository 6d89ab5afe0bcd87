// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/training.h"

#include <QTest>

using namespace twin;

namespace {

Contract makeContract()
{
    Contract contract;
    contract.axis = Axis{"time", "Time", *Unit::parse("h"), {0, 1}};
    Variable flow;
    flow.name = "flow";
    Variable mode;
    mode.name = "mode";
    mode.type = VariableType::Enumeration;
    mode.items = {{"eco", "Eco"}, {"full", "Full"}};
    contract.inputs = {flow, mode};
    Variable level;
    level.name = "level";
    level.causality = Causality::Output;
    level.isSeries = true;
    Variable peak = level;
    peak.name = "peak";
    peak.isSeries = false;
    contract.outputs = {level, peak};
    return contract;
}

constexpr const char* good = "run,flow,mode,time,level,peak\n"
                             "a,1,eco,0,10,12\n"
                             "b,2,full,0,20,22\n"
                             "a,1,eco,1,12,12\n"
                             "b,2,full,1,22,22\n";

Result<RunSet> gather(QByteArray text)
{
    const auto table = parseTable(std::string_view(text.data(), std::size_t(text.size())), "t.csv");
    if (!table)
        return fail(table.error());
    return gatherRuns(*table, makeContract(), {}, "run");
}

} // namespace

class GatherTest : public QObject
{
    Q_OBJECT

  private slots:
    void gathersRunsWhoseRowsAreMixed()
    {
        const auto runs = gather(good);
        QVERIFY(runs.has_value());
        QCOMPARE(runs->names, (std::vector<std::string>{"a", "b"}));
        QCOMPARE(runs->inputs, (std::vector<double>{1, 0, 2, 1}));
        QCOMPARE(runs->outputs[0], (std::vector<double>{10, 12, 20, 22}));
        QCOMPARE(runs->outputs[1], (std::vector<double>{12, 22}));
    }

    void refusesWithPlaceAndRemedy_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("location");
        QTest::addColumn<QString>("names");
        const auto row = [](const char* tag, const char* from, const char* to, const char* code,
                            const char* at, const char* names) {
            QTest::newRow(tag) << QByteArray(from) << QByteArray(to) << code << at << names;
        };
        row("column missing", "level,peak", "height,peak", "runs.column-missing", "t.csv", "level");
        row("text", "a,1,eco,1,12", "a,1,eco,1,dry", "runs.text", "t.csv:4", "\"dry\"");
        row("empty cell", "a,1,eco,1,12", "a,1,eco,1,", "runs.text", "t.csv:4", "empty cell");
        row("no such item", "b,2,full,0", "b,2,fast,0", "runs.text", "t.csv:3", "\"fast\"");
        row("not a number", "b,2,full,0,20", "b,2,full,0,nan", "runs.not-finite", "t.csv:3", "level");
        row("infinite", "b,2,full,0,20", "b,inf,full,0,20", "runs.not-finite", "t.csv:3", "flow");
        row("shorter", "b,2,full,1,22,22\n", "", "runs.length", "t.csv:3", "Run b");
        row("same name twice", "b,2,full,1,22,22", "b,2,full,0,22,22", "runs.axis", "t.csv:5", "run b");
        row("other axis", "b,2,full,1", "b,2,full,1.5", "runs.axis", "t.csv:5", "1.5");
        row("input varies", "b,2,full,1", "b,3,full,1", "runs.input-varies", "t.csv:5", "flow");
        row("scalar varies", "22,22\n", "22,21\n", "runs.input-varies", "t.csv:5", "peak");
    }
    void refusesWithPlaceAndRemedy()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(QString, names);
        QByteArray text(good);
        const auto at = text.lastIndexOf(from);
        QVERIFY(at >= 0);
        text.replace(at, from.size(), to);
        const auto runs = gather(text);
        QVERIFY(!runs.has_value());
        QTEST(QString::fromStdString(runs.error().code), "code");
        QTEST(QString::fromStdString(runs.error().location), "location");
        QVERIFY2(QString::fromStdString(runs.error().message).contains(names), runs.error().message.c_str());
        QVERIFY(!runs.error().remedy.empty());
    }

    void choicesCalledByNumbersAreMeantByThem()
    {
        Contract contract = makeContract();
        contract.axis.reset();
        contract.outputs.erase(contract.outputs.begin());
        contract.inputs[1].items = {{"2", "Two"}, {"1", "One"}, {"0", "None"}};
        const auto table = parseTable("flow,mode,peak\n1,0,5\n2,2,6\n3,1,7\n", "t.csv");
        const auto runs = gatherRuns(*table, contract, {}, "");
        QVERIFY2(runs, runs ? "" : format(runs.error()).c_str());
        QCOMPARE(runs->inputs, (std::vector<double>{1, 2, 2, 0, 3, 1}));
        const auto other =
            gatherRuns(*parseTable("flow,mode,peak\n1,0,5\n2,7,6\n", "t.csv"), contract, {}, "");
        QVERIFY(!other);
        QCOMPARE(other.error().code, std::string("runs.choice"));
        QCOMPARE(other.error().location, std::string("t.csv:3"));
        // By position where the names are words; beyond the last there is none.
        contract.inputs[1].items = {{"eco", "Eco"}, {"full", "Full"}};
        QCOMPARE(gatherRuns(*parseTable("flow,mode,peak\n1,1,5\n", "t.csv"), contract, {}, "")->inputs[1],
                 1.0);
        for (const char* wrong : {"flow,mode,peak\n1,2,5\n", "flow,mode,peak\n1,-1,5\n"})
            QCOMPARE(gatherRuns(*parseTable(wrong, "t.csv"), contract, {}, "").error().code,
                     std::string("runs.choice"));
    }

    void everyRowIsARunWithoutARunColumn()
    {
        Contract contract = makeContract();
        contract.axis.reset();
        contract.inputs.pop_back();
        contract.outputs.erase(contract.outputs.begin());
        const auto table = parseTable("flow,top\n1,2\n3,4\n", "t.csv");
        const auto runs = gatherRuns(*table, contract, {{"peak", "top"}}, "");
        QVERIFY(runs.has_value());
        QCOMPARE(runs->runs, std::size_t(2));
        QCOMPARE(runs->outputs[0], (std::vector<double>{2, 4}));
    }
};

QTEST_APPLESS_MAIN(GatherTest)
#include "tst_gather.moc"
