// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/training.h"

#include <QtTest>
#include <cmath>
#include <fmt/format.h>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

using namespace twin;
using nlohmann::json;

namespace {

constexpr int runs = 24;

/// A run a block of five rows: everything that a guess has to tell apart is in it.
std::string pumpTable()
{
    std::string text = "run,set,site,pump,flow [m3/h],ambient_temperature,pumps,time_h,winding_temp_c,"
                       "p_fail,max_power_kw\n";
    for (int run = 0; run < runs; ++run) {
        const double flow = 412 + 1000 * std::fmod(run * 0.618034, 1);
        const double heat = 3 + 30 * std::fmod(run * 0.754878, 1);
        const int pumps = 1 + run % 3;
        for (int t = 0; t < 5; ++t) {
            const double winding = heat + flow / 50 + 2 * t / pumps - std::fmod(t, 2);
            text += fmt::format("{},{},east,{},{},{},{},{},{},{},{}\n", run + 1, run % 4 ? "train" : "test",
                                run % 2 ? "old" : "new", flow, heat, pumps, 6 * t, winding,
                                -std::expm1(-1e-6 * flow * t), flow * 0.1);
        }
    }
    return text;
}

Table tableOf(const std::string& text, const std::string& name = "pump runs.csv")
{
    auto table = parseTable(text, name);
    if (!table)
        qFatal("%s", format(table.error()).c_str());
    return std::move(*table);
}

json guessOf(const std::string& text, std::vector<std::string>* notes = nullptr)
{
    auto spec = guessSpec(tableOf(text), notes);
    if (!spec)
        qFatal("%s", format(spec.error()).c_str());
    return std::move(*spec);
}

json variable(const json& spec, const char* list, const char* name)
{
    for (const json& item : spec["contract"][list]) {
        if (item["name"] == name)
            return item;
    }
    qFatal("no %s in %s", name, list);
}

std::vector<std::string> names(const json& list)
{
    std::vector<std::string> result;
    for (const json& item : list)
        result.push_back(item["name"]);
    return result;
}

} // namespace

class GuessSpecTest : public QObject
{
    Q_OBJECT

  private slots:
    void tellsRolesApart()
    {
        const json spec = guessOf(pumpTable());
        QCOMPARE(names(spec["contract"]["inputs"]),
                 (std::vector<std::string>{"pump", "flow", "ambient_temperature", "pumps"}));
        QCOMPARE(names(spec["contract"]["outputs"]),
                 (std::vector<std::string>{"winding_temp_c", "p_fail", "max_power_kw"}));
        QCOMPARE(spec["run"], json("run"));
        QCOMPARE(spec["validation"]["heldOut"], json({{"column", "set"}, {"value", "test"}}));
        QCOMPARE(spec["contract"]["id"], json("pump-runs"));
        QVERIFY(variable(spec, "outputs", "winding_temp_c")["series"]);
        QVERIFY(!variable(spec, "outputs", "max_power_kw").value("series", false));
        QCOMPARE(variable(spec, "inputs", "pump")["type"], json("enumeration"));
        QCOMPARE(variable(spec, "inputs", "pumps")["type"], json("integer"));
        QCOMPARE(variable(spec, "outputs", "p_fail")["plausibility"],
                 json({{"range", {0, 1}}, {"monotone", "increasing"}}));
    }

    void readsUnitsFromNames()
    {
        const json spec = guessOf(pumpTable());
        QCOMPARE(variable(spec, "inputs", "flow")["unit"], json("m3/h"));
        QCOMPARE(spec["columns"]["flow"], json("flow [m3/h]"));
        QCOMPARE(variable(spec, "inputs", "ambient_temperature")["unit"], json("Cel"));
        QCOMPARE(variable(spec, "outputs", "winding_temp_c")["unit"], json("Cel"));
        QCOMPARE(variable(spec, "outputs", "max_power_kw")["unit"], json("kW"));
        QCOMPARE(variable(spec, "outputs", "max_power_kw")["label"], json("Max power"));
        QCOMPARE(variable(spec, "outputs", "p_fail")["unit"], json("1"));
        QCOMPARE(spec["contract"]["axis"]["unit"], json("h"));
        QCOMPARE(spec["contract"]["axis"]["name"], json("time_h"));
        QVERIFY2(!spec["contract"]["axis"].contains("values"), "the table's own values are taken");
    }

