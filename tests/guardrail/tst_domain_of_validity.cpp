// SPDX-License-Identifier: GPL-3.0-or-later
// Designs whose empty corners and distances are known in closed form.

#include "contract/contract.h"
#include "guardrail/domain_of_validity.h"

#include <QtTest>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

using namespace twin;

namespace {

Contract squareContract()
{
    Contract contract;
    for (const char* name : {"flow", "heat"}) {
        Variable input;
        input.name = name;
        input.label = name;
        input.validated = input.physical = {0, 10};
        contract.inputs.push_back(input);
    }
    return contract;
}

/// `side` x `side` runs at the middles of equal cells of 0..10, without those that `leave` names.
template <class Leave>
std::vector<double> grid(int side, const Leave& leave)
{
    std::vector<double> runs;
    for (int i = 0; i < side; ++i) {
        for (int j = 0; j < side; ++j) {
            const double x = 10 * (i + 0.5) / side, y = 10 * (j + 0.5) / side;
            if (!leave(x, y))
                runs.insert(runs.end(), {x, y});
        }
    }
    return runs;
}

/// A lattice of `count` runs by the golden ratio: each value of either input occurs once, no two runs are
/// close, and no box is larger than a few runs' share (Niederreiter 1992, section 4.1).
template <class Leave>
std::vector<double> lattice(int count, const Leave& leave)
{
    const double golden = (std::sqrt(5.0) - 1) / 2;
    std::vector<double> runs;
    for (int i = 0; i < count; ++i) {
        const double x = 10 * (i + 0.5) / count, y = 10 * std::fmod(i * golden, 1);
        if (!leave(x, y))
            runs.insert(runs.end(), {x, y});
    }
    return runs;
}

bool none(double, double)
{
    return false;
}

bool corner(double x, double y)
{
    return x > 7 && y > 7;
}

DomainOfValidity fitted(const std::vector<double>& runs)
{
    auto domain = DomainOfValidity::fit(squareContract(), runs);
    if (!domain)
        qFatal("%s", format(domain.error()).c_str());
    return std::move(*domain);
}

DomainOfValidity::Finding at(const DomainOfValidity& domain, double x, double y)
{
    return domain.check(std::array{x, y});
}

} // namespace

class DomainOfValidityTest : public QObject
{
    Q_OBJECT

  private slots:
    void fullDesignHasNoEmptyRegion_data()
    {
        QTest::addColumn<std::vector<double>>("runs");
        QTest::newRow("grid of few levels") << grid(11, none);
        QTest::newRow("grid of many levels") << grid(25, none);
        QTest::newRow("lattice") << lattice(320, none);
        QTest::newRow("so many that boxes are looked for among some") << lattice(20000, none);
    }

    void fullDesignHasNoEmptyRegion()
    {
        QFETCH(std::vector<double>, runs);
        const DomainOfValidity domain = fitted(runs);
        if (!domain.emptyRegions().empty())
            QFAIL(domain.describe(squareContract(), domain.emptyRegions().front()).c_str());
        for (double x = 0.5; x < 10; x += 1.5) {
            for (double y = 0.5; y < 10; y += 1.5)
                QVERIFY(at(domain, x, y).near);
        }
    }

    void removedCornerIsNamed_data()
    {
        QTest::addColumn<int>("count");
        QTest::newRow("160") << 160;
        QTest::newRow("320") << 320;
        QTest::newRow("640") << 640;
        QTest::newRow("so many that boxes are looked for among some") << 20000;
    }

