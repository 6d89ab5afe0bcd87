// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/expression_model.h"
#include "refusal.h"

#include <QTest>
#include <cmath>

using namespace twin;
using nlohmann::json;

namespace {

Variable input(const char* name, const char* unit, double start, VariableType type = VariableType::Real)
{
    Variable variable;
    variable.name = variable.label = name;
    variable.unit = *Unit::parse(unit);
    variable.start = start;
    variable.type = type;
    return variable;
}

Variable output(const char* name, const char* unit, bool isSeries)
{
    Variable variable = input(name, unit, 0);
    variable.causality = Causality::Output;
    variable.isSeries = isSeries;
    variable.confidence = {Confidence::Kind::None, 0.9, "a formula"};
    return variable;
}

/// The booster station of Eastfield, as far as its formulas need it.
Contract eastfield(const char* temperatureUnit = "Cel")
{
    Contract contract;
    contract.axis = Axis{"time", "Time of day", *Unit::parse("h"), {}};
    for (int k = 0; k <= 96; ++k)
        contract.axis->values.push_back(0.25 * k);
    contract.inputs = {input("q_in", "m3/h", 1100), input("t_amb", "Cel", 18), input("age", "h", 4800),
                       input("n", "1", 3, VariableType::Integer)};
    contract.outputs = {output("p_fail", "1", true), output("t_bearing", temperatureUnit, true),
                        output("peak", "m3/h", false)};
    return contract;
}

json eastfieldModel()
{
    return json::parse(R"json({
        "kind": "expression",
        "outputs": ["p_fail", "t_bearing", "peak"],
        "define": {
            "a": {"expression": "age + cumulative(g)", "unit": "h"},
            "ambient": {"expression": "t_amb + 5 K * sin(2*pi*(time - 9 h)/24 h)", "unit": "Cel"},
            "d": "1 + 0.25*sin(2*pi*(time - 5 h)/24 h) + 0.15*sin(4*pi*(time - 5 h)/24 h)",
            "g": {"expression": "load^3 * 2^((t_bearing - 60 Cel)/15 K)", "unit": "1"},
            "load": "q_in*d/(500 m3/h * n)"
        },
        "expressions": {
            "p_fail": "1 - exp(-((a/9000 h)^2.2 - (age/9000 h)^2.2))",
            "t_bearing": "ambient + 22 K + 12 K * load^2",
            "peak": "q_in*max(d)/n"
        }
    })json");
}

struct Answer
{
    std::vector<std::vector<double>> mean;
    std::vector<std::vector<double>> lower;
};

Answer evaluate(const Model& model, const Contract& contract, const std::vector<double>& inputs)
{
    const std::size_t rows = inputs.size() / contract.inputs.size();
    Answer answer;
    std::vector<OutputSlice> slices;
    for (const std::string& name : model.outputs()) {
        const std::size_t count = rows * contract.points(*contract.findOutput(name));
        answer.mean.emplace_back(count, 0);
        answer.lower.emplace_back(count, 0);
    }
    for (std::size_t i = 0; i < answer.mean.size(); ++i)
        slices.push_back({answer.mean[i].data(), answer.lower[i].data(), nullptr});
    if (!model.instantiate()->evaluate(inputs.data(), rows, slices))
        qFatal("the model failed");
    return answer;
}

std::unique_ptr<Model> load(const json& model, const Contract& contract)
{
    auto loaded = ExpressionModel::load(model, contract, "/models/0");
    if (!loaded)
        qFatal("%s", format(loaded.error()).c_str());
    return std::move(*loaded);
}

/// The same formulas once more, in plain code: bearing temperature and failure probability at every quarter
/// of an hour.
std::pair<std::vector<double>, std::vector<double>> reference(double qIn, double tAmb, double age, double n)
{
    std::vector<double> bearing, fail;
    double ran = age, before = 0;
    for (int k = 0; k <= 96; ++k) {
        const double h = 0.25 * k;
        const double d =
            1 + 0.25 * std::sin(2 * M_PI * (h - 5) / 24) + 0.15 * std::sin(4 * M_PI * (h - 5) / 24);
        const double load = qIn * d / (500 * n);
        bearing.push_back(tAmb + 5 * std::sin(2 * M_PI * (h - 9) / 24) + 22 + 12 * load * load);
        const double rate = load * load * load * std::pow(2, (bearing.back() - 60) / 15);
        if (k > 0)
            ran += 0.25 * (rate + before) / 2;
        before = rate;
        fail.push_back(1 - std::exp(-(std::pow(ran / 9000, 2.2) - std::pow(age / 9000, 2.2))));
    }
    return {bearing, fail};
}

