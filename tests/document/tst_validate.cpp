// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog.h"
#include "document/change.h"
#include "document/validate.h"
#include "random_document.h"
#include "sample_package.h"

#include <QtTest>

using namespace twin;

class TestValidate : public QObject
{
    Q_OBJECT

  private slots:
    void initTestCase();
    void goodAppHasNoFindings();
    void finds_data();
    void finds();
    void everyFindingSaysWhatToDo();
    void rulesComeInOrder();
    void gateOpensForACompleteApp();
    void gateNamesWhatIsMissing();
    void anyDocumentCanBeChecked();

  private:
    Document m_good;
    Package m_package;
};

namespace {

Node widget(const char* id, const char* type, nlohmann::json properties)
{
    return {id, type, std::move(properties), {}};
}

Document goodApp()
{
    const Node page{"page",
                    "page",
                    {{"title", "Today"}},
                    {widget("banner", "fidelity-banner", {{"cell", {0, 0, 24, 4}}}),
                     widget("flow", "slider", {{"input", "flow"}, {"cell", {0, 4, 7, 5}}}),
                     widget("power", "line-chart", {{"output", "power"}, {"cell", {8, 4, 16, 14}}})}};
    const Node rule{"rule",
                    "rule",
                    {{"ruleId", "A1"},
                     {"condition", "flow <= 1700 m3/h"},
                     {"message", "Too much flow for the shift."},
                     {"onFail", "warn"},
                     {"examples",
                      {{{"label", "usual"}, {"inputs", {{"flow", 1100}}}, {"passes", true}},
                       {{"label", "peak"}, {"inputs", {{"flow", 1750}}}, {"passes", false}}}}},
                    {}};
    return {{"app",
             "app",
             {{"title", "Pump of the day"},
              {"decision", "Which flow to run?"},
              {"user", "Operator"},
              {"package", {{"path", "pump.xdt"}, {"id", "test.pump"}, {"version", "1.2.0"}}}},
             {page, rule}}};
}

bool has(const Diagnostics& findings, const std::string& code, const std::string& location)
{
    return std::any_of(findings.begin(), findings.end(),
                       [&](const Diagnostic& d) { return d.code == code && d.location == location; });
}

std::string listed(const Diagnostics& findings)
{
    std::string text;
    for (const Diagnostic& finding : findings)
        text += format(finding) + "\n";
    return text;
}

Change set(const char* id, const char* key, nlohmann::json value)
{
    return {SetPropertyChange{id, key, std::move(value)}};
}

Change insert(const char* parent, Node node)
{
    return {InsertChange{parent, 0, std::move(node)}};
}

struct Case
{
    const char* title;
    Change change;
    const char* code;
    const char* location;
};

std::vector<Case> cases()
{
    const char* page = "/root/children/0";
    return {
        {"no package", set("app", "package", nlohmann::json::object()), "package.none",
         "/root/properties/package"},
        {"another twin", set("app", "package", {{"path", "x.xdt"}, {"id", "other"}}), "package.other-twin",
         "/root/properties/package"},
        {"another version",
         set("app", "package", {{"path", "x.xdt"}, {"id", "test.pump"}, {"version", "2.0.0"}}),
         "package.other-version", "/root/properties/package"},
        {"no page", {RemoveChange{"page"}}, "app.no-page", "/root"},
        {"no banner", {RemoveChange{"banner"}}, "page.banner-missing", page},
        {"two banners", insert("page", widget("b2", "fidelity-banner", {{"cell", {0, 30, 24, 4}}})),
         "page.banner-twice", page},
        {"banner covered", set("flow", "cell", {0, 3, 7, 5}), "layout.banner-covered",
         "/root/children/0/children/1/properties/cell"},
        {"banner too small", set("banner", "cell", {0, 0, 3, 1}), "layout.banner-small",
         "/root/children/0/children/0/properties/cell"},
        {"empty page",
         insert("app", {"p2", "page", {{"title", "Two"}}, {widget("b2", "fidelity-banner", {})}}),
         "page.empty", page},
        {"over each other", set("flow", "cell", {6, 4, 7, 5}), "layout.overlap",
         "/root/children/0/children/2/properties/cell"},
        {"off the page", set("power", "cell", {9, 4, 16, 14}), "layout.outside",
         "/root/children/0/children/2/properties/cell"},
        {"unknown type", insert("page", widget("x", "hologram", {})), "node.unknown-type",
         "/root/children/0/children/0"},
        {"slider at the top", insert("app", widget("x", "slider", {{"input", "flow"}})), "node.misplaced",
         page},
        {"unknown property", set("flow", "colour", "red"), "property.unknown",
         "/root/children/0/children/1/properties/colour"},
        {"number where a text is", set("page", "title", 3), "property.type",
         "/root/children/0/properties/title"},
        {"cell of three", set("flow", "cell", {0, 4, 7}), "property.type",
         "/root/children/0/children/1/properties/cell"},
        {"out of range", set("app", "timeBudget", 100000), "property.range", "/root/properties/timeBudget"},
        {"no title", set("app", "title", ""), "property.required", "/root/properties/title"},
        {"not bound", set("flow", "input", ""), "property.required",
         "/root/children/0/children/1/properties/input"},
        {"bound to nothing", set("flow", "input", "gone"), "binding.unknown",
         "/root/children/0/children/1/properties/input"},
        {"slider on an output", set("flow", "input", "heat"), "binding.unsuitable",
         "/root/children/0/children/1/properties/input"},
        {"chart of what is gone", set("power", "more", nlohmann::json::array({"gone"})), "binding.unknown",
         "/root/children/0/children/2/properties/more/0"},
        {"card of a rule that is gone",
         insert("page", widget("c", "guardrail-card", {{"rules", {"G1", "G9"}}, {"cell", {0, 20, 7, 6}}})),
         "rule.unknown", "/root/children/0/children/0/properties/rules/1"},
        {"rule with the id of the twin's", set("rule", "ruleId", "G1"), "rule.duplicate-id",
         "/root/children/1/properties/ruleId"},
        {"rule without a condition", set("rule", "condition", ""), "property.required",
         "/root/children/1/properties/condition"},
        {"rule example of what is gone",
         set("rule", "examples", {{{"inputs", {{"gone", 1}}}, {"passes", true}}}), "rule.example.input",
         "/root/children/1/properties/examples/0/inputs/gone"},
    };
}

} // namespace

