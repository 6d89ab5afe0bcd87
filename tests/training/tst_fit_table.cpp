// SPDX-License-Identifier: GPL-3.0-or-later
// Tables: exact where multilinear, honest between the levels, silent nowhere.

#include "training/fit.h"

#include <QtTest>
#include <cmath>
#include <functional>

using namespace twin;
using nlohmann::json;

namespace {

Contract contractOf(bool hasBand, double most = 10)
{
    Contract contract;
    contract.axis = Axis{"time", "Time", *Unit::parse("h"), {0, 1, 2}};
    for (const char* name : {"a", "b"}) {
        Variable input;
        input.name = input.label = name;
        input.physical = {0, 100};
        input.validated = {0, most};
        contract.inputs.push_back(input);
    }
    for (const char* name : {"y", "s"}) {
        Variable output;
        output.name = output.label = name;
        output.causality = Causality::Output;
        output.isSeries = name == std::string("s");
        output.confidence = {hasBand ? Confidence::Kind::Interval : Confidence::Kind::None, 0.9, "a table"};
        contract.outputs.push_back(output);
    }
    return contract;
}

using Function = std::function<double(double, double)>;

double bilinear(double a, double b)
{
    return 3 - 2 * a + 0.5 * b + 0.25 * a * b;
}

double curved(double a, double b)
{
    return std::sin(a / 3) + std::exp(-b / 5) * a;
}

RunSet runsOf(const std::vector<double>& as, const std::vector<double>& bs, const Function& f)
{
    RunSet runs;
    runs.outputs.resize(2);
    for (const double b : bs)
        for (const double a : as) {
            runs.inputs.insert(runs.inputs.end(), {a, b});
            runs.outputs[0].push_back(f(a, b));
            for (int k = 0; k < 3; ++k)
                runs.outputs[1].push_back((k + 1) * f(a, b));
            runs.names.push_back(std::to_string(++runs.runs));
        }
    return runs;
}

const std::vector<double> levels = {0, 1, 2.5, 4, 6, 7, 8.5, 10};
const json spec = {{"kind", "table"}, {"outputs", {"y", "s"}}};

Result<std::unique_ptr<Model>> fit(const Contract& contract, const RunSet& runs, FitEvidence& evidence)
{
    return fitModel(spec, contract, runs, 10, "/models/0", evidence);
}

struct Answer
{
    std::vector<double> y = std::vector<double>(3), s = std::vector<double>(9);
};

Status evaluate(const Model& model, double a, double b, Answer& out)
{
    const double point[] = {a, b};
    const OutputSlice slices[] = {{&out.y[0], &out.y[1], &out.y[2]}, {&out.s[0], &out.s[3], &out.s[6]}};
    return model.instantiate()->evaluate(point, 1, slices);
}

} // namespace

class TestFitTable : public QObject
{
    Q_OBJECT

  private slots:
    void isExactForWhatIsLinearInEachInput()
    {
        FitEvidence evidence;
        const auto model = fit(contractOf(true), runsOf(levels, {0, 3, 5, 10}, bilinear), evidence);
        QVERIFY2(model.has_value(), model ? "" : format(model.error()).c_str());
        for (const auto& [a, b] : {std::pair{0.0, 0.0}, {10.0, 10.0}, {3.3, 4.4}, {6.0, 9.9}, {9.99, 3.0}}) {
            Answer got;
            QVERIFY(evaluate(**model, a, b, got));
            QVERIFY(std::fabs(got.y[0] - bilinear(a, b)) < 1e-12);
            QVERIFY(std::fabs(got.s[2] - 3 * bilinear(a, b)) < 1e-12);
            QVERIFY(got.y[1] <= bilinear(a, b) && bilinear(a, b) <= got.y[2] && got.y[2] - got.y[1] < 1e-6);
        }
    }

