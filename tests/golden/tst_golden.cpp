// SPDX-License-Identifier: GPL-3.0-or-later
// A file of every version of every format that was ever written: each must open, and answer as it did.
#include "bundle/bundle.h"
#include "catalog.h"
#include "document/validate.h"
#include "sample_package.h"
#include "session/conformance.h"

#include <QtTest>
#include <cmath>

using namespace twin;
namespace fs = std::filesystem;

class TestGolden : public QObject
{
    Q_OBJECT

  private slots:
    void everyVersionIsThere();
    void packagesAnswer_data();
    void packagesAnswer();
    void appsOpenAndPassTheGate_data();
    void appsOpenAndPassTheGate();
};

namespace {

const fs::path golden = fs::path(TWINWRIGHT_SOURCE_DIR) / "tests/golden";

void addFiles(const char* extension)
{
    QTest::addColumn<QString>("path");
    for (const auto& entry : fs::directory_iterator(golden))
        if (entry.path().extension() == extension)
            QTest::newRow(entry.path().filename().c_str()) << QString::fromStdString(entry.path().string());
}

} // namespace

void TestGolden::everyVersionIsThere()
{
    const auto there = [](const std::string& name) { return fs::exists(golden / name); };
    for (int version = 1; version <= Package::currentFormat; ++version)
        for (const char* kind : {"polynomial", "gaussian-process", "pod"})
            QVERIFY(there("package-" + std::to_string(version) + "-" + kind + ".xdt"));
    for (const char* kind : {"polynomial-chaos", "radial-basis", "field"}) // since format 2
        QVERIFY(there("package-" + std::to_string(Package::currentFormat) + "-" + kind + ".xdt"));
    for (int version = 1; version <= Document::currentFormat; ++version)
        QVERIFY(there("document-" + std::to_string(version) + ".twinapp"));
    for (int version = 1; version <= Bundle::currentFormat; ++version)
        QVERIFY(there("bundle-" + std::to_string(version) + ".twinpack"));
}

void TestGolden::packagesAnswer_data()
{
    addFiles(".xdt");
}

void TestGolden::packagesAnswer()
{
    QFETCH(QString, path);
    const auto package = readPackage(path.toStdString());
    QVERIFY2(package.has_value(), package ? "" : format(package.error()).c_str());
    const auto report = replayConformance(**package);
    QVERIFY(report.has_value());
    QCOMPARE(report->vectors, std::size_t(4));
    QVERIFY2(report->passed, report->worst.c_str());
    for (const ConformanceVector& vector : (*package)->conformance) {
        const Contract& contract = (*package)->contract;
        const std::vector<double> heights = contract.axis2 ? contract.axis2->values : std::vector<double>{0};
        QCOMPARE(vector.mean[0].size(), 5 * heights.size());
        for (std::size_t k = 0; k < vector.mean[0].size(); ++k) {
            const double power =
                samplePower(vector.inputs[0], vector.inputs[1], vector.inputs[2], double(k / heights.size()));
            const double truth = power * (1 + 0.25 * heights[k % heights.size()]);
            QVERIFY(std::abs(vector.mean[0][k] - truth) < 0.5);
        }
        QVERIFY(std::abs(vector.mean[1][0] - 0.05 * vector.inputs[0]) < 1e-9);
    }
}

void TestGolden::appsOpenAndPassTheGate_data()
{
    addFiles(".twinapp");
    for (const auto& entry : fs::directory_iterator(golden))
        if (entry.path().extension() == ".twinpack")
            QTest::newRow(entry.path().filename().c_str()) << QString::fromStdString(entry.path().string());
}

void TestGolden::appsOpenAndPassTheGate()
{
    QFETCH(QString, path);
    const auto bundle = openBundle(path.toStdString(), standardCatalog());
    QVERIFY2(bundle.has_value(), bundle ? "" : format(bundle.error()).c_str());
    for (const Diagnostic& finding : bundle->diagnostics)
        QVERIFY2(false, format(finding).c_str());
    QVERIFY(bundle->package != nullptr);
    for (const Diagnostic& finding : exportGate(bundle->document, standardCatalog(), bundle->package.get()))
        QVERIFY2(finding.severity != Severity::Error, format(finding).c_str());
    QCOMPARE(bundle->document.root.children.size(), std::size_t(2));
    QCOMPARE(appRules(bundle->document, standardCatalog()).at(0).condition, std::string("flow <= 1700 m3/h"));
}

QTEST_APPLESS_MAIN(TestGolden)
#include "tst_golden.moc"
