// SPDX-License-Identifier: GPL-3.0-or-later
#include "contract/contract.h"
#include "contract/eastfield_contract.h"
#include "guardrail/domain_of_validity.h"
#include "guardrail/guardrail_set.h"

#include <QtTest>
#include <cmath>
#include <random>

using namespace twin;
using nlohmann::json;
using Nearest = std::map<std::string, double>;

namespace {

const RuleVerdict* find(const std::vector<RuleVerdict>& verdicts, std::string_view rule)
{
    for (const RuleVerdict& verdict : verdicts)
        if (verdict.rule == rule)
            return &verdict;
    return nullptr;
}

bool contains(const std::string& text, const char* part)
{
    return text.find(part) != std::string::npos;
}

Contract contractWith(const json& patch = json::array())
{
    const Result<Contract> contract = contractFromJson(eastfieldContract().patch(patch));
    if (!contract)
        qFatal("%s", format(contract.error()).c_str());
    return *contract;
}

/// The radical inverse of Halton's sequence.
double halton(int index, int base)
{
    double value = 0, share = 1;
    for (; index > 0; index /= base)
        value += (share /= base) * (index % base);
    return value;
}

/// 320 runs that fill the validated ranges, keep the pumps within 800 m3/h, and leave out the hot corner of
/// high flow.
std::vector<double> spaceFillingRuns()
{
    std::vector<double> runs;
    for (int i = 1; runs.size() < 320 * 4; ++i) {
        const double q = 400 + 1400 * halton(i, 2), t = 38 * halton(i, 3), age = 6000 * halton(i, 5);
        const double n = halton(i, 7) < 0.2 ? 2 : 3;
        if (q * 1.3464 / n > 800 || (q > 1500 && t > 33))
            continue;
        runs.insert(runs.end(), {q, t, age, n});
    }
    return runs;
}

} // namespace

class TestGuardrailSet : public QObject
{
    Q_OBJECT

  private slots:
    void acceptanceCases_data();
    void acceptanceCases();
    void messagesAreForPeople();
    void whatNobodyStatedIsNotTrusted();
    void nearestInputsPass();
    void nearestIsTheSmallestMove();
    void nearestOfChoices();
    void noNearestWhereNothingHelps();
    void wholeNumbersAndChoices();
    void notANumber();
    void rulesOfTheApp();
    void everyRuleIsListed();
    void outputRules();
    void plausibility_data();
    void plausibility();
    void classifiesAlike();
    void repeatedRunsLeaveTheDomainAsItIs();
    void examples();
    void refusesRules_data();
    void refusesRules();
};

/// The cases of the walkthrough; the reference is arithmetic: 1.3464 q / n against 700, and the declared
/// ranges.
void TestGuardrailSet::acceptanceCases_data()
{
    QTest::addColumn<std::vector<double>>("inputs");
    QTest::addColumn<QString>("verdict");
    QTest::addColumn<QString>("zone");
    QTest::addColumn<QString>("rule");
    QTest::addColumn<Nearest>("nearest");
    const auto row = [](const char* name, std::vector<double> inputs, const char* verdict, const char* zone,
                        const char* rule, const Nearest& nearest) {
        QTest::newRow(name) << inputs << verdict << zone << rule << nearest;
    };
    row("K1", {1100, 18, 4800, 3}, "Pass", "validated", "G3", {});
    row("K2", {1300, 33, 4800, 3}, "Pass", "validated", "G3", {});
    row("K3", {1200, 33, 4800, 3}, "Pass", "validated", "G3", {});
    row("K4", {1300, 33, 4800, 2}, "Block", "impossible", "G3", {{"n", 3}, {"q_in", 1039}});
    row("K5", {1600, 36, 4800, 3}, "Block", "impossible", "G3", {{"q_in", 1559}});
    row("K6", {1520, 36, 4800, 3}, "Warn", "sparse", "domain", {});
    row("K7", {1300, 42, 4800, 3}, "Withhold", "unvalidated", "validated:t_amb", {{"t_amb", 38}});
    row("too much", {2500, 18, 4800, 3}, "Block", "impossible", "physical:q_in", {{"q_in", 1559}});
    row("too little", {100, 18, 4800, 3}, "Withhold", "unvalidated", "validated:q_in", {{"q_in", 400}});
    row("too cold", {1100, -25, 4800, 3}, "Block", "impossible", "physical:t_amb", {{"t_amb", 0}});
    row("one pump", {400, 18, 4800, 1}, "Withhold", "unvalidated", "validated:n", {{"n", 2}});
    row("at the limits", {400, 0, 0, 2}, "Pass", "validated", "G3", {});
}

