// SPDX-License-Identifier: GPL-3.0-or-later
// The functions of networks on every instruction set that this machine has, against the C library's long
// doubles, in units in the last place; products against naive loops.

#include "model/kernels/aligned_vector.h"
#include "model/kernels/network_kernels.h"

#include <QtTest>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace twin;

class TestNetworkKernels : public QObject
{
    Q_OBJECT

    std::mt19937 m_generator{11};

    template <class T>
    AlignedVector<T> random(std::size_t count, double least, double most)
    {
        std::uniform_real_distribution<double> distribution(least, most);
        AlignedVector<T> values(count);
        for (T& value : values)
            value = T(distribution(m_generator));
        return values;
    }

    /// As groupRows has it, written out: while they last, as many vectors of outputs as there may be, then
    /// four, two and one.
    template <class T>
    static AlignedVector<T> inGroups(const AlignedVector<float>& weights, std::size_t outputs,
                                     std::size_t depth, std::size_t most, std::size_t vectorRows)
    {
        const std::size_t vectors = (outputs + vectorRows - 1) / vectorRows;
        AlignedVector<T> packed;
        for (std::size_t first = 0; first < vectors;) {
            const std::size_t left = vectors - first;
            const std::size_t count = left >= most ? most : left >= 4 ? 4 : left >= 2 ? 2 : 1;
            for (std::size_t j = 0; j < depth; ++j)
                for (std::size_t o = first * vectorRows; o < (first + count) * vectorRows; ++o)
                    packed.push_back(o < outputs ? T(weights[o * depth + j]) : T(0));
            first += count;
        }
        return packed;
    }

    static long double truth(Activation kind, long double x)
    {
        switch (kind) {
        case Activation::Tanh:
            return std::tanh(x);
        case Activation::Sigmoid:
            return 1 / (1 + std::exp(-x));
        case Activation::Softplus:
            return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
        case Activation::Elu:
            return x > 0 ? x : std::expm1(x);
        case Activation::Gelu:
            return x * std::erfc(-x / std::sqrt(2.0L)) / 2;
        case Activation::GeluTanh: {
            const long double y = std::sqrt(2 / 3.14159265358979323846264338L) * (x + 0.044715L * x * x * x);
            return x / (1 + std::exp(-2 * y));
        }
        default:
            return x;
        }
    }

    /// The largest error in units in the last place of the true value.
    template <class T>
    static double worstError(Activation kind, const AlignedVector<T>& x, const AlignedVector<T>& y)
    {
        double worst = 0;
        for (std::size_t i = 0; i < x.size(); ++i) {
            const long double exact = truth(kind, x[i]);
            const T size = std::fabs(T(exact));
            if (size < 1e10 * std::numeric_limits<T>::min())
                continue;
            const T unit = std::nextafter(size, std::numeric_limits<T>::infinity()) - size;
            const double error = double(std::fabs((long double)(y[i]) - exact) / unit);
            worst = error <= worst ? worst : error;
        }
        return worst;
    }

    static void levels()
    {
        QTest::addColumn<int>("level");
        for (int level = 0; level <= int(processorLevel()); ++level)
            QTest::newRow(kernelsOf(SimdLevel(level)).name) << level;
    }

  private slots:
    void functions_data()
    {
        QTest::addColumn<int>("level");
        QTest::addColumn<int>("kind");
        QTest::addColumn<double>("most");
        QTest::addColumn<double>("least");
        const struct
        {
            const char* name;
            Activation kind;
            double least, most; ///< of x, and in units in the last place
        } rows[] = {{"tanh", Activation::Tanh, -700, 3},         {"sigmoid", Activation::Sigmoid, -700, 3},
                    {"softplus", Activation::Softplus, -700, 3}, {"elu", Activation::Elu, -700, 3},
                    {"gelu", Activation::Gelu, -37, 8},          {"gelu-tanh", Activation::GeluTanh, -2, 8}};
        for (int level = 0; level <= int(processorLevel()); ++level)
            for (const auto& row : rows)
                QTest::addRow("%s %s", kernelsOf(SimdLevel(level)).name, row.name)
                    << level << int(row.kind) << row.most << row.least;
    }
    void functions()
    {
        QFETCH(int, level);
        QFETCH(int, kind);
        QFETCH(double, most);
        QFETCH(double, least);
        const NetworkKernels& kernels = networkKernelsOf(SimdLevel(level));
        for (const double range : {1e-4, 0.4, 3.0, 12.0, 60.0, 700.0}) {
            const auto x = random<double>(1600, std::max(least, -range), range);
            auto y = x;
            kernels.activate(Activation(kind), 1, 0, y.data(), y.size());
            const double error = worstError(Activation(kind), x, y);
            QVERIFY2(error < most, qPrintable(QString("%1 within %2").arg(error).arg(range)));
            const auto xSingle = random<float>(1600, std::max({least, -range, -12.0}), range);
            auto ySingle = xSingle;
            kernels.activateSingle(Activation(kind), 1, 0, ySingle.data(), ySingle.size());
            const double errorSingle = worstError(Activation(kind), xSingle, ySingle);
            QVERIFY2(errorSingle < most,
                     qPrintable(QString("float32: %1 within %2").arg(errorSingle).arg(range)));
        }
    }

