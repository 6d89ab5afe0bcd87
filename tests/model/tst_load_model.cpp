// SPDX-License-Identifier: GPL-3.0-or-later
// Stored models: save, load, the same answer; and every way in which a file can lie is an error, never a
// crash or a number.

#include "model/gaussian_process_regressor.h"
#include "model/polynomial_regressor.h"
#include "model/surrogate_model.h"

#include <QtTest>
#include <cmath>
#include <limits>

using namespace twin;

namespace {

Contract contractOf()
{
    Contract contract;
    contract.axis = Axis{"time", "", *Unit::parse("h"), {0, 1, 2}};
    for (const char* name : {"a", "b"}) {
        Variable input;
        input.name = name;
        contract.inputs.push_back(input);
    }
    Variable output;
    output.name = "y";
    output.causality = Causality::Output;
    output.isSeries = true;
    output.confidence.kind = Confidence::Kind::Interval;
    contract.outputs.push_back(output);
    return contract;
}

constexpr std::size_t runs = 12;

std::vector<double> inputsOf()
{
    std::vector<double> inputs;
    for (std::size_t i = 0; i < runs; ++i)
        inputs.insert(inputs.end(), {10 + double(i), std::fmod(double(i) * 0.618, 1.0)});
    return inputs;
}

OutputCurve curveOf(bool basis)
{
    OutputCurve curve;
    curve.output = "y";
    const double values[] = {1, 2, 3};
    curve.transform = *OutputTransform::fit(OutputTransform::Kind::None, values, 1, 3, "y", "");
    curve.centre = {1, 2, 3};
    if (basis)
        curve.basis = {1, 0, 0.5};
    curve.residual = {0.01, 0.02, 0.03};
    curve.scale = {1.5, 1.6, 1.7};
    curve.spread = {{0.4, -0.3}, {0.5, 0.6}, -1, 1};
    return curve;
}

std::unique_ptr<Model> processModel()
{
    const std::vector<double> inputs = inputsOf();
    InputEncoding encoding = InputEncoding::fit(contractOf(), inputs.data(), runs);
    std::vector<double> design(runs * 2), scores(runs);
    encoding.encode(inputs.data(), runs, design.data());
    for (std::size_t i = 0; i < runs; ++i)
        scores[i] = std::sin(4 * design[2 * i]) + design[2 * i + 1];
    GaussianProcessParameters parameters;
    parameters.lengths = {0.4, 0.8};
    parameters.direction = {0.3, -1.2};
    std::vector<GaussianProcess> processes;
    processes.push_back(*GaussianProcess::condition(parameters, design.data(), runs, 2, scores.data(),
                                                    kernelsOf(SimdLevel::Baseline), ""));
    return std::make_unique<SurrogateModel>(
        "pod", std::move(encoding), std::vector{curveOf(true)},
        std::make_unique<GaussianProcessRegressor>(std::move(design), 2, std::move(processes)));
}

std::unique_ptr<Model> polynomialModel()
{
    const std::vector<double> inputs = inputsOf();
    InputEncoding encoding = InputEncoding::fit(contractOf(), inputs.data(), runs);
    std::vector<double> coefficients;
    for (int i = 0; i < 18; ++i)
        coefficients.push_back(0.1 * i);
    std::vector<double> leverage(36, 0.0);
    for (std::size_t i = 0; i < 6; ++i)
        leverage[7 * i] = 0.3;
    return std::make_unique<SurrogateModel>(
        "polynomial", std::move(encoding), std::vector{curveOf(false)},
        std::make_unique<PolynomialRegressor>(
            "polynomial", 2,
            std::vector<PolynomialRegressor::Part>{{*PolynomialBasis::truncated({2, 2}, {2, 1}, 10),
                                                    {0, 1, 2},
                                                    coefficients,
                                                    {0.1, 0.2, 0.3},
                                                    leverage}}));
}

std::vector<double> answersOf(const Model& model)
{
    const double inputs[] = {12.5, 0.3, 30, -0.5};
    std::vector<double> mean(6), lower(6), upper(6), all;
    const OutputSlice slice{mean.data(), lower.data(), upper.data()};
    if (!model.instantiate()->evaluate(inputs, 2, std::span(&slice, 1)))
        return {};
    for (const auto& each : {mean, lower, upper})
        all.insert(all.end(), each.begin(), each.end());
    return all;
}

} // namespace

class TestLoadModel : public QObject
{
    Q_OBJECT

    static std::unique_ptr<Model> make(bool polynomial)
    {
        return polynomial ? polynomialModel() : processModel();
    }

    static std::string loadCode(const nlohmann::json& json, const ArrayStore& arrays)
    {
        const auto loaded = loadModel(json, arrays, contractOf(), "/models/0");
        if (loaded)
            return {};
        return loaded.error().location.rfind("/models/0", 0) == 0 ? loaded.error().code
                                                                  : "error without a place";
    }

