// SPDX-License-Identifier: GPL-3.0-or-later
// The page as whole: well-formed, self-contained, and no word of a package becomes markup.

#include "report/compose_report.h"
#include "report/html_page.h"
#include "report/sample_report.h"

#include <QRegularExpression>
#include <QXmlStreamReader>
#include <QtTest>

using namespace twin;

namespace {

const std::string hostile = "</style></svg><script>alert('x')</script><img src=x onerror=\"y\">&amp;\x01\xff";

Package packageOf(const std::string& label)
{
    Package package;
    package.contract = sampleContract(label);
    package.report = sampleReport(label);
    std::vector<double> runs;
    for (int i = 0; i < 20; ++i)
        runs.insert(runs.end(), {0.5 * i, 10 * std::fmod(i * 0.618, 1)});
    package.domain = *DomainOfValidity::fit(package.contract, runs);
    return package;
}

std::string pageOf(const std::string& label, const ModelTiming* timing = nullptr)
{
    const Package package = packageOf(label);
    const auto data = readReport(package.report, package.contract);
    return data ? htmlPage(composeReport(package, *data, timing)) : format(data.error());
}

} // namespace

class HtmlPageTest : public QObject
{
    Q_OBJECT

  private slots:
    void pageIsWellFormed_data()
    {
        QTest::addColumn<QByteArray>("label");
        QTest::newRow("plain") << QByteArray("Incoming flow");
        QTest::newRow("hostile") << QByteArray::fromStdString(hostile);
        QTest::newRow("empty") << QByteArray();
    }
    void pageIsWellFormed()
    {
        QFETCH(QByteArray, label);
        QXmlStreamReader xml(QByteArray::fromStdString(pageOf(label.toStdString())));
        QStringList ids;
        int plots = 0, described = 0;
        while (!xml.atEnd()) {
            if (xml.readNext() != QXmlStreamReader::StartElement)
                continue;
            const QString name = xml.name().toString();
            QVERIFY2(name != "script" && name != "img" && name != "link" && name != "iframe",
                     qPrintable(name));
            for (const QXmlStreamAttribute& attribute : xml.attributes())
                QVERIFY2(!attribute.name().startsWith(u"on"), qPrintable(attribute.name().toString()));
            if (const auto id = xml.attributes().value("id"); !id.isEmpty()) {
                QVERIFY2(!ids.contains(id.toString()), qPrintable(id.toString()));
                ids << id.toString();
            }
            plots += name == "svg";
            described += name == "desc";
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QVERIFY(plots >= 10);
        QCOMPARE(described, plots);
    }

    void pageFetchesNothing()
    {
        QString page = QString::fromStdString(pageOf("x"));
        page.remove("http://www.w3.org/1999/xhtml").remove("http://www.w3.org/2000/svg");
        QVERIFY(!page.contains("http:") && !page.contains("https:") && !page.contains("@import"));
        QVERIFY(!page.contains(QRegularExpression("url\\((?!#)")));
        QVERIFY(page.contains("default-src 'none'"));
    }

    void plainWordsComeFirst()
    {
        const std::string page = pageOf("x");
        const std::size_t summary = page.find("In short");
        const std::size_t notFor = page.find("What it must not be used for");
        QVERIFY(summary != std::string::npos && notFor != std::string::npos);
        QVERIFY(notFor < page.find("<svg"));
        QVERIFY(page.find("Where not to rely on it") < page.find("<svg"));
    }

    void timingIsPrintedWhenMeasured()
    {
        QVERIFY(pageOf("x").find("How fast it answers") == std::string::npos);
        const ModelTiming timing{12.3, 0.45, 4096, 4, "A processor", "avx2"};
        const std::string page = pageOf("x", &timing);
        QVERIFY(page.find("12.3 µs") != std::string::npos);
        QVERIFY(page.find("Measured when this page was made, on A processor") != std::string::npos);
    }

    void aReportOfAnEarlierVersionGivesAPage()
    {
        Package package = packageOf("x");
        package.report = {{"outputs", {{"s", {{"r2", 0.9}, {"rmse", 1}, {"maxAbs", 3}}}}}};
        package.domain.reset();
        const auto data = readReport(package.report, package.contract);
        QVERIFY(data);
        const std::string page = htmlPage(composeReport(package, *data, nullptr));
        QXmlStreamReader xml(QByteArray::fromStdString(page));
        while (!xml.atEnd())
            xml.readNext();
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
    }
};

QTEST_APPLESS_MAIN(HtmlPageTest)
#include "tst_html_page.moc"
