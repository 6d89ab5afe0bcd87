// SPDX-License-Identifier: GPL-3.0-or-later
// The likelihood and its maximum against scikit-learn 1.2.1 on 24 points (GaussianProcessRegressor;
// ConstantKernel * RBF or Matern + WhiteKernel; at fixed hyperparameters with trend and variance of greatest
// likelihood put in, and fitted with 5 restarts on y - mean(y)).

#include "training/fit_likelihood.h"
#include "training/fit_minimizer.h"
#include "training/fit_process.h"

#include <QtTest>
#include <cmath>

using namespace twin;

class TestFitProcess : public QObject
{
    Q_OBJECT

    std::vector<double> m_design, m_values;
    FitTeam m_team;

  private slots:
    void initTestCase()
    {
        for (int i = 0; i < 24; ++i) {
            const double a = std::fmod(i * 0.618033988749895, 1.0), b = std::fmod(i * 0.754877666246693, 1.0);
            m_design.insert(m_design.end(), {a, b});
            m_values.push_back(std::sin(3 * a) + b * b + 0.3 * a * b + 0.05 * std::cos(17.0 * i));
        }
    }

    void likelihood_data()
    {
        QTest::addColumn<int>("correlation");
        QTest::addColumn<double>("atFixed");
        QTest::addColumn<double>(
            "directed"); // the same on the points with 1.5 a - 0.7 b as a third coordinate
        QTest::addColumn<double>("fitted");
        QTest::newRow("rbf") << int(Correlation::SquaredExponential) << 17.8325066425617 << 15.506420534031509
                             << 19.309687595474227;
        QTest::newRow("matern 3/2") << int(Correlation::Matern32) << 12.382426968555851 << 11.509974531554196
                                    << 15.921077916081668;
        QTest::newRow("matern 5/2") << int(Correlation::Matern52) << 12.348001056497484 << 11.062586389898446
                                    << 17.671144149617536;
    }
    void likelihood()
    {
        QFETCH(int, correlation);
        QFETCH(double, atFixed);
        QFETCH(double, directed);
        QFETCH(double, fitted);
        FitTeam team(2);
        ProcessLikelihood likelihood(m_design.data(), 24, 2, m_values.data(), team);
        const double length = std::log(0.5), other = std::log(0.9), nugget = std::log(1e-3);
        for (const auto& [theta, expected] :
             {std::pair(std::vector<double>{length, other, nugget}, atFixed),
              std::pair(std::vector<double>{length, other, 1.5, -0.7, nugget}, directed)}) {
            QVERIFY(std::fabs(likelihood.evaluate(Correlation(correlation), theta, nullptr) + expected) <
                    1e-8);
            std::vector<double> gradient;
            likelihood.evaluate(Correlation(correlation), theta, &gradient);
            QCOMPARE(gradient.size(), theta.size());
            for (std::size_t i = 0; i < theta.size(); ++i) {
                std::vector<double> up = theta, down = theta;
                up[i] += 1e-5;
                down[i] -= 1e-5;
                const double difference = (likelihood.evaluate(Correlation(correlation), up, nullptr) -
                                           likelihood.evaluate(Correlation(correlation), down, nullptr)) /
                                          2e-5;
                QVERIFY(std::fabs(gradient[i] - difference) < 1e-5 * (1 + std::fabs(difference)));
            }
        }
        const ProcessFit fit = fitProcess(m_design.data(), 24, 2, m_values.data(),
                                          {Correlation(correlation), {}, FitEffort::Full}, m_team);
        QVERIFY2(fit.logLikelihood > fitted - 0.1, qPrintable(QString::number(fit.logLikelihood)));
    }

    void choosesTheLikeliestCorrelation()
    {
        const ProcessFit any =
            fitProcess(m_design.data(), 24, 2, m_values.data(), {std::nullopt, {}, FitEffort::Full}, m_team);
        for (const Correlation each :
             {Correlation::SquaredExponential, Correlation::Matern32, Correlation::Matern52})
            QVERIFY(any.logLikelihood >
                    fitProcess(m_design.data(), 24, 2, m_values.data(), {each, {}, FitEffort::Full}, m_team)
                            .logLikelihood -
                        0.2);
    }

