// SPDX-License-Identifier: GPL-3.0-or-later
// Selection of terms against scikit-learn 1.2.1 and OpenTURNS 1.20 (peer_least_angle.py prints their
// figures), and the updated leave-one-out errors against fits that really leave a run out.

#include "model/polynomial_program.h"
#include "training/least_angle.h"

#include <Eigen/Dense>
#include <QtTest>
#include <array>
#include <cmath>

using namespace twin;

namespace {

using Triple = std::array<std::size_t, 3>;

Triple degreesOf(const PolynomialBasis& basis, std::size_t term)
{
    Triple degrees = {0, 0, 0};
    for (const PolynomialFactor& factor : basis.term(term))
        degrees[factor.coordinate] = factor.degree;
    return degrees;
}

/// Terms of degree 4 of three coordinates at points that fill the cube evenly.
struct Sample
{
    static constexpr std::size_t runs = 60;
    PolynomialBasis basis = *PolynomialBasis::truncated({4, 4, 4}, {4, 1}, 1000);
    std::vector<double> rows, values;

    Sample()
    {
        const double steps[] = {0.618033988749895, 0.754877666246693, 0.5698402909980532};
        rows.resize(basis.count() * runs);
        for (std::size_t i = 0; i < runs; ++i) {
            double u[3];
            for (int c = 0; c < 3; ++c)
                u[c] = std::fmod(0.5 + double(i + 1) * steps[c], 1.0);
            for (std::size_t t = 0; t < basis.count(); ++t) {
                double product = 1;
                for (const PolynomialFactor& factor : basis.term(t))
                    product *= std::legendre(factor.degree, 2 * u[factor.coordinate] - 1) *
                               std::sqrt(2 * factor.degree + 1);
                rows[t * runs + i] = product;
            }
            values.push_back(std::sin(3 * u[0]) + u[1] * u[1] * u[0] + 0.3 * u[2] +
                             0.05 * std::cos(17.0 * double(i)));
        }
    }
    TermColumns columns() const { return {rows.data(), runs, basis.count(), runs}; }
};

/// Mean square of the errors at runs left out, each by a fit of its own.
double leftOut(const Sample& sample, const std::vector<std::size_t>& terms)
{
    double sum = 0;
    for (std::size_t out = 0; out < Sample::runs; ++out) {
        Eigen::MatrixXd matrix(Sample::runs - 1, terms.size());
        Eigen::VectorXd values(Sample::runs - 1), at(terms.size());
        for (std::size_t i = 0, row = 0; i < Sample::runs; ++i)
            for (std::size_t t = 0; t < terms.size(); ++t) {
                const double value = sample.rows[terms[t] * Sample::runs + i];
                if (i == out) {
                    at[Eigen::Index(t)] = value;
                } else {
                    matrix(Eigen::Index(row), Eigen::Index(t)) = value;
                    values[Eigen::Index(row)] = sample.values[i];
                    row += t + 1 == terms.size();
                }
            }
        const double error = sample.values[out] - at.dot(matrix.householderQr().solve(values).eval());
        sum += error * error;
    }
    return sum / Sample::runs;
}

double inverseTrace(const Sample& sample, const std::vector<std::size_t>& terms)
{
    Eigen::MatrixXd matrix(Sample::runs, terms.size());
    for (std::size_t t = 0; t < terms.size(); ++t)
        for (std::size_t i = 0; i < Sample::runs; ++i)
            matrix(Eigen::Index(i), Eigen::Index(t)) = sample.rows[terms[t] * Sample::runs + i];
    return (matrix.transpose() * matrix).inverse().trace();
}

} // namespace

class TestLeastAngle : public QObject
{
    Q_OBJECT

    Sample m_sample;

