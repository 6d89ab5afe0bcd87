// SPDX-License-Identifier: GPL-3.0-or-later
// Legendre expansions against the C++ library's Legendre polynomials and naive sums, in every instruction
// set; the truncations against counting; storage against files that lie.

#include "model/polynomial_regressor.h"

#include <QtTest>
#include <cmath>
#include <random>

using namespace twin;

namespace {

double naiveTerm(const PolynomialBasis& basis, std::size_t term, const double* u)
{
    double product = 1;
    for (const PolynomialFactor& factor : basis.term(term))
        product *=
            std::legendre(factor.degree, 2 * u[factor.coordinate] - 1) * std::sqrt(2.0 * factor.degree + 1);
    return product;
}

struct Random
{
    std::mt19937 generator{11};
    std::vector<double> values(std::size_t count, double least, double most)
    {
        std::uniform_real_distribution<double> distribution(least, most);
        std::vector<double> result(count);
        for (double& value : result)
            value = distribution(generator);
        return result;
    }
};

/// Two parts: all terms of degree 4 for values 0 and 2, some of high degree for value 1.
std::vector<PolynomialRegressor::Part> someParts(Random& random)
{
    PolynomialRegressor::Part full, sparse;
    full.basis = *PolynomialBasis::truncated({4, 4, 4, 4, 4, 4}, {4, 1}, 1000);
    full.values = {0, 2};
    sparse.basis = PolynomialBasis(6);
    for (const std::vector<PolynomialFactor>& term :
         {std::vector<PolynomialFactor>{{0, 17}}, {{2, 3}, {5, 9}}, {{1, 1}, {2, 3}, {4, 2}}, {{1, 2}}})
        sparse.basis.add(term);
    sparse.values = {1};
    for (auto* part : {&full, &sparse}) {
        const std::size_t terms = part->basis.count();
        part->coefficients = random.values(part->values.size() * terms, -1, 1);
        part->noise = random.values(part->values.size(), 0.1, 1);
        part->leverage = random.values(terms * terms, -0.1, 0.1);
        for (std::size_t i = 0; i < terms; ++i)
            std::fill_n(part->leverage.begin() + std::ptrdiff_t(i * terms + i + 1), terms - i - 1, 0.0);
    }
    sparse.growth = 2.5;
    return {full, sparse};
}

Result<std::unique_ptr<Regressor>> reload(const nlohmann::json& json, const ArrayStore& arrays)
{
    return PolynomialRegressor::load(StoredNumbers(json, arrays, "/models/0"), 6, 3);
}

} // namespace

class TestPolynomialRegressor : public QObject
{
    Q_OBJECT

    static void levels()
    {
        QTest::addColumn<int>("level");
        for (int level = 0; level <= int(processorLevel()); ++level)
            QTest::newRow(kernelsOf(SimdLevel(level)).name) << level;
    }

  private slots:
    void truncations_data()
    {
        QTest::addColumn<double>("norm");
        for (const double norm : {1.0, 0.75, 0.5, 0.4})
            QTest::newRow(qPrintable(QString::number(norm))) << norm;
    }
    void truncations()
    {
        QFETCH(double, norm);
        const std::vector<std::size_t> caps = {5, 2, 5};
        std::size_t expected = 0;
        for (std::size_t a = 0; a <= 5; ++a)
            for (std::size_t b = 0; b <= 2; ++b)
                for (std::size_t c = 0; c <= 5; ++c)
                    expected += std::pow(std::pow(double(a), norm) + std::pow(double(b), norm) +
                                             std::pow(double(c), norm),
                                         1 / norm) < 5 + 1e-9;
        const auto basis = PolynomialBasis::truncated(caps, {5, norm}, 1000);
        QVERIFY(basis.has_value());
        QCOMPARE(basis->count(), expected);
        QVERIFY(basis->term(0).empty());
        for (std::size_t i = 1; i < basis->count(); ++i)
            for (std::size_t j = 0; j < i; ++j)
                QVERIFY(!std::ranges::equal(basis->term(i), basis->term(j)));
        QCOMPARE(PolynomialBasis::truncated(std::vector<std::size_t>(6, 4), {4, 1}, 210)->count(),
                 std::size_t(210)); // 10 over 4
        QVERIFY(!PolynomialBasis::truncated(std::vector<std::size_t>(6, 4), {4, 1}, 209));
        QVERIFY(!PolynomialBasis::truncated(std::vector<std::size_t>(1000, 9), {9, 1}, 5000));
    }

    void programs_data() { levels(); }
    void programs()
    {
        QFETCH(int, level);
        const KernelTable& table = kernelsOf(SimdLevel(level));
        Random random;
        for (const auto& part : someParts(random)) {
            const std::size_t terms = part.basis.count();
            const PolynomialFactors factors(part.basis.degrees());
            const TermProgram program(part.basis, factors, table.paddedRows(terms));
            const SumProgram sum(
                part.basis, {part.coefficients.begin(), part.coefficients.begin() + std::ptrdiff_t(terms)},
                factors);
            const std::size_t width = table.sumPoints;
            const std::vector<double> points = random.values(6 * width, -0.1, 1.1);
            std::vector<double> columns(part.basis.degrees().size() * width), rows(factors.rows() * width),
                panel(program.rows() * width), stack(sum.depth() * width), sums(width);
            for (const std::size_t wide : {width, std::size_t(1), std::size_t(5)}) {
                factors.evaluate(table, points.data(), wide, wide, columns.data(), rows.data());
                program.prepare(wide, panel.data());
                program.evaluate(table, rows.data(), wide, panel.data());
                if (wide == width)
                    sum.evaluatePanel(table, rows.data(), stack.data(), sums.data());
                else if (wide == 1)
                    sums[0] = sum.evaluate(table, rows.data(), stack.data());
                for (std::size_t i = 0; i < wide; ++i) {
                    double expected = 0, size = 0;
                    for (std::size_t t = 0; t < terms; ++t) {
                        const double term = naiveTerm(part.basis, t, points.data() + 6 * i);
                        QVERIFY(std::fabs(panel[t * wide + i] - term) < 1e-11 * (1 + std::fabs(term)));
                        expected += part.coefficients[t] * term;
                        size += std::fabs(part.coefficients[t] * term);
                    }
                    if (wide != 5)
                        QVERIFY(std::fabs(sums[i] - expected) < 1e-12 * size);
                }
            }
        }
    }

