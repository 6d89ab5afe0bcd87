// SPDX-License-Identifier: GPL-3.0-or-later
#include "fake_package.h"
#include "session/session.h"

#include <QTest>
#include <limits>
#include <stdexcept>

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

using namespace twin;

namespace {

std::unique_ptr<Session> openInline(std::shared_ptr<const Package> package,
                                    std::span<const GuardrailRule> rules = {})
{
    auto session = Session::open(std::move(package), rules, Session::Mode::Inline);
    if (!session)
        qFatal("%s", format(session.error()).c_str());
    return std::move(*session);
}

void verifyNothingShown(const Snapshot& snapshot)
{
    QCOMPARE(snapshot.outputs.size(), std::size_t(2));
    for (const OutputResult& output : snapshot.outputs) {
        QVERIFY(!output.shown);
        QVERIFY(output.mean.empty() && output.lower.empty() && output.upper.empty());
    }
    QVERIFY(!snapshot.reason.empty());
}

} // namespace

class TestSession : public QObject
{
    Q_OBJECT

  private slots:
    void startsWithoutSnapshotAtStartValues()
    {
        const auto session = openInline(fakePackage());
        QVERIFY(!session->snapshot());
        QCOMPARE(session->input("flow"), 40.0);
        QCOMPARE(session->input("pumps"), 2.0);
    }

    void showsAnAnswerTheContractStandsBehind()
    {
        const auto session = openInline(fakePackage());
        QVERIFY(session->setInput("flow", 50).accepted);
        const auto snapshot = session->snapshot();
        QVERIFY(snapshot);
        QVERIFY(snapshot->verdict == Verdict::Pass);
        QVERIFY(snapshot->zone == Zone::Validated);
        QCOMPARE(snapshot->edit, session->lastEdit());
        QCOMPARE(snapshot->inputs, (std::vector<double>{50, 2}));
        QVERIFY(snapshot->outputs[0].shown);
        QCOMPARE(snapshot->outputs[0].mean, (std::vector<double>{25, 50, 75}));
        QCOMPARE(snapshot->outputs[0].lower, (std::vector<double>{24, 49, 74}));
        QCOMPARE(snapshot->outputs[0].upper, (std::vector<double>{26, 51, 76}));
        QCOMPARE(snapshot->outputs[1].mean, (std::vector<double>{25}));
        QVERIFY(snapshot->outputs[1].lower.empty() && snapshot->outputs[1].upper.empty());
        QVERIFY(!snapshot->reason.empty());
        QVERIFY(!snapshot->error);
    }

