// SPDX-License-Identifier: GPL-3.0-or-later
// Models that feed each other: order, uncertainty, and every way in which a chain can be wrong.

#include "model/composition_model.h"
#include "refusal.h"
#include "training/fit.h"

#include <QtTest>
#include <cmath>

using namespace twin;
using nlohmann::json;

namespace {

Variable variable(const char* name, const char* unit, Causality causality = Causality::Input)
{
    Variable made;
    made.name = made.label = name;
    made.unit = *Unit::parse(unit);
    made.causality = causality;
    made.confidence = {Confidence::Kind::None, 0.9, "formulas"};
    return made;
}

Contract contractOf(bool hasBand = false)
{
    Contract contract;
    contract.id = "chain";
    contract.version = "1.0.0";
    contract.title = "Chain";
    contract.inputs = {variable("flow", "m3/h"), variable("head", "m"), variable("price", "1/(kW.h)")};
    contract.outputs = {variable("cost", "1", Causality::Output)};
    if (hasBand)
        contract.outputs[0].confidence = {Confidence::Kind::Interval, 0.9, ""};
    return contract;
}

/// The later stage is listed first: the order is found.
json chain()
{
    return json::parse(R"json({
        "kind": "composition", "outputs": ["cost"],
        "intermediates": [{"name": "power", "unit": "kW"}, {"name": "energy", "unit": "kW.h"}],
        "models": [
            {"kind": "expression", "reads": ["energy", "price"], "outputs": ["cost"],
             "expressions": {"cost": "energy * price"}},
            {"kind": "expression", "reads": ["power"], "outputs": ["energy"],
             "expressions": {"energy": "power * 24 h"}},
            {"kind": "expression", "outputs": ["power"],
             "expressions": {"power": "flow * head * 9.81 kN/m3"}}]
    })json");
}

/// Runs of y = exp(w), w = 2 a + b, with w beside them; noise of w makes a band.
RunSet chainRuns(std::size_t count)
{
    RunSet runs;
    runs.outputs.resize(1);
    for (std::size_t i = 0; i < count; ++i) {
        const double a = std::fmod(0.618034 * double(i), 1), b = std::fmod(0.414214 * double(i), 1);
        const double noise = 0.1 * std::sin(1000.0 * double(i * i));
        const double w = 2 * a + b + noise;
        runs.inputs.insert(runs.inputs.end(), {a, b});
        runs.intermediates["w"].push_back(w);
        runs.outputs[0].push_back(std::exp(w));
        runs.names.push_back(std::to_string(i));
    }
    runs.runs = count;
    return runs;
}

Contract fittedContract()
{
    Contract contract = contractOf(true);
    contract.inputs = {variable("a", "1"), variable("b", "1")};
    contract.outputs = {variable("y", "1", Causality::Output)};
    contract.outputs[0].confidence = {Confidence::Kind::Interval, 0.9, ""};
    return contract;
}

json fittedChain()
{
    return json::parse(R"json({
        "kind": "composition", "outputs": ["y"],
        "intermediates": [{"name": "w", "unit": "1", "confidence": {"kind": "interval", "level": 0.9}}],
        "models": [{"kind": "polynomial", "degree": 1, "outputs": ["w"]},
                   {"kind": "expression", "reads": ["w"], "outputs": ["y"], "expressions": {"y": "exp(w)"}}]
    })json");
}

} // namespace

class TestCompositionModel : public QObject
{
    Q_OBJECT

  private slots:
    void computesInOrder()
    {
        const Contract contract = contractOf();
        const auto model = loadModel(chain(), {}, contract, "/models/0");
        QVERIFY2(model.has_value(), model ? "" : format(model.error()).c_str());
        const std::vector<double> inputs = {100, 30, 0.2, 720, 10, 0.5};
        std::vector<double> cost(2), lower(2);
        const OutputSlice slice{cost.data(), lower.data(), nullptr};
        QVERIFY((*model)->instantiate()->evaluate(inputs.data(), 2, {&slice, 1}));
        for (std::size_t row = 0; row < 2; ++row) {
            const double* in = inputs.data() + 3 * row;
            QVERIFY(std::fabs(cost[row] - in[0] / 3600 * in[1] * 9.81 * 24 * in[2]) < 1e-9);
            QVERIFY(std::isnan(lower[row]));
        }
        ArrayStore arrays;
        const json saved = (*model)->save("model0/", arrays);
        const auto again = loadModel(saved, arrays, contract, "/models/0");
        QVERIFY2(again.has_value(), again ? "" : format(again.error()).c_str());
        ArrayStore arraysAgain;
        QVERIFY((*again)->save("model0/", arraysAgain) == saved);
    }

