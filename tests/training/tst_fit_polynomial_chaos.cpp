// SPDX-License-Identifier: GPL-3.0-or-later
// Sparse polynomial chaos on functions whose coefficients, variances and Sobol indices are known in closed
// form, and on runs that determine little or nothing.

#include "model/polynomial_regressor.h"
#include "training/fit_polynomial.h"
#include "training/fit_polynomial_chaos.h"
#include "training/sobol_from_chaos.h"

#include <QtTest>
#include <cmath>
#include <functional>
#include <random>

using namespace twin;

namespace {

struct Runs
{
    std::vector<double> design, values;
    std::size_t runs = 0, coordinates = 0;
    double mean = 0;

    Runs(std::size_t count, std::size_t dimensions, const std::function<double(const double*)>& function,
         unsigned seed = 5)
        : runs(count), coordinates(dimensions)
    {
        std::mt19937 generator(seed);
        std::uniform_real_distribution<double> uniform(0, 1);
        for (std::size_t i = 0; i < count * dimensions; ++i)
            design.push_back(uniform(generator));
        for (std::size_t i = 0; i < count; ++i)
            values.push_back(function(design.data() + i * dimensions));
        for (const double value : values)
            mean += value / double(count);
        for (double& value : values)
            value -= mean;
    }
    FitProblem problem() const { return {design.data(), runs, coordinates, values.data(), 1, {1.0}}; }
};

Result<std::unique_ptr<FamilyFit>> fitted(const Family& family, const Runs& runs,
                                          nlohmann::json options = nlohmann::json::object())
{
    options["kind"] = family.name;
    options["outputs"] = {"y"};
    const auto read = FitOptions::read(options, family.options, "/models/0");
    if (!read)
        return fail(read.error());
    return family.fit(runs.problem(), *read, {});
}

double predict(const Regressor& regressor, const std::vector<double>& point, double* variance = nullptr)
{
    double mean = 0;
    regressor.instantiate()->predict(point.data(), 1, &mean, variance);
    return mean;
}

double ishigami(const double* u)
{
    const double x = M_PI * (2 * u[0] - 1), y = M_PI * (2 * u[1] - 1), z = M_PI * (2 * u[2] - 1);
    return std::sin(x) + 7 * std::sin(y) * std::sin(y) + 0.1 * std::pow(z, 4) * std::sin(x);
}

} // namespace

class TestFitPolynomialChaos : public QObject
{
    Q_OBJECT

  private slots:
    void ishigamiAndItsIndices()
    {
        const Runs runs(200, 3, ishigami);
        const auto fit = fitted(polynomialChaosFamily(), runs);
        QVERIFY(fit.has_value());
        const auto regressor = (*fit)->regressor();
        std::mt19937 generator(9);
        std::uniform_real_distribution<double> uniform(0, 1);
        for (int i = 0; i < 100; ++i) {
            const std::vector<double> u = {uniform(generator), uniform(generator), uniform(generator)};
            QVERIFY(std::fabs(predict(*regressor, u) + runs.mean - ishigami(u.data())) < 0.02);
        }
        // variances of its parts with a = 7, b = 0.1 (Sobol and Levitan, Comput. Phys. Commun. 117, 1999)
        const double pi4 = std::pow(M_PI, 4), b = 0.1;
        const double x = 0.5 * std::pow(1 + b * pi4 / 5, 2), y = 49.0 / 8;
        const double xz = b * b * pi4 * pi4 * (1.0 / 18 - 1.0 / 50), all = x + y + xz;
        const auto& chaos = dynamic_cast<const PolynomialRegressor&>(*regressor);
        const std::vector<Range> whole(3, Range{0, 1});
        const auto indices = sobolFromChaos(chaos, {1.0}, {{0, 1, 2}, whole, 3});
        QCOMPARE(indices.size(), std::size_t(3));
        const double expected[][2] = {{x, x + xz}, {y, y}, {0, xz}};
        for (std::size_t i = 0; i < 3; ++i) {
            QVERIFY(std::fabs(indices[i].first - expected[i][0] / all) < 1e-3);
            QVERIFY(std::fabs(indices[i].total - expected[i][1] / all) < 1e-3);
        }
        // The same function with its last two coordinates counted as one input
        const auto joined = sobolFromChaos(chaos, {2.0}, {{0, 1, 1}, whole, 2});
        QVERIFY(std::fabs(joined[1].first - y / all) < 1e-3);
        QVERIFY(std::fabs(joined[1].total - (y + xz) / all) < 1e-3);
        const nlohmann::json words = (*fit)->describe(0);
        QVERIFY(words["q2"] > 0.99 && words["terms"] > 10 && words["degree"] >= 8);
    }