void TestGuardrailSet::acceptanceCases()
{
    QFETCH(std::vector<double>, inputs);
    QFETCH(QString, verdict);
    QFETCH(QString, zone);
    QFETCH(QString, rule);
    QFETCH(Nearest, nearest);
    const Contract contract = contractWith();
    const Result<DomainOfValidity> domain = DomainOfValidity::fit(contract, spaceFillingRuns());
    QVERIFY2(domain, domain ? "" : format(domain.error()).c_str());
    // what the edges of the ranges say about runs is the joint check's own test
    const bool isAtEdge = QByteArray(QTest::currentDataTag()) == "at the limits";
    const Result<GuardrailSet> guardrails = GuardrailSet::compile(contract, isAtEdge ? nullptr : &*domain);
    QVERIFY2(guardrails, guardrails ? "" : format(guardrails.error()).c_str());
    const InputVerdicts found = guardrails->checkInputs(inputs);
    QCOMPARE(QString::fromStdString(std::string(toString(found.verdict))), verdict);
    QCOMPARE(QString::fromStdString(std::string(toString(found.zone))), zone);
    const RuleVerdict* one = find(found.verdicts, rule.toStdString());
    QVERIFY(one);
    QCOMPARE(QString::fromStdString(std::string(toString(one->verdict))), verdict);
    QCOMPARE(one->nearest, nearest);
    QCOMPARE(one->message.empty(), one->verdict == Verdict::Pass);
}

void TestGuardrailSet::messagesAreForPeople()
{
    const Contract contract = contractWith();
    const Result<GuardrailSet> guardrails = GuardrailSet::compile(contract, nullptr);
    const auto message = [&](std::vector<double> inputs, const char* rule) {
        return find(guardrails->checkInputs(inputs).verdicts, rule)->message;
    };
    const std::string blocked = message({1300, 33, 4800, 2}, "G3");
    for (const char* part : {"Each pump in service would run out beyond its limit.", "875.2 m³/h",
                             "at most 700 m³/h", "mean incoming flow 1300 m³/h", "pumps in service 2"})
        QVERIFY2(contains(blocked, part), blocked.c_str());
    QCOMPARE(message({1300, 42, 4800, 3}, "validated:t_amb"),
             std::string("Daily mean ambient temperature is 42 °C; the twin is not validated above 38 °C."));
    QCOMPARE(message({2500, 18, 4800, 3}, "physical:q_in"),
             std::string("Mean incoming flow is 2500 m³/h; it cannot be above 2400 m³/h."));
    // what is beyond a limit by a hair does not read as if it were on it
    QVERIFY(contains(message({1100, 38.00001, 4800, 3}, "validated:t_amb"), "38.00001 °C"));
}

