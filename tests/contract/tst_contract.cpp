// SPDX-License-Identifier: GPL-3.0-or-later
#include "contract/contract.h"
#include "contract/eastfield_contract.h"

#include <QtTest>
#include <cmath>
#include <limits>

using namespace twin;
using nlohmann::json;

class TestContract : public QObject
{
    Q_OBJECT

  private slots:
    void readsEveryField();
    void writesWhatItRead();
    void openEndedRanges();
    void choicesAndSwitches();
    void refuses_data();
    void refuses();
    void warns_data();
    void warns();
    void evidence_data();
    void evidence();
    void completeEvidence();
    void survivesAnyJson();
};

void TestContract::readsEveryField()
{
    Diagnostics warnings;
    const Result<Contract> contract = contractFromJson(eastfieldContract(), &warnings);
    QVERIFY2(contract, contract ? "" : format(contract.error()).c_str());
    QVERIFY(warnings.empty());
    QCOMPARE(contract->version, std::string("1.3.0"));
    QCOMPARE(contract->axis->values.size(), std::size_t(5));
    QCOMPARE(contract->axis->unit.code(), std::string("h"));
    const Variable& flow = *contract->findInput("q_in");
    QCOMPARE(flow.causality, Causality::Input);
    QCOMPARE(flow.unit.code(), std::string("m3/h"));
    QCOMPARE(flow.physical, (Range{0, 2400}));
    QCOMPARE(flow.validated, (Range{400, 1800}));
    QCOMPARE(flow.displayUnits.size(), std::size_t(1));
    QCOMPARE(contract->findInput("n")->type, VariableType::Integer);
    QCOMPARE(contract->startValues(), (std::vector<double>{1100, 18, 4800, 3}));
    const Variable& failure = *contract->findOutput("p_fail");
    QVERIFY(failure.isSeries);
    QCOMPARE(contract->points(failure), std::size_t(5));
    QCOMPARE(failure.plausibility.monotone, Monotone::Increasing);
    QCOMPARE(failure.accuracy.front().relative, 0.1);
    QCOMPARE(contract->findOutput("t_bearing")->confidence.kind, Confidence::Kind::StandardDeviation);
    QCOMPARE(contract->guardrails.front().examples.size(), std::size_t(3));
    QVERIFY(!contract->guardrails.front().examples[1].passes);
    QVERIFY(!contract->find("nothing"));
    QCOMPARE(*contract->inputIndex("age"), std::size_t(2));
}

void TestContract::writesWhatItRead()
{
    const Result<Contract> contract = contractFromJson(eastfieldContract());
    QVERIFY(contract);
    const json written = toJson(*contract);
    const Result<Contract> again = contractFromJson(written);
    QVERIFY(again);
    QCOMPARE(toJson(*again), written);
    // what the original says is all there; only defaults were added
    const json original = eastfieldContract();
    for (const json& change : json::diff(original, written))
        QCOMPARE(change.at("op").get<std::string>(), std::string("add"));
}

void TestContract::openEndedRanges()
{
    json object = eastfieldContract();
    object["inputs"][2]["physical"] = {0, nullptr};
    object["inputs"][2].erase("validated");
    const Result<Contract> contract = contractFromJson(object);
    QVERIFY(contract);
    const Variable& age = *contract->findInput("age");
    QVERIFY(!age.physical.isFinite());
    QCOMPARE(age.validated, age.physical);
    QVERIFY(toJson(*contract)["inputs"][2]["physical"][1].is_null());
}

void TestContract::choicesAndSwitches()
{
    json object = eastfieldContract();
    object["inputs"].push_back({{"name", "mode"},
                                {"type", "enumeration"},
                                {"items", {{{"name", "eco"}, {"label", "Economy"}}, {{"name", "fast"}}}},
                                {"start", "fast"}});
    object["inputs"].push_back({{"name", "standby"}, {"type", "boolean"}, {"start", true}});
    object["guardrails"].push_back(
        {{"id", "M1"}, {"condition", "mode == \"eco\" or not standby"}, {"message", "No."}});
    const Result<Contract> contract = contractFromJson(object);
    QVERIFY2(contract, contract ? "" : format(contract.error()).c_str());
    QCOMPARE(contract->findInput("mode")->start, 1.0);
    QCOMPARE(contract->findInput("mode")->physical, (Range{0, 1}));
    QCOMPARE(contract->findInput("mode")->items[1].label, std::string("fast"));
    QCOMPARE(contract->findInput("standby")->validated, (Range{0, 1}));
    QCOMPARE(toJson(*contract)["inputs"][4]["start"], json("fast"));
    QCOMPARE(toJson(*contract)["inputs"][5]["start"], json(true));
}

