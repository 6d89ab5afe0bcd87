// SPDX-License-Identifier: GPL-3.0-or-later
// Declared coverage is earned: on runs whose scatter changes from place to place, 90 % bands of every method
// hold 87 to 93 % of ten thousand values that nothing was fitted to.

#include "training/fit_jackknife.h"
#include "training/training.h"

#include <QtTest>
#include <cmath>
#include <fmt/format.h>
#include <random>

using namespace twin;
using nlohmann::json;

namespace {

class Scatter
{
  public:
    explicit Scatter(std::uint64_t seed) : m_random(seed) {}
    double uniform() { return (static_cast<double>(m_random() >> 11) + 0.5) * 0x1p-53; }
    double normal() { return std::sqrt(-2 * std::log(uniform())) * std::cos(2 * M_PI * uniform()); }

  private:
    std::mt19937_64 m_random;
};

/// y = x² + 2 z with a scatter of 0.05 to 0.55, growing with x.
Table scattered(std::size_t count, std::uint64_t seed)
{
    Scatter scatter(seed);
    Table table;
    table.name = "scattered.csv";
    table.rows = count;
    table.columns = {{"x", {}, {}}, {"z", {}, {}}, {"y", {}, {}}};
    for (std::size_t row = 0; row < count; ++row) {
        const double x = scatter.uniform(), z = scatter.uniform();
        table.columns[0].values.push_back(x);
        table.columns[1].values.push_back(z);
        table.columns[2].values.push_back(x * x + 2 * z + (0.05 + 0.5 * x) * scatter.normal());
        table.lines.push_back(row + 2);
    }
    return table;
}

json specOf(const char* kind, const char* bands)
{
    json spec = json::parse(R"json({
        "contract": {
            "formatVersion": 1, "id": "scatter", "version": "1.0.0", "title": "Scatter",
            "inputs": [
                {"name": "x", "unit": "1", "physical": [-1, 2], "validated": [0, 1], "start": 0.5},
                {"name": "z", "unit": "1", "physical": [-1, 2], "validated": [0, 1], "start": 0.5}],
            "outputs": [{"name": "y", "unit": "1", "confidence": {"kind": "interval", "level": 0.9}}],
            "provenance": {"created": "2026-01-15"}},
        "models": [{"outputs": ["y"]}],
        "conformance": 3
    })json");
    spec["models"][0]["kind"] = kind;
    spec["validation"]["bands"] = bands;
    return spec;
}

} // namespace

class BandsTest : public QObject
{
    Q_OBJECT

  private slots:
    void declaredCoverageIsEarned_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("bands");
        QTest::addColumn<int>("runs");
        for (const char* bands : {"cross-validation", "jackknife+", "split"})
            QTest::addRow("polynomial, %s", bands) << "polynomial" << bands << 900;
        QTest::addRow("process, split") << "gaussian-process"
                                        << "split" << 400;
        QTest::addRow("process, jackknife+") << "gaussian-process"
                                             << "jackknife+" << 60;
    }
    void declaredCoverageIsEarned()
    {
        QFETCH(QString, kind);
        QFETCH(QString, bands);
        QFETCH(int, runs);
        const auto package =
            train(scattered(std::size_t(runs), 11), specOf(kind.toLatin1(), bands.toLatin1()));
        QVERIFY2(package, package ? "" : format(package.error()).c_str());
        QCOMPARE(package->report["split"]["bands"], json(bands.toStdString()));
        const auto scores = scoreRuns(*package, *gatherRunsLike(scattered(10000, 12), *package));
        QVERIFY(scores);
        const double coverage = scores->at("y").coverage;
        // 60 runs say less: a quantile of them scatters by four per cent
        const double slack = runs < 100 ? 0.06 : 0;
        QVERIFY2(coverage >= 0.87 - slack && coverage <= 0.93 + slack, qPrintable(QString::number(coverage)));
        // what the report says of its own runs agrees with the new ones
        const double reported = package->report["outputs"]["y"]["coverage"];
        QVERIFY2(std::fabs(reported - coverage) < 0.04 + slack, qPrintable(QString::number(reported)));
    }

    void splitNeedsRunsToSetTheWidth()
    {
        const auto package = train(scattered(30, 1), specOf("polynomial", "split"));
        QVERIFY(!package);
        QCOMPARE(package.error().code, std::string("fit.too-few-runs"));
    }

    void unknownMethodsAreRefused()
    {
        const auto package = train(scattered(60, 1), specOf("polynomial", "hope"));
        QVERIFY(!package);
        QCOMPARE(package.error().code, std::string("spec.invalid"));
        QCOMPARE(package.error().location, std::string("/validation/bands"));
    }

    void fitsThatDifferWidenTheBand()
    {
        // Ten runs with residuals of 1, predicted deviations of 1. Where all fits agree the jackknife+ is the
        // jackknife; where they are 0.5 above and below by turns, each end is moved by what most of them say.
        const std::vector<double> residuals(10, 1.0);
        const KeptOutPredictions whole{{0.0}, {1.0}};
        std::vector<KeptOutPredictions> agreeing(10, whole), differing;
        for (int i = 0; i < 10; ++i)
            differing.push_back({{i % 2 == 0 ? 0.5 : -0.5}, {1.0}});
        QCOMPARE(jackknifePlusWidening(residuals, agreeing, whole, 1, 0.9), 1.0);
        QCOMPARE(jackknifePlusWidening(residuals, differing, whole, 1, 0.9), 1.5);
    }
};

QTEST_APPLESS_MAIN(BandsTest)
#include "tst_bands.moc"
