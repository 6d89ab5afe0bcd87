// SPDX-License-Identifier: GPL-3.0-or-later
// The report of a trained twin, as a person asks for it, and of packages whose report is missing or damaged.
#include "cli/xdt_program.h"
#include "package/package.h"
#include "package/sample_package.h"

#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace twin;

class TestReport : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    QString path(const char* name) const { return m_folder.filePath(name); }

    /// A package with this report, written and closed again.
    QString packageWith(nlohmann::json report) const
    {
        Package package = samplePackage();
        package.report = std::move(report);
        const QString file = path("sample.xdt");
        if (!writePackage(package, file.toStdString()))
            qFatal("the package cannot be written");
        return file;
    }

  private slots:
    void theReportOfATwinIsAPage()
    {
        const XdtOutcome outcome = xdt({"report", TWINWRIGHT_EASTFIELD, "-o", path("report.html")});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        const QByteArray page = readBytes(path("report.html"));
        QXmlStreamReader xml(page);
        QStringList headings;
        int plots = 0;
        while (!xml.atEnd()) {
            xml.readNext();
            if (xml.isStartElement() && xml.name() == u"h2")
                headings << xml.readElementText();
            plots += xml.isStartElement() && xml.name() == u"svg";
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QVERIFY2(headings.startsWith("In short") && headings.contains("How fast it answers"),
                 qPrintable(headings.join(", ")));
        // each of two outputs: two curves, parity, residuals, coverage, error along the axis, band widths,
        // sensitivity, and its error between each of three pairs of inputs; besides the runs between them
        QCOMPARE(plots, 2 * (2 + 5 + 1 + 3) + 3);
        for (const char* words : {"A legal safety case", "Choosing daily inspections",
                                  "above 1500 m³/h together with", "160 runs that the fit has not seen"})
            QVERIFY2(page.contains(words), words);
    }

    void thePageFollowsFromThePackage()
    {
        for (const char* name : {"one.html", "two.html"})
            QCOMPARE(xdt({"report", TWINWRIGHT_EASTFIELD, "-o", path(name), "--no-timing", "-q"}).exit, 0);
        QVERIFY(!readBytes(path("one.html")).isEmpty());
        QCOMPARE(readBytes(path("one.html")), readBytes(path("two.html")));
    }

    void itIsNoPdf()
    {
        const XdtOutcome outcome = xdt({"report", TWINWRIGHT_EASTFIELD, "-o", path("report.pdf")});
        QCOMPARE(outcome.exit, 1);
        QVERIFY2(outcome.err.contains("[usage.arguments]") && outcome.err.contains(".html"), outcome.err);
        QVERIFY(!QFile::exists(path("report.pdf")));
    }

    void infoGivesTheSummary()
    {
        const XdtOutcome outcome = xdt({"info", TWINWRIGHT_EASTFIELD});
        QCOMPARE(outcome.exit, 0);
        QVERIFY2(outcome.out.contains("Bearing temperature: half of the answers are within"),
                 outcome.out.constData());
        QVERIFY(outcome.out.contains("no run lies there"));
    }

    void aMissingReportIsSaid()
    {
        const XdtOutcome outcome =
            xdt({"report", packageWith(nlohmann::json::object()), "-o", path("none.html")});
        QCOMPARE(outcome.exit, 2);
        QVERIFY2(outcome.err.contains("report.missing"), outcome.err.constData());
        QVERIFY(!QFile::exists(path("none.html")));
    }

    void aDamagedReportIsSaid()
    {
        const QString package = packageWith({{"outputs", {{"power", {{"rmse", "small"}}}}}, {"findings", 7}});
        const XdtOutcome outcome = xdt({"report", package, "-o", path("none.html")});
        QCOMPARE(outcome.exit, 2);
        QVERIFY2(outcome.err.contains("report.invalid") && outcome.err.contains("/report/"),
                 outcome.err.constData());
        QVERIFY(!QFile::exists(path("none.html")));
        const XdtOutcome info = xdt({"info", package});
        QCOMPARE(info.exit, 0);
        QVERIFY2(info.out.contains("damaged"), info.out.constData());
    }

    void thePackageIsNotOverwritten()
    {
        const QString package = packageWith(nlohmann::json::object());
        const XdtOutcome outcome = xdt({"report", package, "-o", package});
        QVERIFY2(outcome.err.contains("usage.output"), outcome.err.constData());
    }

    void theClosestRunIsNamed()
    {
        const XdtOutcome outcome =
            xdt({"eval", TWINWRIGHT_EASTFIELD, "--set", "q_in=1300", "t_amb=33", "--json"});
        QCOMPARE(outcome.exit, 0);
        const nlohmann::json closest = outcome.json()["closestRun"];
        QCOMPARE(closest["runs"], nlohmann::json(320));
        QVERIFY(closest["distance"].get<double>() <= closest["limit"].get<double>());
        QVERIFY(std::abs(closest["inputs"]["q_in"].get<double>() - 1300) < 300);
        const XdtOutcome text = xdt({"eval", TWINWRIGHT_EASTFIELD, "--set", "q_in=1300", "t_amb=33"});
        QVERIFY2(text.out.contains("Closest of 320 runs: incoming flow 1"), text.out.constData());
        // outside the validated ranges it is named as well
        const XdtOutcome outside = xdt({"eval", TWINWRIGHT_EASTFIELD, "--set", "t_amb=42", "--json"});
        QVERIFY(outside.json()["closestRun"]["inputs"]["t_amb"].get<double>() > 30);
    }
};

QTEST_GUILESS_MAIN(TestReport)
#include "tst_report.moc"