void TestContract::refuses_data()
{
    QTest::addColumn<QString>("patch"); // JSON Patch, RFC 6902
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("location");
    const auto row = [](const char* name, const char* patch, const char* code, const char* location) {
        QTest::addRow("%s", name) << patch << code << location;
    };
    row("newer format", R"([{"op":"replace","path":"/formatVersion","value":99}])", "contract.format-newer",
        "/formatVersion");
    row("newer format explains the rest",
        R"([{"op":"replace","path":"/formatVersion","value":99},{"op":"replace","path":"/inputs","value":7}])",
        "contract.format-newer", "/formatVersion");
    row("a field of one axis", R"([{"op":"add","path":"/outputs/0/field","value":true},
        {"op":"replace","path":"/outputs/0/series","value":false},
        {"op":"replace","path":"/outputs/0/plausibility/monotone","value":"no"}])",
        "contract.field", "/outputs/0/field");
    row("a field and a series", R"([{"op":"add","path":"/outputs/0/field","value":true},
        {"op":"add","path":"/axis2","value":{"name":"depth","unit":"m","values":[0,1]}}])",
        "contract.field", "/outputs/0/field");
    row("a second axis that falls",
        R"([{"op":"add","path":"/axis2","value":{"name":"depth","unit":"m","values":[1,0]}}])",
        "contract.axis", "/axis2/values/1");
    row("a second axis of the first one's name",
        R"([{"op":"add","path":"/axis2","value":{"name":"time","unit":"m","values":[0,1]}}])",
        "contract.name.duplicate", "/axis2/name");
    row("no format", R"([{"op":"remove","path":"/formatVersion"}])", "contract.missing", "/formatVersion");
    row("no id", R"([{"op":"remove","path":"/id"}])", "contract.missing", "/id");
    row("bad id", R"([{"op":"replace","path":"/id","value":"../x"}])", "contract.id", "/id");
    row("bad version", R"([{"op":"replace","path":"/version","value":"1.3"}])", "contract.version",
        "/version");
    row("leading zero", R"([{"op":"replace","path":"/version","value":"1.03.0"}])", "contract.version",
        "/version");
    row("bad date", R"([{"op":"replace","path":"/reviewDate","value":"2027-02-29"}])", "contract.date",
        "/reviewDate");
    row("text for a number", R"([{"op":"replace","path":"/inputs/0/start","value":"many"}])", "contract.type",
        "/inputs/0/start");
    row("unknown unit", R"([{"op":"replace","path":"/inputs/0/unit","value":"m3/hh"}])", "unit.unknown",
        "/inputs/0/unit");
    row("unit syntax", R"([{"op":"replace","path":"/outputs/1/unit","value":"m3/"}])", "unit.syntax",
        "/outputs/1/unit");
    row("display unit", R"([{"op":"replace","path":"/inputs/0/displayUnits/0","value":"kg"}])",
        "contract.unit.incompatible", "/inputs/0/displayUnits/0");
    row("range reversed", R"([{"op":"replace","path":"/inputs/1/physical","value":[50,-20]}])",
        "contract.range.reversed", "/inputs/1/physical");
    row("validated reversed", R"([{"op":"replace","path":"/inputs/1/validated","value":[38,0]}])",
        "contract.range.reversed", "/inputs/1/validated");
    row("validated outside physical", R"([{"op":"replace","path":"/inputs/1/validated","value":[0,60]}])",
        "contract.range.outside", "/inputs/1/validated");
    row("range of one", R"([{"op":"replace","path":"/inputs/1/validated","value":[0]}])", "contract.type",
        "/inputs/1/validated");
    row("start outside", R"([{"op":"replace","path":"/inputs/1/start","value":51}])", "contract.start",
        "/inputs/1/start");
    row("start missing", R"([{"op":"remove","path":"/inputs/1/start"}])", "contract.missing",
        "/inputs/1/start");
    row("start of an integer", R"([{"op":"replace","path":"/inputs/3/start","value":2.5}])", "contract.start",
        "/inputs/3/start");
    row("duplicate name", R"([{"op":"replace","path":"/outputs/0/name","value":"q_in"}])",
        "contract.name.duplicate", "/outputs/0/name");
    row("name of the axis", R"([{"op":"replace","path":"/inputs/0/name","value":"time"}])",
        "contract.name.duplicate", "/inputs/0/name");
    row("name", R"([{"op":"replace","path":"/inputs/0/name","value":"q in"}])", "contract.name",
        "/inputs/0/name");
    row("reserved name", R"([{"op":"replace","path":"/inputs/0/name","value":"and"}])",
        "contract.name.reserved", "/inputs/0/name");
    row("nominal", R"([{"op":"replace","path":"/inputs/0/nominal","value":0}])", "contract.nominal",
        "/inputs/0/nominal");
    row("type", R"([{"op":"add","path":"/inputs/0/type","value":"float"}])", "contract.choice",
        "/inputs/0/type");
    row("no items", R"([{"op":"add","path":"/inputs/0/type","value":"enumeration"}])", "contract.items",
        "/inputs/0/items");
    row("no inputs", R"([{"op":"replace","path":"/inputs","value":[]}])", "contract.missing", "/inputs");
    row("no outputs", R"([{"op":"remove","path":"/outputs"}])", "contract.missing", "/outputs");
    row("no axis", R"([{"op":"remove","path":"/axis"}])", "contract.series", "/outputs/0/series");
    row("falling axis", R"([{"op":"replace","path":"/axis/values/2","value":6}])", "contract.axis",
        "/axis/values/2");
    row("confidence missing", R"([{"op":"remove","path":"/outputs/0/confidence"}])", "contract.missing",
        "/outputs/0/confidence");
    row("no reason", R"([{"op":"replace","path":"/outputs/0/confidence","value":{"kind":"none"}}])",
        "contract.confidence.reason", "/outputs/0/confidence/reason");
    row("level", R"([{"op":"replace","path":"/outputs/0/confidence/level","value":90}])",
        "contract.confidence.level", "/outputs/0/confidence/level");
    row("metric", R"([{"op":"replace","path":"/outputs/0/accuracy/0/metric","value":"mae"}])",
        "contract.accuracy.metric", "/outputs/0/accuracy/0/metric");
    row("bound's unit", R"([{"op":"replace","path":"/outputs/0/accuracy/0/unit","value":"h"}])",
        "contract.unit.incompatible", "/outputs/0/accuracy/0/unit");
    row("rising scalar", R"([{"op":"replace","path":"/outputs/0/series","value":false}])",
        "contract.plausibility.monotone", "/outputs/0/plausibility/monotone");
    row("rule's syntax", R"([{"op":"replace","path":"/guardrails/0/condition","value":"q_in * / n"}])",
        "expression.syntax", "/guardrails/0/condition:8");
    row("rule's name", R"([{"op":"replace","path":"/guardrails/0/condition","value":"q < 3"}])",
        "expression.name", "/guardrails/0/condition:1");
    row("rule's unit", R"([{"op":"replace","path":"/guardrails/0/condition","value":"q_in < 3 h"}])",
        "expression.unit", "/guardrails/0/condition:6");
    row("rule is a number", R"([{"op":"replace","path":"/guardrails/0/condition","value":"q_in"}])",
        "expression.type", "/guardrails/0/condition");
    row("rule's outcome", R"([{"op":"replace","path":"/guardrails/0/onFail","value":"pass"}])",
        "contract.choice", "/guardrails/0/onFail");
    row("rule twice", R"([{"op":"copy","from":"/guardrails/0","path":"/guardrails/1"}])",
        "contract.rule.duplicate", "/guardrails/1/id");
    row("rule's id", R"([{"op":"replace","path":"/guardrails/0/id","value":"physical:q"}])",
        "contract.rule.id", "/guardrails/0/id");
    row("example's input", R"([{"op":"add","path":"/guardrails/0/examples/0/inputs/zz","value":1}])",
        "contract.rule.example", "/guardrails/0/examples/0/inputs/zz");
    row("not an object", R"([{"op":"replace","path":"/inputs/0","value":3}])", "contract.type", "/inputs/0");
}

