// SPDX-License-Identifier: GPL-3.0-or-later
// Networks trained here, through the same door as every model of a spec: against functions in closed form on
// points kept out, the same bytes from the same runs, and options that are refused.

#include "contract/contract.h"
#include "model/kernels/kernel_table.h"
#include "training/fit.h"
#include "training/network_trainer.h"

#include <QtTest>
#include <cmath>

using namespace twin;

namespace {

constexpr double pi = 3.14159265358979323846;

/// Ishigami and Homma, ISUMA 1990; inputs of -pi..pi.
double ishigami(const double* x)
{
    const double s = std::sin(x[1]);
    return std::sin(x[0]) + 7 * s * s + 0.1 * std::pow(x[2], 4) * std::sin(x[0]);
}

Contract contract()
{
    Contract made;
    for (const char* name : {"a", "b", "c"}) {
        Variable input;
        input.name = input.label = name;
        input.physical = input.validated = {-pi, pi};
        made.inputs.push_back(input);
    }
    Variable output;
    output.name = output.label = "y";
    output.causality = Causality::Output;
    output.confidence = {Confidence::Kind::Interval, 0.9, {}};
    made.outputs.push_back(output);
    return made;
}

/// The additive recurrence of the golden ratio's relatives (Roberts 2018), in -pi..pi.
RunSet runsOf(std::size_t count, std::size_t from)
{
    RunSet runs;
    runs.runs = count;
    runs.outputs.resize(1);
    for (std::size_t i = 0; i < count; ++i) {
        double point[3];
        const double steps[] = {0.8191725133961645, 0.6710436067037893, 0.5497004779019703};
        for (int k = 0; k < 3; ++k) {
            const double turn = double(i + from) * steps[k];
            point[k] = pi * (2 * (turn - std::floor(turn)) - 1);
        }
        runs.inputs.insert(runs.inputs.end(), point, point + 3);
        runs.outputs[0].push_back(ishigami(point));
        runs.names.push_back(std::to_string(i));
    }
    return runs;
}

} // namespace

class TestFitNetwork : public QObject
{
    Q_OBJECT

    static Result<std::unique_ptr<Model>> fit(const nlohmann::json& options, const RunSet& runs,
                                              FitEvidence& evidence, const Progress& progress = {})
    {
        nlohmann::json spec = {{"kind", "network"}, {"outputs", {"y"}}};
        spec.update(options);
        return fitModel(spec, contract(), runs, 2, "/models/0", evidence, progress);
    }

    static double errorOf(const Model& model, const RunSet& runs)
    {
        std::vector<double> mean(runs.runs);
        const OutputSlice slice{mean.data(), nullptr, nullptr};
        if (!model.instantiate()->evaluate(runs.inputs.data(), runs.runs, {&slice, 1}))
            qFatal("it always answers");
        double squares = 0;
        for (std::size_t i = 0; i < runs.runs; ++i)
            squares += (mean[i] - runs.outputs[0][i]) * (mean[i] - runs.outputs[0][i]);
        return std::sqrt(squares / double(runs.runs));
    }

  private slots:
    void followsAFunctionThatBends()
    {
        FitEvidence evidence;
        const auto model = fit({{"members", 1}}, runsOf(300, 1), evidence);
        QVERIFY2(model, model ? "" : model.error().message.c_str());
        const double error = errorOf(**model, runsOf(1000, 5001)); // the function's own deviation: 3.7
        QVERIFY2(error < 0.6, qPrintable(QString::number(error)));
        QVERIFY(evidence.details.dump().find("effectiveParameters") != std::string::npos);

        ArrayStore arrays;
        const nlohmann::json json = (*model)->save("m/", arrays);
        const auto again = loadModel(json, arrays, contract(), "/models/0");
        QVERIFY2(again, again ? "" : again.error().message.c_str());
        QCOMPARE(errorOf(**again, runsOf(100, 5001)), errorOf(**model, runsOf(100, 5001)));
        ArrayStore second;
        QVERIFY((*again)->save("m/", second) == json);
    }

