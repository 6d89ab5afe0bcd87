// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/input_text.h"
#include "model/rule_trial.h"
#include "small_twin.h"

#include <QTest>

using namespace twin;

class TestRuleTrial : public QObject
{
    Q_OBJECT

  private slots:
    void initTestCase() { m_twin = smallTwin(); }

    /// K2, K4 and K5 of the walkthrough: 1300 * 1.3464 / 3 = 583.4, / 2 = 875.2 and 1600 * 1.3464 / 3 = 718.1
    /// m3/h a pump.
    void examplesRunLive()
    {
        GuardrailRule rule;
        rule.condition = "q_in * 1.3464 / n <= 700 m3/h";
        rule.examples = {{"K2", {{"q_in", 1300}}, true},
                         {"K4", {{"q_in", 1300}, {"n", 2}}, false},
                         {"K5", {{"q_in", 1600}}, true}};
        const RuleTrial trial = tryRule(m_twin, rule);
        QVERIFY(!trial.error);
        QCOMPARE(trial.examples.size(), std::size_t(3));
        QVERIFY(trial.examples[0].passes && trial.examples[0].isAsSaid);
        QVERIFY(!trial.examples[1].passes && trial.examples[1].isAsSaid);
        QVERIFY(!trial.examples[2].passes && !trial.examples[2].isAsSaid);
    }

    /// max(p_fail) is 0.00001 * q_in / n at the end of the day: 0.0037 for 1100, 0.0043 for 1300.
    void rulesOverResultsRunTheModel()
    {
        GuardrailRule rule;
        rule.condition = "max(p_fail) < 0.004";
        rule.examples = {{"start", {}, true}, {"more", {{"q_in", 1300}}, false}};
        const RuleTrial trial = tryRule(m_twin, rule);
        QVERIFY(!trial.error);
        QVERIFY(trial.examples[0].isAsSaid);
        QVERIFY(trial.examples[1].isAsSaid);
    }

    void errorsHaveAPlace()
    {
        GuardrailRule rule;
        rule.condition = "q_in * flow <= 700 m3/h";
        const RuleTrial trial = tryRule(m_twin, rule);
        QVERIFY(trial.error);
        QCOMPARE(trial.errorColumn.value_or(0), 8);
    }

    void inputsAreTyped()
    {
        const Contract& contract = m_twin->contract;
        const auto parsed = inputsFrom("q_in = 361.1111111111111 l/s, n=2", &contract);
        QVERIFY(parsed);
        QVERIFY(std::abs((*parsed)["q_in"].get<double>() - 1300) < 1e-9);
        QVERIFY((*parsed)["n"] == nlohmann::json(2.0));
        QCOMPARE(inputsText({{"q_in", 1300}, {"n", 2}}, &contract), QString("n = 2, q_in = 1300"));
        QVERIFY(!inputsFrom("flow = 3", &contract));
        QVERIFY(!inputsFrom("q_in", &contract));
    }

  private:
    std::shared_ptr<const Package> m_twin;
};

QTEST_GUILESS_MAIN(TestRuleTrial)
#include "tst_rule_trial.moc"
