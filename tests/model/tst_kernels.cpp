// SPDX-License-Identifier: GPL-3.0-or-later
// Every instruction set that this machine has, against the C library and naive loops in the test; and the
// promise that no function of a wider instruction set can leak into the rest of the program.

#include "model/kernels/triangle.h"

#include <QDir>
#include <QDirIterator>
#include <QProcess>
#include <QRegularExpression>
#include <QtTest>
#include <cmath>
#include <random>
#include <vector>

using namespace twin;

class TestKernels : public QObject
{
    Q_OBJECT

    std::mt19937 m_generator{7};

    std::vector<double> random(std::size_t count, double least = -1, double most = 1)
    {
        std::uniform_real_distribution<double> distribution(least, most);
        std::vector<double> values(count);
        for (double& value : values)
            value = distribution(m_generator);
        return values;
    }

    // Well conditioned: a random Gram matrix plus the identity.
    std::vector<double> positiveDefinite(std::size_t n)
    {
        const std::vector<double> g = random(n * n);
        std::vector<double> a(n * n);
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j) {
                double sum = i == j ? double(n) : 0;
                for (std::size_t k = 0; k < n; ++k)
                    sum += g[i * n + k] * g[j * n + k];
                a[i * n + j] = sum;
            }
        return a;
    }

    static void levels()
    {
        QTest::addColumn<int>("level");
        for (int level = 0; level <= int(processorLevel()); ++level)
            QTest::newRow(kernelsOf(SimdLevel(level)).name) << level;
    }

  private slots:
    void exponential_data() { levels(); }
    void exponential()
    {
        QFETCH(int, level);
        const KernelTable& table = kernelsOf(SimdLevel(level));
        const std::vector<double> x = random(20001, -700, 700);
        std::vector<double> y(x.size());
        table.exp(x.data(), y.data(), x.size());
        for (std::size_t i = 0; i < x.size(); ++i)
            QVERIFY2(std::fabs(y[i] / std::exp(x[i]) - 1) < 5e-16,
                     qPrintable(QString::number(x[i], 'g', 17)));
        const double special[] = {0, -INFINITY, INFINITY, 800, -800, NAN};
        double answers[6];
        table.exp(special, answers, 6);
        QCOMPARE(answers[0], 1.0);
        QCOMPARE(answers[1], 0.0);
        QVERIFY(std::isinf(answers[2]) && std::isinf(answers[3]));
        QCOMPARE(answers[4], 0.0);
        QVERIFY(std::isnan(answers[5]));
    }

    void correlations_data() { levels(); }
    void correlations()
    {
        QFETCH(int, level);
        const KernelTable& table = kernelsOf(SimdLevel(level));
        const std::size_t n = 37, dimensions = 3, stride = 48;
        std::vector<double> design(stride * dimensions, 0.0);
        for (std::size_t c = 0; c < dimensions; ++c)
            for (std::size_t i = 0; i < n; ++i)
                design[c * stride + i] = random(1, 0, 3)[0];
        const std::vector<double> point = random(dimensions, 0, 3);
        std::vector<double> panelPoints(dimensions * table.panelPoints), panel(stride * table.panelPoints);
        for (std::size_t c = 0; c < dimensions; ++c)
            for (std::size_t p = 0; p < table.panelPoints; ++p)
                panelPoints[c * table.panelPoints + p] = point[c] + 0.01 * double(p);
        std::vector<double> values(stride), slopes(stride);
        for (const Correlation kind :
             {Correlation::SquaredExponential, Correlation::Matern32, Correlation::Matern52}) {
            table.correlate(kind, design.data(), n, stride, dimensions, point.data(), values.data(),
                            slopes.data());
            table.correlatePanel(kind, design.data(), n, stride, dimensions, panelPoints.data(),
                                 panel.data());
            for (std::size_t i = 0; i < n; ++i) {
                double s = 0;
                for (std::size_t c = 0; c < dimensions; ++c)
                    s += std::pow(design[c * stride + i] - point[c], 2);
                // textbook forms in r, the distance in length scales
                double expected = 0,
                       slope = 0; // slope: d corr / d log(length) over the scaled squared distance
                if (kind == Correlation::SquaredExponential) {
                    const double r = std::sqrt(2 * s);
                    expected = std::exp(-r * r / 2);
                    slope = 2 * expected;
                } else if (kind == Correlation::Matern32) {
                    const double r = std::sqrt(s / 3);
                    expected = (1 + std::sqrt(3) * r) * std::exp(-std::sqrt(3) * r);
                    slope = std::exp(-std::sqrt(3) * r);
                } else {
                    const double r = std::sqrt(s / 5);
                    expected = (1 + std::sqrt(5) * r + 5 * r * r / 3) * std::exp(-std::sqrt(5) * r);
                    slope = (1 + std::sqrt(5) * r) * std::exp(-std::sqrt(5) * r) / 3;
                }
                QVERIFY(std::fabs(values[i] - expected) < 1e-14);
                QVERIFY(std::fabs(slopes[i] - slope) < 1e-14);
                QVERIFY(std::fabs(panel[i * table.panelPoints] - expected) < 1e-14);
            }
        }
    }

    void closestRun_data() { levels(); }
    void closestRun()
    {
        QFETCH(int, level);
        const KernelTable& table = kernelsOf(SimdLevel(level));
        const std::size_t n = 41, stride = 2 * closestStride, coordinates = 4, measured = 3;
        std::vector<double> design = random(coordinates * stride);
        for (std::size_t i = 0; i < stride; ++i)
            design[measured * stride + i] = double(i % 3); // a choice
        for (std::size_t c = 0; c < coordinates; ++c)      // 7 repeats 30, and the padding the last
            for (std::size_t i = 0; i < stride; ++i)
                design[c * stride + i] = design[c * stride + (i == 30 ? 7 : std::min(i, n - 1))];
        const auto distance = [&](std::size_t run, const std::vector<double>& point) {
            double sum = point[3] == design[3 * stride + run] ? 0 : 1;
            for (std::size_t c = 0; c < measured; ++c)
                sum += std::pow(design[c * stride + run] - point[c], 2);
            return sum;
        };
        for (std::size_t at = 0; at < n; ++at) {
            std::vector<double> point = random(coordinates);
            if (at % 2 == 0) // upon a run
                for (std::size_t c = 0; c < coordinates; ++c)
                    point[c] = design[c * stride + at];
            else
                point[3] = double(at % 3);
            std::size_t expected = 0, run = 99;
            for (std::size_t i = 1; i < n; ++i)
                expected = distance(i, point) < distance(expected, point) ? i : expected;
            const double found =
                table.closestRun(design.data(), stride, measured, coordinates, point.data(), &run);
            QCOMPARE(run, expected);
            QVERIFY(std::fabs(found - distance(run, point)) < 1e-14);
        }
    }

    // The parts that sliders and contours keep, put together again.
    void slices_data() { levels(); }
    void slices()
    {
        QFETCH(int, level);
        const KernelTable& table = kernelsOf(SimdLevel(level));
        const std::size_t n = 41, stride = 48, count = 3 * table.panelPoints;
        std::vector<double> rows[2] = {random(stride, 0, 3), random(stride, 0, 3)};
        const std::vector<double> values = random(count, 0, 3), weights = random(n);
        std::vector<double> rest = random(stride, 0, 2), out(stride), start = rest;
        table.addSquares(rows[0].data(), n, 0.7, rest.data());
        for (std::size_t i = 0; i < n; ++i)
            QVERIFY(std::fabs(rest[i] - start[i] - std::pow(rows[0][i] - 0.7, 2)) < 1e-14);
        std::vector<double> squares(n * count), table1(n * count), sums(count), all(stride);
        table.squaresTable(rows[1].data(), n, values.data(), count, squares.data());
        table.exponentialTable(rows[1].data(), n, values.data(), count, rest.data(), weights.data(),
                               table1.data());
        for (const Correlation kind :
             {Correlation::SquaredExponential, Correlation::Matern32, Correlation::Matern52}) {
            table.radialSums(kind, rest.data(), weights.data(), n, squares.data(), count, sums.data());
            for (std::size_t j = 0; j < count; ++j) {
                double sum = 0;
                for (std::size_t i = 0; i < n; ++i) {
                    const double square = std::pow(rows[1][i] - values[j], 2), s = rest[i] + square;
                    const double a = std::sqrt(s);
                    const double expected = kind == Correlation::SquaredExponential ? std::exp(-s)
                                            : kind == Correlation::Matern32         ? (1 + a) * std::exp(-a)
                                                                            : (1 + a + s / 3) * std::exp(-a);
                    sum += weights[i] * expected;
                    QVERIFY(std::fabs(squares[i * count + j] - square) < 1e-14);
                    if (kind == Correlation::SquaredExponential)
                        QVERIFY(std::fabs(table1[i * count + j] - weights[i] * expected) < 1e-14);
                    if (j > 0)
                        continue;
                    table.correlateMoved(kind, rest.data(), n, rows[1].data(), values[0], nullptr, 0,
                                         out.data());
                    QVERIFY(std::fabs(out[i] - expected) < 1e-14);
                    table.correlateMoved(kind, start.data(), n, rows[1].data(), values[0], rows[0].data(),
                                         0.7, all.data());
                    QVERIFY(std::fabs(all[i] - expected) < 1e-14);
                }
                QVERIFY(std::fabs(sums[j] - sum) < 1e-13);
            }
        }
    }

    void triangleTimesPoint_data() { levels(); }
    void triangleTimesPoint()
    {
        QFETCH(int, level);
        const KernelTable& table = kernelsOf(SimdLevel(level));
        const std::size_t n = 53, stride = 64, wide = table.panelPoints;
        std::vector<double> triangle(n * stride, 0.0);
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j <= i; ++j)
                triangle[i * stride + j] = random(1)[0];
        const AlignedVector<double> packed = packTriangle(table, triangle.data(), n, stride);
        const std::size_t padded = table.paddedRows(n);
        const std::vector<double> panel = random(padded * wide);
        std::vector<double> out(padded * wide), norms(wide), norms2(wide), one(padded), product(padded),
            back(padded);
        table.triangleApplyPanel(packed.data(), n, panel.data(), out.data(), norms.data());
        table.triangleNormPanel(packed.data(), n, panel.data(), norms2.data());
        for (std::size_t p = 0; p < wide; ++p) {
            for (std::size_t i = 0; i < padded; ++i)
                one[i] = panel[i * wide + p];
            double norm = 0;
            const double got = table.triangleApply(packed.data(), n, one.data(), product.data(), false);
            QCOMPARE(table.triangleApply(packed.data(), n, one.data(), back.data(), true), got);
            QCOMPARE(back, product);
            for (std::size_t i = 0; i < n; ++i) {
                double sum = 0;
                for (std::size_t j = 0; j <= i; ++j)
                    sum += triangle[i * stride + j] * one[j];
                norm += sum * sum;
                QVERIFY(std::fabs(out[i * wide + p] - sum) < 1e-13);
                QVERIFY(std::fabs(product[i] - sum) < 1e-13);
            }
            for (const double each :
                 {norms[p], norms2[p], got, table.triangleNorm(packed.data(), n, one.data())})
                QVERIFY(std::fabs(each - norm) < 1e-12 * norm);
        }
    }

    void product_data() { levels(); }
    void product()
    {
        QFETCH(int, level);
        const KernelTable& table = kernelsOf(SimdLevel(level));
        std::vector<double> work(multiplyWork);
        for (const auto& [m, n, k] :
             {std::array<std::size_t, 3>{1, 1, 1}, {5, 7, 3}, {97, 49, 300}, {100, 500, 33}}) {
            const std::vector<double> a = random(m * k), b = random(k * n), start = random(m * n);
            for (const bool transposed : {false, true}) {
                std::vector<double> c = start;
                table.multiplyAdd(m, n, k, -0.5, a.data(), transposed ? 1 : k, transposed ? m : 1, b.data(),
                                  transposed ? 1 : n, transposed ? k : 1, c.data(), n, work.data());
                for (std::size_t i = 0; i < m; ++i)
                    for (std::size_t j = 0; j < n; ++j) {
                        double sum = 0;
                        for (std::size_t l = 0; l < k; ++l)
                            sum += (transposed ? a[l * m + i] : a[i * k + l]) *
                                   (transposed ? b[j * k + l] : b[l * n + j]);
                        QVERIFY(std::fabs(c[i * n + j] - (start[i * n + j] - 0.5 * sum)) < 1e-12);
                    }
            }
        }
    }

    void factorAndInverse_data() { levels(); }
    void factorAndInverse()
    {
        QFETCH(int, level);
        const KernelTable& table = kernelsOf(SimdLevel(level));
        TriangleWork work;
        for (const std::size_t n : {1, 3, 47, 48, 49, 145}) {
            const std::vector<double> a = positiveDefinite(n);
            std::vector<double> factor = a, inverse(n * n), product(n * n);
            QVERIFY(factorLower(table, factor.data(), n, n, work));
            invertLower(table, factor.data(), n, n, inverse.data(), n, work);
            transposeTimesLower(table, inverse.data(), n, n, product.data(), n, work);
            for (std::size_t i = 0; i < n; ++i)
                for (std::size_t j = 0; j < n; ++j) {
                    double sum = 0; // A * A^-1, whose lower half alone is given
                    for (std::size_t k = 0; k < n; ++k)
                        sum += a[i * n + k] * (k >= j ? product[k * n + j] : product[j * n + k]);
                    QVERIFY(std::fabs(sum - (i == j ? 1 : 0)) < 1e-10);
                    if (j > i)
                        QCOMPARE(inverse[i * n + j], 0.0);
                }
            const AlignedVector<double> packed = packTriangle(table, inverse.data(), n, n);
            std::vector<double> k = random(table.paddedRows(n));
            std::vector<double> panel(table.paddedRows(n) * table.panelPoints), norms(table.panelPoints),
                sums(table.panelPoints);
            for (std::size_t i = 0; i < k.size(); ++i)
                for (std::size_t p = 0; p < table.panelPoints; ++p)
                    panel[i * table.panelPoints + p] = k[i] * double(p + 1);
            double norm = 0, sum = 0;
            for (std::size_t i = 0; i < n; ++i) {
                double v = 0;
                for (std::size_t j = 0; j <= i; ++j)
                    v += inverse[i * n + j] * k[j];
                norm += v * v;
                sum += a[i] * k[i];
            }
            QVERIFY(std::fabs(table.triangleNorm(packed.data(), n, k.data()) / norm - 1) < 1e-12);
            table.triangleNormPanel(packed.data(), n, panel.data(), norms.data());
            table.weightedSumPanel(a.data(), n, panel.data(), sums.data());
            for (std::size_t p = 0; p < table.panelPoints; ++p) {
                QVERIFY(std::fabs(norms[p] / (norm * double((p + 1) * (p + 1))) - 1) < 1e-12);
                QVERIFY(std::fabs(sums[p] - sum * double(p + 1)) < 1e-9 * std::fabs(sum) + 1e-9);
            }
        }
        std::vector<double> indefinite = {1, 2, 2, 1};
        QVERIFY(!factorLower(table, indefinite.data(), 2, 2, work));
        std::vector<double> notANumber = {NAN};
        QVERIFY(!factorLower(table, notANumber.data(), 1, 1, work));
    }

    void noWeakSymbols()
    {
        QStringList objects;
        QDirIterator files(TWINWRIGHT_BINARY_DIR "/runtime", {"kernels_*.o"}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext())
            objects << files.next();
#ifdef __x86_64__
        QCOMPARE(objects.size(), 3);
#endif
        for (const QString& object : objects) {
            QProcess nm;
            nm.start("nm", {"-C", object});
            QVERIFY(nm.waitForFinished());
            QCOMPARE(nm.exitCode(), 0);
            const QString symbols = nm.readAllStandardOutput();
            QVERIFY(symbols.contains("table"));
            QVERIFY2(!symbols.contains(QRegularExpression(" [WwVvu] ")), qPrintable(object + "\n" + symbols));
        }
    }
};

QTEST_GUILESS_MAIN(TestKernels)
#include "tst_kernels.moc"