    void everyActivationAndSeveralLayers_data()
    {
        QTest::addColumn<QString>("activation");
        for (const char* name : {"sigmoid", "softplus", "relu", "tanh"})
            QTest::newRow(name) << name;
    }
    void everyActivationAndSeveralLayers()
    {
        QFETCH(QString, activation);
        FitEvidence evidence;
        RunSet runs = runsOf(150, 1);
        for (std::size_t i = 0; i < runs.runs; ++i) {
            const double* x = runs.inputs.data() + 3 * i;
            runs.outputs[0][i] = std::sin(x[0]) + 0.2 * x[1] * x[2]; // its deviation: 1
        }
        const auto model = fit({{"members", 2}, {"hidden", {7, 5}}, {"activation", activation.toStdString()}},
                               runs, evidence);
        QVERIFY2(model, model ? "" : model.error().message.c_str());
        const double error = errorOf(**model, runs); // of the fitted runs: the gradients are right
        QVERIFY2(error < (activation == "relu" ? 0.3 : 0.1), qPrintable(QString::number(error)));
    }

    void theSameRunsGiveTheSameNetwork()
    {
        FitEvidence evidence;
        ArrayStore first, second;
        const RunSet runs = runsOf(60, 1);
        const nlohmann::json one = (*fit(nlohmann::json::object(), runs, evidence))->save("m/", first);
        const nlohmann::json two = (*fit(nlohmann::json::object(), runs, evidence))->save("m/", second);
        QVERIFY(one == two);
        for (const auto& [name, array] : first)
            QVERIFY(second[name].values == array.values);
    }

    void noiseIsFoundAndNotFollowed()
    {
        // A plane with noise of deviation 0.1 from a sum of fractions; 24 hidden units could follow it.
        std::vector<double> points, values;
        for (std::size_t i = 0; i < 400; ++i) {
            const double x = 2 * std::fmod(0.7548776662466927 * double(i + 1), 1) - 1;
            const double z = 2 * std::fmod(0.5698402909980532 * double(i + 1), 1) - 1;
            double noise = -6;
            for (int k = 1; k <= 12; ++k)
                noise += std::fmod(double(i + 1) * std::sqrt(double(100 * k + 7)), 1);
            points.insert(points.end(), {x, z});
            values.push_back(x - 0.5 * z + 0.1 * noise);
        }
        const PerceptronShape shape{2, {24}, Activation::Tanh};
        const TrainedPerceptron trained =
            trainPerceptron(shape, points.data(), values.data(), 400, 1, 200, [] { return true; });
        QVERIFY2(std::fabs(std::sqrt(trained.noise) - 0.1) < 0.02,
                 qPrintable(QString::number(std::sqrt(trained.noise))));
        QVERIFY2(trained.effective < 40, qPrintable(QString::number(trained.effective)));
    }

    void cancelled()
    {
        FitEvidence evidence;
        const auto model = fit(nlohmann::json::object(), runsOf(200, 1), evidence,
                               [](double, const std::string&) { return false; });
        QVERIFY(!model);
        QCOMPARE(QString::fromStdString(model.error().code), QString("fit.cancelled"));
    }

    void optionsThatAreRefused_data()
    {
        QTest::addColumn<QString>("options");
        QTest::addColumn<QString>("code");
        QTest::newRow("too many") << R"({"hidden": [256, 256]})"
                                  << "fit.network.size";
        QTest::newRow("four layers") << R"({"hidden": [4, 4, 4, 4]})"
                                     << "fit.option";
        QTest::newRow("no size") << R"({"hidden": ["big"]})"
                                 << "fit.option";
        QTest::newRow("no such function") << R"({"activation": "swish"})"
                                          << "fit.option";
        QTest::newRow("no members") << R"({"members": 0})"
                                    << "fit.option";
    }
    void optionsThatAreRefused()
    {
        QFETCH(QString, options);
        QFETCH(QString, code);
        FitEvidence evidence;
        const auto model = fit(nlohmann::json::parse(options.toStdString()), runsOf(40, 1), evidence);
        QVERIFY(!model);
        QCOMPARE(QString::fromStdString(model.error().code), code);
    }
};

QTEST_GUILESS_MAIN(TestFitNetwork)
#include "tst_fit_network.moc"