void TestContract::refuses()
{
    QFETCH(QString, patch);
    QFETCH(QString, code);
    QFETCH(QString, location);
    const json object = eastfieldContract().patch(json::parse(patch.toStdString()));
    const Result<Contract> contract = contractFromJson(object);
    QVERIFY(!contract);
    QCOMPARE(QString::fromStdString(contract.error().code), code);
    QCOMPARE(QString::fromStdString(contract.error().location), location);
    QVERIFY(!contract.error().message.empty());
    QVERIFY(!contract.error().remedy.empty());
}

void TestContract::warns_data()
{
    QTest::addColumn<QString>("patch");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("location");
    QTest::newRow("unknown field") << R"([{"op":"add","path":"/inputs/0/phisical","value":[0,1]}])"
                                   << "contract.field.unknown"
                                   << "/inputs/0/phisical";
    QTest::newRow("start not validated") << R"([{"op":"replace","path":"/inputs/1/start","value":40}])"
                                         << "contract.start.unvalidated"
                                         << "/inputs/1/start";
    QTest::newRow("rule without words") << R"([{"op":"remove","path":"/guardrails/0/message"}])"
                                        << "contract.rule.message"
                                        << "/guardrails/0/message";
}

void TestContract::warns()
{
    QFETCH(QString, patch);
    QFETCH(QString, code);
    QFETCH(QString, location);
    Diagnostics warnings;
    QVERIFY(contractFromJson(eastfieldContract().patch(json::parse(patch.toStdString())), &warnings));
    QCOMPARE(warnings.size(), std::size_t(1));
    QVERIFY(warnings[0].severity == Severity::Warning);
    QCOMPARE(QString::fromStdString(warnings[0].code), code);
    QCOMPARE(QString::fromStdString(warnings[0].location), location);
}