    void itsBandHoldsBetweenTheLevels()
    {
        FitEvidence evidence;
        const auto model = fit(contractOf(true), runsOf(levels, {0, 2, 3, 5, 8, 10}, curved), evidence);
        QVERIFY2(model.has_value(), model ? "" : format(model.error()).c_str());
        int held = 0, all = 0;
        double widest = 0;
        for (double a = 0.07; a < 10; a += 0.31)
            for (double b = 0.05; b < 10; b += 0.37) {
                Answer got;
                QVERIFY(evaluate(**model, a, b, got));
                held += got.y[1] <= curved(a, b) && curved(a, b) <= got.y[2];
                widest = std::fmax(widest, got.y[2] - got.y[1]);
                ++all;
            }
        QVERIFY2(held >= 0.9 * all, qPrintable(QString("%1 of %2").arg(held).arg(all)));
        QVERIFY2(widest < 1, qPrintable(QString::number(widest)));
    }

    /// The middle of 1, 2.5, 4 in a is 2.5: halfway between its neighbours.
    void evidenceLeavesTheLevelOut()
    {
        FitEvidence evidence;
        const RunSet runs = runsOf({1, 2.5, 4}, {0, 10}, curved);
        const auto model = fit(contractOf(false, 4), runs, evidence);
        QVERIFY(!model); // b is validated to 4, a from 0
        QCOMPARE(model.error().code, std::string("fit.table.range"));
        Contract contract = contractOf(false, 10);
        contract.inputs[0].validated = {1, 4};
        const auto narrow = fit(contract, runs, evidence);
        QVERIFY2(narrow.has_value(), narrow ? "" : format(narrow.error()).c_str());
        QCOMPARE(evidence.judged, (std::vector<bool>{false, true, false, false, true, false}));
        QCOMPARE(evidence.mean[0][1], 0.5 * (curved(1, 0) + curved(4, 0)));
        QCOMPARE(evidence.mean[1][4 * 3 + 2], 1.5 * (curved(1, 10) + curved(4, 10)));
        QVERIFY(std::isnan(evidence.lower[0][1]));
    }

    void refusesHolesByName()
    {
        RunSet runs = runsOf({0, 5, 10}, {0, 10}, bilinear);
        --runs.runs;
        runs.names.pop_back();
        runs.inputs.resize(10);
        FitEvidence evidence;
        const auto model = fit(contractOf(false), runs, evidence);
        QVERIFY(!model);
        QCOMPARE(model.error().code, std::string("fit.table.hole"));
        QVERIFY2(model.error().message.find("a = 10, b = 10") != std::string::npos,
                 model.error().message.c_str());
    }

    void refusesABandOfFewLevels()
    {
        FitEvidence evidence;
        const auto model = fit(contractOf(true), runsOf(levels, {0, 5, 10}, curved), evidence);
        QVERIFY(!model);
        QCOMPARE(model.error().code, std::string("fit.table.levels"));
    }

    void neverGoesBeyondItsGrid()
    {
        FitEvidence evidence;
        const auto model = fit(contractOf(false), runsOf(levels, {0, 5, 10}, curved), evidence);
        QVERIFY(model);
        Answer got;
        for (const auto& [a, b] : {std::pair{-1e-6, 5.0}, {10.001, 5.0}, {5.0, 11.0}, {std::nan(""), 5.0}}) {
            const Status status = evaluate(**model, a, b, got);
            QVERIFY(!status);
            QCOMPARE(status.error().code, std::string("table.outside"));
        }
        const double point[] = {3, 20};
        const OutputSlice none[] = {{}, {}};
        const Status status = (*model)->instantiate()->evaluate(point, 1, none);
        QVERIFY(status.error().message.find("b is 20, outside the table's 0 to 10") != std::string::npos);
    }

    void choicesAreNeverBetweenLevels()
    {
        Contract contract = contractOf(true);
        contract.inputs[1].type = VariableType::Enumeration;
        contract.inputs[1].items = {{"eco", "Eco"}, {"mid", "Middle"}, {"boost", "Boost"}};
        FitEvidence evidence;
        const auto model = fit(contract, runsOf(levels, {0, 2}, curved), evidence);
        QVERIFY2(model.has_value(), model ? "" : format(model.error()).c_str());
        Answer got;
        QVERIFY(evaluate(**model, 2.5, 2, got));
        QCOMPARE(got.y[0], curved(2.5, 2));
        const Status status = evaluate(**model, 2.5, 1, got);
        QVERIFY(!status);
        QVERIFY2(status.error().message.find("b = Middle") != std::string::npos,
                 status.error().message.c_str());
    }