/// A field over three points of x and two of z, with a series and a scalar beside it.
Contract wall()
{
    Contract contract;
    contract.axis = Axis{"x", "Length", *Unit::parse("m"), {0, 1, 3}};
    contract.axis2 = Axis{"z", "Depth", *Unit::parse("cm"), {0, 50}};
    contract.inputs = {input("a", "K", 4)};
    contract.outputs = {output("t", "Cel", false), output("edge", "K", true), output("peak", "Cel", false),
                        output("below", "K", false)};
    contract.outputs[0].isField = contract.outputs[3].isField = true;
    return contract;
}

json wallModel()
{
    return json::parse(R"json({
        "kind": "expression",
        "outputs": ["t", "edge", "peak", "below"],
        "define": {"decay": "exp(-z / 1 m)", "most": "max(t)"},
        "expressions": {
            "t": "20 Cel + edge * decay",
            "edge": "a * (1 + x / 1 m)",
            "peak": "most",
            "below": "most - t"
        }
    })json");
}

} // namespace

class TestExpressionModel : public QObject
{
    Q_OBJECT

  private slots:
    void fieldsGoAlongBothAxes()
    {
        const Contract contract = wall();
        const auto model = load(wallModel(), contract);
        const Answer answer = evaluate(*model, contract, {4, -1});
        for (std::size_t row = 0; row < 2; ++row) {
            const double a = row == 0 ? 4 : -1;
            const double most = 20 + std::max(a * 4, a * 1 * std::exp(-0.5));
            QVERIFY(std::fabs(answer.mean[2][row] - most) < 1e-12);
            for (std::size_t i = 0; i < 3; ++i) {
                const double edge = a * (1 + contract.axis->values[i]);
                QVERIFY(std::fabs(answer.mean[1][row * 3 + i] - edge) < 1e-12);
                for (std::size_t j = 0; j < 2; ++j) {
                    const std::size_t at = (row * 3 + i) * 2 + j;
                    const double t = 20 + edge * std::exp(-contract.axis2->values[j] / 100);
                    QVERIFY(std::fabs(answer.mean[0][at] - t) < 1e-12);
                    QVERIFY(std::fabs(answer.mean[3][at] - (most - t)) < 1e-12);
                    QVERIFY(std::isnan(answer.lower[0][at]));
                }
            }
        }
    }

