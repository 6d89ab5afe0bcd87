// SPDX-License-Identifier: GPL-3.0-or-later
// A process against scikit-learn 1.2.1 (GaussianProcessRegressor with ConstantKernel * RBF or Matern +
// WhiteKernel, no optimizer) on 24 points, and the same stored model on every instruction set.

#include "model/gaussian_process.h"

#include <QProcess>
#include <QtTest>
#include <cmath>
#include <cstdio>

using namespace twin;

namespace {

struct Data
{
    std::vector<double> design, values;
};

Data sample(std::size_t count, double noise = 0.05)
{
    Data data;
    for (std::size_t i = 0; i < count; ++i) {
        const double a = std::fmod(double(i) * 0.618033988749895, 1.0);
        const double b = std::fmod(double(i) * 0.754877666246693, 1.0);
        data.design.insert(data.design.end(), {a, b});
        data.values.push_back(std::sin(3 * a) + b * b + 0.3 * a * b + noise * std::cos(17.0 * double(i)));
    }
    return data;
}

Result<GaussianProcess> processOf(Correlation correlation, const Data& data, double nugget,
                                  std::vector<double> direction = {})
{
    GaussianProcessParameters parameters;
    parameters.correlation = correlation;
    parameters.lengths = {0.5, 0.9};
    parameters.direction = std::move(direction);
    parameters.nugget = nugget;
    return GaussianProcess::condition(parameters, data.design.data(), data.values.size(), 2,
                                      data.values.data(), kernelsOf(SimdLevel::Baseline), "");
}

constexpr std::size_t answerPoints = 103;
constexpr std::size_t gridPoints = 20;

// Mean and variance at points in and around the data, of a process with the least nugget that fitting allows
// and noise to match.
std::vector<double> answers()
{
    std::vector<double> result;
    const Data data = sample(150, 5e-5);
    for (const Correlation correlation :
         {Correlation::SquaredExponential, Correlation::Matern32, Correlation::Matern52}) {
        const auto process = processOf(correlation, data, 1e-8,
                                       correlation == Correlation::Matern32 ? std::vector<double>{1.5, -0.7}
                                                                            : std::vector<double>());
        if (!process)
            return {};
        std::vector<double> points, mean(answerPoints), variance(answerPoints);
        for (std::size_t i = 0; i < answerPoints; ++i)
            points.insert(points.end(), {double(i) / 90, std::fmod(double(i) * 0.37, 1.1)});
        GaussianProcess::Scratch scratch;
        process->predict(points.data(), answerPoints, mean.data(), variance.data(), scratch);
        for (std::size_t i = 0; i < answerPoints; ++i) {
            result.push_back(mean[i]);
            result.push_back(std::sqrt(variance[i]));
        }
        const std::vector<double> a = {0.1, 0.5, 0.55, 0.9, 1.2}, b = {0.2, 0.3, 0.8, 1.0};
        std::vector<double> grid(gridPoints);
        process->predictGrid(points.data(), {0, a}, {1, b}, grid.data(), scratch);
        result.insert(result.end(), grid.begin(), grid.end());
    }
    // Values without noise and long lengths: weights of millions, answers one by one and together.
    constexpr std::size_t inputs = 5, runs = 300;
    const double step[inputs] = {0.618033988749895, 0.754877666246693, 0.569840290998053, 0.819172513396164,
                                 0.671043606703789};
    std::vector<double> design, values, means(answerPoints), variances(answerPoints);
    for (std::size_t i = 0; i < runs + answerPoints; ++i)
        for (const double each : step)
            design.push_back(std::fmod(0.5 + double(i) * each, 1.0));
    for (std::size_t i = 0; i < runs; ++i) {
        const double* x = design.data() + i * inputs;
        values.push_back(std::sin(3 * x[0]) + x[1] * x[1] * x[2] + x[3] / (1 + x[4]));
    }
    GaussianProcessParameters fine;
    fine.correlation = Correlation::SquaredExponential;
    fine.lengths = {1.5, 4, 6, 8, 4};
    fine.nugget = 4e-9;
    auto exact = GaussianProcess::condition(fine, design.data(), runs, inputs, values.data(),
                                            kernelsOf(SimdLevel::Baseline), "");
    if (!exact)
        return {};
    exact->dropLowRank();
    GaussianProcess::Scratch own;
    for (const std::size_t together : {std::size_t(1), answerPoints}) {
        for (std::size_t i = 0; i < answerPoints; i += together)
            exact->predict(design.data() + (runs + i) * inputs, together, means.data() + i,
                           variances.data() + i, own);
        for (std::size_t i = 0; i < answerPoints; ++i) {
            result.push_back(means[i]);
            result.push_back(std::sqrt(variances[i]));
        }
    }
    // A form by fewer runs.
    const auto process = processOf(Correlation::SquaredExponential, sample(420), 1e-2);
    if (!process || process->lowRank() == nullptr)
        return {};
    GaussianProcess::Scratch scratch;
    for (std::size_t i = 0; i < answerPoints; ++i) {
        const double point[] = {double(i) / 103, std::fmod(double(i) * 0.37, 1.0)};
        double mean = 0, variance = 0;
        process->predict(point, 1, &mean, &variance, scratch);
        result.push_back(mean);
        result.push_back(std::sqrt(variance));
    }
    return result;
}

Result<GaussianProcess> threeInputs(int kind, bool directed)
{
    GaussianProcessParameters parameters;
    parameters.correlation = Correlation(kind);
    parameters.lengths = {0.5, 0.9, 0.7};
    if (directed)
        parameters.direction = {0.4, 1.1, -0.6};
    parameters.nugget = 1e-6;
    std::vector<double> design, values;
    for (std::size_t i = 0; i < 90; ++i) {
        const double a = std::fmod(double(i) * 0.618033988749895, 1.0),
                     b = std::fmod(double(i) * 0.754877666246693, 1.0),
                     c = std::fmod(double(i) * 0.569840290998053, 1.0);
        design.insert(design.end(), {a, b, c});
        values.push_back(std::sin(3 * a) + b * b * c);
    }
    return GaussianProcess::condition(parameters, design.data(), values.size(), 3, values.data(),
                                      kernelsOf(SimdLevel::Baseline), "");
}

} // namespace