    /// exp is monotone: the ends of the band of exp(w) are exp of the ends of w's.
    void carriesTheBandOn()
    {
        const RunSet runs = chainRuns(60);
        FitEvidence evidence;
        const auto model = fitModel(fittedChain(), fittedContract(), runs, 10, "/models/0", evidence);
        QVERIFY2(model.has_value(), model ? "" : format(model.error()).c_str());

        Contract alone = fittedContract();
        alone.outputs[0].name = alone.outputs[0].label = "w";
        RunSet runsOfW = runs;
        runsOfW.outputs[0] = runs.intermediates.at("w");
        FitEvidence other;
        const auto first = fitModel({{"kind", "polynomial"}, {"degree", 1}, {"outputs", {"w"}}}, alone,
                                    runsOfW, 10, "/models/0", other);
        QVERIFY(first);
        const std::vector<double> inputs = {0.3, 0.6, 0.9, 0.1};
        std::vector<double> y(6), w(6);
        const OutputSlice ys{&y[0], &y[2], &y[4]}, ws{&w[0], &w[2], &w[4]};
        QVERIFY((*model)->instantiate()->evaluate(inputs.data(), 2, {&ys, 1}));
        QVERIFY((*first)->instantiate()->evaluate(inputs.data(), 2, {&ws, 1}));
        for (std::size_t i = 0; i < 6; ++i)
            QVERIFY2(std::fabs(y[i] - std::exp(w[i])) < 1e-9 * y[i], qPrintable(QString::number(i)));
        QVERIFY(y[2] < y[0] && y[0] < y[4]);

        // the evidence is of chains fitted without the run, and its bands hold what they declare
        int held = 0;
        for (std::size_t run = 0; run < runs.runs; ++run) {
            QVERIFY(std::fabs(evidence.mean[0][run] - runs.outputs[0][run]) > 0);
            held += evidence.lower[0][run] <= runs.outputs[0][run] &&
                    runs.outputs[0][run] <= evidence.upper[0][run];
        }
        QVERIFY2(held >= 48, qPrintable(QString::number(held)));
    }

    /// A whole wave of the second stage lies within each half of the band: its ends alone would see none.
    void looksInsideOfABand()
    {
        const RunSet runs = chainRuns(60);
        json spec = fittedChain();
        spec["models"][1]["expressions"]["y"] = "w";
        FitEvidence evidence;
        const auto plain = fitModel(spec, fittedContract(), runs, 5, "/models/0", evidence);
        QVERIFY2(plain.has_value(), plain ? "" : format(plain.error()).c_str());
        const std::vector<double> inputs = {0.5, 0.5};
        double w[3], y[3];
        const OutputSlice ws{w, w + 1, w + 2}, ys{y, y + 1, y + 2};
        QVERIFY((*plain)->instantiate()->evaluate(inputs.data(), 1, {&ws, 1}));
        spec["models"][1]["expressions"]["y"] = "sin(" + std::to_string(2 * M_PI / (w[2] - w[0])) + " * w)";
        const auto waves = fitModel(spec, fittedContract(), runs, 5, "/models/0", evidence);
        QVERIFY(waves);
        QVERIFY((*waves)->instantiate()->evaluate(inputs.data(), 1, {&ys, 1}));
        QVERIFY2(y[2] - y[1] > 0.8, qPrintable(QString::number(y[2] - y[1])));
    }

    /// Of two independent sources the squares add, to each side apart.
    void sourcesAddInSquares()
    {
        const Contract contract = fittedContract();
        json spec = fittedChain();
        spec["intermediates"].push_back(
            {{"name", "v"}, {"unit", "1"}, {"confidence", {{"kind", "interval"}, {"level", 0.9}}}});
        spec["models"].push_back({{"kind", "polynomial"}, {"degree", 1}, {"outputs", {"v"}}});
        spec["models"][1]["reads"] = {"w", "v"};
        spec["models"][1]["expressions"]["y"] = "3*w - 4*v";
        RunSet runs = chainRuns(60);
        runs.intermediates["v"] = runs.intermediates["w"];
        FitEvidence evidence;
        const auto both = fitModel(spec, contract, runs, 5, "/models/0", evidence);
        QVERIFY2(both.has_value(), both ? "" : format(both.error()).c_str());
        spec["models"][1]["expressions"]["y"] = "w + 0*v";
        const auto one = fitModel(spec, contract, runs, 5, "/models/0", evidence);
        QVERIFY(one);
        const std::vector<double> inputs = {0.5, 0.5};
        double a[3], b[3];
        const OutputSlice as{a, a + 1, a + 2}, bs{b, b + 1, b + 2};
        QVERIFY((*both)->instantiate()->evaluate(inputs.data(), 1, {&as, 1}));
        QVERIFY((*one)->instantiate()->evaluate(inputs.data(), 1, {&bs, 1}));
        QVERIFY(b[2] - b[0] > 0.01);
        QVERIFY(std::fabs((a[2] - a[0]) - 5 * (b[2] - b[0])) < 1e-9);
    }