    void fieldsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("output");
        QTest::addColumn<QByteArray>("expression");
        QTest::addColumn<QByteArray>("code");
        QTest::newRow("a number drawn inside")
            << QByteArray("below") << QByteArray("max(t) - t") << QByteArray("model.field");
        QTest::newRow("a sum along the second axis")
            << QByteArray("below") << QByteArray("cumulative(t - 20 Cel)") << QByteArray("model.field");
        QTest::newRow("a series of the second axis")
            << QByteArray("edge") << QByteArray("a * z / 1 m") << QByteArray("expression.axis");
        QTest::newRow("a number of a field")
            << QByteArray("peak") << QByteArray("t") << QByteArray("expression.type");
        QTest::newRow("a unit") << QByteArray("below") << QByteArray("z") << QByteArray("model.unit");
    }
    void fieldsAreRefused()
    {
        QFETCH(QByteArray, output);
        QFETCH(QByteArray, expression);
        QFETCH(QByteArray, code);
        json model = wallModel();
        model["expressions"][output.toStdString()] = expression.toStdString();
        const auto loaded = ExpressionModel::load(model, wall(), "/models/0");
        QVERIFY(!loaded);
        QCOMPARE(QByteArray::fromStdString(loaded.error().code), code);
    }

    void tooManyValuesAreRefused()
    {
        Contract contract = wall();
        contract.axis->values.clear();
        contract.axis2->values.clear();
        for (int i = 0; i < 1000; ++i) {
            contract.axis->values.push_back(i);
            contract.axis2->values.push_back(i);
        }
        json model = wallModel();
        for (int i = 0; i < 30; ++i)
            model["define"]["d" + std::to_string(i)] = "z * x";
        const auto loaded = ExpressionModel::load(model, contract, "/models/0");
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().code, std::string("model.size"));
    }

    // Scalars alone are computed column by column, whatever the number of rows.
    void tablesAnswerAsTheirRows()
    {
        Contract contract;
        contract.inputs = {input("x", "1", 0), input("y", "m", 0), input("n", "1", 1, VariableType::Integer)};
        contract.outputs = {output("a", "1", false), output("b", "cm", false), output("c", "1", false)};
        const auto model = load(json::parse(R"json({
                "kind": "expression", "outputs": ["a", "b", "c"],
                "define": {"half": "0.5 * x", "turn": "sin(x) * cos(half) - -x"},
                "expressions": {
                    "a": "exp(-0.1 * x) * turn + n^2 / (2 + half^2) + tanh(x)",
                    "b": "if(x > 1 and n < 3, 2 * y, y + 1 cm)",
                    "c": "min(x, 3) + max(x, sqrt(abs(x))) + atan2(x, 2) + mod(x, 3) + 4"
                }
            })json"),
                                contract);
        for (const std::size_t rows : {2, 63, 255, 256, 257, 1000}) {
            std::vector<double> inputs;
            for (std::size_t row = 0; row < rows; ++row)
                inputs.insert(inputs.end(), {0.37 * double(row) - 20, 0.01 * double(row), double(row % 5)});
            const Answer all = evaluate(*model, contract, inputs);
            for (std::size_t row = 0; row < rows; ++row) {
                const double* at = inputs.data() + 3 * row;
                const Answer one = evaluate(*model, contract, {at, at + 3});
                for (std::size_t i = 0; i < 3; ++i) {
                    const double expected = one.mean[i][0];
                    QVERIFY(std::fabs(all.mean[i][row] - expected) <= 1e-14 * (1 + std::fabs(expected)));
                    QVERIFY(std::isnan(all.lower[i][row]));
                }
                const double x = at[0];
                QVERIFY(std::fabs(all.mean[1][row] - (x > 1 && at[2] < 3 ? 200 * at[1] : 100 * at[1] + 1)) <
                        1e-9);
                const double turn = std::sin(x) * std::cos(x / 2) + x;
                const double a = std::exp(-0.1 * x) * turn + at[2] * at[2] / (2 + x * x / 4) + std::tanh(x);
                QVERIFY(std::fabs(all.mean[0][row] - a) <= 1e-13 * (1 + std::fabs(a)));
            }
        }
    }

    void givesThePublishedFigures_data()
    {
        QTest::addColumn<double>("flow");
        QTest::addColumn<double>("ambient");
        QTest::addColumn<double>("p6");
        QTest::addColumn<double>("p12");
        QTest::addColumn<double>("p24");
        QTest::addColumn<double>("hottest");
        QTest::addColumn<double>("peak");
        QTest::newRow("yesterday") << 1100. << 18. << 0.000066 << 0.000439 << 0.000747 << 52.60 << 493.7;
        QTest::newRow("forecast") << 1300. << 33. << 0.000242 << 0.001742 << 0.002891 << 71.92 << 583.5;
        QTest::newRow("milder") << 1200. << 33. << 0.000180 << 0.001245 << 0.002093 << 69.64 << 538.6;
    }
    void givesThePublishedFigures()
    {
        QFETCH(double, flow);
        QFETCH(double, ambient);
        QFETCH(double, p6);
        QFETCH(double, p12);
        QFETCH(double, p24);
        QFETCH(double, hottest);
        QFETCH(double, peak);
        const Contract contract = eastfield();
        const Answer answer = evaluate(*load(eastfieldModel(), contract), contract, {flow, ambient, 4800, 3});
        const auto near = [](double got, double wanted, double half) {
            return std::fabs(got - wanted) <= half;
        };
        QVERIFY(near(answer.mean[0][24], p6, 0.5e-6));
        QVERIFY(near(answer.mean[0][48], p12, 0.5e-6));
        QVERIFY(near(answer.mean[0][96], p24, 0.5e-6));
        QVERIFY(near(*std::max_element(answer.mean[1].begin(), answer.mean[1].end()), hottest, 0.005));
        // The table's peak is with max(d) over all moments; the quarter hours come within 0.1 of it.
        QVERIFY(near(answer.mean[2][0], peak, 0.1));
        QVERIFY(std::isnan(answer.lower[0][0]) && std::isnan(answer.lower[2][0]));
    }

    void agreesWithPlainCodeOverABatch()
    {
        const Contract contract = eastfield();
        const auto model = load(eastfieldModel(), contract);
        std::vector<double> inputs;
        for (int row = 0; row < 50; ++row)
            inputs.insert(inputs.end(),
                          {400. + 28 * row, (row * 7) % 39 + 0., (row * 613) % 6000 + 0., 2. + row % 2});
        const Answer answer = evaluate(*model, contract, inputs);
        for (std::size_t row = 0; row < 50; ++row) {
            const double* in = inputs.data() + 4 * row;
            const auto [bearing, fail] = reference(in[0], in[1], in[2], in[3]);
            for (std::size_t k = 0; k < 97; ++k) {
                QVERIFY(std::fabs(answer.mean[1][row * 97 + k] - bearing[k]) < 1e-9);
                QVERIFY(std::fabs(answer.mean[0][row * 97 + k] - fail[k]) < 1e-12);
            }
        }
    }

    void convertsToTheOutputsUnit_data()
    {
        QTest::addColumn<QString>("unit");
        QTest::addColumn<double>("scale");
        QTest::addColumn<double>("shift");
        QTest::newRow("kelvin") << "K" << 1.0 << 273.15;
        QTest::newRow("Fahrenheit") << "[degF]" << 1.8 << 32.0;
    }
    void convertsToTheOutputsUnit()
    {
        QFETCH(QString, unit);
        QFETCH(double, scale);
        QFETCH(double, shift);
        const Contract contract = eastfield(unit.toLatin1());
        json model = eastfieldModel();
        model["define"]["g"]["expression"] = "load^3 * 2^((ambient + 22 K + 12 K*load^2 - 60 Cel)/15 K)";
        const Answer answer = evaluate(*load(model, contract), contract, {1300, 33, 4800, 3});
        const auto [bearing, fail] = reference(1300, 33, 4800, 3);
        for (std::size_t k = 0; k < 97; ++k)
            QVERIFY(std::fabs(answer.mean[1][k] - (bearing[k] * scale + shift)) < 1e-9);
    }

    void aRuleBasedTwinQualifies()
    {
        Contract contract;
        Variable mode = input("mode", "1", 0, VariableType::Enumeration);
        mode.items = {{"eco", "Eco"}, {"boost", "Boost"}};
        contract.inputs = {mode, input("level", "m", 2)};
        contract.outputs = {output("pumps", "1", false)};
        const json model = {
            {"kind", "expression"},
            {"outputs", {"pumps"}},
            {"expressions",
             {{"pumps", "if(mode == \"boost\" or level < 100 cm, 3, if(level < 3 m, 2, 1))"}}}};
        const Answer answer = evaluate(*load(model, contract), contract, {0, 2, 1, 5, 0, 0.5, 0, 5});
        QCOMPARE(answer.mean[0], (std::vector<double>{2, 3, 3, 1}));
    }

    void savesWhatItLoads()
    {
        const Contract contract = eastfield();
        ArrayStore arrays;
        const json saved = load(eastfieldModel(), contract)->save("model0/", arrays);
        QVERIFY(saved == eastfieldModel());
        QVERIFY(arrays.empty());
    }

    void refusesWithAPlace_data()
    {
        refusalColumns();
        refusal("circle", "/define/d", "\"1 + load\"", "model.cycle", "/models/0");
        refusal("names itself", "/define/d", "\"d + 1\"", "model.cycle", "/models/0");
        refusal("unknown name", "/define/d", "\"1 + wind\"", "expression.name", "/models/0/define/d");
        refusal("syntax", "/expressions/peak", "\"q_in * (\"", "expression.syntax",
                "/models/0/expressions/peak");
        refusal("unit of an output", "/expressions/peak", "\"t_amb\"", "model.unit",
                "/models/0/expressions/peak");
        refusal("unit of a definition", "/define/a/unit", "\"m\"", "model.unit",
                "/models/0/define/a/expression");
        refusal("unknown unit", "/define/a/unit", "\"furlongs\"", "unit.unknown", "/models/0/define/a/unit");
        refusal("a condition", "/expressions/peak", "\"n > 2\"", "model.type", "/models/0/expressions/peak");
        refusal("series for a scalar", "/expressions/peak", "\"q_in*d/n\"", "expression.",
                "/models/0/expressions/peak");
        refusal("name of an input", "/define/q_in", "\"1\"", "model.name", "/models/0/define/q_in");
        refusal("no expression", "/expressions", "{}", "model.json", "/models/0/expressions");
        refusal("no outputs", "/outputs", "[]", "model.json", "/models/0");
        refusal("foreign output", "/outputs/0", "\"q_out\"", "model.output", "/models/0/outputs");
        refusal("output twice", "/outputs/0", "\"peak\"", "model.output", "/models/0/outputs");
        refusal("definition is a number", "/define/d", "3", "model.json", "/models/0/define/d");
        refusal("definitions are a list", "/define", "[1]", "model.json", "/models/0/define");
    }
    void refusesWithAPlace()
    {
        verifyRefusal(ExpressionModel::load(withBadPart(eastfieldModel()), eastfield(), "/models/0"));
    }

    void refusesABandThatItDoesNotGive()
    {
        Contract contract = eastfield();
        contract.outputs[0].confidence = {Confidence::Kind::Interval, 0.9, ""};
        QCOMPARE(ExpressionModel::load(eastfieldModel(), contract, "").error().code,
                 std::string("model.confidence"));
    }
};

QTEST_APPLESS_MAIN(TestExpressionModel)
#include "tst_expression_model.moc"