    // Of y = a b + b² with a uniform over p..q and b over r..s, where runs spanned 0..1.
    void indicesOverOtherRanges()
    {
        const Runs runs(60, 2, [](const double* u) { return u[0] * u[1] + u[1] * u[1]; });
        const auto fit = fitted(polynomialChaosFamily(), runs, {{"degree", 2}, {"selection", "all"}});
        QVERIFY(fit.has_value());
        const auto regressor = (*fit)->regressor();
        const double p = -0.5, q = 1.25, r = 0.25, s = 0.75;
        const auto moment = [](double from, double to, int power) {
            return (std::pow(to, power + 1) - std::pow(from, power + 1)) / (power + 1) / (to - from);
        };
        const double a = moment(p, q, 1), a2 = moment(p, q, 2);
        const double b = moment(r, s, 1), b2 = moment(r, s, 2), b3 = moment(r, s, 3), b4 = moment(r, s, 4);
        const double mean = a * b + b2, all = a2 * b2 + 2 * a * b3 + b4 - mean * mean;
        const double byA = (a2 - a * a) * b * b;                       // of E(y | a) = a E(b)
        const double byB = a * a * b2 + 2 * a * b3 + b4 - mean * mean; // of E(y | b) = E(a) b + b²
        // as two sums of the same value, of which the indices are the same
        const auto indices = sobolFromChaos(dynamic_cast<const PolynomialRegressor&>(*regressor), {1.0, 3.0},
                                            {{0, 1}, {{p, q}, {r, s}}, 2});
        QCOMPARE(indices.size(), std::size_t(2));
        QVERIFY(std::fabs(indices[0].first - byA / all) < 1e-6);
        QVERIFY(std::fabs(indices[0].total - (all - byB) / all) < 1e-6);
        QVERIFY(std::fabs(indices[1].first - byB / all) < 1e-6);
        QVERIFY(std::fabs(indices[1].total - (all - byA) / all) < 1e-6);
    }

    void noiseIsFound()
    {
        std::mt19937 generator(3);
        std::normal_distribution<double> normal(0, 0.1);
        const Runs runs(300, 4, [&](const double* u) { return 2 * u[0] + u[1] * u[2] + normal(generator); });
        for (const char* selection : {"auto", "least-angle", "forward", "all"}) {
            const auto fit = fitted(polynomialChaosFamily(), runs, {{"selection", selection}, {"degree", 3}});
            QVERIFY(fit.has_value());
            const auto regressor = (*fit)->regressor();
            double variance = 0;
            const double mean = predict(*regressor, {0.5, 0.5, 0.5, 0.5}, &variance) + runs.mean;
            QVERIFY2(std::fabs(mean - 1.25) < 0.05, selection);
            QVERIFY2(std::fabs(std::sqrt(variance) / 0.1 - 1) < 0.2, selection);
            double outside = 0;
            predict(*regressor, {1.5, -0.5, 1.5, 0.5}, &outside);
            QVERIFY2(outside > 1.2 * variance, selection);
        }
    }

    void foldsChooseTheirOwnTerms()
    {
        const Runs runs(120, 3, ishigami);
        const auto fit = fitted(polynomialChaosFamily(), runs);
        QVERIFY(fit.has_value());
        const Runs other(
            90, 3, [](const double* u) { return 3 * u[2] - 5 * u[1] * u[1]; }, 6);
        const auto again = (*fit)->refit(other.problem(), {0}, {});
        QVERIFY(again.has_value());
        QVERIFY(std::fabs(predict(**again, {0.3, 0.6, 0.9}) + other.mean - (2.7 - 1.8)) < 1e-6);
    }

