// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes at all become text of a well-formed document, and are read back as they were where they are text.

#include "report/html_text.h"

#include <QXmlStreamReader>
#include <QtTest>
#include <random>

using namespace twin;

class HtmlTextTest : public QObject
{
    Q_OBJECT

    /// What a parser reads from an element and an attribute with this text.
    static QString readBack(const std::string& text)
    {
        const std::string escaped = escapeHtml(text);
        QXmlStreamReader xml(QByteArray::fromStdString("<a b=\"" + escaped + "\">" + escaped + "</a>"));
        xml.readNextStartElement();
        const QString attribute = xml.attributes().value("b").toString();
        const QString content = xml.readElementText(QXmlStreamReader::ErrorOnUnexpectedElement);
        if (xml.hasError())
            return "not well-formed: " + xml.errorString();
        return attribute.simplified() == content.simplified() ? content : "attribute and content differ";
    }

  private slots:
    void textIsReadBack_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("plain") << "Incoming flow";
        QTest::newRow("markup") << "</text></svg><script>alert(1)</script>";
        QTest::newRow("attribute") << "\" onload=\"alert('1')\" x='";
        QTest::newRow("references") << "&lt; &amp; &#60; &nbsp;";
        QTest::newRow("section end") << "]]> <!-- --> <![CDATA[";
        QTest::newRow("letters") << QString::fromUtf8("Zulauf µ m³/h – °C 泵 😀");
    }
    void textIsReadBack()
    {
        QFETCH(QString, text);
        QCOMPARE(readBack(text.toStdString()), text);
        const std::string escaped = escapeHtml(text.toStdString());
        QVERIFY(escaped.find_first_of("<>\"'") == std::string::npos);
    }

    void whatIsNoTextBecomesReplacements_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("zero") << QByteArray("a\0b", 3);
        QTest::newRow("escape") << QByteArray("a\x1b"
                                              "b");
        QTest::newRow("lone continuation") << QByteArray("a\x80"
                                                         "b");
        QTest::newRow("cut short") << QByteArray("a\xc3");
        QTest::newRow("overlong") << QByteArray("a\xc0\xaf"
                                                "b");
        QTest::newRow("surrogate") << QByteArray("a\xed\xa0\x80"
                                                 "b");
        QTest::newRow("beyond Unicode") << QByteArray("a\xf5\x80\x80\x80"
                                                      "b");
        QTest::newRow("no character") << QByteArray("a\xef\xbf\xbf"
                                                    "b");
    }
    void whatIsNoTextBecomesReplacements()
    {
        QFETCH(QByteArray, bytes);
        const QString text = readBack(bytes.toStdString());
        QVERIFY2(text.startsWith('a') && text.contains(QChar(0xFFFD)), qPrintable(text));
    }

    void anyBytesAreWellFormed()
    {
        std::mt19937_64 random(1);
        for (int round = 0; round < 2000; ++round) {
            std::string bytes(random() % 24, '\0');
            for (char& byte : bytes)
                byte = static_cast<char>(random() % 7 == 0 ? "<&\"'>]"[random() % 6] : random());
            const QString text = readBack(bytes);
            QVERIFY2(!text.startsWith("not well-formed"), qPrintable(text));
        }
    }
};

QTEST_APPLESS_MAIN(HtmlTextTest)
#include "tst_html_text.moc"
