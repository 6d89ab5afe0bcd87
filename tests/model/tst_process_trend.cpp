// SPDX-License-Identifier: GPL-3.0-or-later
// Linear trends against OpenTURNS 1.20 (peer_linear_trend.py) and against least squares, which universal
// kriging becomes where no run is near another.

#include "model/gaussian_process_regressor.h"
#include "training/fit_likelihood.h"
#include "training/fit_sparse.h"

#include <Eigen/Dense>
#include <QtTest>
#include <cmath>

using namespace twin;

class TestProcessTrend : public QObject
{
    Q_OBJECT

    std::vector<double> m_design, m_values;
    FitTeam m_team;

    GaussianProcessParameters parameters(Correlation correlation) const
    {
        GaussianProcessParameters made;
        made.correlation = correlation;
        made.lengths = {0.5, 0.9};
        made.nugget = 1e-3;
        made.slopes = {0, 0};
        return made;
    }
    Result<GaussianProcess> process(Correlation correlation, std::vector<double> direction = {}) const
    {
        GaussianProcessParameters made = parameters(correlation);
        made.direction = std::move(direction);
        return GaussianProcess::condition(made, m_design.data(), 24, 2, m_values.data(),
                                          kernelsOf(SimdLevel::Baseline), "");
    }

  private slots:
    void initTestCase()
    {
        for (int i = 0; i < 24; ++i) {
            const double a = std::fmod(i * 0.618033988749895, 1.0), b = std::fmod(i * 0.754877666246693, 1.0);
            m_design.insert(m_design.end(), {a, b});
            m_values.push_back(std::sin(3 * a) + b * b + 0.3 * a * b + 0.05 * std::cos(17.0 * i));
        }
    }

    void matchesOpenTurns_data()
    {
        QTest::addColumn<int>("correlation");
        QTest::addColumn<double>("a");
        QTest::addColumn<double>("b");
        QTest::addColumn<double>("mean");
        QTest::addColumn<double>("variance");
        QTest::addColumn<double>("likelihood");
        QTest::newRow("squared-exponential, inside")
            << int(Correlation::SquaredExponential) << 0.3 << 0.4 << 0.9799616572431652
            << 0.0016505709118204506 << 19.20169632527261;
        QTest::newRow("squared-exponential, outside")
            << int(Correlation::SquaredExponential) << 1.5 << -0.8 << -1.2922259396125682
            << 1.6316972173709539 << 19.20169632527261;
        QTest::newRow("matern-3/2, inside") << int(Correlation::Matern32) << 0.3 << 0.4 << 0.9314081565611829
                                            << 0.0023208881680106654 << 14.983787181685866;
        QTest::newRow("matern-3/2, outside")
            << int(Correlation::Matern32) << 1.5 << -0.8 << -0.6286959980509974 << 0.9370393491238447
            << 14.983787181685866;
        QTest::newRow("matern-5/2, inside") << int(Correlation::Matern52) << 0.3 << 0.4 << 0.9614133313754016
                                            << 0.0018303594840653108 << 13.739742851106218;
        QTest::newRow("matern-5/2, outside") << int(Correlation::Matern52) << 1.5 << -0.8
                                             << -0.9554575879746652 << 1.9207878055166 << 13.739742851106218;
    }
    void matchesOpenTurns()
    {
        QFETCH(int, correlation);
        QFETCH(double, a);
        QFETCH(double, b);
        QFETCH(double, mean);
        QFETCH(double, variance);
        QFETCH(double, likelihood);
        const auto made = process(Correlation(correlation));
        QVERIFY(made.has_value());
        const double point[] = {a, b};
        double gotMean = 0, gotVariance = 0;
        GaussianProcess::Scratch scratch;
        made->predict(point, 1, &gotMean, &gotVariance, scratch);
        QVERIFY2(std::fabs(gotMean - mean) < 1e-8, qPrintable(QString::number(gotMean, 'g', 17)));
        QVERIFY2(std::fabs(gotVariance - variance) < 1e-7 * variance,
                 qPrintable(QString::number(gotVariance, 'g', 17)));
        ProcessLikelihood judge(m_design.data(), 24, 2, m_values.data(), m_team, Trend::Linear);
        const double got = -judge.evaluate(Correlation(correlation),
                                           {std::log(0.5), std::log(0.9), std::log(1e-3)}, nullptr);
        QVERIFY(std::fabs(got - likelihood) < 1e-8);
    }