void TestContract::evidence_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("code");
    QTest::newRow("fidelity") << "/fidelity"
                              << "contract.evidence.fidelity";
    QTest::newRow("made for") << "/madeFor"
                              << "contract.evidence.made-for";
    QTest::newRow("not for") << "/notFor"
                             << "contract.evidence.not-for";
    QTest::newRow("review date") << "/reviewDate"
                                 << "contract.evidence.review-date";
    QTest::newRow("accuracy") << "/outputs/1/accuracy"
                              << "contract.evidence.accuracy";
    QTest::newRow("physical range") << "/inputs/0/physical"
                                    << "contract.evidence.physical";
}

void TestContract::evidence()
{
    QFETCH(QString, path);
    QFETCH(QString, code);
    json object = eastfieldContract();
    object = object.patch({{{"op", "remove"}, {"path", path.toStdString()}}});
    const Result<Contract> contract = contractFromJson(object);
    QVERIFY(contract);
    const Diagnostics found = checkEvidence(*contract);
    QCOMPARE(found.size(), std::size_t(1));
    QVERIFY(found[0].severity == Severity::Error);
    QCOMPARE(QString::fromStdString(found[0].code), code);
    QCOMPARE(QString::fromStdString(found[0].location), path);
}

void TestContract::completeEvidence()
{
    QVERIFY(checkEvidence(*contractFromJson(eastfieldContract())).empty());
}

/// Every value of the contract replaced by something of another kind: an error or a contract, never a crash.
void TestContract::survivesAnyJson()
{
    const json original = eastfieldContract();
    const json strange[] = {nullptr,
                            -1,
                            1e308,
                            "",
                            "\xf0\x9f\x98\x80",
                            json::array(),
                            json::object(),
                            true,
                            json::array({1, "a"}),
                            std::numeric_limits<double>::quiet_NaN()};
    int refused = 0;
    const json leaves = original.flatten();
    for (const auto& [path, value] : leaves.items())
        for (json::json_pointer pointer(path);; pointer.pop_back()) {
            for (const json& replacement : strange) {
                json object = original;
                object[pointer] = replacement;
                refused += !contractFromJson(object);
            }
            if (pointer.empty())
                break;
        }
    QVERIFY(refused > 1000);
}

QTEST_APPLESS_MAIN(TestContract)
#include "tst_contract.moc"