    void repeatedRunsAreAveraged()
    {
        RunSet runs = runsOf({0, 5, 10}, {0, 10}, bilinear);
        runs.inputs.insert(runs.inputs.end(), {5, 10});
        runs.outputs[0].push_back(bilinear(5, 10) + 2);
        for (int k = 0; k < 3; ++k)
            runs.outputs[1].push_back(0);
        runs.names.push_back("again");
        ++runs.runs;
        FitEvidence evidence;
        const auto model = fit(contractOf(false), runs, evidence);
        QVERIFY(model);
        Answer got;
        QVERIFY(evaluate(**model, 5, 10, got));
        QVERIFY(std::fabs(got.y[0] - (bilinear(5, 10) + 1)) < 1e-12);
    }

    /// What they scatter by is nothing that a band of a table could be made of.
    void repeatedRunsThatDifferAreRefusedUnderABand()
    {
        RunSet runs = runsOf(levels, {0, 3, 5, 10}, bilinear);
        const std::size_t last = runs.runs - 1;
        runs.inputs.insert(runs.inputs.end(), {10, 10});
        for (std::vector<double>& output : runs.outputs) {
            const std::size_t points = output.size() / runs.runs;
            output.insert(output.end(), output.end() - std::ptrdiff_t(points), output.end());
        }
        runs.names.push_back("again");
        ++runs.runs;
        FitEvidence evidence;
        QVERIFY(fit(contractOf(true), runs, evidence).has_value());
        runs.outputs[0].back() += 2;
        const auto model = fit(contractOf(true), runs, evidence);
        QVERIFY(!model);
        QCOMPARE(model.error().code, std::string("fit.table.repeated"));
        QVERIFY(model.error().message.find(runs.names[last]) != std::string::npos &&
                model.error().message.find("again") != std::string::npos);
    }

    void storedTablesAreChecked()
    {
        FitEvidence evidence;
        const Contract contract = contractOf(true);
        const auto model = fit(contract, runsOf(levels, {0, 2, 5, 10}, curved), evidence);
        QVERIFY(model);
        ArrayStore arrays;
        const json saved = (*model)->save("model0/", arrays);
        const auto again = loadModel(saved, arrays, contract, "/models/0");
        QVERIFY2(again.has_value(), again ? "" : format(again.error()).c_str());
        Answer first, second;
        QVERIFY(evaluate(**model, 3.3, 7.7, first) && evaluate(**again, 3.3, 7.7, second));
        QVERIFY(first.y == second.y && first.s == second.s);

        const auto code = [&](const char* pointer, const json& value) {
            json changed = saved;
            changed[json::json_pointer(pointer)] = value;
            const auto loaded = loadModel(changed, arrays, contract, "/models/0");
            return loaded ? std::string() : loaded.error().code;
        };
        QCOMPARE(code("/inputs/0/name", "b"), std::string("model.member"));
        QCOMPARE(code("/inputs/0/levels", "model0/levels1"), std::string("model.array"));
        QCOMPARE(code("/tables/0/values", "model0/values1"), std::string("model.array"));
        QCOMPARE(code("/tables/0/output", "s"), std::string("model.array"));
        QCOMPARE(code("/tables/0/scale", -1), std::string("model.number"));
        QCOMPARE(code("/tables/0/scale", 0), std::string("model.confidence"));
        QCOMPARE(code("/inputs", json::array()), std::string("model.member"));
        std::swap(arrays["model0/levels0"].values[1], arrays["model0/levels0"].values[2]);
        QCOMPARE(code("/kind", "table"), std::string("model.number"));
    }
};

QTEST_APPLESS_MAIN(TestFitTable)
#include "tst_fit_table.moc"