    void rangesHoldEveryRun()
    {
        const Table table = tableOf(pumpTable());
        const json spec = guessOf(pumpTable());
        for (const auto& [name, column] :
             {std::pair("flow", "flow [m3/h]"), std::pair("ambient_temperature", "ambient_temperature")}) {
            const std::vector<double>& values = table.find(column)->values;
            const auto [least, most] = std::minmax_element(values.begin(), values.end());
            const json input = variable(spec, "inputs", name);
            const double low = input["validated"][0], high = input["validated"][1];
            QVERIFY(low <= *least && high >= *most);
            QVERIFY(low >= *least - (*most - *least) / 50 && high <= *most + (*most - *least) / 50);
            QVERIFY(input["physical"][0] <= low && input["physical"][1] >= high);
            QVERIFY2(input["physical"][0] >= 0, "a quantity that was never negative stays so");
            QVERIFY(input["start"] >= low && input["start"] <= high);
        }
        QCOMPARE(variable(spec, "inputs", "pumps")["validated"], json({1, 3}));
    }

    void notesWhatAPersonMustDecide()
    {
        std::vector<std::string> notes;
        guessOf(pumpTable(), &notes);
        const auto mentions = [&](std::string_view words) {
            return std::any_of(notes.begin(), notes.end(), [&](const std::string& note) {
                return note.find(words) != std::string::npos;
            });
        };
        for (const char* words : {"fidelity", "physical ranges", "ambient_temperature Cel", "left out: site",
                                  "p_fail lies within 0..1 and never falls"})
            QVERIFY2(mentions(words), words);
        QVERIFY2(!mentions("flow m3/h"), "its unit is written in its name");
    }

    void scalarsNeedNoRunColumn()
    {
        std::string text = "speed;load;loss\n";
        for (int i = 0; i < 20; ++i)
            text += fmt::format("{};{};{}\n", i * 1.5, std::fmod(i * 0.618034, 1), i * 0.7);
        const json spec = guessOf(text);
        QVERIFY(!spec.contains("run"));
        QVERIFY(!spec["contract"].contains("axis"));
        QCOMPARE(names(spec["contract"]["outputs"]), std::vector<std::string>{"loss"});
        QCOMPARE(spec["models"][0]["kind"], json("gaussian-process"));
    }

    void aNameOfEachRunIsNoChoice()
    {
        std::string text = "label,load,loss\n";
        for (int i = 0; i < 12; ++i)
            text += fmt::format("2026-01-{:02},{},{}\n", i + 1, i * 0.5, i * 0.7);
        std::vector<std::string> notes;
        const json spec = guessOf(text, &notes);
        QCOMPARE(names(spec["contract"]["inputs"]), std::vector<std::string>{"load"});
        QVERIFY(std::any_of(notes.begin(), notes.end(), [](const std::string& note) {
            return note.find("left out: label") != std::string::npos;
        }));
    }

    // As xdt run writes a table: inputs, axis, results. Nothing in the name tells what "heat" is.
    void aNumberBehindTheAxisIsAResult()
    {
        std::vector<std::string> notes;
        const json spec =
            guessOf("run,a,b,time,level,heat\n1,1,5,0,3,7\n1,1,5,1,4,7\n2,2,6,0,2,9\n2,2,6,1,5,9\n"
                    "3,4,1,0,2,8\n3,4,1,1,6,8\n",
                    &notes);
        QCOMPARE(spec["contract"]["inputs"].size(), std::size_t(2));
        QVERIFY(!variable(spec, "outputs", "heat").value("series", true));
        QVERIFY(std::any_of(notes.begin(), notes.end(), [](const std::string& note) {
            return note.find("inputs: a, b; results: level, heat.") != std::string::npos;
        }));
    }

    void aColumnOfYesAndNoIsASwitch_data()
    {
        QTest::addColumn<QByteArray>("yes");
        QTest::addColumn<QByteArray>("no");
        QTest::newRow("a spreadsheet's") << QByteArray("TRUE") << QByteArray("FALSE");
        QTest::newRow("a script's") << QByteArray("True") << QByteArray("False");
        QTest::newRow("a person's") << QByteArray("yes") << QByteArray("no");
    }
    void aColumnOfYesAndNoIsASwitch()
    {
        QFETCH(QByteArray, yes);
        QFETCH(QByteArray, no);
        std::string text = "valve,load,loss\n";
        for (int i = 0; i < 20; ++i)
            text +=
                fmt::format("{},{},{}\n", (i % 2 ? yes : no).toStdString(), i * 0.5, i * 0.7 + 3 * (i % 2));
        std::vector<std::string> notes;
        json spec = guessOf(text, &notes);
        const json& valve = spec["contract"]["inputs"][0];
        QCOMPARE(valve["type"], json("boolean"));
        QVERIFY(std::any_of(notes.begin(), notes.end(), [](const std::string& note) {
            return note.find("loss, the last number that changes") != std::string::npos;
        }));
        spec["models"] = {{{"kind", "linear"}, {"outputs", {"loss"}}}};
        const auto package = train(tableOf(text), spec);
        QVERIFY2(package, package ? "" : format(package.error()).c_str());
        const auto runs = gatherRunsLike(tableOf(text), *package);
        QVERIFY(runs);
        for (std::size_t run = 0; run < 20; ++run)
            QCOMPARE(runs->inputs[2 * run], double(run % 2));
    }

