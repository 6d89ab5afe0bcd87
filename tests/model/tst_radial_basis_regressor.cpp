// SPDX-License-Identifier: GPL-3.0-or-later
// Radial functions against the C++ library in every instruction set, fits against numpy (peer_radial_basis.py
// prints the figures) and against fits that really leave a run out, and storage against files that lie.

#include "model/radial_basis_regressor.h"
#include "training/fit_radial_basis.h"
#include "training/radial_system.h"

#include <QtTest>
#include <cmath>
#include <random>

using namespace twin;

namespace {

double formula(RadialFunction function, double r)
{
    switch (function) {
    case RadialFunction::Cubic:
        return r * r * r;
    case RadialFunction::ThinPlate:
        return r > 0 ? r * r * std::log(r) : 0;
    case RadialFunction::Multiquadric:
        return -std::sqrt(1 + r * r);
    case RadialFunction::Gaussian:
        return std::exp(-r * r);
    }
    return 0;
}

/// 30 points that fill the square evenly, and a smooth function with a little ripple.
struct Sample
{
    std::vector<double> design, values;
    std::size_t runs = 30;

    Sample()
    {
        for (std::size_t i = 0; i < runs; ++i) {
            const double a = std::fmod(0.5 + double(i + 1) * 0.754877666246693, 1.0);
            const double b = std::fmod(0.5 + double(i + 1) * 0.5698402909980532, 1.0);
            design.insert(design.end(), {a, b});
            values.push_back(std::sin(3 * a) + b * b + 0.05 * std::cos(17.0 * double(i)));
        }
    }
    FitProblem problem() const { return {design.data(), runs, 2, values.data(), 1, {1.0}}; }
};

double predict(const RadialExpansion& expansion, const std::vector<double>& design,
               const std::vector<double>& point, double* variance = nullptr)
{
    const RadialBasisRegressor regressor(design, point.size(), {expansion});
    double mean = 0;
    regressor.instantiate()->predict(point.data(), 1, &mean, variance);
    return mean;
}

} // namespace

class TestRadialBasisRegressor : public QObject
{
    Q_OBJECT

    Sample m_sample;

    static void functions()
    {
        QTest::addColumn<int>("function");
        for (int f = 0; f < 4; ++f)
            QTest::newRow(std::string(toString(RadialFunction(f))).c_str()) << f;
    }

  private slots:
    void kernels_data()
    {
        QTest::addColumn<int>("level");
        for (int level = 0; level <= int(processorLevel()); ++level)
            QTest::newRow(kernelsOf(SimdLevel(level)).name) << level;
    }
    void kernels()
    {
        QFETCH(int, level);
        const KernelTable& table = kernelsOf(SimdLevel(level));
        std::mt19937 generator(4);
        std::uniform_real_distribution<double> uniform(-2, 2);
        const std::size_t runs = 21, stride = radialStride(runs), dimensions = 3;
        AlignedVector<double> design(stride * dimensions, 0.0), weights(stride, 0.0), errors(stride, 0.0),
            present(stride, 0.0), row(stride);
        for (std::size_t i = 0; i < runs; ++i) {
            for (std::size_t c = 0; c < dimensions; ++c)
                design[c * stride + i] = uniform(generator);
            weights[i] = uniform(generator);
            errors[i] = std::fabs(uniform(generator));
            present[i] = 1;
        }
        const double at[] = {design[7], design[stride + 7], design[2 * stride + 7]}; // a distance of nothing
        for (const bool elsewhere : {false, true}) {
            const double point[] = {at[0] + (elsewhere ? 0.3 : 0), at[1], at[2]};
            for (int f = 0; f < 4; ++f) {
                table.expansionRow(RadialFunction(f), design.data(), runs, stride, dimensions, point,
                                   row.data());
                double value = 0, near = 0, errorsNear = 0, sums[3];
                for (std::size_t i = 0; i < runs; ++i) {
                    double s = 0;
                    for (std::size_t c = 0; c < dimensions; ++c)
                        s += std::pow(design[c * stride + i] - point[c], 2);
                    const double expected = formula(RadialFunction(f), std::sqrt(s));
                    QVERIFY(std::fabs(row[i] - expected) < 1e-14 * (1 + std::fabs(expected)));
                    value += weights[i] * expected;
                    near += std::pow(s + 0.25, -2);
                    errorsNear += errors[i] * std::pow(s + 0.25, -2);
                }
                table.expansionSums(RadialFunction(f),
                                    {design.data(), runs, stride, dimensions, weights.data(), errors.data(),
                                     present.data(), 0.25},
                                    point, sums);
                QVERIFY(std::fabs(sums[0] - value) < 1e-11);
                QVERIFY(std::fabs(sums[1] / errorsNear - 1) < 1e-12);
                QVERIFY(std::fabs(sums[2] / near - 1) < 1e-12);
            }
        }
    }