    void removedCornerIsNamed()
    {
        QFETCH(int, count);
        const Contract contract = squareContract();
        const std::vector<double> runs = lattice(count, corner);
        const DomainOfValidity domain = fitted(runs);
        QVERIFY(!domain.emptyRegions().empty());
        for (const EmptyRegion& region : domain.emptyRegions()) {
            const std::string words = domain.describe(contract, region);
            for (std::size_t run = 0; run < runs.size(); run += 2) {
                const double x = runs[run], y = runs[run + 1];
                QVERIFY2(x <= region.firstMinimum || x >= region.firstMaximum || y <= region.secondMinimum ||
                             y >= region.secondMaximum,
                         words.c_str());
            }
            const double inCorner = (region.firstMaximum - std::max(7.0, region.firstMinimum)) *
                                    (region.secondMaximum - std::max(7.0, region.secondMinimum));
            const double area =
                (region.firstMaximum - region.firstMinimum) * (region.secondMaximum - region.secondMinimum);
            QVERIFY2(inCorner > 0.7 * area, words.c_str());
        }
        const EmptyRegion& largest = domain.emptyRegions().front();
        QVERIFY(std::abs(largest.firstMinimum - 7) < 0.3);
        QVERIFY(std::abs(largest.secondMinimum - 7) < 0.3);
        for (const auto& [x, y] : {std::pair(7.4, 7.4), {9.5, 7.4}, {8.5, 8.5}, {9.5, 9.5}})
            QVERIFY(!at(domain, x, y).near);
        QVERIFY(at(domain, 8.5, 3).near);
        QVERIFY(at(domain, 3, 8.5).near);
        const std::string words = domain.explain(contract, std::array{8.5, 8.5}, at(domain, 8.5, 8.5));
        QVERIFY2(words.starts_with("No run among " + std::to_string(runs.size() / 2) + " has flow above "),
                 words.c_str());
    }

    void missingCombinationOfLevelsIsNamed()
    {
        // Five levels of flow and heat, each combination at eight ages, but flow 9 never with heat 9.
        Contract contract = squareContract();
        contract.inputs.push_back(contract.inputs.front());
        contract.inputs.back().name = contract.inputs.back().label = "age";
        std::vector<double> runs;
        for (int i = 0; i < 5; ++i) {
            for (int j = 0; j < 5; ++j) {
                for (int k = 0; k < 8 && i + j < 8; ++k)
                    runs.insert(runs.end(), {2.0 * i + 1, 2.0 * j + 1, 1.25 * k + 0.6});
            }
        }
        const auto domain = DomainOfValidity::fit(contract, runs);
        QVERIFY(domain);
        QCOMPARE(domain->emptyRegions().size(), std::size_t(1));
        QCOMPARE(domain->describe(contract, domain->emptyRegions().front()),
                 std::string("flow above 8.00 together with heat above 8.00"));
        QVERIFY(!domain->check(std::array{9.0, 9.0, 5.0}).near);
        QVERIFY(domain->check(std::array{9.0, 7.0, 5.0}).near);
    }

    void removedCornerOfGridIsFarFromItsRuns()
    {
        const DomainOfValidity domain = fitted(grid(10, corner));
        QVERIFY(!at(domain, 8.5, 8.5).near);
        QVERIFY(at(domain, 6.5, 8.5).near);
    }

    void nothingIsKnownWhereTheNearestRunFailed()
    {
        const Contract contract = squareContract();
        DomainOfValidity domain = fitted(grid(10, [](double x, double y) { return x == 7.5 && y == 3.5; }));
        QVERIFY(at(domain, 7.5, 3.5).near);
        domain.setFailed({7.5, 3.5, 2.5, 2.5}); // the second was answered when it was made again
        QVERIFY(!at(domain, 7.5, 3.5).near && !at(domain, 7.1, 3.5).near);
        QVERIFY(at(domain, 6.9, 3.5).near && at(domain, 2.5, 2.5).near);
        const auto finding = at(domain, 7.1, 3.5);
        QCOMPARE(finding.failed, std::optional<std::size_t>(0));
        QCOMPARE(domain.explain(contract, std::array{7.1, 3.5}, finding),
                 std::string("Nothing is known here: the closest run gave no answer (flow 7.50 and heat "
                             "3.50). The closest of 99 that did has flow 6.50 and heat 3.50."));

        const std::vector<double> runs(domain.runs().begin(), domain.runs().end());
        const std::vector<double> failed(domain.failed().begin(), domain.failed().end());
        const auto again = DomainOfValidity::fromJson(domain.toJson(), contract, runs, failed);
        QVERIFY(again && !again->check(std::array{7.1, 3.5}).near);
        for (const auto& other : {std::vector<double>{}, {7.5, 3.5}, {7.5, 3.5, 2.5, std::nan("")}})
            QVERIFY(!DomainOfValidity::fromJson(domain.toJson(), contract, runs, other));
    }

