// SPDX-License-Identifier: GPL-3.0-or-later
// Functions whose indices are known in closed form.

#include "training/sobol_indices.h"

#include <QtTest>
#include <cmath>

using namespace twin;

namespace {

/// Ishigami and Homma, 1990, a = 7, b = 0.1, inputs uniform in -pi..pi.
Status ishigami(const double* points, std::size_t rows, double* values)
{
    for (std::size_t row = 0; row < rows; ++row) {
        const auto x = [&](int i) { return M_PI * (2 * points[row * 3 + std::size_t(i)] - 1); };
        values[row] =
            std::sin(x(0)) + 7 * std::pow(std::sin(x(1)), 2) + 0.1 * std::pow(x(2), 4) * std::sin(x(0));
    }
    return {};
}

void compareWithin(const std::vector<double>& expected, const std::vector<SobolIndex>& got,
                   double SobolIndex::*value, double SobolIndex::*error)
{
    QCOMPARE(got.size(), expected.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
        const double away = std::fabs(got[i].*value - expected[i]);
        const QByteArray words =
            QByteArray::number(qulonglong(i)) + ": " + QByteArray::number(got[i].*value) + " +- " +
            QByteArray::number(got[i].*error) + ", true " + QByteArray::number(expected[i]);
        QVERIFY2(away <= 4 * got[i].*error + 1e-9, words);
        QVERIFY2(got[i].*error < 0.01, words);
    }
}

} // namespace

class SobolIndicesTest : public QObject
{
    Q_OBJECT

  private slots:
    void ishigamisClosedForm()
    {
        // V1 = (1 + b pi^4/5)^2/2, V2 = a^2/8, V13 = b^2 pi^8 (1/18 - 1/50)
        const double b = 0.1, pi4 = std::pow(M_PI, 4);
        const double v1 = std::pow(1 + b * pi4 / 5, 2) / 2, v2 = 49.0 / 8;
        const double v13 = b * b * pi4 * pi4 * (1.0 / 18 - 1.0 / 50), all = v1 + v2 + v13;
        const auto indices = sobolIndices(ishigami, {3, {1}, 1024, 8});
        QVERIFY(indices);
        compareWithin({v1 / all, v2 / all, 0}, indices->front(), &SobolIndex::first, &SobolIndex::firstError);
        compareWithin({(v1 + v13) / all, v2 / all, v13 / all}, indices->front(), &SobolIndex::total,
                      &SobolIndex::totalError);
    }

    void seriesAreWeighedByTheirVariance()
    {
        // Values x, 2x + y, 3y: variances in the ratio 1, 4 + 1, 9; x holds 5 of 15 parts, y the other 10.
        const UniformFunction series = [](const double* points, std::size_t rows, double* values) -> Status {
            for (std::size_t row = 0; row < rows; ++row) {
                const double x = points[row * 2], y = points[row * 2 + 1];
                values[row * 4] = x;
                values[row * 4 + 1] = 2 * x + y;
                values[row * 4 + 2] = 3 * y;
                values[row * 4 + 3] = 42;
            }
            return {};
        };
        const auto indices = sobolIndices(series, {2, {3, 1}, 256, 8});
        QVERIFY(indices);
        const std::vector<double> shares{5.0 / 15, 10.0 / 15};
        compareWithin(shares, (*indices)[0], &SobolIndex::first, &SobolIndex::firstError);
        compareWithin(shares, (*indices)[0], &SobolIndex::total, &SobolIndex::totalError);
        QVERIFY((*indices)[1].empty());
    }

    void aLargeMeanDoesNotDrownASmallEffect()
    {
        const UniformFunction offset = [](const double* points, std::size_t rows, double* values) -> Status {
            for (std::size_t row = 0; row < rows; ++row)
                values[row] = 1e6 + points[row * 2] * points[row * 2 + 1];
            return {};
        };
        // V = 1/9 - 1/16, V1 = V2 = 1/48
        const double all = 1.0 / 9 - 1.0 / 16, one = 1.0 / 48;
        const auto indices = sobolIndices(offset, {2, {1}, 512, 8});
        QVERIFY(indices);
        compareWithin({one / all, one / all}, indices->front(), &SobolIndex::first, &SobolIndex::firstError);
        compareWithin({1 - one / all, 1 - one / all}, indices->front(), &SobolIndex::total,
                      &SobolIndex::totalError);
    }

    void failuresComeBack()
    {
        const UniformFunction broken = [](const double*, std::size_t, double*) -> Status {
            return fail("model.failed", "", "No.");
        };
        const auto indices = sobolIndices(broken, {2, {1}, 16, 2});
        QVERIFY(!indices);
        QCOMPARE(indices.error().code, std::string("model.failed"));
        QVERIFY(!sobolIndices(ishigami, {5000, {1}, 16, 2}));
    }
};

QTEST_APPLESS_MAIN(SobolIndicesTest)
#include "tst_sobol_indices.moc"