    // Loggers leave gaps: the runs without them are what the spec is about, and what it trains on.
    void runsWithGapsAreLeftOut()
    {
        std::string text = "no,pressure,pumps,setpoint,flow\n";
        for (int i = 0; i < 30; ++i)
            text += fmt::format("{},{},{},{}.0,{}\n", i + 1,
                                i == 7 ? "Bad" : fmt::format("{}", 3 + 0.1 * (i * 7 % 30)), 1 + i % 3,
                                100 + 10 * (i % 4),
                                i == 12   ? ""
                                : i == 20 ? "-9999"
                                          : fmt::format("{}", 20 + i * 13 % 30));
        std::vector<std::string> notes;
        const json spec = guessOf(text, &notes);
        QCOMPARE(spec["missing"], json("drop"));
        QCOMPARE(spec["run"], json("no"));
        QCOMPARE(guessOf("Nr.,load,loss\nV-1,1,2\nV-2,2,3\nV-4,4,1\n")["run"], json("Nr."));
        QCOMPARE(spec["contract"]["inputs"].size(), std::size_t(3));
        QCOMPARE(variable(spec, "inputs", "pumps")["type"], json("integer"));
        QCOMPARE(variable(spec, "inputs", "setpoint")["type"], json("real"));
        QVERIFY(std::any_of(notes.begin(), notes.end(), [](const std::string& note) {
            return note.starts_with(
                "3 runs have no value somewhere, in pressure (1), flow (2, -9999 taken for one):");
        }));
        Diagnostics found;
        const auto package = train(tableOf(text), spec, {}, {}, &found);
        QVERIFY2(package, package ? "" : format(package.error()).c_str());
        QCOMPARE(package->report["split"]["runs"], json(27));
    }

    void guessTrainsAndFitsTheSchema()
    {
        const json spec = guessOf(pumpTable());
        valijson::Schema schema;
        const json text = trainingSchema();
        valijson::SchemaParser(valijson::SchemaParser::kDraft7)
            .populateSchema(valijson::adapters::NlohmannJsonAdapter(text), schema);
        QVERIFY(valijson::Validator(valijson::Validator::kStrongTypes)
                    .validate(schema, valijson::adapters::NlohmannJsonAdapter(spec), nullptr));
        const auto package = train(tableOf(pumpTable()), spec);
        QVERIFY2(package, package ? "" : format(package.error()).c_str());
        QCOMPARE(package->contract.axis->values, (std::vector<double>{0, 6, 12, 18, 24}));
        QCOMPARE(package->report["split"]["runs"], json(6));
        QCOMPARE(package->report["split"]["trainingRuns"], json(18));
    }

    void refusesWhatCannotBeGuessed_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("location");
        QTest::addColumn<QString>("says");
        QTest::newRow("not finite") << QByteArray("a,b\n1,2\n2,inf\n3,4\n") << "runs.not-finite"
                                    << "t.csv:3"
                                    << "b";
        QTest::newRow("no number anywhere") << QByteArray("a,b,c\n1,,2\n,2,3\n3,4,\n") << "runs.missing"
                                            << "t.csv"
                                            << "Every run";
        QTest::newRow("one row") << QByteArray("a,b\n1,2\n") << "guess.roles"
                                 << "t.csv"
                                 << "t.csv has one run";
        QTest::newRow("only results vary") << QByteArray("a,y\n1,2\n1,4\n1,3\n") << "guess.roles"
                                           << "t.csv"
                                           << "Only y differs between the runs";
        QTest::newRow("one column") << QByteArray("a\n1\n2\n") << "guess.roles"
                                    << "t.csv"
                                    << "Only a differs";
        QTest::newRow("nothing varies") << QByteArray("a,b\n1,2\n1,2\n") << "guess.roles"
                                        << "t.csv"
                                        << "The 2 runs of t.csv are all the same";
        QTest::newRow("no axis") << QByteArray("run,a,b\n1,5,2\n1,5,3\n2,6,9\n2,6,4\n") << "guess.axis"
                                 << "t.csv"
                                 << "";
    }

    void refusesWhatCannotBeGuessed()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, code);
        QFETCH(QString, location);
        QFETCH(QString, says);
        const auto spec = guessSpec(tableOf(text.toStdString(), "t.csv"));
        QVERIFY(!spec);
        QCOMPARE(QString::fromStdString(spec.error().code), code);
        QCOMPARE(QString::fromStdString(spec.error().location), location);
        QVERIFY2(QString::fromStdString(spec.error().message).contains(says), spec.error().message.c_str());
        QVERIFY(!spec.error().remedy.empty());
    }
};

QTEST_APPLESS_MAIN(GuessSpecTest)
#include "tst_guess_spec.moc"
