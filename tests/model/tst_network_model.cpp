// SPDX-License-Identifier: GPL-3.0-or-later
// Networks as package data: every kind of step against arithmetic by hand, both precisions, what is written
// is read again, and damaged data is refused.

#include "model/network_model.h"

#include <QtTest>
#include <cmath>
#include <random>

using namespace twin;

namespace {

using Kind = NetworkStep::Kind;

NetworkStep dense(std::size_t from, std::size_t width, std::vector<double> weights, std::vector<double> shift,
                  Activation activation)
{
    NetworkStep step;
    step.from = {from};
    step.width = width;
    step.weights = std::move(weights);
    step.shift = std::move(shift);
    step.activation = activation;
    return step;
}

NetworkStep step(Kind kind, std::vector<std::size_t> from, std::size_t width)
{
    NetworkStep made;
    made.kind = kind;
    made.from = std::move(from);
    made.width = width;
    return made;
}

/// Every kind of step once: y = [tanh(W x + c), its scaled self and more] brought to two numbers.
Network everyKind()
{
    Network network;
    network.inputs = 3;
    network.steps.push_back(dense(0, 2, {1, 0.5, -1, 0.25, -0.5, 2}, {0.1, -0.2}, Activation::Tanh)); // 1
    network.steps.push_back(step(Kind::Scale, {1}, 2));                                               // 2
    network.steps.back().weights = {2, -3};
    network.steps.back().shift = {0.5, 1};
    network.steps.push_back(step(Kind::Activate, {2}, 2)); // 3
    network.steps.back().activation = Activation::LeakyRelu;
    network.steps.back().a = 0.1;
    network.steps.push_back(step(Kind::Add, {1, 3}, 2));      // 4
    network.steps.push_back(step(Kind::Subtract, {4, 2}, 2)); // 5
    network.steps.push_back(step(Kind::Multiply, {5, 1}, 2)); // 6
    network.steps.push_back(step(Kind::Constant, {}, 2));     // 7
    network.steps.back().shift = {4, 5};
    network.steps.push_back(step(Kind::Divide, {6, 7}, 2)); // 8
    network.steps.push_back(step(Kind::Join, {8, 0}, 5));   // 9
    network.steps.push_back(step(Kind::Pick, {9}, 4));      // 10
    network.steps.back().places = {4, 0, 1, 1};
    network.steps.push_back(step(Kind::Normalize, {10}, 4)); // 11
    network.steps.back().group = 2;
    network.steps.back().epsilon = 1e-5;
    network.steps.back().weights = {1, 2, 3, 4};
    network.steps.back().shift = {0, 0, 0, 1};
    return network;
}

std::vector<double> everyKindByHand(const double* x)
{
    const double t[] = {std::tanh(x[0] + 0.5 * x[1] - x[2] + 0.1),
                        std::tanh(0.25 * x[0] - 0.5 * x[1] + 2 * x[2] - 0.2)};
    double quotient[2];
    const double factor[] = {2, -3}, shift[] = {0.5, 1}, divisor[] = {4, 5};
    for (int i = 0; i < 2; ++i) {
        const double scaled = t[i] * factor[i] + shift[i];
        const double leaky = scaled < 0 ? 0.1 * scaled : scaled;
        quotient[i] = (t[i] + leaky - scaled) * t[i] / divisor[i];
    }
    const double picked[] = {x[2], quotient[0], quotient[1], quotient[1]};
    std::vector<double> answer;
    for (int group = 0; group < 2; ++group) {
        const double a = picked[2 * group], b = picked[2 * group + 1], mean = (a + b) / 2;
        const double deviation = std::sqrt((a - mean) * (a - mean) / 2 + (b - mean) * (b - mean) / 2 + 1e-5);
        answer.push_back((a - mean) / deviation * (2 * group + 1));
        answer.push_back((b - mean) / deviation * (2 * group + 2) + group);
    }
    return answer;
}

Variable variable(const char* name, Causality causality)
{
    Variable made;
    made.name = made.label = name;
    made.causality = causality;
    made.validated = made.physical = {-10, 10};
    if (causality == Causality::Output)
        made.confidence.reason = "none was measured";
    return made;
}

Contract contract()
{
    Contract made;
    for (const char* name : {"p", "q", "r"})
        made.inputs.push_back(variable(name, Causality::Input));
    for (const char* name : {"u", "v"})
        made.outputs.push_back(variable(name, Causality::Output));
    return made;
}

NetworkModel::Content content()
{
    NetworkModel::Content made;
    made.network = everyKind();
    made.inputs = {{"r", 1, 2}, {"p", 0, 1}, {"q", -1, 0.5}};
    made.outputs = {{"v", 3, 10, 2}, {"u", 0, 0, 1}};
    return made;
}

} // namespace