    void refusesWithAPlace_data()
    {
        refusalColumns();
        refusal("circle", "/models/2/reads", R"(["flow", "head", "energy"])", "model.cycle",
                "/models/0/models");
        refusal("reads itself", "/models/2/reads", R"(["flow", "head", "power"])", "model.cycle",
                "/models/0/models");
        refusal("unknown name read", "/models/0/reads/0", "\"wind\"", "model.json",
                "/models/0/models/0/reads");
        refusal("name read twice", "/models/0/reads/0", "\"price\"", "model.json",
                "/models/0/models/0/reads");
        refusal("undeclared output", "/models/1/outputs/0", "\"joules\"", "model.output",
                "/models/0/models/1/outputs");
        refusal("given twice", "/models/1/outputs/0", "\"power\"", "model.output",
                "/models/0/models/2/outputs");
        refusal("never given", "/intermediates/2", R"({"name": "spare", "unit": "m"})", "model.output",
                "/models/0/models");
        refusal("unit of an intermediate", "/intermediates/0/unit", "\"furlongs\"", "unit.unknown",
                "/models/0/intermediates/0");
        refusal("name of an input", "/intermediates/0/name", "\"flow\"", "contract.name.duplicate",
                "/models/0/intermediates/0");
        refusal("a series without an axis", "/intermediates/0/series", "true", "contract.",
                "/models/0/intermediates/0");
        refusal("a field", "/intermediates/0/field", "true", "model.json", "/models/0/intermediates");
        refusal("a band of a formula", "/intermediates/0/confidence", R"({"kind": "interval", "level": 0.9})",
                "model.confidence", "/models/0/models");
        refusal("units of a formula", "/models/1/expressions/energy", "\"power\"", "model.unit",
                "/models/0/models/1/expressions/energy");
        refusal("nested", "/models/1/kind", "\"composition\"", "model.kind", "/models/0/models/1/kind");
        refusal("unknown kind", "/models/1/kind", "\"oracle\"", "model.kind", "/models/0/models/1/kind");
        refusal("no stages", "/models", "[]", "model.json", "/models/0/models");
        refusal("a stage is a text", "/models/0", "\"x\"", "model.json", "/models/0/models/0");
        refusal("no intermediates", "/intermediates", "[]", "model.json", "/models/0/intermediates");
        refusal("intermediate is a number", "/intermediates/0", "3", "contract.",
                "/models/0/intermediates/0");
        refusal("foreign output", "/outputs/0", "\"yield\"", "model.output", "/models/0/outputs");
        refusal("unknown member", "/stages", "[]", "model.json", "/models/0/stages");
    }
    void refusesWithAPlace()
    {
        verifyRefusal(loadModel(withBadPart(chain()), {}, contractOf(), "/models/0"));
    }

    void whatIsNotReadIsToldToBeRead()
    {
        json spec = chain();
        json& stage = spec["models"][0];
        stage["reads"] = {"price"};
        const auto model = loadModel(spec, {}, contractOf(), "/models/0");
        QVERIFY(!model);
        QCOMPARE(model.error().code, std::string("expression.name"));
        QVERIFY2(model.error().remedy.find("\"reads\" of /models/0/models/0") != std::string::npos,
                 model.error().remedy.c_str());
    }

    void aBandNeedsASource()
    {
        QCOMPARE(loadModel(chain(), {}, contractOf(true), "").error().code, std::string("model.confidence"));
        json spec = fittedChain();
        spec["intermediates"][0]["confidence"]["level"] = 0.5;
        FitEvidence evidence;
        QCOMPARE(fitModel(spec, fittedContract(), chainRuns(20), 5, "", evidence).error().code,
                 std::string("model.confidence"));
    }
};

QTEST_APPLESS_MAIN(TestCompositionModel)
#include "tst_composition_model.moc"
