// SPDX-License-Identifier: GPL-3.0-or-later
#include "fake_package.h"
#include "session/conformance.h"

#include <QTest>
#include <set>

using namespace twin;

class TestConformance : public QObject
{
    Q_OBJECT

  private slots:
    void vectorsCoverStartCornersAndBetween()
    {
        const auto package = fakePackage();
        const auto vectors = makeConformanceVectors(*package, 12);
        QVERIFY(vectors);
        QCOMPARE(vectors->size(), std::size_t(12));
        QCOMPARE((*vectors)[0].inputs, package->contract.startValues());
        std::set<std::vector<double>> points;
        for (const ConformanceVector& vector : *vectors) {
            points.insert(vector.inputs);
            QVERIFY(package->contract.inputs[0].validated.contains(vector.inputs[0]));
            QCOMPARE(vector.inputs[1], std::round(vector.inputs[1]));
            QCOMPARE(vector.mean[1], std::vector<double>{vector.inputs[0] / vector.inputs[1]});
            QVERIFY(std::isnan(vector.lower[1][0]));
        }
        for (const std::vector<double>& corner : {std::vector<double>{10, 1}, {10, 3}, {80, 1}, {80, 3}})
            QVERIFY(points.contains(corner));
        QVERIFY(points.size() >= 10);
    }

    void theSamePackageGivesTheSameVectors()
    {
        const auto one = makeConformanceVectors(*fakePackage(), 20);
        const auto two = makeConformanceVectors(*fakePackage(), 20);
        QVERIFY(one && two);
        for (std::size_t i = 0; i < one->size(); ++i)
            QCOMPARE((*one)[i].inputs, (*two)[i].inputs);
    }

    void replayPassesOnTheSameModel()
    {
        auto package = fakePackage();
        package->conformance = *makeConformanceVectors(*package, 16);
        const auto report = replayConformance(*package);
        QVERIFY(report);
        QVERIFY(report->passed);
        QCOMPARE(report->vectors, std::size_t(16));
        QCOMPARE(report->largestDeviation, 0.0);
    }

    void replayNamesTheWorst()
    {
        auto package = fakePackage();
        package->conformance = *makeConformanceVectors(*package, 16);
        // The largest value of this answer is its last; a deviation of 1e-8 of it is ten times the tolerance.
        std::vector<double>& mean = package->conformance[4].mean[0];
        mean[0] += 1e-8 * mean.back();
        const auto report = replayConformance(*package);
        QVERIFY(report);
        QVERIFY(!report->passed);
        QCOMPARE(report->worst, std::string("level, vector 5"));
        QVERIFY(std::fabs(report->largestDeviation - 1e-8) < 1e-12);
    }

    void whatAnOwnerAllowsIsAllowed()
    {
        const auto deviating = [](double tolerance) {
            auto package = fakePackage(fakeAnswer, tolerance);
            package->conformance = *makeConformanceVectors(*package, 16);
            std::vector<double>& mean = package->conformance[4].mean[0];
            mean[0] += 1e-5 * mean.back();
            return *replayConformance(*package);
        };
        QCOMPARE(deviating(0).allowed, conformanceTolerance);
        QVERIFY(!deviating(0).passed);
        QVERIFY(!deviating(0.9e-5).passed);
        QVERIFY(deviating(1.1e-5).passed);
        QCOMPARE(deviating(1.1e-5).allowed, 1.1e-5);
    }

    void aMissingBandIsADeviation()
    {
        auto package = fakePackage();
        package->conformance = *makeConformanceVectors(*package, 3);
        package->conformance[2].lower[0][1] = std::nan("");
        const auto report = replayConformance(*package);
        QVERIFY(report);
        QVERIFY(!report->passed);
    }

    void nothingToReplayIsNoPass()
    {
        const auto report = replayConformance(*fakePackage());
        QVERIFY(report);
        QVERIFY(!report->passed);
    }

    void vectorsOfAnotherContractAreAnError()
    {
        auto package = fakePackage();
        package->conformance = *makeConformanceVectors(*package, 3);
        package->conformance[1].inputs.pop_back();
        QCOMPARE(replayConformance(*package).error().code, std::string("conformance.shape"));
    }
};

QTEST_APPLESS_MAIN(TestConformance)
#include "tst_conformance.moc"
