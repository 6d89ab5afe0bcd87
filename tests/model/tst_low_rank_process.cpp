// SPDX-License-Identifier: GPL-3.0-or-later
// The form by fewer runs against the exact process: what it promises must hold wherever it is asked.

#include "model/gaussian_process.h"

#include <QtTest>
#include <cmath>
#include <vector>

using namespace twin;

namespace {

constexpr std::size_t inputs = 3;
const double lengths[] = {0.7, 0.9, 1.2};

double spread(std::size_t i, double step)
{
    return std::fmod(double(i) * step, 1.0);
}

GaussianProcess processOf(Correlation correlation, std::size_t runs, double nugget, double stretch = 1)
{
    std::vector<double> design, values;
    for (std::size_t i = 0; i < runs; ++i) {
        const double a = spread(i, 0.8191725133961645), b = spread(i, 0.6710436067037893),
                     c = spread(i, 0.5497004779019703);
        design.insert(design.end(), {a, b, c});
        values.push_back(std::sin(4 * a) + b * std::cos(3 * c) +
                         std::sqrt(nugget) * std::cos(37.0 * double(i)));
    }
    GaussianProcessParameters parameters;
    parameters.correlation = correlation;
    for (const double length : lengths)
        parameters.lengths.push_back(length * stretch);
    parameters.nugget = nugget;
    return *GaussianProcess::condition(parameters, design.data(), runs, inputs, values.data(),
                                       kernelsOf(SimdLevel::Baseline), "");
}

/// In the data's box, on runs, near it, and far away.
std::vector<double> points()
{
    std::vector<double> all;
    for (std::size_t i = 0; i < 300; ++i)
        for (const double step : {0.7548776662466927, 0.5698402909980532, 0.4301597090019468})
            all.push_back(spread(i + 1, step));
    for (std::size_t i = 0; i < 20; ++i)
        for (const double step : {0.8191725133961645, 0.6710436067037893, 0.5497004779019703})
            all.push_back(spread(i, step));
    for (std::size_t i = 0; i < 40; ++i)
        for (const double step : {0.7548776662466927, 0.5698402909980532, 0.4301597090019468})
            all.push_back(1.6 * spread(i + 1, step) - 0.3);
    all.insert(all.end(), {3, 3, 3, -40, 0.5, 0.5});
    return all;
}

} // namespace

class TestLowRankProcess : public QObject
{
    Q_OBJECT

  private slots:
    void keepsToItsTolerance_data()
    {
        QTest::addColumn<int>("correlation");
        QTest::addColumn<std::size_t>("runs");
        QTest::addColumn<double>("nugget");
        QTest::newRow("squared exponential")
            << int(Correlation::SquaredExponential) << std::size_t(600) << 1e-2;
        QTest::newRow("little noise") << int(Correlation::SquaredExponential) << std::size_t(900) << 1e-3;
    }
    void keepsToItsTolerance()
    {
        QFETCH(int, correlation);
        QFETCH(std::size_t, runs);
        QFETCH(double, nugget);
        const GaussianProcess process = processOf(Correlation(correlation), runs, nugget);
        GaussianProcess exact = process;
        exact.dropLowRank();
        QVERIFY(process.lowRank() != nullptr && exact.lowRank() == nullptr);
        const LowRankProcess& form = *process.lowRank();
        QVERIFY(form.rank() <= runs / 4);
        const std::vector<double> at = points();
        const std::size_t rows = at.size() / inputs;
        std::vector<double> mean(rows), variance(rows), exactMean(rows), exactVariance(rows);
        GaussianProcess::Scratch scratch;
        process.predict(at.data(), rows, mean.data(), variance.data(), scratch);
        exact.predict(at.data(), rows, exactMean.data(), exactVariance.data(), scratch);
        double deviations = 0, largest = 0;
        std::size_t refused = 0;
        for (std::size_t i = 0; i < rows; ++i) {
            const double deviation = std::sqrt(exactVariance[i]);
            deviations += i < 300 ? deviation / 300 : 0;
            const double off =
                std::max(std::fabs(mean[i] - exactMean[i]), std::fabs(std::sqrt(variance[i]) - deviation));
            QVERIFY2(off <= form.tolerance(), qPrintable(QString("point %1").arg(i)));
            largest = std::max(largest, off);

            // The bound itself, also where it is too wide to be used.
            double scaled[inputs], ownMean = 0, ownVariance = 0, gap = 0;
            for (std::size_t c = 0; c < inputs; ++c)
                scaled[c] = at[i * inputs + c] * coordinateFactor(Correlation(correlation)) / lengths[c];
            form.predict(scaled, ownMean, ownVariance, gap, scratch.lowRank);
            const double own = std::sqrt(process.parameters().variance * (ownVariance + nugget));
            QVERIFY(std::fabs(process.parameters().trend + ownMean - exactMean[i]) <=
                    form.bound(ownVariance, gap) + 1e-9);
            QVERIFY(std::fabs(own - deviation) <= form.bound(ownVariance, gap) + 1e-9);
            QVERIFY(gap < 1 + 1e-9);
            if (!form.holds(ownVariance, gap)) {
                ++refused;
                QVERIFY(off < 1e-9); // the exact form answered
            } else {
                QVERIFY(form.bound(ownVariance, gap) <= form.tolerance() * (1 + 1e-12));
            }
        }
        QVERIFY(largest > 0); // else nothing was tried
        QVERIFY(refused >= 2 && refused < rows / 3);
        QVERIFY(form.tolerance() <= 1.1e-3 * deviations);
    }

    void oneByOneAndTogetherAgree()
    {
        const GaussianProcess process = processOf(Correlation::SquaredExponential, 600, 1e-2);
        const std::vector<double> at = points();
        const std::size_t rows = at.size() / inputs;
        std::vector<double> mean(rows), variance(rows);
        GaussianProcess::Scratch scratch;
        process.predict(at.data(), rows, mean.data(), variance.data(), scratch);
        for (std::size_t i = 0; i < rows; ++i) {
            double oneMean = 0, oneVariance = 0;
            process.predict(at.data() + i * inputs, 1, &oneMean, &oneVariance, scratch);
            QVERIFY(std::fabs(oneMean - mean[i]) < 1e-10);
            QVERIFY(std::fabs(oneVariance - variance[i]) < 1e-10);
        }
    }

    void notWhereItDoesNotPay()
    {
        QVERIFY(processOf(Correlation::SquaredExponential, 399, 1e-2).lowRank() == nullptr);
        QVERIFY(processOf(Correlation::Matern32, 500, 1e-2).lowRank() == nullptr);
        QVERIFY(processOf(Correlation::SquaredExponential, 500, 1e-2, 0.1).lowRank() == nullptr);
        QVERIFY(processOf(Correlation::SquaredExponential, 500, 1e-9).lowRank() == nullptr);
    }
};

QTEST_APPLESS_MAIN(TestLowRankProcess)
#include "tst_low_rank_process.moc"
