// SPDX-License-Identifier: GPL-3.0-or-later
// The comparison of families, on functions made so that it is known which must win.

#include "training/design.h"
#include "training/fit.h"
#include "training/fit_family.h"

#include <QtTest>
#include <cmath>
#include <random>

using namespace twin;

namespace {

Contract contractOf(Range plausible)
{
    Contract contract;
    for (const char* name : {"a", "b"}) {
        Variable input;
        input.name = name;
        contract.inputs.push_back(input);
    }
    Variable output;
    output.name = "y";
    output.causality = Causality::Output;
    output.confidence.kind = Confidence::Kind::Interval;
    output.plausibility.range = plausible;
    contract.outputs.push_back(output);
    return contract;
}

template <typename Function>
RunSet runsOf(std::size_t count, double noise, Function function)
{
    std::mt19937 generator(7);
    std::uniform_real_distribution<double> uniform(0, 1);
    std::normal_distribution<double> normal(0, 1);
    RunSet runs;
    runs.runs = count;
    runs.outputs.resize(1);
    for (std::size_t run = 0; run < count; ++run) {
        const double a = uniform(generator), b = uniform(generator);
        runs.inputs.insert(runs.inputs.end(), {a, b});
        runs.names.push_back(std::to_string(run + 1));
        runs.outputs[0].push_back(function(a, b) + noise * normal(generator));
    }
    return runs;
}

struct Choice
{
    std::unique_ptr<Model> model;
    FitEvidence evidence;
    std::string error;

    std::string words() const { return evidence.details["choice"]["words"]; }
    nlohmann::json winner() const
    {
        for (const nlohmann::json& each : evidence.details["choice"]["candidates"])
            if (each.contains("won"))
                return each;
        return {};
    }
};

Choice choose(const RunSet& runs, Range plausible = {}, nlohmann::json options = nlohmann::json::object(),
              const Progress& progress = {})
{
    options["kind"] = "auto";
    options["outputs"] = {"y"};
    Choice choice;
    auto model = fitModel(options, contractOf(plausible), runs, 5, "/models/0", choice.evidence, progress);
    if (model)
        choice.model = std::move(*model);
    else
        choice.error = model.error().code;
    return choice;
}

} // namespace

class TestChooseModel : public QObject
{
    Q_OBJECT

  private slots:
    void aStraightResponseIsAPolynomial()
    {
        const Choice choice = choose(runsOf(60, 0.05, [](double a, double b) { return 3 + 2 * a - b; }), {},
                                     {{"families", {"polynomial", "gaussian-process"}}});
        QVERIFY2(choice.model, choice.error.c_str());
        QCOMPARE(choice.winner()["family"].get<std::string>(), std::string("polynomial"));
        // all above zero: each on the log scale as well
        QCOMPARE(choice.evidence.details["choice"]["candidates"].size(), std::size_t(4));
    }

    void aWavyResponseIsAProcess()
    {
        const Choice choice =
            choose(runsOf(80, 0, [](double a, double b) { return std::sin(9 * a) + std::cos(7 * b); }), {},
                   {{"families", {"polynomial", "gaussian-process"}}});
        QVERIFY2(choice.model, choice.error.c_str());
        QCOMPARE(choice.winner()["family"].get<std::string>(), std::string("gaussian-process"));
        QVERIFY2(choice.words().find("polynomial") != std::string::npos, choice.words().c_str());
    }

    // A product of powers is a plane of logarithms; on its own scale a process is nearer than a polynomial.
    void aScaleMaySuitAnotherFamilyThanTheBestWithoutIt()
    {
        const Choice choice = choose(
            runsOf(60, 0, [](double a, double b) { return std::pow(1 + 9 * a, 2) / std::pow(0.2 + b, 1.5); }),
            {}, {{"families", {"polynomial-chaos", "gaussian-process", "network"}}});
        QVERIFY2(choice.model, choice.error.c_str());
        QCOMPARE(choice.winner()["transform"].get<std::string>(), std::string("log"));
        // The network is far behind after three folds, and says so.
        const nlohmann::json candidates = choice.evidence.details["choice"]["candidates"];
        QCOMPARE(candidates.back()["family"], nlohmann::json("network"));
        QCOMPARE(candidates.back()["dropped"], nlohmann::json(true));
        QVERIFY2(choice.words().find("not pursued") != std::string::npos, choice.words().c_str());
    }