    void distanceIsEuclideanInValidatedRanges()
    {
        // Runs at the middles of unit cells: a run's nearest neighbour is a tenth of the range away.
        const std::vector<double> runs = grid(10, none);
        const DomainOfValidity domain = fitted(runs);
        const auto beside = at(domain, 3.5, 4.5);
        QCOMPARE(beside.distance, 0.0);
        QCOMPARE(runs[2 * beside.run], 3.5);
        QCOMPARE(runs[2 * beside.run + 1], 4.5);
        QVERIFY(std::abs(at(domain, 4, 5).distance - std::hypot(0.05, 0.05)) < 1e-12);
        QVERIFY(std::abs(at(domain, 12.5, 13.5).distance - std::hypot(0.3, 0.4)) < 1e-12);
        QVERIFY(domain.threshold() > std::hypot(0.05, 0.05)); // the middle between four runs is near
        QVERIFY(domain.threshold() < 0.3);
    }

    void farOutsideIsNotNear()
    {
        const DomainOfValidity domain = fitted(lattice(320, none));
        const auto far = at(domain, 25, -12);
        QVERIFY(!far.near);
        const std::string words = domain.explain(squareContract(), std::array{25.0, -12.0}, far);
        QVERIFY2(words.starts_with("No run among 320 lies near"), words.c_str());
    }

    void gapInOneInputIsNamed()
    {
        const auto gap = [](double x, double) { return x > 4 && x < 6; };
        const DomainOfValidity domain = fitted(lattice(320, gap));
        const auto inside = at(domain, 5, 5);
        QVERIFY(!inside.near);
        QVERIFY(inside.region);
        QCOMPARE(inside.region->first, inside.region->second);
        QVERIFY(std::abs(inside.region->firstMinimum - 4) < 0.1);
        QVERIFY(std::abs(inside.region->firstMaximum - 6) < 0.1);
    }

    void fewRuns()
    {
        const Contract contract = squareContract();
        for (const std::vector<double>& runs : {std::vector<double>{}, {1, 2}, {1, 2, 3}}) {
            const auto domain = DomainOfValidity::fit(contract, runs);
            QVERIFY(!domain);
            QCOMPARE(domain.error().code, std::string("domain.runs"));
        }
        const DomainOfValidity two = fitted({4, 5, 6, 5});
        QVERIFY(at(two, 5, 5).near);
        QVERIFY(!at(two, 9.9, 0.1).near);
    }

    void equalRunsAreRefused()
    {
        std::vector<double> runs;
        for (int i = 0; i < 30; ++i)
            runs.insert(runs.end(), {3, 4});
        const auto domain = DomainOfValidity::fit(squareContract(), runs);
        QVERIFY(!domain);
        QCOMPARE(domain.error().code, std::string("domain.runs"));
        runs[7] = std::numeric_limits<double>::quiet_NaN();
        QVERIFY(!DomainOfValidity::fit(squareContract(), runs));
    }

    void jsonKeepsEveryAnswer()
    {
        const std::vector<double> runs = lattice(320, corner);
        const DomainOfValidity domain = fitted(runs);
        const auto again = DomainOfValidity::fromJson(domain.toJson(), squareContract(), runs);
        QVERIFY(again);
        QCOMPARE(again->toJson(), domain.toJson());
        for (double x = -3; x < 14; x += 0.7) {
            for (double y = -3; y < 14; y += 0.7) {
                QCOMPARE(at(*again, x, y).near, at(domain, x, y).near);
                QCOMPARE(at(*again, x, y).distance, at(domain, x, y).distance);
            }
        }
    }