    void againstNumpy_data()
    {
        QTest::addColumn<int>("function");
        QTest::addColumn<double>("interpolated"); // at (0.3, 0.7)
        QTest::addColumn<double>("smoothed");
        QTest::newRow("cubic") << 0 << 1.24827310383776 << 1.26826400022713;
        QTest::newRow("thin-plate") << 1 << 1.25602328231032 << 1.25798538462541;
        QTest::newRow("multiquadric") << 2 << 1.23421933074006 << 1.27520343094118;
        QTest::newRow("gaussian") << 3 << 1.23751275175135 << 1.27805424878422;
    }
    void againstNumpy()
    {
        QFETCH(int, function);
        QFETCH(double, interpolated);
        QFETCH(double, smoothed);
        const RadialSystem system(m_sample.problem(), RadialFunction(function), {1.5, 0.8});
        const auto exact = system.solve(m_sample.values.data(), 0),
                   smooth = system.solve(m_sample.values.data(), 0.01);
        QVERIFY(exact && smooth);
        QVERIFY(std::fabs(predict(*exact, m_sample.design, {0.3, 0.7}) - interpolated) < 1e-7);
        QVERIFY(std::fabs(predict(*smooth, m_sample.design, {0.3, 0.7}) - smoothed) < 1e-9);
        for (std::size_t i = 0; i < m_sample.runs; ++i)
            QVERIFY(std::fabs(predict(*exact, m_sample.design,
                                      {m_sample.design[2 * i], m_sample.design[2 * i + 1]}) -
                              m_sample.values[i]) < 1e-6);
    }

    void leaveOneOut_data() { functions(); }
    void leaveOneOut()
    {
        QFETCH(int, function);
        const double smoothing = 0.003;
        const RadialSystem all(m_sample.problem(), RadialFunction(function), {1.5, 0.8});
        const auto whole = all.solve(m_sample.values.data(), smoothing);
        QVERIFY(whole.has_value());
        // the same absolute smoothing without each run in turn
        double mean = 0, sum = 0;
        for (std::size_t i = 0; i < m_sample.runs; ++i)
            for (std::size_t j = 0; j < m_sample.runs; ++j)
                mean += std::fabs(formula(RadialFunction(function), distance(i, j))) / 900;
        for (std::size_t out = 0; out < m_sample.runs; ++out) {
            Sample fewer;
            fewer.design.erase(fewer.design.begin() + std::ptrdiff_t(2 * out),
                               fewer.design.begin() + std::ptrdiff_t(2 * out + 2));
            fewer.values.erase(fewer.values.begin() + std::ptrdiff_t(out));
            fewer.runs = m_sample.runs - 1;
            double own = 0;
            for (std::size_t i = 0; i < m_sample.runs; ++i)
                for (std::size_t j = 0; j < m_sample.runs; ++j)
                    own += i == out || j == out
                               ? 0
                               : std::fabs(formula(RadialFunction(function), distance(i, j))) / (29 * 29);
            const FitProblem problem = fewer.problem();
            const RadialSystem system(problem, RadialFunction(function), {1.5, 0.8});
            const auto expansion = system.solve(fewer.values.data(), smoothing * mean / own);
            QVERIFY(expansion.has_value());
            const double error =
                predict(*expansion, fewer.design, {m_sample.design[2 * out], m_sample.design[2 * out + 1]}) -
                m_sample.values[out];
            QVERIFY(std::fabs(error * error - whole->errors[out]) < 1e-7 + 1e-5 * whole->errors[out]);
            sum += error * error / double(m_sample.runs);
        }
        QVERIFY(std::fabs(all.leaveOneOut(m_sample.values.data(), smoothing) / sum - 1) < 1e-4);
    }

    void variancesGrowAwayFromRuns()
    {
        const RadialSystem system(m_sample.problem(), RadialFunction::Cubic, {1, 1});
        const auto expansion = system.solve(m_sample.values.data(), 0.001);
        double inside = 0, beside = 0, far = 0;
        predict(*expansion, m_sample.design, {0.5, 0.5}, &inside);
        predict(*expansion, m_sample.design, {1.5, 0.5}, &beside);
        predict(*expansion, m_sample.design, {4, 0.5}, &far);
        QVERIFY(inside > 0 && beside > 3 * inside && far > 10 * beside);
    }

    void fits()
    {
        // an input that does nothing, and noise
        std::mt19937 generator(8);
        std::uniform_real_distribution<double> uniform(0, 1);
        std::normal_distribution<double> normal(0, 0.02);
        std::vector<double> design, values;
        for (int i = 0; i < 700; ++i) {
            const double a = uniform(generator), b = uniform(generator), c = uniform(generator);
            design.insert(design.end(), {a, b, c});
            values.push_back(std::sin(6 * a) * b + normal(generator));
        }
        const FitProblem problem{design.data(), 700, 3, values.data(), 1, {1.0}};
        const Family family = radialBasisFamily();
        const auto options =
            FitOptions::read({{"kind", family.name}, {"outputs", {"y"}}}, family.options, "/m");
        const auto fit = family.fit(problem, *options, {});
        QVERIFY(fit.has_value());
        const nlohmann::json words = (*fit)->describe(0);
        QVERIFY2(words["q2"] > 0.98, words.dump().c_str());
        const auto again = (*fit)->refit(problem, {0}, {});
        QVERIFY(again.has_value());
        const auto regressor = (*fit)->regressor();
        for (int i = 0; i < 50; ++i) {
            const double point[] = {uniform(generator), uniform(generator), uniform(generator)};
            double mean = 0, variance = 0, other = 0;
            regressor->instantiate()->predict(point, 1, &mean, &variance);
            (*again)->instantiate()->predict(point, 1, &other, nullptr);
            QVERIFY(std::fabs(mean - std::sin(6 * point[0]) * point[1]) < 0.04);
            QVERIFY(std::sqrt(variance) > 0.008 && std::sqrt(variance) < 0.06);
            QVERIFY(std::fabs(other - mean) < 1e-9);
        }
    }