void TestGuardrailSet::whatNobodyStatedIsNotTrusted()
{
    Contract contract = contractWith();
    contract.inputs[1].validated = {};
    QVERIFY(!hasErrors(validate(contract))); // but it is not exported: checkEvidence
    const Result<GuardrailSet> guardrails = GuardrailSet::compile(contract, nullptr);
    const std::vector<double> inside = {1100, 45, 4800, 3}, outside = {100, 45, 4800, 3};
    const InputVerdicts found = guardrails->checkInputs(inside);
    QVERIFY(found.verdict == Verdict::Warn && found.zone == Zone::Sparse);
    QVERIFY(guardrails->classify(inside) == std::pair(Verdict::Warn, Zone::Sparse));
    const RuleVerdict* one = find(found.verdicts, "validated:*");
    QVERIFY(one && contains(one->message, "ambient temperature") && one->nearest.empty());
    // what is stated of the others counts as ever
    QVERIFY(guardrails->checkInputs(outside).verdict == Verdict::Withhold);
    QVERIFY(find(guardrails->checkInputs(outside).verdicts, "validated:q_in"));
}

void TestGuardrailSet::nearestInputsPass()
{
    json patch = json::array();
    patch.push_back(
        {{"op", "add"},
         {"path", "/guardrails/1"},
         {"value",
          {{"id", "H1"}, {"condition", "t_amb + 0.01 K * q_in / 1 m3/h <= 45 Cel"}, {"message", "Hot."}}}});
    const Contract contract = contractWith(patch);
    const Result<GuardrailSet> guardrails = GuardrailSet::compile(contract, nullptr);
    std::mt19937 random(17);
    const auto between = [&](double a, double b) { return std::uniform_real_distribution(a, b)(random); };
    int offered = 0;
    for (int i = 0; i < 400; ++i) {
        const std::vector<double> point = {between(0, 2600), between(-25, 55), between(0, 13000),
                                           std::round(between(1, 3))};
        for (const RuleVerdict& verdict : guardrails->checkInputs(point).verdicts)
            for (const auto& [name, value] : verdict.nearest) {
                ++offered;
                std::vector<double> moved = point;
                const std::size_t input = *contract.inputIndex(name);
                moved[input] = value;
                for (const RuleVerdict& after : guardrails->checkInputs(moved, false).verdicts)
                    if (after.rule == "G3" || after.rule == "H1")
                        QVERIFY2(after.verdict == Verdict::Pass, after.message.c_str());
                const Variable& variable = contract.inputs[input];
                QVERIFY(variable.validated.contains(value) && variable.physical.contains(value));
                const double steps = value / variable.step();
                QVERIFY(std::abs(steps - std::round(steps)) < 1e-6);
            }
    }
    QVERIFY(offered > 200);
}

/// Against every step of the range, tried one by one.
void TestGuardrailSet::nearestIsTheSmallestMove()
{
    const Contract contract = contractWith();
    const Result<GuardrailSet> guardrails = GuardrailSet::compile(contract, nullptr);
    std::mt19937 random(23);
    for (int i = 0; i < 100; ++i) {
        const double flow = std::uniform_real_distribution(1040.0, 2400.0)(random);
        const std::vector<double> point = {flow, 20, 4000, 2};
        const RuleVerdict* blocked = nullptr;
        const InputVerdicts found = guardrails->checkInputs(point);
        blocked = find(found.verdicts, "G3");
        double best = std::nan("");
        for (double value = 400; value <= 1800; ++value)
            if (value * 1.3464 / 2 <= 700 && !(std::abs(value - flow) > std::abs(best - flow)))
                best = value;
        QCOMPARE(blocked->nearest.at("q_in"), best);
    }
}

void TestGuardrailSet::nearestOfChoices()
{
    json patch = json::array();
    patch.push_back({{"op", "add"},
                     {"path", "/inputs/-"},
                     {"value",
                      {{"name", "mode"},
                       {"type", "enumeration"},
                       {"items", {{{"name", "eco"}}, {{"name", "normal"}}, {{"name", "boost"}}}},
                       {"start", "eco"}}}});
    patch.push_back({{"op", "add"},
                     {"path", "/guardrails/-"},
                     {"value",
                      {{"id", "M"},
                       {"condition", "mode != \"boost\" or t_amb < 30"},
                       {"message", "Too hot to boost."}}}});
    const Contract contract = contractWith(patch);
    const Result<GuardrailSet> guardrails = GuardrailSet::compile(contract, nullptr);
    const double point[] = {1100, 35, 4800, 3, 2};
    const InputVerdicts found = guardrails->checkInputs(point);
    QCOMPARE(find(found.verdicts, "M")->nearest, (Nearest{{"mode", 1}, {"t_amb", 29.9}}));
    QVERIFY(contains(find(found.verdicts, "M")->message, "mode boost"));
    const double none[] = {1100, 20, 4800, 3, 3};
    QVERIFY(guardrails->checkInputs(none).verdict == Verdict::Block);
    QVERIFY(find(guardrails->checkInputs(none).verdicts, "physical:mode"));
}