    void twoValuedAndManyInputs()
    {
        // a switch, and 60 inputs of which two act, with 80 runs
        const Runs runs(80, 60, [](const double* u) { return (u[0] < 0.5 ? 1.0 : 3.0) + 4 * u[7]; });
        Runs switched = runs;
        for (std::size_t i = 0; i < switched.runs; ++i)
            switched.design[i * 60] = switched.design[i * 60] < 0.5 ? 0 : 1;
        const auto fit = fitted(polynomialChaosFamily(), switched);
        QVERIFY(fit.has_value());
        const auto regressor = (*fit)->regressor();
        std::vector<double> point(60, 0.4);
        point[0] = 1;
        QVERIFY(std::fabs(predict(*regressor, point) + switched.mean - 4.6) < 0.05);
        for (const auto& part : dynamic_cast<const PolynomialRegressor&>(*regressor).parts())
            QCOMPARE(part.basis.degrees()[0], std::size_t(1));
    }

    void fewAndDegenerateRuns()
    {
        for (const std::size_t count : {1, 2, 3, 5}) {
            const Runs runs(count, 2, [](const double* u) { return u[0] + u[1]; });
            for (const Family& family : {linearFamily(), polynomialFamily(), polynomialChaosFamily()}) {
                const auto fit = fitted(family, runs);
                if (!fit) {
                    QVERIFY(!fit.error().message.empty() && !fit.error().remedy.empty());
                    continue;
                }
                double variance = -1;
                QVERIFY(std::isfinite(predict(*(*fit)->regressor(), {0.5, 0.5}, &variance)));
                QVERIFY(variance >= 0 && std::isfinite(variance));
            }
        }
        const Runs same(40, 3, [](const double*) { return 3.0; });
        Runs wide(30, 1000, [](const double* u) { return u[3] + 2 * u[500]; });
        for (const Family& family : {linearFamily(), polynomialFamily(), polynomialChaosFamily()}) {
            const auto constant = fitted(family, same);
            QVERIFY(constant.has_value());
            double variance = -1;
            QVERIFY(std::fabs(predict(*(*constant)->regressor(), {0.1, 0.2, 0.3}, &variance)) < 1e-12);
            QVERIFY(variance >= 0 && variance < 1e-20);
            const auto many = fitted(family, wide);
            QVERIFY(many.has_value() || many.error().code == "fit.polynomial.terms");
        }
        Runs huge(40, 2, [](const double* u) { return 1e130 * u[0]; });
        const auto fit = fitted(polynomialChaosFamily(), huge);
        QVERIFY(fit.has_value());
        QVERIFY(std::fabs((predict(*(*fit)->regressor(), {0.5, 0.5}) + huge.mean) / 5e129 - 1) < 1e-9);
    }

    void options_data()
    {
        QTest::addColumn<QString>("options");
        QTest::addColumn<QString>("pointer");
        QTest::newRow("degree") << R"({"degree": 21})"
                                << "/models/0/degree";
        QTest::newRow("norm") << R"({"norm": 0.1})"
                              << "/models/0/norm";
        QTest::newRow("selection") << R"({"selection": "lasso"})"
                                   << "/models/0/selection";
        QTest::newRow("selection as a number") << R"({"selection": 3})"
                                               << "/models/0/selection";
        QTest::newRow("unknown") << R"({"terms": 3})"
                                 << "/models/0/terms";
    }
    void options()
    {
        QFETCH(QString, options);
        QFETCH(QString, pointer);
        const Runs runs(40, 2, [](const double* u) { return u[0]; });
        const auto fit = fitted(polynomialChaosFamily(), runs, nlohmann::json::parse(options.toStdString()));
        QVERIFY(!fit);
        QCOMPARE(fit.error().code, std::string("fit.option"));
        QCOMPARE(QString::fromStdString(fit.error().location), pointer);
        QVERIFY(!fit.error().remedy.empty());
    }

    void cancels()
    {
        const Runs runs(60, 3, ishigami);
        const auto read =
            FitOptions::read({{"kind", "polynomial-chaos"}, {"outputs", {"y"}}}, {}, "/models/0");
        const auto fit = polynomialChaosFamily().fit(runs.problem(), *read,
                                                     [](double, const std::string&) { return false; });
        QVERIFY(!fit && fit.error().code == "fit.cancelled");
    }
};

QTEST_GUILESS_MAIN(TestFitPolynomialChaos)
#include "tst_fit_polynomial_chaos.moc"