    // A share inside the band is measured only by runs that had no part in setting it.
    void saysHowFarToTrustAnAnswer_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("runs held out")
            << QByteArray("held-out") << QByteArray("at least 93 % of the held-out values");
        QTest::newRow("a region held out")
            << QByteArray("held-out-region") << QByteArray("at least 93 % of the held-out values");
        QTest::newRow("cross-validation") << QByteArray("cross-validation") << QByteArray("set to hold 90 %");
        QTest::newRow("not said") << QByteArray() << QByteArray("set to hold 90 %");
    }
    void saysHowFarToTrustAnAnswer()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, says);
        auto package = fakePackage();
        package->report = {{"outputs", {{"level", {{"coverage", 0.937}}}}}};
        if (!method.isEmpty())
            package->report["split"]["method"] = method.toStdString();
        auto session = Session::open(package, {}, Session::Mode::Inline);
        QVERIFY(session);
        const Snapshot snapshot = (*session)->evaluatePoint(package->contract.startValues());
        QVERIFY2(snapshot.reason.find(says.toStdString()) != std::string::npos, snapshot.reason.c_str());
    }
    void aReportOfAnyShapeIsRead()
    {
        for (const char* split : {"[1, 2]", "\"held-out\"", "null", "{\"method\": 3}", "{\"method\": [1]}"}) {
            auto package = fakePackage();
            package->report = {{"outputs", {{"level", {{"coverage", 0.937}}}}},
                               {"split", nlohmann::json::parse(split)}};
            auto session = Session::open(package, {}, Session::Mode::Inline);
            QVERIFY(session);
            const Snapshot snapshot = (*session)->evaluatePoint(package->contract.startValues());
            QVERIFY2(snapshot.reason.find("set to hold 90 %") != std::string::npos, snapshot.reason.c_str());
        }
    }

    void withholdsNumbersOutsideTheValidatedRange()
    {
        const auto session = openInline(fakePackage());
        session->setInput("pumps", 4);
        const InputOutcome outcome = session->setInput("flow", 90);
        QVERIFY(outcome.accepted);
        QVERIFY(outcome.verdicts.zone == Zone::Unvalidated);
        const auto snapshot = session->snapshot();
        QVERIFY(snapshot->verdict == Verdict::Withhold);
        QVERIFY(snapshot->zone == Zone::Unvalidated);
        verifyNothingShown(*snapshot);
    }

    void doesNotEvaluateABlockedPoint()
    {
        int calls = 0;
        const auto session = openInline(fakePackage([&](auto... arguments) {
            ++calls;
            return fakeAnswer(arguments...);
        }));
        const InputOutcome outcome = session->setInput("flow", 70);
        QVERIFY(outcome.accepted);
        QVERIFY(outcome.verdicts.verdict == Verdict::Block);
        QCOMPARE(session->input("flow"), 70.0);
        QCOMPARE(calls, 0);
        const auto snapshot = session->snapshot();
        QVERIFY(snapshot->verdict == Verdict::Block);
        QVERIFY(snapshot->zone == Zone::Impossible);
        QCOMPARE(snapshot->edit, session->lastEdit());
        QVERIFY2(snapshot->reason.starts_with("Too much for a pump."), snapshot->reason.c_str());
        verifyNothingShown(*snapshot);
    }

    void refusesWhatMayNotBeEntered_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("rule");
        QTest::newRow("above physical") << "flow" << 101.0 << "physical:flow";
        QTest::newRow("below physical") << "flow" << -1.0 << "physical:flow";
        QTest::newRow("not a number") << "flow" << std::nan("") << "type:flow";
        QTest::newRow("infinite") << "flow" << HUGE_VAL << "type:flow";
        QTest::newRow("not whole") << "pumps" << 2.5 << "type:pumps";
    }
    void refusesWhatMayNotBeEntered()
    {
        QFETCH(QString, name);
        QFETCH(double, value);
        QFETCH(QString, rule);
        const auto session = openInline(fakePackage());
        session->evaluate();
        const auto before = session->snapshot();
        const std::vector<double> inputs = session->inputs();
        const InputOutcome outcome = session->setInput(name.toStdString(), value);
        QVERIFY(!outcome.accepted);
        QVERIFY(outcome.verdicts.verdict == Verdict::Block);
        QVERIFY(std::any_of(
            outcome.verdicts.verdicts.begin(), outcome.verdicts.verdicts.end(), [&](const RuleVerdict& v) {
                return v.rule == rule.toStdString() && v.verdict == Verdict::Block && !v.message.empty();
            }));
        QCOMPARE(session->inputs(), inputs);
        QCOMPARE(session->snapshot(), before);
        QCOMPARE(session->lastEdit(), before->edit);
    }

    void whatIsOfferedInsteadOfARefusedValuePasses_data()
    {
        QTest::addColumn<double>("flow");
        QTest::addColumn<double>("pumps");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("message");
        QTest::newRow("above physical") << 150.0 << 2.0 << "flow"
                                        << "100";
        QTest::newRow("not a number") << std::nan("") << 1.0 << "flow"
                                      << "number";
        QTest::newRow("not whole") << 70.0 << 1.6 << "pumps"
                                   << "1.6";
    }
    void whatIsOfferedInsteadOfARefusedValuePasses()
    {
        QFETCH(double, flow);
        QFETCH(double, pumps);
        QFETCH(QString, name);
        QFETCH(QString, message);
        const auto session = openInline(fakePackage());
        std::vector<double> wanted{flow, pumps};
        const InputOutcome outcome = session->setInputs(wanted);
        QVERIFY(!outcome.accepted);
        int offers = 0, named = 0;
        for (const RuleVerdict& verdict : outcome.verdicts.verdicts) {
            named += QString::fromStdString(verdict.message).contains(message);
            const auto offered = verdict.nearest.find(name.toStdString());
            if (offered == verdict.nearest.end())
                continue;
            ++offers;
            std::vector<double> point = wanted;
            point[name == "flow" ? 0 : 1] = offered->second;
            const auto [worst, zone] = session->guardrails().classify(point);
            QVERIFY2(worst == Verdict::Pass && zone == Zone::Validated,
                     qPrintable(QString("%1: %2").arg(verdict.rule.c_str()).arg(offered->second)));
        }
        QVERIFY(offers > 0);
        QVERIFY(named > 0);
    }

    void takesAllInputsOrNone()
    {
        const auto session = openInline(fakePackage());
        QVERIFY(!session->setInputs(std::vector<double>{60, 9}).accepted);
        QCOMPARE(session->inputs(), (std::vector<double>{40, 2}));
        QVERIFY(session->setInputs(std::vector<double>{60, 3}).accepted);
        QCOMPARE(session->inputs(), (std::vector<double>{60, 3}));
        QCOMPARE(session->snapshot()->outputs[1].mean, (std::vector<double>{20}));
    }

    void appRulesAddToTheContracts()
    {
        const std::vector<GuardrailRule> rules = {
            {"A1", "Little flow", "flow >= 20 m3/h", Verdict::Warn, "Flow is low.", {}},
            {"A2", "High level", "max(level) <= 80 m", Verdict::Block, "The tank would run over.", {}}};
        const auto session = openInline(fakePackage(), rules);
        session->setInput("flow", 15);
        QVERIFY(session->snapshot()->verdict == Verdict::Warn);
        QVERIFY(session->snapshot()->outputs[0].shown);
        QVERIFY2(session->snapshot()->reason.starts_with("Flow is low."),
                 session->snapshot()->reason.c_str());
        // 55 m3/h on two pumps: a level of 82.5 m at the end. The model has run, so that Block withholds.
        session->setInput("flow", 55);
        QVERIFY(session->snapshot()->verdict == Verdict::Withhold);
        QVERIFY(session->snapshot()->zone == Zone::Validated);
        QVERIFY2(session->snapshot()->reason.starts_with("The tank would run over."),
                 session->snapshot()->reason.c_str());
        verifyNothingShown(*session->snapshot());
        session->setInput("flow", 70);
        QVERIFY(session->snapshot()->verdict == Verdict::Block);
    }

    void withholdsAnImplausibleAnswer()
    {
        auto package = fakePackage();
        package->contract.outputs[0].plausibility.range = {0, 60};
        const auto session = openInline(package);
        session->setInput("flow", 40);
        QVERIFY(session->snapshot()->verdict == Verdict::Pass);
        session->setInput("flow", 50);
        QVERIFY(session->snapshot()->verdict == Verdict::Withhold);
        verifyNothingShown(*session->snapshot());
    }

    void aFailureIsADiagnostic_data()
    {
        QTest::addColumn<int>("failure");
        QTest::addColumn<QString>("code");
        QTest::newRow("status") << 0 << "fake.failed";
        QTest::newRow("exception") << 1 << "model.failed";
        QTest::newRow("NaN") << 2 << "model.not-finite";
        QTest::newRow("band without an end") << 3 << "model.not-finite";
    }
    void aFailureIsADiagnostic()
    {
        QFETCH(int, failure);
        QFETCH(QString, code);
        const auto session = openInline(
            fakePackage([=](const double* in, std::size_t rows, std::span<const OutputSlice> out) -> Status {
                if (failure == 0)
                    return fail("fake.failed", "", "It failed.");
                if (failure == 1)
                    throw std::runtime_error("it was thrown");
                fakeAnswer(in, rows, out);
                if (failure == 2)
                    out[0].mean[1] = std::nan("");
                else
                    out[0].upper[2] = std::numeric_limits<double>::infinity();
                return {};
            }));
        session->evaluate();
        const auto snapshot = session->snapshot();
        QVERIFY(snapshot->error);
        QCOMPARE(QString::fromStdString(snapshot->error->code), code);
        QVERIFY(snapshot->verdict == Verdict::Withhold);
        verifyNothingShown(*snapshot);
    }

    void aPointAsideLeavesTheSessionAlone()
    {
        const auto session = openInline(fakePackage());
        const Snapshot aside = session->evaluatePoint(std::vector<double>{60, 3});
        QCOMPARE(aside.outputs[1].mean, (std::vector<double>{20}));
        QVERIFY(!session->snapshot());
        QCOMPARE(session->inputs(), (std::vector<double>{40, 2}));
        QCOMPARE(session->lastEdit(), std::uint64_t(0));
    }

    void opensNothingThatCannotAnswer()
    {
        const std::vector<GuardrailRule> rules = {
            {"A1", "Wrong", "flow >= 20 kW", Verdict::Warn, "Wrong.", {}}};
        const auto wrongRule = Session::open(fakePackage(), rules, Session::Mode::Inline);
        QVERIFY(!wrongRule);
        QVERIFY(wrongRule.error().location.find("/rules/0/condition") != std::string::npos);

        auto package = fakePackage();
        package->models.push_back(std::make_unique<FakeModel>(std::vector<std::string>{"load"}, fakeAnswer));
        QCOMPARE(Session::open(package, {}, Session::Mode::Inline).error().code,
                 std::string("package.outputs"));
        package->models.clear();
        QCOMPARE(Session::open(package, {}, Session::Mode::Inline).error().code,
                 std::string("package.outputs"));
    }

    void callsTheListenerForEachEdit()
    {
        const auto session = openInline(fakePackage());
        std::vector<std::uint64_t> edits;
        session->setListener(
            [&](std::shared_ptr<const Snapshot> snapshot) { edits.push_back(snapshot->edit); });
        session->evaluate();
        session->setInput("flow", 50);
        session->setInput("flow", 500);
        session->setInput("flow", 70);
        QCOMPARE(edits, (std::vector<std::uint64_t>{1, 2, 3}));
    }

#if defined(__SSE__)
    void flushesDenormalsAndRestoresTheCallersMode()
    {
        unsigned inside = 0;
        const auto session = openInline(fakePackage([&](auto... arguments) {
            inside = _mm_getcsr();
            return fakeAnswer(arguments...);
        }));
        const unsigned before = _mm_getcsr();
        session->evaluate();
        QCOMPARE(inside & 0x8040u, 0x8040u);
        // The sticky exception flags below bit 6 may differ; the modes may not.
        QCOMPARE(_mm_getcsr() & ~0x3Fu, before & ~0x3Fu);
    }
#endif
};

QTEST_APPLESS_MAIN(TestSession)
#include "tst_session.moc"