    void degenerateRuns()
    {
        const Family family = radialBasisFamily();
        const auto options =
            FitOptions::read({{"kind", family.name}, {"outputs", {"y"}}}, family.options, "/m");
        const std::vector<double> design = {0, 0, 0, 0, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5};
        const std::vector<double> same(6, 0.0), repeated = {1, 1.1, 2, 2.1, 1.5, 1.6};
        for (const auto& values : {same, repeated})
            for (const std::size_t runs : {1, 2, 6}) {
                const FitProblem problem{design.data(), runs, 2, values.data(), 1, {1.0}};
                const auto fit = family.fit(problem, *options, {});
                if (!fit) {
                    QCOMPARE(fit.error().code, std::string("fit.radial.singular"));
                    QVERIFY(!fit.error().remedy.empty());
                    continue;
                }
                double mean = 0, variance = 0;
                const double point[] = {0.3, 0.2};
                (*fit)->regressor()->instantiate()->predict(point, 1, &mean, &variance);
                QVERIFY(std::isfinite(mean) && std::isfinite(variance) && variance >= 0);
            }
        for (const char* bad :
             {R"({"radialFunction": "sinc"})", R"({"smoothing": 2})", R"({"smoothing": "x"})"}) {
            nlohmann::json spec = nlohmann::json::parse(bad);
            spec["kind"] = family.name;
            spec["outputs"] = {"y"};
            const auto read = FitOptions::read(spec, family.options, "/m");
            const FitProblem problem{design.data(), 6, 2, repeated.data(), 1, {1.0}};
            const auto fit = family.fit(problem, *read, {});
            QVERIFY(!fit && fit.error().code == "fit.option");
        }
    }

    void storage()
    {
        const RadialSystem system(m_sample.problem(), RadialFunction::ThinPlate, {1.5, 0.8});
        const auto expansion = system.solve(m_sample.values.data(), 0.001);
        const RadialBasisRegressor regressor(m_sample.design, 2, {*expansion, *expansion});
        ArrayStore sound;
        const nlohmann::json json = regressor.save("m/", sound);
        const auto code = [&](const nlohmann::json& changed, const ArrayStore& arrays) {
            const auto loaded =
                RadialBasisRegressor::load(StoredNumbers(changed, arrays, "/regressor"), 2, 2);
            return loaded ? std::string() : loaded.error().code;
        };
        QCOMPARE(code(json, sound), std::string());
        const auto loaded = RadialBasisRegressor::load(StoredNumbers(json, sound, ""), 2, 2);
        const double point[] = {0.2, 0.9};
        double before[4], after[4];
        regressor.instantiate()->predict(point, 1, before, before + 2);
        (*loaded)->instantiate()->predict(point, 1, after, after + 2);
        QVERIFY(std::equal(before, before + 4, after));
        for (const char* key : {"design", "scales", "tail", "weights", "errors"}) {
            ArrayStore arrays = sound;
            arrays[json[key]].values.pop_back();
            QCOMPARE(code(json, arrays), std::string("model.array"));
            arrays = sound;
            arrays[json[key]].values[0] = INFINITY;
            QCOMPARE(code(json, arrays), std::string("model.array"));
        }
        ArrayStore arrays = sound;
        arrays[json["errors"]].values[3] = -1;
        QCOMPARE(code(json, arrays), std::string("model.number"));
        nlohmann::json changed = json;
        changed["expansions"].erase(1);
        QCOMPARE(code(changed, sound), std::string("model.member"));
        changed = json;
        changed["expansions"][0]["function"] = "sinc";
        QCOMPARE(code(changed, sound), std::string("model.radial-function"));
        for (const char* key : {"nearness", "reach"}) {
            changed = json;
            changed["expansions"][1][key] = 0;
            QCOMPARE(code(changed, sound), std::string("model.number"));
        }
    }

  private:
    double distance(std::size_t i, std::size_t j) const
    {
        const auto& d = m_sample.design;
        return std::hypot(1.5 * (d[2 * i] - d[2 * j]), 0.8 * (d[2 * i + 1] - d[2 * j + 1]));
    }
};

QTEST_GUILESS_MAIN(TestRadialBasisRegressor)
#include "tst_radial_basis_regressor.moc"
