// SPDX-License-Identifier: GPL-3.0-or-later
// The sweep against Eigen's Cholesky factor, for every instruction set of this machine and for teams of one
// and three.

#include "training/fit_sweep.h"

#include <Eigen/Dense>
#include <QtTest>
#include <random>

using namespace twin;

class TestFitSweep : public QObject
{
    Q_OBJECT

    static Eigen::MatrixXd random(Eigen::Index rows, Eigen::Index columns)
    {
        static std::mt19937 generator(11);
        std::uniform_real_distribution<double> distribution(-1, 1);
        return Eigen::MatrixXd::NullaryExpr(rows, columns, [&]() { return distribution(generator); });
    }

    static void fill(SymmetricSweep& sweep, const Eigen::MatrixXd& a, const Eigen::MatrixXd& b)
    {
        const std::size_t width = sweep.width(), size = std::size_t(a.rows());
        for (std::size_t s = 0; s < sweep.strips(); ++s) {
            for (std::size_t j = 0; j < width && s * width + j < size; ++j) {
                for (std::size_t i = s * width; i < size; ++i)
                    sweep.strip(s)[(i - s * width) * width + j] =
                        a(Eigen::Index(i), Eigen::Index(s * width + j));
                for (Eigen::Index i = 0; i < b.rows(); ++i)
                    sweep.below(s)[std::size_t(i) * width + j] = b(i, Eigen::Index(s * width + j));
            }
            sweep.pad(s);
        }
    }

    static bool run(SymmetricSweep& sweep, bool inverse, std::size_t members)
    {
        FitTeam team(members);
        std::vector<char> answers(members);
        team.run([&](std::size_t member) { answers[member] = sweep.sweep(inverse, team, member); });
        for (const char answer : answers)
            if (answer != answers[0])
                qFatal("the members do not agree");
        return answers[0] != 0;
    }

  private slots:
    void againstCholesky_data()
    {
        QTest::addColumn<int>("level");
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("members");
        for (int level = 0; level <= int(processorLevel()); ++level)
            for (const int size : {1, 2, 11, 48, 49, 151})
                for (const int members : {1, 3})
                    QTest::addRow("%s, %d rows, %d threads", kernelsOf(SimdLevel(level)).name, size, members)
                        << level << size << members;
    }
    void againstCholesky()
    {
        QFETCH(int, level);
        QFETCH(int, size);
        QFETCH(int, members);
        const Eigen::MatrixXd g = random(size, size), b = random(3, size);
        const Eigen::MatrixXd a = g * g.transpose() + size * Eigen::MatrixXd::Identity(size, size);
        const Eigen::LLT<Eigen::MatrixXd> factor(a);
        const Eigen::MatrixXd inverse = factor.solve(Eigen::MatrixXd::Identity(size, size));
        const Eigen::MatrixXd weights = factor.solve(b.transpose()).transpose();
        const Eigen::MatrixXd corner = weights * b.transpose();
        const double logDeterminant = 2 * factor.matrixLLT().diagonal().array().log().sum();

        SymmetricSweep sweep(kernelsOf(SimdLevel(level)), std::size_t(size), 3);
        const std::size_t width = sweep.width();
        for (const bool whole : {true, false, true}) {
            fill(sweep, a, b);
            QVERIFY(run(sweep, whole, std::size_t(members)));
            QVERIFY(std::fabs(sweep.logDeterminant() - logDeterminant) < 1e-10 * size);
            for (int i = 0; i < 3; ++i)
                for (int j = 0; j < 3; ++j)
                    QVERIFY(std::fabs(sweep.corner(std::size_t(i), std::size_t(j)) - corner(i, j)) < 1e-12);
        }
        for (std::size_t j = 0; j < std::size_t(size); ++j) {
            const std::size_t s = j / width;
            for (std::size_t i = j; i < std::size_t(size); ++i)
                QVERIFY(std::fabs(sweep.strip(s)[(i - s * width) * width + j % width] +
                                  inverse(Eigen::Index(i), Eigen::Index(j))) < 1e-12);
            for (std::size_t i = 0; i < 3; ++i)
                QVERIFY(std::fabs(sweep.below(s)[i * width + j % width] -
                                  weights(Eigen::Index(i), Eigen::Index(j))) < 1e-12);
        }
    }

    void refusesWhatIsNotDefinite()
    {
        Eigen::MatrixXd a = Eigen::MatrixXd::Identity(60, 60);
        a(55, 55) = -1;
        SymmetricSweep sweep(kernels(), 60, 1);
        for (const bool whole : {true, false}) {
            fill(sweep, a, Eigen::MatrixXd::Ones(1, 60));
            QVERIFY(!run(sweep, whole, 2));
        }
    }
};

QTEST_GUILESS_MAIN(TestFitSweep)
#include "tst_fit_sweep.moc"
