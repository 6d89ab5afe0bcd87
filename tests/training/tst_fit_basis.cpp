// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_basis.h"

#include <QTest>
#include <cmath>

using namespace twin;

namespace {

constexpr std::size_t runs = 12;

/// Cosines over the points: orthonormal, and so the principal curves of sums of them whose weights do not go
/// together.
double cosine(std::size_t wave, std::size_t point, std::size_t points)
{
    return std::sqrt(2.0 / double(points)) *
           std::cos(M_PI * double(wave) * (double(point) + 0.5) / double(points));
}

double weight(std::size_t wave, std::size_t run)
{
    const double angle = 2 * M_PI * double(run) / double(runs);
    return wave == 1 ? 3 * std::cos(angle) : std::sin(angle);
}

std::vector<double> sums(std::size_t points)
{
    std::vector<double> curves;
    for (std::size_t run = 0; run < runs; ++run)
        for (std::size_t t = 0; t < points; ++t)
            curves.push_back(5 + weight(1, run) * cosine(1, t, points) +
                             weight(2, run) * cosine(2, t, points));
    return curves;
}

} // namespace

class FitBasisTest : public QObject
{
    Q_OBJECT

  private slots:
    void modesAreTheCosines_data()
    {
        QTest::addColumn<int>("points");
        QTest::newRow("fewer points than runs") << 7;
        QTest::newRow("a field of many points") << 3000;
    }
    void modesAreTheCosines()
    {
        QFETCH(int, points);
        const auto width = std::size_t(points);
        const std::vector<double> curves = sums(width);
        const CurveBasis both = fitBasis(curves.data(), runs, width, {10, 1});
        QCOMPARE(both.modes(), std::size_t(2));
        QVERIFY(std::fabs(both.energy - 1) < 1e-12);
        for (std::size_t m = 0; m < 2; ++m) {
            const double sign = both.basis[m * width] * cosine(m + 1, 0, width) > 0 ? 1 : -1;
            for (std::size_t t = 0; t < width; ++t)
                QVERIFY(std::fabs(both.basis[m * width + t] - sign * cosine(m + 1, t, width)) < 1e-10);
            const std::vector<double> scores = both.scoresOf(curves.data(), runs);
            for (std::size_t run = 0; run < runs; ++run)
                QVERIFY(std::fabs(scores[m * runs + run] - sign * weight(m + 1, run)) < 1e-10);
        }
        const CurveBasis one = fitBasis(curves.data(), runs, width, {1, 1});
        QVERIFY(std::fabs(one.energy - 0.9) < 1e-12); // 9 of 10
        for (std::size_t t = 0; t < width; ++t) {
            QVERIFY(std::fabs(one.centre[t] - 5) < 1e-12);
            QVERIFY(std::fabs(one.residual[t] - 0.5 * std::pow(cosine(2, t, width), 2)) < 1e-12);
        }
        QCOMPARE(fitBasis(curves.data(), runs, width, {10, 0.89}).modes(), std::size_t(1));
    }

    void equalCurvesHaveOneEmptyMode()
    {
        const std::vector<double> curves(runs * 40, 3.0);
        const CurveBasis basis = fitBasis(curves.data(), runs, 40, {10, 1});
        QCOMPARE(basis.modes(), std::size_t(1));
        for (const double score : basis.scoresOf(curves.data(), runs))
            QCOMPARE(score, 0.0);
        for (const double value : basis.basis)
            QVERIFY(std::isfinite(value));
    }
};

QTEST_APPLESS_MAIN(FitBasisTest)
#include "tst_fit_basis.moc"
