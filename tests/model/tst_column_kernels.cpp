// SPDX-License-Identifier: GPL-3.0-or-later
// Every instruction set that this machine has against the C library, number by number.

#include "model/kernels/column_kernels.h"

#include <QtTest>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace twin;

class TestColumnKernels : public QObject
{
    Q_OBJECT

    static void levels()
    {
        QTest::addColumn<int>("level");
        for (int level = 0; level <= int(processorLevel()); ++level)
            QTest::newRow(kernelsOf(SimdLevel(level)).name) << level;
    }

    static std::vector<double> random(std::size_t count, double least, double most)
    {
        static std::mt19937 generator(11);
        std::uniform_real_distribution<double> distribution(least, most);
        std::vector<double> values(count);
        for (double& value : values)
            value = distribution(generator);
        return values;
    }

    static bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

  private slots:
    void operations_data() { levels(); }
    void operations()
    {
        QFETCH(int, level);
        const ColumnKernels& kernels = columnKernelsOf(SimdLevel(level));
        const auto expected = [](ColumnOperation operation, double a, double b) {
            switch (operation) {
            case ColumnOperation::Add:
                return a + b;
            case ColumnOperation::Subtract:
                return a - b;
            case ColumnOperation::Multiply:
                return a * b;
            case ColumnOperation::Divide:
                return a / b;
            }
            return 0.0;
        };
        for (const std::size_t n : {1, 2, 3, 7, 8, 17, 64, 129}) {
            const std::vector<double> left = random(n, -5, 5);
            std::vector<double> right = random(n, -5, 5);
            right[n / 2] = 0;
            for (const ColumnOperation operation : {ColumnOperation::Add, ColumnOperation::Subtract,
                                                    ColumnOperation::Multiply, ColumnOperation::Divide}) {
                std::vector<double> both(n + 1, 77.0), one(n), other(n), place = right; // one beyond the end
                kernels.combine(operation, left.data(), right.data(), both.data(), n);
                kernels.combine(operation, left.data(), place.data(), place.data(), n);
                kernels.combineValue(operation, left.data(), 0.3, one.data(), n);
                kernels.combineWithValue(operation, 0.3, right.data(), other.data(), n);
                for (std::size_t i = 0; i < n; ++i) {
                    QVERIFY(same(both[i], expected(operation, left[i], right[i])));
                    QVERIFY(same(place[i], both[i]));
                    QVERIFY(same(one[i], expected(operation, left[i], 0.3)));
                    QVERIFY(same(other[i], expected(operation, 0.3, right[i])));
                }
                QCOMPARE(both[n], 77.0);
            }
        }
    }

    void columns_data() { levels(); }
    void columns()
    {
        QFETCH(int, level);
        for (const std::size_t n : {1, 3, 4, 5, 8, 129})
            for (std::size_t width = 1; width <= 9; ++width) {
                const std::vector<double> table = random(n * width, -5, 5); // nothing behind it
                for (std::size_t first = 0; first < width; ++first)
                    for (std::size_t count = 1; first + count <= width; ++count) {
                        std::vector<double> columns(count * (n + 1), 77.0);
                        columnKernelsOf(SimdLevel(level))
                            .takeColumns(table.data() + first, width, count, columns.data(), n + 1, n);
                        for (std::size_t k = 0; k < count; ++k) {
                            for (std::size_t i = 0; i < n; ++i)
                                QCOMPARE(columns[k * (n + 1) + i], table[i * width + first + k]);
                            QCOMPARE(columns[k * (n + 1) + n], 77.0);
                        }
                    }
            }
    }

    void functions_data() { levels(); }
    void functions()
    {
        QFETCH(int, level);
        const ColumnKernels& kernels = columnKernelsOf(SimdLevel(level));
        const double infinity = std::numeric_limits<double>::infinity(), nan = std::nan("");
        std::vector<double> x = random(4000, -10, 10);
        for (const double most : {1e-3, 700.0, 9e5, 1e12}) {
            const std::vector<double> more = random(1000, -most, most);
            x.insert(x.end(), more.begin(), more.end());
        }
        for (int quarter = -40; quarter <= 40; ++quarter) // near the zeros, where a reduction shows
            x.push_back(quarter * 1.5707963267948966);
        x.insert(x.end(), {0.0, -0.0, 709.5, -720, 800, -800, infinity, -infinity, nan});
        const auto check = [&](ColumnFunction function, double (*reference)(double), bool relative) {
            for (std::size_t first = 0; first < x.size(); first += 37) {
                const std::size_t n = std::min<std::size_t>(37, x.size() - first);
                std::vector<double> values(x.begin() + std::ptrdiff_t(first),
                                           x.begin() + std::ptrdiff_t(first + n));
                kernels.apply(function, values.data(), values.data(), n);
                for (std::size_t i = 0; i < n; ++i) {
                    const double expected = reference(x[first + i]);
                    const double scale = relative ? std::fabs(expected) : 1;
                    if (!(same(values[i], expected) || std::fabs(values[i] - expected) <= 1e-15 * scale))
                        return QString("%1: %2 for %3")
                            .arg(x[first + i], 0, 'g', 17)
                            .arg(values[i], 0, 'g', 17)
                            .arg(expected, 0, 'g', 17);
                }
            }
            return QString();
        };
        QCOMPARE(check(
                     ColumnFunction::Exponential, [](double a) { return std::exp(a); }, true),
                 QString());
        QCOMPARE(check(
                     ColumnFunction::Sine, [](double a) { return std::sin(a); }, false),
                 QString());
        QCOMPARE(check(
                     ColumnFunction::Cosine, [](double a) { return std::cos(a); }, false),
                 QString());
        QCOMPARE(check(
                     ColumnFunction::SquareRoot, [](double a) { return std::sqrt(a); }, true),
                 QString());
        QCOMPARE(check(
                     ColumnFunction::Negate, [](double a) { return -a; }, true),
                 QString());
    }

    // Small angles keep all their digits, not only those of 1.
    void smallAngles_data() { levels(); }
    void smallAngles()
    {
        QFETCH(int, level);
        std::vector<double> x = random(500, -1, 1), values = x;
        columnKernelsOf(SimdLevel(level)).apply(ColumnFunction::Sine, x.data(), values.data(), x.size());
        for (std::size_t i = 0; i < x.size(); ++i)
            QVERIFY(std::fabs(values[i] / std::sin(x[i]) - 1) < 1e-15);
    }
};

QTEST_APPLESS_MAIN(TestColumnKernels)
#include "tst_column_kernels.moc"