void TestGuardrailSet::noNearestWhereNothingHelps()
{
    json patch = json::array();
    patch.push_back(
        {{"op", "add"},
         {"path", "/guardrails/1"},
         {"value", {{"id", "never"}, {"condition", "q_in + age * 1 m3/h2 < 0"}, {"message", "Never."}}}});
    const Contract contract = contractWith(patch);
    const Result<GuardrailSet> guardrails = GuardrailSet::compile(contract, nullptr);
    const double point[] = {1300, 33, 4800, 2};
    for (const RuleVerdict& verdict : guardrails->checkInputs(point).verdicts)
        QVERIFY(verdict.nearest.empty());
}

void TestGuardrailSet::wholeNumbersAndChoices()
{
    const Contract contract = contractWith();
    const Result<GuardrailSet> guardrails = GuardrailSet::compile(contract, nullptr);
    const double point[] = {1000, 18, 4800, 2.5};
    const InputVerdicts found = guardrails->checkInputs(point);
    QVERIFY(found.verdict == Verdict::Block && found.zone == Zone::Impossible);
    QVERIFY(contains(find(found.verdicts, "physical:n")->message, "whole number"));
    QCOMPARE(find(found.verdicts, "physical:n")->nearest, (Nearest{{"n", 2}}));
}

void TestGuardrailSet::notANumber()
{
    const Contract contract = contractWith();
    const Result<GuardrailSet> guardrails = GuardrailSet::compile(contract, nullptr);
    for (const double strange : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
        const double point[] = {strange, 18, 4800, 3};
        const InputVerdicts found = guardrails->checkInputs(point);
        QVERIFY(found.verdict == Verdict::Block && found.zone == Zone::Impossible);
        QVERIFY(!find(found.verdicts, "physical:q_in")->message.empty());
    }
}

void TestGuardrailSet::rulesOfTheApp()
{
    const Contract contract = contractWith();
    GuardrailRule own{"A1", "Site limit", "q_in <= 300 L/s", Verdict::Warn, "", {}};
    const Result<GuardrailSet> guardrails = GuardrailSet::compile(contract, nullptr, std::span(&own, 1));
    QVERIFY(guardrails);
    QCOMPARE(guardrails->rules().size(), std::size_t(2));
    const double point[] = {1100, 18, 4800, 3};
    const InputVerdicts found = guardrails->checkInputs(point);
    QVERIFY(found.verdict == Verdict::Warn && found.zone == Zone::Validated);
    const std::string message = find(found.verdicts, "A1")->message;
    QVERIFY2(contains(message, "Site limit") && contains(message, "305.6 L/s") &&
                 contains(message, "300 L/s"),
             message.c_str());
    QCOMPARE(find(found.verdicts, "A1")->nearest, (Nearest{{"q_in", 1080}}));
}

void TestGuardrailSet::everyRuleIsListed()
{
    const Contract contract = contractWith();
    const Result<GuardrailSet> guardrails = GuardrailSet::compile(contract, nullptr);
    const double point[] = {1100, 18, 4800, 3};
    const InputVerdicts found = guardrails->checkInputs(point);
    QCOMPARE(found.verdicts.size(), std::size_t(1));
    QCOMPARE(found.verdicts[0].rule, std::string("G3"));
    QVERIFY(found.verdicts[0].verdict == Verdict::Pass);
}