void TestValidate::initTestCase()
{
    m_good = goodApp();
    m_package = samplePackage();
}

void TestValidate::goodAppHasNoFindings()
{
    const Diagnostics findings = validate(m_good, standardCatalog(), &m_package.contract);
    QVERIFY2(findings.empty(), listed(findings).c_str());
}

void TestValidate::finds_data()
{
    QTest::addColumn<int>("index");
    const std::vector<Case> all = cases();
    for (int i = 0; i < int(all.size()); ++i)
        QTest::newRow(all[std::size_t(i)].title) << i;
}

void TestValidate::finds()
{
    QFETCH(int, index);
    const Case expected = cases()[std::size_t(index)];
    Document document = m_good;
    QVERIFY(apply(document, expected.change).has_value());
    const Diagnostics findings = validate(document, standardCatalog(), &m_package.contract);
    QVERIFY2(has(findings, expected.code, expected.location), listed(findings).c_str());
    QVERIFY2(findings.size() <= 2, listed(findings).c_str()); // one mistake is not told in ten ways
}

void TestValidate::everyFindingSaysWhatToDo()
{
    for (const Case& one : cases()) {
        Document document = m_good;
        QVERIFY(apply(document, one.change).has_value());
        for (const Diagnostic& finding : validate(document, standardCatalog(), &m_package.contract)) {
            QVERIFY2(!finding.message.empty() && !finding.remedy.empty(), format(finding).c_str());
            QVERIFY2(nodeAt(document, finding.location), format(finding).c_str());
        }
    }
}

void TestValidate::rulesComeInOrder()
{
    const std::vector<GuardrailRule> rules = appRules(m_good, standardCatalog());
    QCOMPARE(rules.size(), std::size_t(1));
    const GuardrailRule expected{"A1",
                                 "",
                                 "flow <= 1700 m3/h",
                                 Verdict::Warn,
                                 "Too much flow for the shift.",
                                 {{"usual", {{"flow", 1100}}, true}, {"peak", {{"flow", 1750}}, false}}};
    QVERIFY(rules[0] == expected);
}

void TestValidate::gateOpensForACompleteApp()
{
    for (const char* taken : {"domain", "physical:flow", " A1"}) {
        Document document = m_good;
        for (Node& node : document.root.children)
            if (node.type == "rule")
                node.properties["ruleId"] = taken;
        const Diagnostics found = exportGate(document, standardCatalog(), &m_package);
        QVERIFY(
            std::any_of(found.begin(), found.end(), [](const Diagnostic& d) { return d.code == "rule.id"; }));
    }
    const Diagnostics findings = exportGate(m_good, standardCatalog(), &m_package);
    QVERIFY2(!hasErrors(findings), listed(findings).c_str());
}

void TestValidate::gateNamesWhatIsMissing()
{
    const Diagnostics withoutTwin = exportGate(m_good, standardCatalog(), nullptr);
    QVERIFY(has(withoutTwin, "package.unavailable", "/root/properties/package"));
    Package bare = samplePackage();
    bare.report = nullptr;
    bare.conformance.clear();
    bare.contract.fidelity.clear();
    QVERIFY(!bare.contract.guardrails.empty());
    GuardrailRule& rule = bare.contract.guardrails.front();
    rule.examples = {{"held by the start values", {}, true}, {"broken by them", {}, false}};
    const Diagnostics findings = exportGate(m_good, standardCatalog(), &bare);
    QVERIFY(has(findings, "package.report-missing", "/report"));
    QVERIFY(has(findings, "package.conformance-missing", "/conformance"));
    QVERIFY(has(findings, "rule.example.failed", "/guardrails/0/examples/1"));
    QVERIFY(std::any_of(findings.begin(), findings.end(),
                        [](const Diagnostic& d) { return d.code.starts_with("contract.evidence."); }));
}

void TestValidate::anyDocumentCanBeChecked()
{
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        const Document document = RandomDocument(seed, standardCatalog()).document();
        const Contract* contract = seed % 2 ? &m_package.contract : nullptr;
        for (const Diagnostic& finding : validate(document, standardCatalog(), contract))
            QVERIFY2(!finding.message.empty(), finding.code.c_str());
    }
}

QTEST_APPLESS_MAIN(TestValidate)
#include "tst_validate.moc"
