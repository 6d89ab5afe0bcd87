// SPDX-License-Identifier: GPL-3.0-or-later
// Gaussian processes through the real program: forms and trends that a spec asks for, from the table to
// answers, and what is refused.

#include "cli/xdt_program.h"

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <random>

using namespace twin;
using nlohmann::json;

namespace {

double truth(double a, double b)
{
    return 3 * a - 2 * b + std::sin(4 * a * b);
}

std::string tableOf(int count, double noise)
{
    std::mt19937_64 generator(7);
    const auto uniform = [&] { return double(generator() >> 11) * 0x1p-53; };
    std::string text = "a,b,y\n";
    char line[120];
    for (int run = 0; run < count; ++run) {
        const double a = uniform(), b = uniform();
        // The sum of twelve is nearly normal, and the same with every library.
        double sum = -6;
        for (int i = 0; i < 12; ++i)
            sum += uniform();
        std::snprintf(line, sizeof line, "%.17g,%.17g,%.17g\n", a, b, truth(a, b) + noise * sum);
        text += line;
    }
    return text;
}

json input(const char* name)
{
    return {{"name", name}, {"type", "real"},      {"unit", "1"},
            {"start", 0.5}, {"physical", {-9, 9}}, {"validated", {0, 1}}};
}

json spec(const json& options)
{
    json model = {{"kind", "gaussian-process"}, {"outputs", {"y"}}};
    model.update(options);
    return {{"contract",
             {{"formatVersion", 1},
              {"id", "processes"},
              {"version", "1.0.0"},
              {"title", "Processes"},
              {"inputs", {input("a"), input("b")}},
              {"outputs",
               {{{"name", "y"},
                 {"type", "real"},
                 {"unit", "m"},
                 {"confidence", {{"kind", "interval"}, {"level", 0.9}}}}}}}},
            {"models", {model}}};
}

} // namespace