class TestNetworkModel : public QObject
{
    Q_OBJECT

    static std::vector<double> points(std::size_t rows, unsigned seed = 3)
    {
        std::mt19937 generator(seed);
        std::uniform_real_distribution<double> distribution(-2, 2);
        std::vector<double> values(3 * rows);
        for (double& value : values)
            value = distribution(generator);
        return values;
    }

  private slots:
    void everyKindOfStep_data()
    {
        QTest::addColumn<int>("level");
        for (int level = 0; level <= int(processorLevel()); ++level)
            QTest::newRow(kernelsOf(SimdLevel(level)).name) << level;
    }
    void everyKindOfStep()
    {
        QFETCH(int, level);
        const NetworkProgram program(everyKind(), true, networkKernelsOf(SimdLevel(level)));
        NetworkRun run(program);
        const std::size_t rows = 75; // whole panels, a part of one, and points one by one
        const std::vector<double> x = points(rows);
        std::vector<double> batch(4 * rows), single(4 * rows), one(4), oneSingle(4);
        run.answer(x.data(), rows, batch.data(), 1, rows);
        run.answerSingle(x.data(), rows, single.data(), 4, 1);
        for (std::size_t row = 0; row < rows; ++row) {
            const std::vector<double> exact = everyKindByHand(x.data() + 3 * row);
            run.answer(x.data() + 3 * row, 1, one.data(), 4, 1);
            run.answerSingle(x.data() + 3 * row, 1, oneSingle.data(), 4, 1);
            for (std::size_t k = 0; k < 4; ++k) {
                QCOMPARE(oneSingle[k], single[4 * row + k]);
                QVERIFY(std::fabs(one[k] - exact[k]) < 1e-11);
                QVERIFY(std::fabs(batch[k * rows + row] - exact[k]) < 1e-11);
                QVERIFY(std::fabs(single[4 * row + k] - exact[k]) < 2e-3);
            }
        }
    }

    void inputsAndOutputsAreScaled()
    {
        const Contract twin = contract();
        const auto model = NetworkModel::make(content(), twin);
        QCOMPARE(model->outputs(), (std::vector<std::string>{"v", "u"}));
        const double inputs[] = {0.3, -0.4, 0.9}; // p, q, r
        const double fed[] = {(0.9 - 1) / 2, 0.3, (-0.4 + 1) / 0.5};
        const std::vector<double> exact = everyKindByHand(fed);
        double u = 0, v = 0, lower = 0;
        const OutputSlice slices[] = {{&v, &lower, nullptr}, {&u, nullptr, nullptr}};
        QVERIFY(model->instantiate()->evaluate(inputs, 1, slices));
        QVERIFY(std::fabs(u - exact[0]) < 1e-11);
        QVERIFY(std::fabs(v - (2 * exact[3] + 10)) < 1e-11);
        QVERIFY(std::isnan(lower));
    }

    void writtenAndReadAgain()
    {
        const Contract twin = contract();
        const auto model = NetworkModel::make(content(), twin);
        ArrayStore arrays;
        const nlohmann::json json = model->save("model0/", arrays);
        const auto again = loadModel(json, arrays, twin, "/models/0");
        QVERIFY2(again, again ? "" : again.error().message.c_str());
        ArrayStore second;
        QVERIFY((*again)->save("model0/", second) == json);
        QVERIFY(second.size() == arrays.size());
        for (const auto& [name, array] : arrays)
            QVERIFY(second[name].shape == array.shape && second[name].values == array.values);
    }

