// SPDX-License-Identifier: GPL-3.0-or-later
// The limit of the domain heeds what runs kept out of the fit say, and nothing else.

#include "training/held_out_distance.h"

#include <QtTest>
#include <cmath>

using namespace twin;

namespace {

Contract lineContract(Confidence::Kind kind)
{
    Contract contract;
    Variable input;
    input.name = input.label = "x";
    input.validated = input.physical = {0, 10};
    contract.inputs.push_back(input);
    Variable output;
    output.name = output.label = "y";
    output.causality = Causality::Output;
    output.confidence = {kind, 0.9, kind == Confidence::Kind::None ? "a formula" : ""};
    contract.outputs.push_back(output);
    return contract;
}

/// 100 judged runs, each a hundredth farther than the one before; the answers are off by `error(run)`, the
/// band is 1 wide to both sides.
template <class Error>
HeldOutAnswers answersWith(const Error& error)
{
    HeldOutAnswers answers;
    answers.truth.runs = 100;
    answers.truth.outputs = {{}};
    answers.mean = answers.lower = answers.upper = {{}};
    for (std::size_t run = 0; run < 100; ++run) {
        const double off = error(run);
        answers.truth.inputs.push_back(0.1 * double(run));
        answers.truth.outputs[0].push_back(double(run) + off);
        answers.mean[0].push_back(double(run));
        answers.lower[0].push_back(double(run) - 1);
        answers.upper[0].push_back(double(run) + 1);
        answers.distance.push_back(0.01 * double(run + 1));
    }
    return answers;
}

/// A tenth outside the band, wherever they lie.
double evenly(std::size_t run)
{
    return run % 10 == 3 ? 1.5 : 0.5;
}

} // namespace

class HeldOutDistanceTest : public QObject
{
    Q_OBJECT

  private slots:
    void evenErrorsLeaveTheLimit()
    {
        const Contract contract = lineContract(Confidence::Kind::Interval);
        const HeldOutAnswers answers = answersWith(evenly);
        const DistanceJudgement found = judgeDistances(contract, answers, answers.distance, 1.5);
        QVERIFY(!found.isLowered);
        QCOMPARE(found.limit, 1.5);
        QCOMPARE(found.groups.size(), std::size_t(5));
        QCOMPARE(found.groups.front().runs, std::size_t(20));
        QVERIFY(std::fabs(found.groups.front().kept - 0.9) < 1e-9);
        QVERIFY(std::fabs(found.level - 0.9) < 1e-12);
    }

    void failingFarRunsLowerIt_data()
    {
        QTest::addColumn<bool>("hasBand");
        QTest::newRow("outside the band") << true;
        QTest::newRow("larger errors, no band") << false;
    }
    void failingFarRunsLowerIt()
    {
        QFETCH(bool, hasBand);
        const Contract contract = lineContract(hasBand ? Confidence::Kind::Interval : Confidence::Kind::None);
        // Beyond a distance of 0.8 two in three values are far off.
        const HeldOutAnswers answers =
            answersWith([](std::size_t run) { return run >= 80 && run % 3 != 0 ? 4.0 : evenly(run); });
        const DistanceJudgement found = judgeDistances(contract, answers, answers.distance, 1.5);
        QVERIFY(found.isLowered);
        QVERIFY2(found.limit > 0.74 && found.limit < 0.84, qPrintable(QString::number(found.limit)));
        QVERIFY(found.groups.back().error > 2 * found.groups.front().error);
    }

    void largeErrorsEverywhereAreNotDistance()
    {
        const Contract contract = lineContract(Confidence::Kind::Interval);
        const HeldOutAnswers answers = answersWith([](std::size_t run) { return run % 2 == 0 ? 4.0 : 0.5; });
        const DistanceJudgement found = judgeDistances(contract, answers, answers.distance, 1.5);
        QVERIFY2(!found.isLowered || found.limit > 0.01, qPrintable(QString::number(found.limit)));
    }

    void distancesLeaveOutTheOwnFold()
    {
        const Contract contract = lineContract(Confidence::Kind::None);
        const std::vector<double> runs{0, 1, 3, 6, 10};
        const DomainOfValidity domain = *DomainOfValidity::fit(contract, runs);
        const std::vector<double> alone = distancesToFitted(domain, runs, runs, {0, 1, 2, 3, 4});
        const std::vector<double> paired = distancesToFitted(domain, runs, runs, {0, 0, 1, 1, 2});
        const std::vector<double> apart = distancesToFitted(domain, std::vector<double>{2}, runs, {});
        const std::vector<double> expectedAlone{0.1, 0.1, 0.2, 0.3, 0.4},
            expectedPaired{0.3, 0.2, 0.2, 0.4, 0.4};
        for (std::size_t i = 0; i < runs.size(); ++i) {
            QVERIFY(std::fabs(alone[i] - expectedAlone[i]) < 1e-12);
            QVERIFY(std::fabs(paired[i] - expectedPaired[i]) < 1e-12);
        }
        QVERIFY(std::fabs(apart[0] - 0.1) < 1e-12);
    }
};

QTEST_APPLESS_MAIN(HeldOutDistanceTest)
#include "tst_held_out_distance.moc"
