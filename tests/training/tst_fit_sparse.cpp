// SPDX-License-Identifier: GPL-3.0-or-later
// The sparse form against its own definition: with every run a point it is the exact process, and with fewer
// it is a Gaussian process of covariance Q + diag(K - Q), solved here by Eigen without the sparse formulas.

#include "training/fit_sparse.h"

#include <Eigen/Dense>
#include <QtTest>
#include <array>
#include <cmath>

using namespace twin;

class TestFitSparse : public QObject
{
    Q_OBJECT

    std::vector<double> m_design, m_values;
    GaussianProcessParameters m_parameters;
    FitTeam m_team{2};

    double correlation(const double* a, const double* b) const
    {
        double square = 0;
        for (int c = 0; c < 2; ++c)
            square += std::pow((a[c] - b[c]) / m_parameters.lengths[std::size_t(c)], 2);
        const double r = std::sqrt(5 * square);
        return (1 + r + r * r / 3) * std::exp(-r);
    }

  private slots:
    void initTestCase()
    {
        for (int i = 0; i < 150; ++i) {
            const double a = std::fmod(i * 0.618033988749895, 1.0), b = std::fmod(i * 0.754877666246693, 1.0);
            m_design.insert(m_design.end(), {a, b});
            m_values.push_back(std::sin(3 * a) + b * b + 0.3 * a * b + 0.05 * std::cos(17.0 * i));
        }
        m_parameters.lengths = {0.4, 0.7};
        m_parameters.nugget = 1e-2;
    }

    void byEveryRunItIsExact()
    {
        const auto exact =
            GaussianProcess::condition(m_parameters, m_design.data(), 150, 2, m_values.data(), kernels(), "");
        const auto sparse = conditionSparse(m_parameters, m_design, m_design.data(), 150, 2, m_values.data(),
                                            kernels(), m_team, "");
        QVERIFY(exact && sparse);
        const double points[] = {0.3, 0.4, 0.9, 0.1, 2.0, -1.0};
        double mean[2][3], variance[2][3];
        GaussianProcess::Scratch scratch;
        exact->predict(points, 3, mean[0], variance[0], scratch);
        sparse->predict(points, 3, mean[1], variance[1], scratch);
        for (int i = 0; i < 3; ++i) {
            QVERIFY(std::fabs(mean[0][i] - mean[1][i]) < 1e-5);
            QVERIFY(std::fabs(variance[0][i] - variance[1][i]) < 1e-5 * variance[0][i]);
        }
    }

    void byFewerItIsWhatItsPaperSays()
    {
        const std::vector<double> inducing = chooseInducing(m_parameters, m_design.data(), 150, 2, 12);
        QCOMPARE(inducing.size(), std::size_t(24));
        const auto sparse = conditionSparse(m_parameters, inducing, m_design.data(), 150, 2, m_values.data(),
                                            kernels(), m_team, "");
        QVERIFY(sparse.has_value());
        Eigen::MatrixXd among(12, 12), across(12, 150);
        for (int i = 0; i < 12; ++i) {
            for (int j = 0; j < 12; ++j)
                among(i, j) = correlation(&inducing[std::size_t(2 * i)], &inducing[std::size_t(2 * j)]);
            for (int j = 0; j < 150; ++j)
                across(i, j) = correlation(&inducing[std::size_t(2 * i)], &m_design[std::size_t(2 * j)]);
        }
        const Eigen::LLT<Eigen::MatrixXd> factor(among);
        Eigen::MatrixXd covariance = across.transpose() * factor.solve(across);
        for (int i = 0; i < 150; ++i)
            covariance(i, i) = 1 + m_parameters.nugget;
        const Eigen::LLT<Eigen::MatrixXd> all(covariance);
        const Eigen::Map<const Eigen::VectorXd> values(m_values.data(), 150);
        const Eigen::VectorXd ones = Eigen::VectorXd::Ones(150);
        const double trend = ones.dot(all.solve(values)) / ones.dot(all.solve(ones));
        const Eigen::VectorXd rest = values - trend * ones;
        const double sigma = rest.dot(all.solve(rest)) / 150;
        GaussianProcess::Scratch scratch;
        for (const auto& point : {std::array{0.31, 0.42}, std::array{1.4, -0.3}}) {
            Eigen::VectorXd k(12);
            for (int i = 0; i < 12; ++i)
                k[i] = correlation(&inducing[std::size_t(2 * i)], point.data());
            const Eigen::VectorXd q = across.transpose() * factor.solve(k);
            double mean = 0, variance = 0;
            sparse->predict(point.data(), 1, &mean, &variance, scratch);
            QVERIFY(std::fabs(mean - (trend + q.dot(all.solve(rest)))) < 1e-6);
            const double expected = sigma * (1 - q.dot(all.solve(q)) + m_parameters.nugget);
            QVERIFY(std::fabs(variance - expected) < 1e-5 * expected);
        }
    }

    void polishingGainsLikelihood()
    {
        const std::vector<double> inducing = chooseInducing(m_parameters, m_design.data(), 150, 2, 30);
        GaussianProcessParameters far = m_parameters;
        far.nugget = 1;
        const auto polished = polishSparse(far, inducing, m_design.data(), 150, 2, m_values.data(), m_team);
        QVERIFY(polished.nugget < 0.3);
    }

    void valuesThatDoNotVary()
    {
        const std::vector<double> same(150, 2.5);
        const auto sparse = conditionSparse(m_parameters, m_design, m_design.data(), 150, 2, same.data(),
                                            kernels(), m_team, "");
        QVERIFY(sparse.has_value());
        double mean = 0, variance = 1;
        GaussianProcess::Scratch scratch;
        sparse->predict(m_design.data(), 1, &mean, &variance, scratch);
        QVERIFY(std::fabs(mean - 2.5) < 1e-9 && variance >= 0 && variance < 1e-9);
    }
};

QTEST_GUILESS_MAIN(TestFitSparse)
#include "tst_fit_sparse.moc"
