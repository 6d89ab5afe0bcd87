// SPDX-License-Identifier: GPL-3.0-or-later
#include "fake_package.h"
#include "session/conformance.h"

#include <QTest>
#include <cmath>
#include <set>

using namespace twin;

namespace {

double largestOf(const Package& package, std::size_t output)
{
    double most = 0;
    for (const ConformanceVector& vector : package.conformance)
        for (const double value : vector.mean[output])
            most = std::fmax(most, std::fabs(value));
    return most;
}

} // namespace

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

    // A package that was made before bands ended where their output ends to be plausible.
    void recordedBandsMayGoBeyondWhatIsPlausible()
    {
        auto package = fakePackage();
        package->conformance = *makeConformanceVectors(*package, 16);
        package->contract.outputs[0].plausibility.range = {9.5, 1000};
        const auto report = replayConformance(*package);
        QVERIFY(report && report->passed);
        QCOMPARE(report->largestDeviation, 0.0);
    }

    void replayNamesTheWorst()
    {
        auto package = fakePackage();
        package->conformance = *makeConformanceVectors(*package, 16);
        // A deviation of 1e-8 of the output's largest value, which another answer has, is ten times the
        // tolerance.
        package->conformance[4].mean[0][0] += 1e-8 * largestOf(*package, 0);
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
            package->conformance[4].mean[0][0] += 1e-5 * largestOf(*package, 0);
            return *replayConformance(*package);
        };
        QCOMPARE(deviating(0).allowed, conformanceTolerance);
        QVERIFY(!deviating(0).passed);
        QVERIFY(!deviating(0.9e-5).passed);
        QVERIFY(deviating(1.1e-5).passed);
        QCOMPARE(deviating(1.1e-5).allowed, 1.1e-5);
    }

    // A single value near zero deviates by what the output's largest value does.
    void aValueNearZeroIsJudgedByTheOutput()
    {
        auto package = fakePackage();
        package->conformance = *makeConformanceVectors(*package, 16);
        package->conformance[3].inputs[0] = 0;
        package->conformance[3].mean[1][0] = 1e-10 * largestOf(*package, 1);
        package->conformance[3].mean[0].assign(fakePoints, 0.0);
        for (auto* band : {&package->conformance[3].lower[0], &package->conformance[3].upper[0]})
            band->assign(fakePoints, band == &package->conformance[3].lower[0] ? -1.0 : 1.0);
        QVERIFY(replayConformance(*package)->passed);
        package->conformance[3].mean[1][0] *= 20;
        const auto report = replayConformance(*package);
        QVERIFY(!report->passed);
        QCOMPARE(report->worst, std::string("load, vector 4"));
    }

    // What is allowed to one model's output is not allowed to another's.
    void whatIsAllowedIsTheModelsOwn()
    {
        auto package = fakePackage();
        package->models.clear();
        const auto part = [](std::size_t output) {
            return [output](const double* inputs, std::size_t rows, std::span<const OutputSlice> outputs) {
                std::vector<double> level(rows * fakePoints), load(rows);
                std::vector<OutputSlice> both = {{level.data(), nullptr, nullptr},
                                                 {load.data(), nullptr, nullptr}};
                both[output] = outputs[0];
                return fakeAnswer(inputs, rows, both);
            };
        };
        package->models.push_back(
            std::make_unique<FakeModel>(std::vector<std::string>{"level"}, part(0), 1e-3));
        package->models.push_back(std::make_unique<FakeModel>(std::vector<std::string>{"load"}, part(1)));
        package->conformance = *makeConformanceVectors(*package, 16);
        package->conformance[4].mean[0][0] += 1e-5 * largestOf(*package, 0);
        QVERIFY(replayConformance(*package)->passed);
        package->conformance[4].mean[1][0] += 1e-5 * largestOf(*package, 1);
        const auto report = replayConformance(*package);
        QVERIFY(!report->passed);
        QCOMPARE(report->worst, std::string("load, vector 5"));
        QCOMPARE(report->allowed, conformanceTolerance);
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