    /// Runs that no other is near: an answer is that of least squares, its variance the mean square of the
    /// residuals times 1 + f' (F' F)^-1 f.
    void farFromEveryRunItIsLeastSquares()
    {
        GaussianProcessParameters far = parameters(Correlation::Matern52);
        far.lengths = {1e-4, 1e-4};
        const auto made = GaussianProcess::condition(far, m_design.data(), 24, 2, m_values.data(),
                                                     kernelsOf(SimdLevel::Baseline), "");
        QVERIFY(made.has_value());
        Eigen::MatrixXd terms(24, 3);
        for (int i = 0; i < 24; ++i)
            terms.row(i) << 1, m_design[std::size_t(2 * i)], m_design[std::size_t(2 * i + 1)];
        const Eigen::Map<const Eigen::VectorXd> values(m_values.data(), 24);
        const Eigen::VectorXd fit = terms.colPivHouseholderQr().solve(values);
        const Eigen::Vector3d at(1, 2.5, -0.7);
        const double square = (values - terms * fit).squaredNorm() / 24;
        const double expected = square * (1 + at.dot((terms.transpose() * terms).inverse() * at));
        const double point[] = {2.5, -0.7};
        double mean = 0, variance = 0;
        GaussianProcess::Scratch scratch;
        made->predict(point, 1, &mean, &variance, scratch);
        QVERIFY(std::fabs(mean - at.dot(fit)) < 1e-9);
        QVERIFY2(std::fabs(variance - expected) < 1e-9 * variance,
                 qPrintable(QString("%1 %2").arg(variance).arg(expected)));
    }

    /// Columns of an enumeration add up to the constant; a coordinate may never vary.
    void termsThatRepeatOneAnother()
    {
        std::vector<double> design;
        for (std::size_t i = 0; i < 24; ++i) {
            const double level = m_design[2 * i] < 0.5 ? 0 : 1;
            design.insert(design.end(), {level, 1 - level, m_design[2 * i + 1], 0.25});
        }
        GaussianProcessParameters made = parameters(Correlation::Matern52);
        made.lengths = {0.5, 0.5, 0.9, 1};
        made.slopes.assign(4, 0.0);
        const auto repeated = GaussianProcess::condition(made, design.data(), 24, 4, m_values.data(),
                                                         kernelsOf(SimdLevel::Baseline), "");
        // The same without the repetition: two columns that move together are one of 1 / sqrt(2) the length.
        std::vector<double> plain;
        for (std::size_t i = 0; i < 24; ++i)
            plain.insert(plain.end(), {design[4 * i], design[4 * i + 2]});
        made.lengths = {0.5 / std::sqrt(2.0), 0.9};
        made.slopes.assign(2, 0.0);
        const auto once = GaussianProcess::condition(made, plain.data(), 24, 2, m_values.data(),
                                                     kernelsOf(SimdLevel::Baseline), "");
        QVERIFY(repeated && once);
        const double point[] = {1, 0, 0.3, 0.25}, other[] = {1, 0.3};
        double mean[2], variance[2];
        GaussianProcess::Scratch scratch;
        repeated->predict(point, 1, &mean[0], &variance[0], scratch);
        once->predict(other, 1, &mean[1], &variance[1], scratch);
        QVERIFY(std::fabs(mean[0] - mean[1]) < 1e-9);
        QVERIFY(std::fabs(variance[0] - variance[1]) < 1e-9);
    }

    void everyWayToAnAnswerAgrees_data()
    {
        QTest::addColumn<int>("correlation");
        QTest::addColumn<bool>("directed");
        for (const Correlation kind :
             {Correlation::SquaredExponential, Correlation::Matern32, Correlation::Matern52})
            for (const bool directed : {false, true})
                QTest::addRow("%s%s", toString(kind).data(), directed ? ", directed" : "")
                    << int(kind) << directed;
    }
    void everyWayToAnAnswerAgrees()
    {
        QFETCH(int, correlation);
        QFETCH(bool, directed);
        const auto made = process(Correlation(correlation),
                                  directed ? std::vector<double>{1.5, -0.7} : std::vector<double>());
        QVERIFY(made.has_value());
        constexpr std::size_t count = 61;
        std::vector<double> points, mean(count), variance(count);
        for (std::size_t i = 0; i < count; ++i)
            points.insert(points.end(), {double(i) / 40, 0.6});
        GaussianProcess::Scratch scratch, other;
        GaussianProcess::LastPoint last;
        made->predict(points.data(), count, mean.data(), variance.data(), scratch);
        for (std::size_t i = 0; i < count; ++i) {
            double one = 0, spread = 0, moved = 0, movedSpread = 0;
            made->predict(points.data() + 2 * i, 1, &one, &spread, other);
            made->predict(points.data() + 2 * i, 1, &moved, &movedSpread, other, &last);
            QVERIFY(std::fabs(one - mean[i]) < 1e-10 && std::fabs(spread - variance[i]) < 1e-10);
            QVERIFY(std::fabs(one - moved) < 1e-10 && std::fabs(spread - movedSpread) < 1e-10);
        }
        const std::vector<double> a = {-0.3, 0.1, 0.5, 1.4}, b = {0.2, 0.3, 2.0};
        std::vector<double> grid(12);
        made->predictGrid(points.data(), {1, a}, {0, b}, grid.data(), scratch);
        for (std::size_t i = 0; i < 12; ++i) {
            const double row[] = {b[i % 3], a[i / 3]};
            double one = 0;
            made->predict(row, 1, &one, nullptr, other);
            QVERIFY(std::fabs(grid[i] - one) < 1e-10);
        }
    }