    void damagedDataIsRefused_data()
    {
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("code");
        QTest::newRow("a step from the future") << "/network/steps/0/from/0"
                                                << "3"
                                                << "model.member";
        QTest::newRow("itself") << "/network/steps/1/from/0"
                                << "2"
                                << "model.member";
        QTest::newRow("no such step") << "/network/steps/0/op"
                                      << "\"conv\""
                                      << "model.member";
        QTest::newRow("a width that is not") << "/network/steps/3/width"
                                             << "3"
                                             << "model.member";
        QTest::newRow("a width without end") << "/network/steps/0/width"
                                             << "1e9"
                                             << "model.number";
        QTest::newRow("no such function") << "/network/steps/0/activation/name"
                                          << "\"swish\""
                                          << "model.member";
        QTest::newRow("groups that do not divide") << "/network/steps/10/group"
                                                   << "3"
                                                   << "model.number";
        QTest::newRow("an array of another") << "/network/steps/0/shift"
                                             << "\"x\""
                                             << "model.array";
        QTest::newRow("behind the answer") << "/answers/0/first"
                                           << "4"
                                           << "model.number";
        QTest::newRow("an input that is not") << "/inputs/0/input"
                                              << "\"z\""
                                              << "model.input";
        QTest::newRow("scaled by nothing") << "/inputs/0/scale"
                                           << "0"
                                           << "model.number";
        QTest::newRow("one output twice") << "/answers/1/output"
                                          << "\"v\""
                                          << "model.output";
    }
    void damagedDataIsRefused()
    {
        QFETCH(QString, pointer);
        QFETCH(QString, value);
        QFETCH(QString, code);
        const Contract twin = contract();
        ArrayStore arrays;
        nlohmann::json json = NetworkModel::make(content(), twin)->save("m/", arrays);
        json[nlohmann::json::json_pointer(pointer.toStdString())] =
            nlohmann::json::parse(value.toStdString());
        const auto model = loadModel(json, arrays, twin, "/models/0");
        QVERIFY(!model);
        QCOMPARE(QString::fromStdString(model.error().code), code);
    }

    void singlePrecisionOnlyWhereItHolds()
    {
        const Contract twin = contract();
        NetworkModel::Content made = content();
        made.single = SinglePrecision{1e-2, points(20)};
        const auto loose = NetworkModel::make(made, twin);
        QVERIFY(loose->usesSingle() && loose->singleError() > 1e-9);
        made.single->tolerance = loose->singleError() / 2;
        const auto strict = NetworkModel::make(made, twin);
        QVERIFY(!strict->usesSingle());

        const std::size_t rows = 64;
        const std::vector<double> x = points(rows, 8);
        const auto answersOf = [&](const NetworkModel& model, std::size_t count) {
            std::vector<double> u(rows), v(rows);
            const OutputSlice slices[] = {{v.data(), nullptr, nullptr}, {u.data(), nullptr, nullptr}};
            if (!model.instantiate()->evaluate(x.data(), count, slices))
                qFatal("it always answers");
            return u;
        };
        const std::vector<double> exact = answersOf(*strict, rows);
        QVERIFY(answersOf(*loose, rows) != exact);
        for (std::size_t i = 0; i < rows; ++i)
            QVERIFY(std::fabs(answersOf(*loose, rows)[i] - exact[i]) < 0.05);
        // A point has one answer, alone and among others.
        for (const std::size_t count : {1u, 7u, 31u})
            QCOMPARE(answersOf(*loose, count)[count - 1], answersOf(*loose, rows)[count - 1]);
        QCOMPARE(loose->statedTolerance(), 1e-2);
        QCOMPARE(NetworkModel::make(content(), twin)->statedTolerance(), 0.0);
    }
};

QTEST_GUILESS_MAIN(TestNetworkModel)
#include "tst_network_model.moc"