class TestGaussianProcess : public QObject
{
    Q_OBJECT

    static void kinds()
    {
        QTest::addColumn<int>("correlation");
        QTest::addColumn<bool>("directed");
        for (const Correlation kind :
             {Correlation::SquaredExponential, Correlation::Matern32, Correlation::Matern52})
            for (const bool directed : {false, true})
                QTest::addRow("%s%s", toString(kind).data(), directed ? ", directed" : "")
                    << int(kind) << directed;
    }
  private slots:
    void matchesScikitLearn_data()
    {
        QTest::addColumn<int>("correlation");
        QTest::addColumn<bool>("directed"); // scikit-learn on the points with 1.5 a - 0.7 b as a third one
        QTest::addColumn<double>("mean");
        QTest::addColumn<double>("deviation");
        const int rbf = int(Correlation::SquaredExponential), matern32 = int(Correlation::Matern32),
                  matern52 = int(Correlation::Matern52);
        QTest::newRow("rbf") << rbf << false << 0.9791878274631541 << 0.04289203757902927;
        QTest::newRow("matern 3/2") << matern32 << false << 0.9345103286660034 << 0.053669672876381594;
        QTest::newRow("matern 5/2") << matern52 << false << 0.9645099464168418 << 0.04528592514481191;
        QTest::newRow("rbf, directed") << rbf << true << 0.9840932196590675 << 0.04127013149404702;
        QTest::newRow("matern 3/2, directed")
            << matern32 << true << 0.9284617139950617 << 0.05435170379722201;
        QTest::newRow("matern 5/2, directed")
            << matern52 << true << 0.9390510476284317 << 0.044029868506063524;
    }
    void matchesScikitLearn()
    {
        QFETCH(int, correlation);
        QFETCH(bool, directed);
        QFETCH(double, mean);
        QFETCH(double, deviation);
        const auto process = processOf(Correlation(correlation), sample(24), 1e-3,
                                       directed ? std::vector<double>{1.5, -0.7} : std::vector<double>());
        QVERIFY(process.has_value());
        const double point[] = {0.3, 0.4};
        double gotMean = 0, gotVariance = 0;
        GaussianProcess::Scratch scratch;
        process->predict(point, 1, &gotMean, &gotVariance, scratch);
        QVERIFY(std::fabs(gotMean - mean) < 1e-9);
        QVERIFY(std::fabs(std::sqrt(gotVariance) - deviation) < 1e-9);
    }

    void onePointAndManyAgree()
    {
        const auto process = processOf(Correlation::Matern52, sample(77), 1e-4, {0.8, 2.1});
        QVERIFY(process.has_value());
        const std::size_t count = 61;
        std::vector<double> points, mean(count), variance(count), meanOnly(count);
        for (std::size_t i = 0; i < count; ++i)
            points.insert(points.end(), {double(i) / 40, std::fmod(double(i) * 0.31, 1.0)});
        GaussianProcess::Scratch scratch;
        process->predict(points.data(), count, mean.data(), variance.data(), scratch);
        process->predict(points.data(), count, meanOnly.data(), nullptr, scratch);
        for (std::size_t i = 0; i < count; ++i) {
            double oneMean = 0, oneVariance = 0;
            process->predict(points.data() + 2 * i, 1, &oneMean, &oneVariance, scratch);
            QVERIFY(std::fabs(oneMean - mean[i]) < 1e-11);
            QVERIFY(std::fabs(oneVariance - variance[i]) < 1e-11);
            QVERIFY(std::fabs(meanOnly[i] - mean[i]) < 1e-11);
        }
    }