    /// A pick of the runs stands for all: the known length scales come out, whatever pattern the runs come
    /// in.
    void manyRunsAreFittedOnSome()
    {
        std::vector<double> design, values;
        for (int i = 0; i < 40; ++i)
            for (int j = 0; j < 50; ++j) {
                design.insert(design.end(), {i / 39.0, j / 49.0});
                values.push_back(std::sin(6 * i / 39.0) + 0.2 * j / 49.0);
            }
        const ProcessFit fit = fitProcess(design.data(), 2000, 2, values.data(),
                                          {Correlation::Matern52, false, FitEffort::Full}, m_team);
        QVERIFY(fit.evaluations > 0 && !fit.theta.empty());
        // The values turn along the first coordinate and are straight along the second.
        QVERIFY(fit.parameters.lengths[0] < 0.5 * fit.parameters.lengths[1]);
        const auto again = refitProcess(fit, design.data(), 2000, 2, values.data());
        QCOMPARE(again.lengths, fit.parameters.lengths);
    }

    void refitComesCloseToAFit()
    {
        // Without the last 4 runs: one step must take back most of what the old optimum loses there.
        const ProcessFit all = fitProcess(m_design.data(), 24, 2, m_values.data(),
                                          {Correlation::Matern52, false, FitEffort::Full}, m_team);
        const ProcessFit fewer = fitProcess(m_design.data(), 20, 2, m_values.data(),
                                            {Correlation::Matern52, false, FitEffort::Full}, m_team);
        const auto refitted = refitProcess(all, m_design.data(), 20, 2, m_values.data());
        FitTeam team;
        ProcessLikelihood likelihood(m_design.data(), 20, 2, m_values.data(), team);
        const std::vector<double> theta = {std::log(refitted.lengths[0]), std::log(refitted.lengths[1]),
                                           std::log(refitted.nugget)};
        const double before = -likelihood.evaluate(Correlation::Matern52, all.theta, nullptr);
        const double after = -likelihood.evaluate(Correlation::Matern52, theta, nullptr);
        QVERIFY(after >= before);
        QVERIFY(fewer.logLikelihood - after <= 0.5 * (fewer.logLikelihood - before) + 1e-6);
    }

    // Fewer runs may not carry a matrix that all of them did, by rounding: there is no step to take then.
    void refitWhereTheMatrixHasNoFactor()
    {
        std::vector<double> design, values;
        for (int i = 0; i < 90; ++i) {
            const double a = std::fmod(i * 0.618033988749895, 1.0), b = std::fmod(i * 0.754877666246693, 1.0);
            design.insert(design.end(), {a, b});
            values.push_back(std::sin(3 * a) + b * b);
        }
        ProcessFit fit = fitProcess(design.data(), 90, 2, values.data(),
                                    {Correlation::Matern52, false, FitEffort::Full}, m_team);
        QVERIFY(!fit.inverseHessian.empty());
        fit.theta = {20, 20, -200};
        const auto again = refitProcess(fit, design.data(), 88, 2, values.data());
        QCOMPARE(again.lengths, fit.parameters.lengths);
        QCOMPARE(again.nugget, fit.parameters.nugget);
    }

    void degenerateValues()
    {
        const std::vector<double> same(24, 3.5);
        const ProcessFit constant =
            fitProcess(m_design.data(), 24, 2, same.data(), {std::nullopt, {}, FitEffort::Full}, m_team);
        const auto process = GaussianProcess::condition(constant.parameters, m_design.data(), 24, 2,
                                                        same.data(), kernels(), "");
        QVERIFY(process.has_value());
        double mean = 0, variance = 0;
        GaussianProcess::Scratch scratch;
        const double point[] = {0.2, 3.0};
        process->predict(point, 1, &mean, &variance, scratch);
        QVERIFY(std::fabs(mean - 3.5) < 1e-9 && variance < 1e-12);

        const std::vector<double> repeated(48, 0.5); // all runs at one point, values that differ
        const ProcessFit noise =
            fitProcess(repeated.data(), 24, 2, m_values.data(), {std::nullopt, {}, FitEffort::Full}, m_team);
        QVERIFY(noise.parameters.nugget > 1e-3);
    }

    void minimizesRosenbrock()
    {
        const Minimum minimum = minimize(
            [](const std::vector<double>& x, std::vector<double>& gradient) {
                const double a = 1 - x[0], b = x[1] - x[0] * x[0];
                gradient = {-2 * a - 400 * x[0] * b, 200 * b};
                return a * a + 100 * b * b;
            },
            {-1.2, 1}, {200, 1e-14, 1.5, {}});
        QVERIFY(std::fabs(minimum.x[0] - 1) < 1e-5 && std::fabs(minimum.x[1] - 1) < 1e-5);
    }
};

QTEST_GUILESS_MAIN(TestFitProcess)
#include "tst_fit_process.moc"
