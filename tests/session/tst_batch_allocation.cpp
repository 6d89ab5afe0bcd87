// SPDX-License-Identifier: GPL-3.0-or-later
// Evaluating takes nothing from the heap once it is warm: no row of a batch, no move of a slider.

#include "allocations.h"
#include "fake_package.h"
#include "model/gaussian_process_regressor.h"
#include "session/batch.h"

#include <QtTest>
#include <cmath>

using namespace twin;

namespace {

std::unique_ptr<Regressor> processes(std::size_t runs)
{
    std::vector<double> design, values;
    for (std::size_t i = 0; i < runs; ++i) {
        const double a = std::fmod(double(i) * 0.7548776662466927, 1.0),
                     b = std::fmod(double(i) * 0.5698402909980532, 1.0);
        design.insert(design.end(), {a, b});
        values.push_back(std::sin(3 * a) + b + 0.1 * std::cos(37.0 * double(i)));
    }
    GaussianProcessParameters parameters;
    parameters.correlation = Correlation::SquaredExponential;
    parameters.lengths = {0.6, 0.8};
    parameters.nugget = 1e-2;
    std::vector<GaussianProcess> all;
    for (int i = 0; i < 2; ++i)
        all.push_back(*GaussianProcess::condition(parameters, design.data(), runs, 2, values.data(),
                                                  kernelsOf(SimdLevel::Baseline), ""));
    return std::make_unique<GaussianProcessRegressor>(design, 2, std::move(all));
}

} // namespace

class TestBatchAllocation : public QObject
{
    Q_OBJECT

  private slots:
    void countsAtAll()
    {
        const auto take = [] { ::operator delete(::operator new(8)); };
        QCOMPARE(allocationsDuring(take), countsAllocations ? 1L : 0L);
    }

    void regressors_data()
    {
        QTest::addColumn<std::size_t>("runs");
        QTest::newRow("exact") << std::size_t(100);
        QTest::newRow("by fewer runs") << std::size_t(420);
    }
    void regressors()
    {
        QFETCH(std::size_t, runs);
        const auto regressor = processes(runs);
        const auto instance = regressor->instantiate();
        std::vector<double> points(2 * 240), means(2 * 240), variances(2 * 240);
        for (std::size_t i = 0; i < points.size(); ++i)
            points[i] = std::fmod(double(i) * 0.37, 1.3);
        const auto use = [&] {
            instance->predict(points.data(), 240, means.data(), variances.data());
            instance->predict(points.data(), 7, means.data(), nullptr);
            double point[] = {0.3, 0.4};
            for (int move = 0; move < 5; ++move) { // one slider, then the other
                point[move / 3] += 0.01;
                instance->predict(point, 1, means.data(), move % 2 ? variances.data() : nullptr);
            }
        };
        use();
        QCOMPARE(allocationsDuring(use), 0L);
    }

    void batches()
    {
        const auto package = fakePackage();
        const auto guardrails = GuardrailSet::compile(package->contract, nullptr);
        QVERIFY(guardrails);
        std::vector<double> inputs;
        for (std::size_t row = 0; row < 40000; ++row) {
            inputs.push_back(20 + double(row % 40));
            inputs.push_back(double(2 + row % 2));
        }
        const auto evaluate = [&](std::size_t rows) {
            return allocationsDuring([&] {
                const auto batch =
                    evaluateGuarded(*package, *guardrails, std::span(inputs).first(2 * rows), rows);
                if (!batch || batch->verdicts.front() != Verdict::Pass)
                    qFatal("the first row was to pass");
            });
        };
        const long few = evaluate(10000), many = evaluate(40000);
        // Threads and their scratch differ from call to call; 30000 rows more would not go unseen.
        QVERIFY2(many - few < 1000, qPrintable(QString("%1 and %2").arg(few).arg(many)));
    }
};

QTEST_APPLESS_MAIN(TestBatchAllocation)
#include "tst_batch_allocation.moc"