    void ends_data() { levels(); }
    void ends()
    {
        QFETCH(int, level);
        const NetworkKernels& kernels = networkKernelsOf(SimdLevel(level));
        const auto at = [&](Activation kind, double x, double a = 1, double b = 0) {
            AlignedVector<double> values(16, x);
            kernels.activate(kind, a, b, values.data(), 1);
            return values[0];
        };
        const double inf = HUGE_VAL;
        QCOMPARE(at(Activation::Tanh, inf), 1.0);
        QCOMPARE(at(Activation::Tanh, -1e300), -1.0);
        QVERIFY(std::signbit(at(Activation::Tanh, -0.0)));
        QCOMPARE(at(Activation::Sigmoid, inf), 1.0);
        QCOMPARE(at(Activation::Sigmoid, -inf), 0.0);
        QCOMPARE(at(Activation::Softplus, 1e300), 1e300);
        QCOMPARE(at(Activation::Softplus, -1e300), 0.0);
        QCOMPARE(at(Activation::Elu, -1e300, 2.5), -2.5);
        QCOMPARE(at(Activation::Gelu, 1e300), 1e300);
        QCOMPARE(at(Activation::Gelu, -1e300), 0.0);
        QCOMPARE(at(Activation::GeluTanh, 1e200), 1e200);
        QCOMPARE(at(Activation::GeluTanh, -1e200), 0.0);
        QCOMPARE(at(Activation::Relu, -3), 0.0);
        QCOMPARE(at(Activation::LeakyRelu, -3, 0.1), -0.1 * 3);
        QCOMPARE(at(Activation::Clip, 9, -1, 2), 2.0);
        QCOMPARE(at(Activation::Clip, -9, -1, 2), -1.0);
        for (int kind = int(Activation::Relu); kind <= int(Activation::Clip); ++kind)
            QVERIFY2(std::isnan(at(Activation(kind), NAN, 1, 2)), qPrintable(QString::number(kind)));
    }

    void products_data() { levels(); }
    void products()
    {
        QFETCH(int, level);
        const NetworkKernels& kernels = networkKernelsOf(SimdLevel(level));
        for (const std::size_t outputs : {1u, 5u, 16u, 70u}) {
            const std::size_t depth = 37, padded = kernels.paddedRows(outputs), rows = kernels.panelRows;
            const auto weights = random<float>(outputs * depth, -1, 1); // float64 takes them as they are
            AlignedVector<double> packed(padded * depth);
            for (std::size_t o = 0; o < outputs; ++o)
                for (std::size_t j = 0; j < depth; ++j)
                    packed[o / rows * rows * depth + j * rows + o % rows] = weights[o * depth + j];
            const auto grouped =
                inGroups<double>(weights, outputs, depth, kernels.mostVectors, kernels.vectorRows);
            const auto singles =
                inGroups<float>(weights, outputs, depth, kernels.mostVectors, kernels.vectorRows);
            const std::size_t wholeVectors = grouped.size() / depth, most = std::max(padded, wholeVectors);
            const auto bias = random<double>(most, -1, 1);
            const std::size_t points = kernels.panelPoints;
            const auto in = random<double>(depth * points, -1, 1);
            AlignedVector<double> out(padded * points), first(depth), one(most), other(most);
            kernels.densePanel(packed.data(), bias.data(), padded, depth, in.data(), out.data());
            for (std::size_t j = 0; j < depth; ++j)
                first[j] = in[j * points];
            kernels.denseOne(grouped.data(), bias.data(), wholeVectors, depth, first.data(), one.data());
            kernels.denseOneOfSingles(singles.data(), bias.data(), wholeVectors, depth, first.data(),
                                      other.data());
            for (std::size_t o = 0; o < outputs; ++o) {
                for (std::size_t p = 0; p < points; ++p) {
                    double sum = bias[o];
                    for (std::size_t j = 0; j < depth; ++j)
                        sum += double(weights[o * depth + j]) * in[j * points + p];
                    QVERIFY(std::fabs(out[o * points + p] - sum) < 1e-14);
                }
                // The same order of additions: a point alone and a point in a batch have one answer.
                QCOMPARE(one[o], out[o * points]);
                QCOMPARE(other[o], one[o]);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestNetworkKernels)
#include "tst_network_kernels.moc"