    void sparseByEveryRunItIsTheExactOne()
    {
        const auto exact = process(Correlation::Matern52);
        const auto sparse = conditionSparse(parameters(Correlation::Matern52), m_design, m_design.data(), 24,
                                            2, m_values.data(), kernels(), m_team, "");
        QVERIFY(exact && sparse);
        const double points[] = {0.3, 0.4, 0.9, 0.1, 2.0, -1.0};
        double mean[2][3], variance[2][3];
        GaussianProcess::Scratch scratch;
        exact->predict(points, 3, mean[0], variance[0], scratch);
        sparse->predict(points, 3, mean[1], variance[1], scratch);
        for (int i = 0; i < 3; ++i) {
            QVERIFY(std::fabs(mean[0][i] - mean[1][i]) < 1e-6);
            QVERIFY(std::fabs(variance[0][i] - variance[1][i]) < 1e-5 * variance[0][i]);
        }
    }

    void savedAndLoaded_data()
    {
        QTest::addColumn<bool>("sparse");
        QTest::newRow("exact") << false;
        QTest::newRow("sparse") << true;
    }
    void savedAndLoaded()
    {
        QFETCH(bool, sparse);
        auto linear = sparse ? conditionSparse(parameters(Correlation::Matern52), m_design, m_design.data(),
                                               24, 2, m_values.data(), kernels(), m_team, "")
                             : process(Correlation::Matern52);
        GaussianProcessParameters flat = parameters(Correlation::Matern32);
        flat.slopes.clear(); // values of one design need not share a trend
        auto constant = sparse ? conditionSparse(flat, m_design, m_design.data(), 24, 2, m_values.data(),
                                                 kernels(), m_team, "")
                               : GaussianProcess::condition(flat, m_design.data(), 24, 2, m_values.data(),
                                                            kernelsOf(SimdLevel::Baseline), "");
        QVERIFY(linear && constant);
        std::vector<GaussianProcess> both;
        both.push_back(std::move(*constant));
        both.push_back(std::move(*linear));
        const GaussianProcessRegressor made(m_design, 2, std::move(both));
        ArrayStore arrays;
        nlohmann::json json = made.save("m/", arrays);
        const auto loaded = GaussianProcessRegressor::load({json, arrays, ""}, 2, 2);
        QVERIFY2(loaded.has_value(), loaded ? "" : format(loaded.error()).c_str());
        const double points[] = {0.3, 0.4, 3, -2};
        double mean[2][4], variance[2][4];
        made.instantiate()->predict(points, 2, mean[0], variance[0]);
        (*loaded)->instantiate()->predict(points, 2, mean[1], variance[1]);
        for (int i = 0; i < 4; ++i) {
            QVERIFY(std::fabs(mean[0][i] - mean[1][i]) < 1e-12);
            QVERIFY(std::fabs(variance[0][i] - variance[1][i]) < 1e-12 * variance[0][i]);
        }
        QVERIFY(variance[0][3] > 2 * variance[0][1]); // a plane is less sure far from its runs

        ArrayStore cut = arrays;
        cut["m/trend-rows"].shape[2] -= 1;
        cut["m/trend-rows"].values.resize(cut["m/trend-rows"].values.size() - 3);
        const auto damaged = GaussianProcessRegressor::load({json, cut, ""}, 2, 2);
        QVERIFY(!damaged);
        QCOMPARE(damaged.error().code, std::string("model.array"));
        json["processes"][1]["slopes"].push_back(1);
        QVERIFY(!GaussianProcessRegressor::load({json, arrays, ""}, 2, 2));
        json["processes"][1].erase("slopes");
        json.erase("trendRows");
        QVERIFY(GaussianProcessRegressor::load({json, arrays, ""}, 2, 2).has_value());
    }
};

QTEST_GUILESS_MAIN(TestProcessTrend)
#include "tst_process_trend.moc"