    void hostileJsonIsRefused_data()
    {
        QTest::addColumn<QByteArray>("patch");
        QTest::newRow("not an object") << QByteArray(R"([{"op":"replace","path":"","value":[1]}])");
        QTest::newRow("threshold missing") << QByteArray(R"([{"op":"remove","path":"/threshold"}])");
        QTest::newRow("threshold text")
            << QByteArray(R"([{"op":"replace","path":"/threshold","value":"0.1"}])");
        QTest::newRow("threshold 0") << QByteArray(R"([{"op":"replace","path":"/threshold","value":0}])");
        QTest::newRow("threshold below 0")
            << QByteArray(R"([{"op":"replace","path":"/regionThreshold","value":-3}])");
        QTest::newRow("regions missing") << QByteArray(R"([{"op":"remove","path":"/emptyRegions"}])");
        QTest::newRow("regions a number")
            << QByteArray(R"([{"op":"replace","path":"/emptyRegions","value":4}])");
        QTest::newRow("region a text")
            << QByteArray(R"([{"op":"replace","path":"/emptyRegions/0","value":"corner"}])");
        QTest::newRow("input unknown")
            << QByteArray(R"([{"op":"replace","path":"/emptyRegions/0/inputs/1","value":"speed"}])");
        QTest::newRow("input a number")
            << QByteArray(R"([{"op":"replace","path":"/emptyRegions/0/inputs/1","value":1}])");
        QTest::newRow("one input") << QByteArray(
            R"([{"op":"replace","path":"/emptyRegions/0/inputs","value":["flow"]}])");
        QTest::newRow("interval the wrong way round")
            << QByteArray(R"([{"op":"replace","path":"/emptyRegions/0/first","value":[9,2]}])");
        QTest::newRow("interval of null")
            << QByteArray(R"([{"op":"replace","path":"/emptyRegions/0/second","value":[null,2]}])");
        QTest::newRow("no expectation")
            << QByteArray(R"([{"op":"remove","path":"/emptyRegions/0/expectedRuns"}])");
    }

    void hostileJsonIsRefused()
    {
        QFETCH(QByteArray, patch);
        const std::vector<double> runs = lattice(320, corner);
        const nlohmann::json json = fitted(runs).toJson().patch(nlohmann::json::parse(patch.toStdString()));
        const auto domain = DomainOfValidity::fromJson(json, squareContract(), runs);
        QVERIFY(!domain);
        QCOMPARE(domain.error().code, std::string("domain.json"));
        QVERIFY(domain.error().location.starts_with("/domain"));
        QVERIFY(!domain.error().remedy.empty());
    }

    void hostileRunsAreRefused()
    {
        const nlohmann::json json = fitted(lattice(320, none)).toJson();
        for (const std::vector<double>& runs :
             {std::vector<double>{}, {1, 2, 3}, {1, std::numeric_limits<double>::infinity()}}) {
            const auto domain = DomainOfValidity::fromJson(json, squareContract(), runs);
            QVERIFY(!domain);
            QCOMPARE(domain.error().code, std::string("domain.runs"));
        }
        nlohmann::json many = json;
        for (int i = 0; i < 10001; ++i)
            many["emptyRegions"].push_back(
                {{"inputs", {"flow", "heat"}}, {"first", {1, 2}}, {"second", {1, 2}}, {"expectedRuns", 4}});
        QVERIFY(!DomainOfValidity::fromJson(many, squareContract(), lattice(320, none)));
    }
};

QTEST_APPLESS_MAIN(DomainOfValidityTest)
#include "tst_domain_of_validity.moc"