class TestProcesses : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QString file(const char* name) const { return m_folder.filePath(name); }

    XdtOutcome train(const std::string& table, const json& options) const
    {
        QFile::remove(file("p.xdt"));
        writeText(file("runs.csv"), table);
        writeText(file("spec.json"), spec(options).dump());
        return xdt({"train", file("runs.csv"), "--spec", file("spec.json"), "-o", file("p.xdt"), "--json"});
    }

  private slots:
    void fromTheTableToAnswers_data()
    {
        QTest::addColumn<QByteArray>("options");
        QTest::addColumn<QByteArray>("form");
        QTest::addColumn<QByteArray>("trend");
        QTest::newRow("exact") << QByteArray("{}") << QByteArray("exact") << QByteArray("constant");
        QTest::newRow("linear trend")
            << QByteArray(R"({"trend": "linear"})") << QByteArray("exact") << QByteArray("linear");
        QTest::newRow("sparse") << QByteArray(R"({"inducingPoints": 40, "kernel": "matern-5/2"})")
                                << QByteArray("sparse") << QByteArray("constant");
        QTest::newRow("sparse, linear trend")
            << QByteArray(R"({"inducingPoints": 40, "kernel": "matern-5/2", "trend": "linear"})")
            << QByteArray("sparse") << QByteArray("linear");
    }
    /// The package is written, read again by other processes, and judged on runs that it has not seen.
    void fromTheTableToAnswers()
    {
        QFETCH(QByteArray, options);
        QFETCH(QByteArray, form);
        QFETCH(QByteArray, trend);
        const XdtOutcome trained = train(tableOf(260, 0.05), json::parse(options.toStdString()));
        QVERIFY2(trained.exit == 0, trained.err + trained.out);
        const json model = trained.json()["report"]["models"][0];
        QVERIFY2(QByteArray::fromStdString(model["form"]).startsWith(form), model.dump().c_str());
        QCOMPARE(QByteArray::fromStdString(model["outputs"]["y"]["fits"][0]["trend"]), trend);
        if (form == "sparse")
            QVERIFY(model["inducingPoints"] <= 40);

        std::string points = "a,b\n";
        std::vector<double> expected;
        for (int i = 0; i < 60; ++i) {
            const double a = std::fmod(0.5 + i * 0.754877666246693, 1),
                         b = std::fmod(0.5 + i * 0.569840290998, 1);
            expected.push_back(truth(a, b));
            points += std::to_string(a) + "," + std::to_string(b) + "\n";
        }
        writeText(file("points.csv"), points);
        const XdtOutcome answered =
            xdt({"eval", file("p.xdt"), "--csv", file("points.csv"), "-o", file("answers.csv"), "-q"});
        QVERIFY2(answered.exit == 0, answered.err);
        const QList<QByteArray> lines = readBytes(file("answers.csv")).trimmed().split('\n');
        QCOMPARE(lines.size(), 61);
        const qsizetype column = lines.front().split(',').indexOf("y");
        QVERIFY2(column >= 0, lines.front());
        double square = 0;
        for (qsizetype i = 0; i < 60; ++i)
            square += std::pow(lines[i + 1].split(',')[column].toDouble() - expected[std::size_t(i)], 2) / 60;
        QVERIFY2(std::sqrt(square) < 0.04, QByteArray::number(std::sqrt(square)));

        writeText(file("held.csv"), tableOf(500, 0.05)); // its second half is new
        const XdtOutcome judged = xdt({"validate", file("p.xdt"), "--runs", file("held.csv"), "--json"});
        QVERIFY2(judged.exit == 0, judged.err);
        QVERIFY2(judged.err.contains("260 of these 500 runs") && judged.err.contains("[score.trained-on]"),
                 judged.err);
        std::string unseen = "a,b,y\n";
        const QList<QByteArray> both = QByteArray::fromStdString(tableOf(500, 0.05)).trimmed().split('\n');
        for (qsizetype i = 261; i <= 500; ++i)
            unseen += both[i].toStdString() + "\n";
        writeText(file("unseen.csv"), unseen);
        const XdtOutcome fair = xdt({"validate", file("p.xdt"), "--runs", file("unseen.csv"), "--json"});
        QVERIFY2(fair.exit == 0 && fair.err.isEmpty(), fair.err);
        const XdtOutcome page = xdt({"report", file("p.xdt"), "-o", file("r.html")});
        QVERIFY2(page.exit == 0, page.err);
    }

    void repeatedRunsOfDifferentValuesAreNoise()
    {
        std::string table = tableOf(60, 0);
        const QList<QByteArray> lines = QByteArray::fromStdString(table).trimmed().split('\n');
        for (int i = 1; i <= 60; ++i) {
            const QList<QByteArray> cells = lines[i].split(',');
            table += (cells[0] + ',' + cells[1] + ',' +
                      QByteArray::number(cells[2].toDouble() + (i % 2 ? 0.4 : -0.4), 'g', 17) + '\n')
                         .toStdString();
        }
        const XdtOutcome trained = train(table, json::object());
        QVERIFY2(trained.exit == 0, trained.err);
        const double nugget = trained.json()["report"]["models"][0]["outputs"]["y"]["fits"][0]["nugget"];
        QVERIFY(nugget > 1e-4);
        const XdtOutcome answer = xdt({"eval", file("p.xdt"), "--json"});
        QVERIFY2(answer.exit == 0, answer.err);
    }

    void whatCannotBeAskedFor_data()
    {
        QTest::addColumn<QByteArray>("options");
        QTest::addColumn<int>("runs");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<QByteArray>("word");
        QTest::newRow("a trend that there is not")
            << QByteArray(R"({"trend": "cubic"})") << 40 << QByteArray("fit.option") << QByteArray("trend");
        QTest::newRow("few points") << QByteArray(R"({"inducingPoints": 3})") << 40
                                    << QByteArray("fit.option") << QByteArray("inducingPoints");
        QTest::newRow("two runs") << QByteArray("{}") << 2 << QByteArray("train.few-runs")
                                  << QByteArray("runs");
    }
    void whatCannotBeAskedFor()
    {
        QFETCH(QByteArray, options);
        QFETCH(int, runs);
        QFETCH(QByteArray, code);
        QFETCH(QByteArray, word);
        const XdtOutcome outcome = train(tableOf(runs, 0.05), json::parse(options.toStdString()));
        QCOMPARE(outcome.exit, 2);
        QVERIFY2(outcome.code() == code, outcome.out);
        QVERIFY2(outcome.err.contains(word), outcome.err);
        QVERIFY(!QFile::exists(file("p.xdt")));
    }
};

QTEST_GUILESS_MAIN(TestProcesses)
#include "tst_processes.moc"