void TestGuardrailSet::outputRules()
{
    const Contract contract = contractWith();
    GuardrailRule hot{
        "B1", "Bearing", "max(t_bearing) - t_amb <= 40 K", Verdict::Block, "The bearing runs hot.", {}};
    const Result<GuardrailSet> guardrails = GuardrailSet::compile(contract, nullptr, std::span(&hot, 1));
    QVERIFY(guardrails);
    const double point[] = {1100, 18, 4800, 3};
    QVERIFY(!find(guardrails->checkInputs(point).verdicts, "B1"));
    const std::vector<double> failure = {0, 0.001, 0.002, 0.003, 0.004};
    std::vector<double> bearing = {40, 45, 50, 55, 50};
    std::vector<RuleVerdict> verdicts;
    QVERIFY(guardrails->checkOutputs(point, {failure, bearing}, verdicts) == Verdict::Pass);
    QVERIFY(verdicts.size() == 1 && verdicts[0].rule == "B1" && verdicts[0].verdict == Verdict::Pass);
    bearing[2] = 60;
    verdicts.clear();
    // the model has run: a blocking rule withholds
    QVERIFY(guardrails->checkOutputs(point, {failure, bearing}, verdicts) == Verdict::Withhold);
    QVERIFY2(contains(verdicts[0].message, "42 K") && contains(verdicts[0].message, "at most 40 K"),
             verdicts[0].message.c_str());
}

void TestGuardrailSet::plausibility_data()
{
    QTest::addColumn<std::vector<double>>("failure");
    QTest::addColumn<QString>("words"); // empty: believable
    QTest::newRow("rising") << std::vector<double>{0, 0.1, 0.2, 0.2, 1} << "";
    QTest::newRow("hair below") << std::vector<double>{-1e-12, 0.1, 0.1 - 1e-12, 0.2, 1 + 1e-12} << "";
    QTest::newRow("falling") << std::vector<double>{0, 0.1, 0.2, 0.19, 0.3}
                             << "fall from 0.2 to 0.19 at 18 h";
    QTest::newRow("above") << std::vector<double>{0, 0.1, 0.2, 0.3, 1.5} << "1.5 at 24 h, above 1";
    QTest::newRow("below") << std::vector<double>{-0.01, 0.1, 0.2, 0.3, 0.5} << "-0.01 at 0 h, below 0";
    QTest::newRow("no number") << std::vector<double>{0, 0.1, std::nan(""), 0.3, 0.5}
                               << "no number for failure probability at 12 h";
}

void TestGuardrailSet::plausibility()
{
    QFETCH(std::vector<double>, failure);
    QFETCH(QString, words);
    const Contract contract = contractWith();
    const Result<GuardrailSet> guardrails = GuardrailSet::compile(contract, nullptr);
    const double point[] = {1100, 18, 4800, 3};
    const std::vector<double> bearing = {40, 45, 50, 45, 40};
    std::vector<RuleVerdict> verdicts;
    const Verdict verdict = guardrails->checkOutputs(point, {failure, bearing}, verdicts);
    const RuleVerdict* found = find(verdicts, "plausible:p_fail");
    QVERIFY(verdict == (words.isEmpty() ? Verdict::Pass : Verdict::Withhold));
    QVERIFY(words.isEmpty() == !found);
    if (found)
        QVERIFY2(contains(found->message, qPrintable(words)), found->message.c_str());
}