    // A slider goes to and fro, another one follows, a scenario puts all inputs: always the same numbers as
    // without a memory.
    void rememberingChangesNothing_data() { kinds(); }
    void rememberingChangesNothing()
    {
        QFETCH(int, correlation);
        QFETCH(bool, directed);
        const auto process = threeInputs(correlation, directed);
        QVERIFY(process.has_value());
        const double deviation = std::sqrt(process->parameters().variance);
        GaussianProcess::Scratch scratch, other;
        GaussianProcess::LastPoint last;
        double point[] = {0.2, 0.3, 0.4};
        for (std::size_t move = 0; move < 60; ++move) {
            if (move % 13 == 12)
                for (double& value : point)
                    value = std::fmod(value + 0.37, 1.0);
            else if (move % 5 != 4) // every fifth time nothing moves
                point[move / 10 % 3] = std::fmod(double(move) * 0.29, 1.0);
            double mean = 0, variance = 0, fullMean = 0, fullVariance = 0, meanOnly = 0;
            process->predict(point, 1, &mean, &variance, scratch, &last);
            process->predict(point, 1, &meanOnly, nullptr, scratch, &last);
            process->predict(point, 1, &fullMean, &fullVariance, other);
            QVERIFY(std::fabs(mean - fullMean) <= 1e-12 * deviation);
            QVERIFY(std::fabs(meanOnly - fullMean) <= 1e-12 * deviation);
            QVERIFY(std::fabs(variance - fullVariance) <= 1e-12 * deviation * deviation);
        }
    }

    void gridIsItsRows_data() { kinds(); }
    void gridIsItsRows()
    {
        QFETCH(int, correlation);
        QFETCH(bool, directed);
        const auto process = threeInputs(correlation, directed);
        QVERIFY(process.has_value());
        const double deviation = std::sqrt(process->parameters().variance);
        const double point[] = {0.2, 0.3, 0.4};
        std::vector<double> first, second;
        for (std::size_t i = 0; i < 31; ++i)
            first.push_back(-0.1 + 0.04 * double(i));
        for (std::size_t i = 0; i < 27; ++i)
            second.push_back(1.1 - 0.05 * double(i));
        std::vector<double> grid(first.size() * second.size());
        GaussianProcess::Scratch scratch;
        process->predictGrid(point, {2, first}, {0, second}, grid.data(), scratch);
        for (std::size_t i = 0; i < first.size(); ++i)
            for (std::size_t j = 0; j < second.size(); ++j) {
                const double row[] = {second[j], point[1], first[i]};
                double mean = 0;
                process->predict(row, 1, &mean, nullptr, scratch);
                QVERIFY(std::fabs(grid[i * second.size() + j] - mean) <= 1e-10 * deviation);
            }
    }

    void sameOnEveryInstructionSet()
    {
        QStringList outputs;
        for (int level = 0; level <= int(processorLevel()); ++level) {
            QProcess child;
            QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
            environment.insert("TWINWRIGHT_SIMD", kernelsOf(SimdLevel(level)).name);
            child.setProcessEnvironment(environment);
            child.start(QCoreApplication::applicationFilePath(), {"--answers"});
            QVERIFY(child.waitForFinished());
            outputs << child.readAllStandardOutput();
        }
        const QStringList first = outputs.front().split('\n', Qt::SkipEmptyParts);
        QCOMPARE(first.size(), qsizetype(6 * 2 * answerPoints + 3 * gridPoints + 1));
        QCOMPARE(first.front(), QString("baseline"));
        double largest = 0;
        for (qsizetype i = 1; i < first.size(); ++i)
            largest = std::max(largest, std::fabs(first[i].toDouble()));
        for (qsizetype other = 1; other < outputs.size(); ++other) {
            const QStringList lines = outputs[other].split('\n', Qt::SkipEmptyParts);
            QCOMPARE(lines.size(), first.size());
            QCOMPARE(lines.front(), QString(kernelsOf(SimdLevel(int(other))).name));
            for (qsizetype i = 1; i < lines.size(); ++i)
                QVERIFY(std::fabs(lines[i].toDouble() - first[i].toDouble()) <= 1e-10 * largest);
        }
    }
};

int main(int argc, char** argv)
{
    if (argc == 2 && std::string_view(argv[1]) == "--answers") {
        std::printf("%s\n", kernels().name);
        for (const double answer : answers())
            std::printf("%.17g\n", answer);
        return 0;
    }
    QCoreApplication application(argc, argv);
    TestGaussianProcess test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_gaussian_process.moc"