    void veryManyRunsAreComparedOnAPart()
    {
        const auto function = [](double a, double b) { return std::sin(9 * a) + a * b; };
        const Choice choice = choose(runsOf(4000, 0.1, function), {},
                                     {{"families", {"linear", "polynomial", "polynomial-chaos"}}});
        QVERIFY2(choice.model, choice.error.c_str());
        QVERIFY2(choice.words().find("compared on 2000 of the 4000 runs") != std::string::npos,
                 choice.words().c_str());
        QCOMPARE(choice.winner()["family"].get<std::string>(), std::string("polynomial-chaos"));
        QCOMPARE(choice.evidence.mean.front().size(), std::size_t(4000)); // every run judges the winner
        const double corner[] = {0.3, 0.6};
        double mean = 0;
        const OutputSlice slice{&mean, nullptr, nullptr};
        QVERIFY(choice.model->instantiate()->evaluate(corner, 1, std::span(&slice, 1)));
        QVERIFY(std::fabs(mean - function(0.3, 0.6)) < 0.05);
    }

    void everyFamilyTakesPart()
    {
        const Choice choice = choose(runsOf(60, 0.01, [](double a, double b) { return a * b; }));
        QVERIFY2(choice.model, choice.error.c_str());
        for (const Family& family : allFamilies())
            QVERIFY(std::any_of(choice.evidence.details["choice"]["candidates"].begin(),
                                choice.evidence.details["choice"]["candidates"].end(),
                                [&](const auto& each) { return each["family"] == family.name; }));
        QVERIFY(!choice.model->outputs().empty());
    }

    // What grows by a factor is straight on the log scale, and stays above zero there.
    void aGrowthTakesTheLogScale()
    {
        const RunSet runs = runsOf(60, 0, [](double a, double b) { return std::exp(6 * a + 2 * b * b); });
        const Choice choice =
            choose(runs, {0, std::numeric_limits<double>::infinity()}, {{"families", {"polynomial"}}});
        QVERIFY2(choice.model, choice.error.c_str());
        QCOMPARE(choice.winner()["transform"].get<std::string>(), std::string("log"));
        const double corner[] = {0, 0};
        double mean = 0, lower = 0, upper = 0;
        const OutputSlice slice{&mean, &lower, &upper};
        QVERIFY(choice.model->instantiate()->evaluate(corner, 1, std::span(&slice, 1)));
        QVERIFY(mean > 0 && lower > 0);
    }

    void aShareTakesTheLogitScale()
    {
        const RunSet runs =
            runsOf(60, 0, [](double a, double b) { return 1 / (1 + std::exp(4 - 6 * a - 3 * b)); });
        const Choice choice = choose(runs, {0, 1}, {{"families", {"polynomial"}}});
        QVERIFY2(choice.model, choice.error.c_str());
        QCOMPARE(choice.winner()["transform"].get<std::string>(), std::string("logit"));
        QVERIFY2(choice.words().find("by construction") != std::string::npos, choice.words().c_str());
    }