  private slots:
    void roundTrip()
    {
        for (const bool polynomial : {false, true}) {
            const auto model = make(polynomial);
            ArrayStore arrays;
            const nlohmann::json json = model->save("model0/", arrays);
            for (const auto& [name, array] : arrays)
                QVERIFY(name.rfind("model0/", 0) == 0);
            const auto loaded =
                loadModel(nlohmann::json::parse(json.dump()), arrays, contractOf(), "/models/0");
            QVERIFY2(loaded.has_value(), loaded ? "" : format(loaded.error()).c_str());
            QCOMPARE((*loaded)->kind(), model->kind());
            QCOMPARE((*loaded)->outputs(), model->outputs());
            const std::vector<double> before = answersOf(*model), after = answersOf(**loaded);
            QCOMPARE(after, before);
            for (const double value : after)
                QVERIFY(std::isfinite(value));
            ArrayStore again;
            QCOMPARE((*loaded)->save("model0/", again), json);
        }
    }

    // Every member removed, and every one replaced by something of another kind, at every depth.
    void membersThatLie()
    {
        for (const bool polynomial : {false, true}) {
            ArrayStore arrays;
            const nlohmann::json json = make(polynomial)->save("m/", arrays);
            const nlohmann::json flat = json.flatten();
            for (const auto& [pointer, value] : flat.items()) {
                const nlohmann::json::json_pointer place(pointer);
                if (pointer.rfind("/outputs", 0) == 0)
                    continue; // told again by the parts
                for (const nlohmann::json& lie :
                     {nlohmann::json(nullptr), nlohmann::json("x/../y"), nlohmann::json(-7.5),
                      nlohmann::json(1e300), nlohmann::json::array(), nlohmann::json::object()}) {
                    nlohmann::json changed = json;
                    changed[place] = lie;
                    const std::string code = loadCode(changed, arrays);
                    const bool harmless = pointer.find("/offset") != std::string::npos ||
                                          pointer.find("/trend") != std::string::npos ||
                                          pointer.find("/direction/") != std::string::npos ||
                                          pointer.find("/variance") != std::string::npos ||
                                          pointer.find("/scale") != std::string::npos ||
                                          pointer.find("/basis") != std::string::npos;
                    if (!(harmless && code.empty() &&
                          (lie.is_number() || pointer.find("/basis") != std::string::npos)))
                        QVERIFY2(code.rfind("model.", 0) == 0,
                                 qPrintable(QString::fromStdString(pointer + " " + lie.dump() + " " + code)));
                }
            }
        }
    }

    void arraysThatLie()
    {
        for (const bool polynomial : {false, true}) {
            ArrayStore arrays;
            const nlohmann::json json = make(polynomial)->save("m/", arrays);
            for (const auto& [name, array] : arrays) {
                for (int lie = 0; lie < 6; ++lie) {
                    ArrayStore changed = arrays;
                    Array& target = changed[name];
                    switch (lie) {
                    case 0:
                        changed.erase(name);
                        break;
                    case 1:
                        target.values.pop_back();
                        break;
                    case 2:
                        target.values.front() = std::numeric_limits<double>::quiet_NaN();
                        break;
                    case 3:
                        target.shape.push_back(1);
                        break;
                    case 4:
                        target.shape.front() = std::size_t(1) << 62;
                        break;
                    case 5:
                        target.shape.clear();
                        break;
                    }
                    QCOMPARE(loadCode(json, changed), std::string("model.array"));
                }
            }
        }
    }

    void namesThatAreNotInTheContract()
    {
        ArrayStore arrays;
        nlohmann::json json = processModel()->save("m/", arrays);
        nlohmann::json changed = json;
        changed["kind"] = "oracle";
        QCOMPARE(loadCode(changed, arrays), std::string("model.kind"));
        changed = json;
        changed["regressor"]["family"] = "oracle";
        QCOMPARE(loadCode(changed, arrays), std::string("model.family"));
        changed = json;
        changed["parts"][0]["output"] = "z";
        QCOMPARE(loadCode(changed, arrays), std::string("model.output"));
        changed = json;
        changed["encoding"]["coordinates"][0]["input"] = "z";
        QCOMPARE(loadCode(changed, arrays), std::string("model.input"));
        changed = json;
        changed["parts"].push_back(changed["parts"][0]);
        QVERIFY(!loadCode(changed, arrays).empty());
        QVERIFY(!loadCode(nlohmann::json::array(), arrays).empty());
        changed = json;
        changed["parts"][0]["level"] = 0.8;
        QCOMPARE(loadCode(changed, arrays), std::string("model.level"));
    }
};

QTEST_GUILESS_MAIN(TestLoadModel)
#include "tst_load_model.moc"