    void meansAndVariances()
    {
        Random random;
        const auto parts = someParts(random);
        const PolynomialRegressor regressor("polynomial-chaos", 6, parts);
        QCOMPARE(regressor.values(), std::size_t(3));
        nlohmann::json json;
        ArrayStore arrays;
        json = regressor.save("models/0/", arrays);
        const auto loaded = reload(json, arrays);
        QVERIFY2(loaded.has_value(), loaded ? "" : loaded.error().message.c_str());
        const auto first = regressor.instantiate(), second = (*loaded)->instantiate();
        for (const std::size_t rows : {1, 2, 3, 13, 64, 129}) {
            const std::vector<double> points = random.values(6 * rows, 0, 1);
            std::vector<double> means(3 * rows), variances(3 * rows), again(3 * rows), meansAlone(3 * rows);
            first->predict(points.data(), rows, means.data(), variances.data());
            first->predict(points.data(), rows, meansAlone.data(), nullptr);
            QCOMPARE(meansAlone, means);
            second->predict(points.data(), rows, again.data(), variances.data());
            QCOMPARE(again, means);
            for (const auto& part : parts)
                for (std::size_t v = 0; v < part.values.size(); ++v)
                    for (std::size_t i = 0; i < rows; ++i) {
                        const std::size_t terms = part.basis.count();
                        std::vector<double> t(terms);
                        double mean = 0, norm = 0;
                        for (std::size_t k = 0; k < terms; ++k) {
                            t[k] = naiveTerm(part.basis, k, points.data() + 6 * i);
                            mean += part.coefficients[v * terms + k] * t[k];
                        }
                        for (std::size_t k = 0; k < terms; ++k) {
                            double product = 0;
                            for (std::size_t j = 0; j <= k; ++j)
                                product += part.leverage[k * terms + j] * t[j];
                            norm += product * product;
                        }
                        const std::size_t at = part.values[v] * rows + i;
                        QVERIFY(std::fabs(means[at] - mean) < 1e-10 * (1 + std::fabs(mean)));
                        const double spread = part.noise[v] * std::pow(1 + norm, part.growth);
                        QVERIFY(std::fabs(variances[at] / spread - 1) < 1e-10);
                    }
        }
    }

    void filesThatLie()
    {
        Random random;
        ArrayStore sound;
        const nlohmann::json json =
            PolynomialRegressor("polynomial-chaos", 6, someParts(random)).save("m-", sound);
        const auto refuses = [&](const nlohmann::json& changed, const ArrayStore& arrays, const char* code) {
            const auto loaded = reload(changed, arrays);
            return !loaded && loaded.error().code == code && !loaded.error().remedy.empty();
        };
        QVERIFY(reload(json, sound).has_value());
        const char* factors = "model.polynomial.factors";
        const std::string name = json["parts"][1]["factors"];
        const auto changeFactor = [&](std::size_t index, double value) {
            ArrayStore arrays = sound;
            arrays[name].values[index] = value;
            return refuses(json, arrays, factors);
        };
        QVERIFY(changeFactor(0, 1)); // does not begin with the constant
        QVERIFY(changeFactor(2, 3)); // the constant is none
        QVERIFY(changeFactor(3, 3)); // a term is missing
        QVERIFY(changeFactor(4, 6)); // there are six coordinates
        QVERIFY(changeFactor(4, -1));
        QVERIFY(changeFactor(4, 0.5));
        QVERIFY(changeFactor(5, 51));    // degree
        QVERIFY(changeFactor(5, 0));     // a second constant
        QVERIFY(changeFactor(10, 1));    // coordinates of a term that do not rise
        QVERIFY(changeFactor(9, 1e300)); // an index of no size
        {
            ArrayStore arrays = sound;
            arrays[json["parts"][0]["noise"]].values[0] = -1;
            QVERIFY(refuses(json, arrays, "model.number"));
            arrays = sound;
            arrays[json["parts"][0]["leverage"]].values[3] = std::nan("");
            QVERIFY(refuses(json, arrays, "model.array"));
            arrays = sound;
            arrays.erase(name);
            QVERIFY(refuses(json, arrays, "model.array"));
        }
        for (const nlohmann::json& values :
             nlohmann::json::array({{0, 1}, {1, 1}, {0}, {0, 3}, {0, 0.5}, {}, "0"})) {
            nlohmann::json changed = json;
            changed["parts"][0]["values"] = values;
            QVERIFY(!reload(changed, sound).has_value());
        }
        nlohmann::json changed = json;
        changed["parts"][0]["terms"] = 209;
        QVERIFY(refuses(changed, sound, factors));
        changed["parts"][0]["terms"] = 1e18;
        QVERIFY(refuses(changed, sound, "model.number"));
        changed = json;
        changed["parts"].erase(1);
        QVERIFY(refuses(changed, sound, "model.member"));
    }
};

QTEST_GUILESS_MAIN(TestPolynomialRegressor)
#include "tst_polynomial_regressor.moc"