void TestGuardrailSet::classifiesAlike()
{
    const Contract contract = contractWith();
    const Result<DomainOfValidity> domain = DomainOfValidity::fit(contract, spaceFillingRuns());
    const Result<GuardrailSet> guardrails = GuardrailSet::compile(contract, &*domain);
    std::mt19937 random(29);
    const auto between = [&](double a, double b) { return std::uniform_real_distribution(a, b)(random); };
    std::map<Zone, int> seen;
    for (int i = 0; i < 2000; ++i) {
        const double point[] = {between(200, 2000), between(-5, 40), between(0, 6200),
                                std::round(between(1, 3.4))};
        const InputVerdicts found = guardrails->checkInputs(point, false);
        QVERIFY(guardrails->classify(point) == std::pair(found.verdict, found.zone));
        ++seen[found.zone];
    }
    QCOMPARE(seen.size(), std::size_t(4));
}

void TestGuardrailSet::repeatedRunsLeaveTheDomainAsItIs()
{
    const Contract contract = contractWith();
    const std::vector<double> once = spaceFillingRuns();
    std::vector<double> thrice = once;
    for (int again = 0; again < 2; ++again)
        thrice.insert(thrice.end(), once.begin(), once.end());
    const auto plain = DomainOfValidity::fit(contract, once);
    const auto repeated = DomainOfValidity::fit(contract, thrice);
    QVERIFY2(repeated, repeated ? "" : format(repeated.error()).c_str());
    const double tolerance = 0.02 * plain->toJson()["threshold"].get<double>();
    QVERIFY(std::abs(repeated->toJson()["threshold"].get<double>() -
                     plain->toJson()["threshold"].get<double>()) <= tolerance);
    std::vector<double> same;
    for (int run = 0; run < 10; ++run)
        same.insert(same.end(), {1100, 18, 4800, 3});
    const auto none = DomainOfValidity::fit(contract, same);
    QVERIFY(!none && none.error().code == "domain.runs");
}

void TestGuardrailSet::examples()
{
    const Contract contract = contractWith();
    const Result<GuardrailSet> guardrails = GuardrailSet::compile(contract, nullptr);
    GuardrailRule rule = contract.guardrails[0];
    QVERIFY(guardrails->checkExamples(rule, "/guardrails/0").empty());
    rule.examples[0].passes = false;
    rule.examples.push_back({"stray", {{"flow", 3}}, true});
    const Diagnostics found = guardrails->checkExamples(rule, "/guardrails/0");
    QCOMPARE(found.size(), std::size_t(2));
    QCOMPARE(found[0].code, std::string("rule.example.failed"));
    QCOMPARE(found[0].location, std::string("/guardrails/0/examples/0"));
    QVERIFY(contains(found[0].message, "K2"));
    QCOMPARE(found[1].code, std::string("rule.example.input"));
    QCOMPARE(found[1].location, std::string("/guardrails/0/examples/3/inputs/flow"));
}

void TestGuardrailSet::refusesRules_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("condition");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("location");
    QTest::newRow("syntax") << "A1"
                            << "q_in <"
                            << "expression.syntax"
                            << "/rules/0/condition:7";
    QTest::newRow("unit") << "A1"
                          << "q_in < 5 Cel"
                          << "expression.unit"
                          << "/rules/0/condition:6";
    QTest::newRow("number") << "A1"
                            << "q_in"
                            << "expression.type"
                            << "/rules/0/condition";
    QTest::newRow("taken") << "G3"
                           << "n > 1"
                           << "rule.duplicate-id"
                           << "/rules/0/id";
}

void TestGuardrailSet::refusesRules()
{
    QFETCH(QString, id);
    QFETCH(QString, condition);
    QFETCH(QString, code);
    QFETCH(QString, location);
    const Contract contract = contractWith();
    const GuardrailRule rule{id.toStdString(), "", condition.toStdString(), Verdict::Block, "", {}};
    const Result<GuardrailSet> guardrails = GuardrailSet::compile(contract, nullptr, std::span(&rule, 1));
    QVERIFY(!guardrails);
    QCOMPARE(QString::fromStdString(guardrails.error().code), code);
    QCOMPARE(QString::fromStdString(guardrails.error().location), location);
}

QTEST_APPLESS_MAIN(TestGuardrailSet)
#include "tst_guardrail_set.moc"