    // A stirred tank reactor with first-order kinetics, where one corner of the inputs has no runs. A
    // polynomial chaos errs least on them by a little, but is nearer on few of them; away from the runs a
    // process is.
    void aLeadOfFewRunsIsNone()
    {
        const auto outlet = [](double flow, double feed, double pressure, double catalyst) {
            const double residence = 2400 / flow;
            const double rate =
                0.002 * catalyst * std::exp(6500 * (1 / 450.0 - 1 / (feed + 273.15))) * std::sqrt(pressure);
            const double conversion = rate * residence / (1 + rate * residence);
            return feed + 45 * conversion - 3 * std::log1p(flow / 10);
        };
        Contract contract = contractOf({});
        contract.inputs.resize(4);
        const Range ranges[] = {{10, 60}, {150, 240}, {1, 10}, {2, 12}};
        for (std::size_t i = 0; i < 4; ++i) {
            contract.inputs[i].name = std::string(1, char('a' + i));
            contract.inputs[i].validated = ranges[i];
        }
        const auto runsAt = [&](DesignKind kind, std::size_t count, bool withCorner) {
            DesignRequest request;
            request.kind = kind;
            request.runs = count;
            request.seed = 34;
            const auto points = makeDesign(contract, request);
            RunSet runs;
            runs.outputs.resize(1);
            for (std::size_t at = 0; points && at < points->size(); at += 4) {
                const double* x = points->data() + at;
                if (!withCorner && x[1] > 215 && x[2] > 7)
                    continue;
                runs.inputs.insert(runs.inputs.end(), x, x + 4);
                runs.names.push_back(std::to_string(++runs.runs));
                runs.outputs[0].push_back(outlet(x[0], x[1], x[2], x[3]));
            }
            return runs;
        };
        const RunSet runs = runsAt(DesignKind::LatinHypercube, 100, false);
        const RunSet fresh = runsAt(DesignKind::Sobol, 2000, true);
        const auto chosenOf = [&](const nlohmann::json& families, FitEvidence& evidence) {
            auto model = fitModel({{"kind", "auto"}, {"outputs", {"y"}}, {"families", families}}, contract,
                                  runs, FitValidation(FitValidation::byFamily), "/models/0", evidence);
            double square = 0;
            std::vector<double> mean(fresh.runs), lower(fresh.runs), upper(fresh.runs);
            const std::vector<OutputSlice> slices{{mean.data(), lower.data(), upper.data()}};
            if (!model || !(*model)->instantiate()->evaluate(fresh.inputs.data(), fresh.runs, slices))
                return std::nan("");
            for (std::size_t run = 0; run < fresh.runs; ++run)
                square += std::pow(mean[run] - fresh.outputs[0][run], 2) / double(fresh.runs);
            return std::sqrt(square);
        };
        FitEvidence both, alone;
        const double error = chosenOf({"polynomial-chaos", "gaussian-process"}, both);
        const double chaos = chosenOf({"polynomial-chaos"}, alone);
        const std::string words = both.details["choice"]["words"];
        QVERIFY2(words.starts_with("gaussian-process") && words.find("comes from few runs") != words.npos,
                 words.c_str());
        QVERIFY2(error < 0.8 * chaos, qPrintable(QString("%1 %2").arg(error).arg(chaos)));
    }

    void badSpecsAreRefused()
    {
        const RunSet runs = runsOf(20, 0, [](double a, double b) { return a + b; });
        QCOMPARE(choose(runs, {}, {{"families", {"oracle"}}}).error, std::string("fit.option"));
        QCOMPARE(choose(runs, {}, {{"kernel", "auto"}}).error, std::string("fit.option"));
        QCOMPARE(choose(runs, {}, {{"families", "polynomial"}}).error, std::string("fit.option"));
        const RunSet two = runsOf(2, 0, [](double a, double b) { return a + b; });
        QCOMPARE(choose(two).error, std::string("fit.none"));
    }

    void canBeStopped()
    {
        const RunSet runs = runsOf(20, 0, [](double a, double b) { return a + b; });
        std::size_t calls = 0;
        QCOMPARE(choose(runs, {}, nlohmann::json::object(),
                        [&](double, const std::string&) { return calls++ == 0; })
                     .error,
                 std::string("fit.cancelled"));
    }
};

QTEST_GUILESS_MAIN(TestChooseModel)
#include "tst_choose_model.moc"
