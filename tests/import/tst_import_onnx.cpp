// SPDX-License-Identifier: GPL-3.0-or-later
// ONNX files through `xdt import` and `xdt eval`. What the models answer is onnxruntime's (figures.json, made
// by make_figures.js from the files of make_models.py); every hostile file gets an error of its own.

#include "cli/xdt_program.h"
#include "contract/contract.h"

#include <QTemporaryDir>
#include <QtTest>
#include <cmath>
#include <fmt/format.h>

using namespace twin;
using nlohmann::json;

class TestImportOnnx : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    json m_figures;

    static QString here(const QString& path) { return TWINWRIGHT_SOURCE_DIR "/tests/import/" + path; }
    QString place(const QString& name) const { return m_folder.filePath(name); }

    static json input(const std::string& name)
    {
        return {{"name", name}, {"unit", "1"},           {"type", "real"},
                {"start", 0},   {"physical", {-10, 10}}, {"validated", {-2, 2}}};
    }
    static json output(const std::string& name, const std::string& kind = {})
    {
        json made = {{"name", name}, {"unit", "1"}, {"type", "real"}, {"nominal", 1}};
        if (!kind.empty())
            made["confidence"] = {{"kind", kind}, {"level", 0.9}};
        return made;
    }
    /// A contract of inputs i0, i1, ... and outputs o0, o1, ...
    static json contract(std::size_t inputs, std::size_t outputs, const std::string& confidence = {})
    {
        json made = {{"formatVersion", 1},      {"id", "example.net"},        {"version", "1.0.0"},
                     {"title", "Network"},      {"fidelity", "As fitted"},    {"madeFor", {"tests"}},
                     {"notFor", {"plants"}},    {"reviewDate", "2030-01-01"}, {"inputs", json::array()},
                     {"outputs", json::array()}};
        for (std::size_t i = 0; i < inputs; ++i)
            made["inputs"].push_back(input(fmt::format("i{}", i)));
        for (std::size_t i = 0; i < outputs; ++i)
            made["outputs"].push_back(output(fmt::format("o{}", i), confidence));
        return made;
    }

    XdtOutcome import(const QString& model, const json& spec, const QString& out = "net.xdt")
    {
        writeText(place("spec.json"), spec.dump());
        return xdt({"import", model, "--spec", place("spec.json"), "-o", place(out), "--json"});
    }

    /// The answers for rows of numbers, by output.
    std::vector<std::vector<double>> answers(const QString& package, const std::vector<double>& rows,
                                             std::size_t width, std::size_t outputs)
    {
        std::string table;
        for (std::size_t i = 0; i < width; ++i)
            table += fmt::format("{}i{}", i ? "," : "", i);
        for (std::size_t i = 0; i < rows.size(); ++i)
            table += fmt::format("{}{:.17g}", i % width ? "," : "\n", rows[i]);
        writeText(place("in.csv"), table + "\n");
        const XdtOutcome done = xdt({"eval", place(package), "--csv", place("in.csv"), "-q"});
        if (done.exit != 0)
            qFatal("%s", done.err.constData());
        const QList<QByteArray> lines = done.out.trimmed().split('\n');
        const QList<QByteArray> names = lines[0].split(',');
        std::vector<std::vector<double>> values(outputs);
        for (std::size_t k = 0; k < outputs; ++k)
            for (qsizetype line = 1; line < lines.size(); ++line)
                values[k].push_back(
                    lines[line]
                        .split(',')[names.indexOf(QByteArray("o") + QByteArray::number(int(k)))]
                        .toDouble());
        return values;
    }

  private slots:
    void initTestCase() { m_figures = json::parse(readBytes(here("figures.json")).toStdString()); }

    void answersAsOnnxruntime_data()
    {
        QTest::addColumn<QString>("name");
        for (const auto& [name, figures] : m_figures["models"].items())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
    void answersAsOnnxruntime()
    {
        QFETCH(QString, name);
        const json& figures = m_figures["models"][name.toStdString()];
        const auto rows = figures["rows"].get<std::size_t>();
        std::vector<std::vector<double>> in, out;
        for (const json& tensor : figures["inputNames"])
            in.push_back(figures["inputs"][tensor.get<std::string>()].get<std::vector<double>>());
        for (const json& tensor : figures["outputNames"])
            out.push_back(figures["outputs"][tensor.get<std::string>()].get<std::vector<double>>());
        std::vector<double> points;
        std::size_t width = 0, outputs = 0;
        for (std::size_t row = 0; row < rows; ++row)
            for (const std::vector<double>& tensor : in)
                for (std::size_t k = 0; k < tensor.size() / rows; ++k)
                    points.push_back(tensor[row * (tensor.size() / rows) + k]);
        width = points.size() / rows;
        for (const std::vector<double>& tensor : out)
            outputs += tensor.size() / rows;

        const XdtOutcome made =
            import(here("models/" + name + ".onnx"), {{"contract", contract(width, outputs)}});
        QVERIFY2(made.exit == 0, made.out + made.err);
        const auto got = answers("net.xdt", points, width, outputs);
        const double tolerance = name == "float64" ? 1e-13 : 2e-6;
        std::size_t output = 0;
        for (const std::vector<double>& tensor : out) {
            const std::size_t each = tensor.size() / rows;
            for (std::size_t k = 0; k < each; ++k, ++output)
                for (std::size_t row = 0; row < rows; ++row)
                    QVERIFY2(std::fabs(got[output][row] - tensor[row * each + k]) < tolerance,
                             qPrintable(QString("output %1, row %2: %3 and %4")
                                            .arg(output)
                                            .arg(row)
                                            .arg(got[output][row], 0, 'g', 17)
                                            .arg(tensor[row * each + k], 0, 'g', 17)));
        }
    }

    void hostileFilesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("cycle") << QByteArray("onnx.cycle") << QByteArray("first");
        QTest::newRow("two-gigabytes") << QByteArray("onnx.tensor") << QByteArray("first.w");
        QTest::newRow("shape-overflow") << QByteArray("onnx.tensor") << QByteArray("first.w");
        QTest::newRow("short-tensor") << QByteArray("onnx.tensor") << QByteArray("6 numbers and has 5");
        QTest::newRow("negative-shape") << QByteArray("onnx.tensor") << QByteArray("first.w");
        QTest::newRow("external") << QByteArray("onnx.external-data") << QByteArray("first.w");
        QTest::newRow("lying-length") << QByteArray("onnx.format") << QByteArray("lying-length.onnx");
        QTest::newRow("cut-off") << QByteArray("onnx.format") << QByteArray("cut-off.onnx");
        QTest::newRow("deep") << QByteArray("onnx.attribute") << QByteArray("body");
        QTest::newRow("missing-weights") << QByteArray("onnx.missing") << QByteArray("first.w");
        QTest::newRow("unknown-operator")
            << QByteArray("onnx.operator") << QByteArray("\\\"conv1\\\" (Conv)");
        QTest::newRow("foreign-domain") << QByteArray("onnx.operator") << QByteArray("evil.example");
        QTest::newRow("old-opset") << QByteArray("onnx.opset") << QByteArray("opset 8");
        QTest::newRow("new-opset") << QByteArray("onnx.opset") << QByteArray("opset 23");
        QTest::newRow("gelu-too-early") << QByteArray("onnx.operator") << QByteArray("Gelu");
        QTest::newRow("half-floats") << QByteArray("onnx.type") << QByteArray("first.w");
        QTest::newRow("integers-in") << QByteArray("onnx.type") << QByteArray("\\\"x\\\"");
        QTest::newRow("no-batch") << QByteArray("onnx.shape") << QByteArray("batch");
        QTest::newRow("open-shape") << QByteArray("onnx.shape") << QByteArray("open");
        QTest::newRow("misfit") << QByteArray("onnx.shape") << QByteArray("fc1");
        QTest::newRow("batch-mixed") << QByteArray("onnx.shape") << QByteArray("joined");
        QTest::newRow("not-finite") << QByteArray("onnx.not-finite") << QByteArray("not-finite.onnx");
        QTest::newRow("by-zero") << QByteArray("onnx.not-finite") << QByteArray("by-zero.onnx");
        QTest::newRow("two-producers") << QByteArray("onnx.name") << QByteArray("\\\"y\\\"");
        QTest::newRow("no-graph") << QByteArray("onnx.format") << QByteArray("no ONNX graph");
        QTest::newRow("text") << QByteArray("onnx.format") << QByteArray("text.onnx");
        QTest::newRow("empty") << QByteArray("onnx.format") << QByteArray("empty.onnx");
        QTest::newRow("clip-by-attributes") << QByteArray("onnx.attribute") << QByteArray("opset 13");
        QTest::newRow("misspelt-attribute") << QByteArray("onnx.attribute") << QByteArray("alhpa");
        QTest::newRow("whole-slope") << QByteArray("onnx.attribute") << QByteArray("alpha");
        QTest::newRow("second-result") << QByteArray("onnx.missing") << QByteArray("not the first result");
        QTest::newRow("spread") << QByteArray("onnx.shape") << QByteArray("spread");
    }
    void hostileFilesAreRefused()
    {
        QFETCH(QByteArray, code);
        QFETCH(QByteArray, says);
        const QString name = QTest::currentDataTag();
        const XdtOutcome done =
            import(here("hostile/" + name + ".onnx"), {{"contract", contract(3, 2)}}, "refused.xdt");
        QCOMPARE(done.code(), code);
        QVERIFY2(done.out.contains(says), done.out);
        QCOMPARE(done.exit, 2);
        QVERIFY(!QFile::exists(place("refused.xdt")));
    }
    void everyHostileFileIsNamedHere()
    {
        QStringList files = QDir(here("hostile")).entryList({"*.onnx"}, QDir::Files);
        QVERIFY(files.size() == 32);
    }

    void scalingAndTensorsByName()
    {
        json spec = {{"contract", contract(4, 2)}};
        // branches.onnx: z (2), x (2) -> y (4), r (4); only its shape of wires matters here.
        spec["contract"]["outputs"] = json::array();
        for (int i = 0; i < 8; ++i)
            spec["contract"]["outputs"].push_back(output("o" + std::to_string(i)));
        const QString model = here("models/branches.onnx");
        QVERIFY2(import(model, spec, "plain.xdt").exit == 0, "in the contract's order");
        spec["inputs"] = {{"x", {"i0", {{"name", "i1"}, {"offset", 0.5}, {"scale", 2}}}},
                          {"z", {"i3", "i2"}}};
        spec["outputs"] = {{"y", {"o0", "o1", "o2", "o3"}},
                           {"r", {"o4", {{"name", "o5"}, {"offset", 7}, {"scale", -3}}, "o6", "o7"}}};
        const XdtOutcome made = import(model, spec, "wired.xdt");
        QVERIFY2(made.exit == 0, made.out);
        const auto plain = answers("plain.xdt", {0.3, -0.2, 0.4, 0.1}, 4, 8);           // z0 z1 x0 x1
        const auto wired = answers("wired.xdt", {0.4, 2 * 0.1 + 0.5, -0.2, 0.3}, 4, 8); // x0 x1 z1 z0
        for (std::size_t k = 0; k < 8; ++k) {
            const double expected = k == 5 ? plain[k][0] * -3 + 7 : plain[k][0];
            QVERIFY(std::fabs(wired[k][0] - expected) < 1e-12);
        }
    }

    void specsThatDoNotFit_data()
    {
        QTest::addColumn<QByteArray>("patch");
        QTest::addColumn<QByteArray>("location");
        QTest::newRow("too few") << QByteArray(R"({"inputs": ["i0", "i1"]})") << QByteArray("/inputs");
        QTest::newRow("twice") << QByteArray(R"({"inputs": ["i0", "i1", "i1"]})") << QByteArray("/inputs");
        QTest::newRow("unknown") << QByteArray(R"({"inputs": ["i0", "i1", "zz"]})")
                                 << QByteArray("/inputs/2");
        QTest::newRow("by zero") << QByteArray(R"({"inputs": ["i0", "i1", {"name": "i2", "scale": 0}]})")
                                 << QByteArray("/inputs/2/scale");
        QTest::newRow("no tensor") << QByteArray(R"({"outputs": {"q": ["o0", "o1"]}})")
                                   << QByteArray("/outputs");
        QTest::newRow("a member that is none") << QByteArray(R"({"scaling": 1})") << QByteArray("/scaling");
        QTest::newRow("a tolerance that is none")
            << QByteArray(R"({"singlePrecision": {"tolerance": 1}})") << QByteArray("/singlePrecision");
    }
    void specsThatDoNotFit()
    {
        QFETCH(QByteArray, patch);
        QFETCH(QByteArray, location);
        json spec = {{"contract", contract(3, 2)}};
        spec.update(json::parse(patch.toStdString()));
        const XdtOutcome done = import(here("models/gemm.onnx"), spec, "refused.xdt");
        QCOMPARE(done.code(), QByteArray("import.spec"));
        QCOMPARE(QByteArray::fromStdString(done.json()["diagnostics"][0]["location"]), location);
        QVERIFY(!QFile::exists(place("refused.xdt")));
    }

    void withoutRunsNothingIsClaimed()
    {
        const XdtOutcome made =
            import(here("models/gemm.onnx"), {{"contract", contract(3, 2, "interval")}}, "bare.xdt");
        QVERIFY2(made.exit == 0, made.out);
        const json point = xdt({"eval", place("bare.xdt"), "--json"}).json();
        QCOMPARE(QByteArray::fromStdString(point["verdict"]), QByteArray("Warn"));
        const json info = xdt({"info", place("bare.xdt"), "--json"}).json();
        for (const json& each : info["contract"]["outputs"])
            QVERIFY(each["confidence"]["kind"] == "none" && !each["confidence"]["reason"].empty() &&
                    (!each.contains("accuracy") || each["accuracy"].empty()));
        QVERIFY(made.json()["notes"][0].get<std::string>().find("No runs") != std::string::npos);
    }

    void runsGiveTheEvidence()
    {
        // Truth: the network itself and an error of known sizes, +-0.01 to +-0.50.
        QVERIFY(import(here("models/gemm.onnx"), {{"contract", contract(3, 2)}}, "truth.xdt").exit == 0);
        const std::size_t rows = 100;
        std::vector<double> points;
        for (std::size_t i = 0; i < 3 * rows; ++i)
            points.push_back(4 * std::fmod(0.7548776662466927 * double(i + 1), 1) - 2);
        const auto truth = answers("truth.xdt", points, 3, 2);
        std::string table = "run,i0,i1,i2,o0,second\n";
        for (std::size_t row = 0; row < rows; ++row) {
            const double error = 0.005 * double(row * 37 % 100 + 1) * (row % 3 ? 1 : -1);
            table +=
                fmt::format("r{},{:.17g},{:.17g},{:.17g},{:.17g},{:.17g}\n", row, points[3 * row],
                            points[3 * row + 1], points[3 * row + 2], truth[0][row] + error, truth[1][row]);
        }
        writeText(place("runs.csv"), table);
        json spec = {{"contract", contract(3, 2, "interval")},
                     {"runs", "runs.csv"},
                     {"run", "run"},
                     {"columns", {{"o1", "second"}}}};
        const XdtOutcome made = import(here("models/gemm.onnx"), spec, "measured.xdt");
        QVERIFY2(made.exit == 0, made.out);
        const XdtOutcome told = xdt(
            {"import", here("models/gemm.onnx"), "--spec", place("spec.json"), "-o", place("measured.xdt")});
        QVERIFY2(told.out.contains("Measured on 100 runs given at the import") && told.out.contains("RMSE"),
                 told.out);
        const json info = xdt({"info", place("measured.xdt"), "--json"}).json();
        const json& score = info["report"]["outputs"]["o0"];
        double squares = 0;
        for (int i = 1; i <= 100; ++i)
            squares += 0.005 * 0.005 * i * i;
        QVERIFY(std::fabs(score["rmse"].get<double>() - std::sqrt(squares / 100)) < 1e-6);
        QVERIFY(std::fabs(score["maxAbs"].get<double>() - 0.5) < 1e-6);
        QVERIFY(score["coverage"].get<double>() > 0.8 && score["coverage"].get<double>() < 0.97);
        // The 91st of 100 errors of 0.005, 0.010, ... : ceil(101 * 0.9) = 91.
        const json point = xdt({"eval", place("measured.xdt"), "--set", "i0=0.1", "--json"}).json();
        const json& o0 = point["outputs"]["o0"];
        QVERIFY2(o0.contains("lower") && o0.contains("value"), point.dump().c_str());
        QVERIFY(std::fabs(o0["value"].get<double>() - o0["lower"].get<double>() - 0.455) < 1e-9);
        QCOMPARE(xdt({"validate", place("measured.xdt"), "--runs", place("runs.csv")}).exit, 0);

        // Where the twin gives no answers, no run judges it.
        spec["contract"]["inputs"][0]["validated"] = {0, 2};
        const XdtOutcome half = import(here("models/gemm.onnx"), spec, "half.xdt");
        QVERIFY2(half.exit == 0, half.out);
        double inside = 0;
        squares = 0;
        for (std::size_t row = 0; row < rows; ++row)
            if (points[3 * row] >= 0) {
                squares += std::pow(0.005 * double(row * 37 % 100 + 1), 2);
                ++inside;
            }
        const json report = xdt({"info", place("half.xdt"), "--json"}).json()["report"];
        QVERIFY(std::fabs(report["outputs"]["o0"]["rmse"].get<double>() - std::sqrt(squares / inside)) <
                1e-6);
        const std::string words = report["split"]["words"];
        QVERIFY2(words.find(fmt::format("of which {:g} lie", inside)) != std::string::npos, words.c_str());
    }

    void runsThatCannotJudgeAreRefused_data()
    {
        QTest::addColumn<QByteArray>("runs");
        QTest::addColumn<QByteArray>("patch");
        QTest::addColumn<QByteArray>("code");
        QByteArray rows;
        for (int i = 0; i < 12; ++i)
            rows += QByteArray::number(0.1 * i) + ",0.5," + QByteArray::number(i % 5) + ",1,2\n";
        const auto row = [](const char* name, const QByteArray& runs, const char* patch, const char* code) {
            QTest::newRow(name) << QByteArray("i0,i1,i2,o0,o1\n" + runs) << QByteArray(patch)
                                << QByteArray(code);
        };
        row("one", "1,1,1,1,1\n", "{}", "import.few-runs");
        row("all the same", QByteArray("1,1,1,1,1\n").repeated(20), "{}", "domain.runs");
        row("1e308", rows + "1,1,1,1e308,1\n", "{}", "runs.too-large");
        row("not a number", rows + "1,1,1,nan,1\n", "{}", "runs.not-finite");
        row("none", "", "{}", "table.empty");
        row("a column of nothing", rows, R"({"columns": {"o9": "o1"}})", "import.spec");
        row("no such column", rows, R"({"columns": {"o1": "second"}})", "runs.column-missing");
        row("no such file", rows, R"({"runs": "nowhere.csv"})", "file.open");
    }
    void runsThatCannotJudgeAreRefused()
    {
        QFETCH(QByteArray, runs);
        QFETCH(QByteArray, patch);
        QFETCH(QByteArray, code);
        writeText(place("few.csv"), runs.toStdString());
        json spec = {{"contract", contract(3, 2)}, {"runs", "few.csv"}};
        spec.update(json::parse(patch.toStdString()));
        const XdtOutcome done = import(here("models/gemm.onnx"), spec, "refused.xdt");
        QCOMPARE(done.code(), code);
        QVERIFY(!QFile::exists(place("refused.xdt")));
    }
    void tooFewRunsForABandAreSaid()
    {
        std::string rows = "i0,i1,i2,o0,o1\n";
        for (int i = 0; i < 12; ++i)
            rows += fmt::format("{},{},{},1,2\n", 0.1 * i, 0.2 * (i % 4), 0.3 * (i % 5));
        writeText(place("few.csv"), rows);
        const XdtOutcome made =
            import(here("models/gemm.onnx"), {{"contract", contract(3, 2)}, {"runs", "few.csv"}}, "few.xdt");
        QVERIFY2(made.exit == 0, made.out);
        QVERIFY2(made.err.contains("o0 has no band: 12 runs are too few") && made.err.contains("it takes 18"),
                 made.err);
    }

    void singlePrecisionIsRefusedWhereItDoesNotHold()
    {
        json spec = {{"contract", contract(3, 2)}, {"singlePrecision", {{"tolerance", 1e-12}}}};
        QCOMPARE(import(here("models/relu-tanh-sigmoid.onnx"), spec, "refused.xdt").code(),
                 QByteArray("import.single-precision"));
        spec["singlePrecision"]["tolerance"] = 1e-5;
        json open = spec;
        open["contract"]["inputs"][1].erase("validated");
        open["contract"]["inputs"][1].erase("physical");
        const XdtOutcome unchecked = import(here("models/relu-tanh-sigmoid.onnx"), open, "open.xdt");
        QCOMPARE(unchecked.code(), QByteArray("import.single-precision"));
        QCOMPARE(QByteArray::fromStdString(unchecked.json()["diagnostics"][0]["location"]),
                 QByteArray("/contract/inputs/1/validated"));
        const XdtOutcome made = import(here("models/relu-tanh-sigmoid.onnx"), spec, "single.xdt");
        QVERIFY2(made.exit == 0, made.out);
        spec.erase("singlePrecision");
        QVERIFY(import(here("models/relu-tanh-sigmoid.onnx"), spec, "double.xdt").exit == 0);
        std::vector<double> points;
        for (std::size_t i = 0; i < 3 * 64; ++i)
            points.push_back(4 * std::fmod(0.7548776662466927 * double(i + 1), 1) - 2);
        const auto single = answers("single.xdt", points, 3, 2), exact = answers("double.xdt", points, 3, 2);
        QVERIFY(single[0] != exact[0]);
        for (std::size_t row = 0; row < 64; ++row)
            QVERIFY(std::fabs(single[0][row] - exact[0][row]) < 1e-5);
    }
};

QTEST_GUILESS_MAIN(TestImportOnnx)
#include "tst_import_onnx.moc"