  private slots:
    void termsComeInAsInScikitLearn()
    {
        const std::vector<Triple> expected = {
            {2, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {2, 2, 0}, {1, 1, 0}, {3, 1, 0}, {1, 0, 3},
            {0, 2, 0}, {1, 2, 0}, {1, 1, 1}, {0, 0, 3}, {4, 0, 0}, {0, 0, 4}, {2, 1, 1}, {0, 0, 2}};
        const ChosenTerms chosen =
            chooseTerms(m_sample.columns(), m_sample.values.data(), TermPath::LeastAngle);
        QCOMPARE(chosen.terms[0], std::size_t(0));
        QVERIFY(chosen.terms.size() >= 5 && chosen.terms.size() <= expected.size());
        for (std::size_t i = 1; i < chosen.terms.size(); ++i)
            QCOMPARE(degreesOf(m_sample.basis, chosen.terms[i]), expected[i - 1]);
    }

    void errorIsThatOfRunsLeftOut_data()
    {
        QTest::addColumn<int>("path");
        QTest::newRow("least angle") << int(TermPath::LeastAngle);
        QTest::newRow("forward") << int(TermPath::Forward);
    }
    void errorIsThatOfRunsLeftOut()
    {
        QFETCH(int, path);
        const ChosenTerms chosen = chooseTerms(m_sample.columns(), m_sample.values.data(), TermPath(path));
        const double trace = inverseTrace(m_sample, chosen.terms);
        const double expected =
            leftOut(m_sample, chosen.terms) * leaveOneOutCorrection(Sample::runs, chosen.terms.size(), trace);
        QVERIFY(std::fabs(chosen.error / expected - 1) < 1e-9);
        // OpenTURNS' choice on the same runs, by the same measure
        QVERIFY2(chosen.error <= 0.00372412682757 * (1 + 1e-9),
                 qPrintable(QString::number(chosen.error, 'g', 12)));
        const double points = double(Sample::runs), terms = double(chosen.terms.size());
        QCOMPARE(leaveOneOutCorrection(Sample::runs, chosen.terms.size(), trace),
                 points / (points - terms) * (1 + trace));
    }

    // At 45 runs of a path over the other 15: by least squares on its terms, number by number.
    void pathsAreJudgedAtRunsOfTheirOwn()
    {
        TermColumns columns = m_sample.columns();
        columns.runs = 45;
        const PathErrors errors =
            pathErrors(columns, m_sample.values.data(), Sample::runs - columns.runs, TermPath::Forward);
        QVERIFY(errors.square.size() > 8 * (Sample::runs - columns.runs));
        for (const std::size_t count : {1, 4, 8}) {
            const ChosenTerms chosen = chooseTerms(columns, m_sample.values.data(), TermPath::Forward, count);
            QCOMPARE(chosen.terms.size(), count);
            Eigen::MatrixXd fitted(columns.runs, count);
            Eigen::VectorXd values(columns.runs);
            for (std::size_t i = 0; i < columns.runs; ++i) {
                values[Eigen::Index(i)] = m_sample.values[i];
                for (std::size_t t = 0; t < count; ++t)
                    fitted(Eigen::Index(i), Eigen::Index(t)) = columns.row(chosen.terms[t])[i];
            }
            const Eigen::VectorXd coefficients = fitted.householderQr().solve(values);
            const Eigen::MatrixXd inverse = (fitted.transpose() * fitted).inverse();
            const std::size_t tests = Sample::runs - columns.runs;
            for (std::size_t i = columns.runs; i < Sample::runs; ++i) {
                Eigen::VectorXd at(count);
                for (std::size_t t = 0; t < count; ++t)
                    at[Eigen::Index(t)] = columns.row(chosen.terms[t])[i];
                const double error = m_sample.values[i] - at.dot(coefficients);
                const std::size_t place = (count - 1) * tests + i - columns.runs;
                QVERIFY(std::fabs(errors.square[place] - error * error) < 1e-9 * error * error + 1e-20);
                QVERIFY(std::fabs(errors.leverage[place] / at.dot(inverse * at) - 1) < 1e-9);
            }
        }
    }

    void leastSquares()
    {
        const std::vector<std::size_t> all = [&] {
            std::vector<std::size_t> indices(m_sample.basis.count());
            std::iota(indices.begin(), indices.end(), 0);
            return indices;
        }();
        const LeastSquares fit = solveLeastSquares(m_sample.columns(), m_sample.values.data(), 1, true);
        QVERIFY(fit.unique);
        QVERIFY(std::fabs(fit.leaveOneOut(0) / leftOut(m_sample, all) - 1) < 1e-6);
        double trace = 0, hat = 0;
        for (const double v : fit.leverage)
            trace += v * v;
        for (const double h : fit.hat)
            hat += h;
        QVERIFY(std::fabs(trace / inverseTrace(m_sample, all) - 1) < 1e-6);
        QVERIFY(std::fabs(hat - double(all.size())) < 1e-6);
        for (std::size_t i = 0; i < Sample::runs; ++i) {
            double predicted = 0;
            for (std::size_t t = 0; t < all.size(); ++t)
                predicted += fit.coefficients[t] * m_sample.rows[t * Sample::runs + i];
            QVERIFY(std::fabs(predicted + fit.errors[i] - m_sample.values[i]) < 1e-12);
        }
    }

    void exactPolynomialsAreFound_data() { errorIsThatOfRunsLeftOut_data(); }
    void exactPolynomialsAreFound()
    {
        QFETCH(int, path);
        std::vector<double> values(Sample::runs);
        const std::size_t made[] = {3, 11, 20};
        for (std::size_t i = 0; i < Sample::runs; ++i)
            values[i] = 7 + 2 * m_sample.rows[made[0] * Sample::runs + i] -
                        m_sample.rows[made[1] * Sample::runs + i] +
                        0.01 * m_sample.rows[made[2] * Sample::runs + i];
        const ChosenTerms chosen = chooseTerms(m_sample.columns(), values.data(), TermPath(path));
        for (const std::size_t term : made)
            QVERIFY(std::count(chosen.terms.begin(), chosen.terms.end(), term) == 1);
        QVERIFY(chosen.error < 1e-20);
    }

    void collinearAndConstantTermsAreLeftOut()
    {
        Sample sample;
        const std::size_t copies = 5;
        std::copy_n(sample.rows.begin() + 2 * Sample::runs, Sample::runs,
                    sample.rows.begin() + copies * Sample::runs);
        std::fill_n(sample.rows.begin() + 7 * Sample::runs, Sample::runs, 3.0);
        for (const TermPath path : {TermPath::LeastAngle, TermPath::Forward}) {
            const ChosenTerms chosen = chooseTerms(sample.columns(), sample.values.data(), path);
            const auto has = [&](std::size_t term) {
                return std::count(chosen.terms.begin(), chosen.terms.end(), term);
            };
            QVERIFY(has(2) + has(copies) <= 1);
            QCOMPARE(has(7), 0);
            QVERIFY(std::isfinite(chosen.error) && chosen.error < 0.02);
        }
    }

    void degenerateValues()
    {
        const std::vector<double> same(Sample::runs, 4.0);
        for (const TermPath path : {TermPath::LeastAngle, TermPath::Forward}) {
            const ChosenTerms chosen = chooseTerms(m_sample.columns(), same.data(), path);
            QVERIFY(chosen.error < 1e-25);
            TermColumns few = m_sample.columns();
            for (const std::size_t runs : {1, 2, 3, 4}) {
                few.runs = runs;
                const ChosenTerms little = chooseTerms(few, m_sample.values.data(), path);
                QVERIFY(!little.terms.empty() && little.terms.size() < std::max<std::size_t>(runs, 2));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestLeastAngle)
#include "tst_least_angle.moc"
