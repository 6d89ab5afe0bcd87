// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/table.h"

#include <QTest>
#include <string>

using namespace twin;

class TableTest : public QObject
{
    Q_OBJECT

  private slots:
    void readsSeparatorsQuotesAndLineEnds_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("comma") << QByteArray("name,value\n\"a, \"\"b\"\"\",1.5\nc,-2e3\n");
        QTest::newRow("semicolon, CRLF") << QByteArray("name;value\r\n\"a, \"\"b\"\"\";1.5\r\nc;-2e3");
        QTest::newRow("tab, blank lines")
            << QByteArray("\nname\tvalue\n\n\"a, \"\"b\"\"\"\t 1.5\nc\t-2e3\n\n");
        QTest::newRow("byte order mark")
            << QByteArray("\xEF\xBB\xBFname,value\n\"a, \"\"b\"\"\",+1.5\nc,-2000\n");
    }
    void readsSeparatorsQuotesAndLineEnds()
    {
        QFETCH(QByteArray, text);
        const auto table = parseTable(std::string_view(text.data(), std::size_t(text.size())), "t.csv");
        QVERIFY(table.has_value());
        QCOMPARE(table->rows, std::size_t(2));
        QCOMPARE(table->columns[0].texts, (std::vector<std::string>{"a, \"b\"", "c"}));
        QCOMPARE(table->columns[1].values, (std::vector<double>{1.5, -2000}));
    }

    void commasAreDecimalWhereNothingContradicts_data()
    {
        QTest::addColumn<QByteArray>("cells");
        QTest::addColumn<std::vector<double>>("numbers");
        QTest::newRow("commas") << QByteArray("0,5;-1,25e2;3") << std::vector<double>{0.5, -125, 3};
        QTest::newRow("three digits behind a nought")
            << QByteArray("0,125;2;0,250") << std::vector<double>{0.125, 2, 0.25};
        QTest::newRow("three digits beside two")
            << QByteArray("1,125;2,50;3") << std::vector<double>{1.125, 2.5, 3};
        QTest::newRow("thousands, perhaps") << QByteArray("1,500;2,500;3") << std::vector<double>{};
        QTest::newRow("points as well") << QByteArray("1,5;2.5;3") << std::vector<double>{};
        QTest::newRow("a slip among thousands") << QByteArray("1,500;2,500;3,50") << std::vector<double>{};
        QTest::newRow("names") << QByteArray("1,1;1,2;1,10") << std::vector<double>{};
        QTest::newRow("groups") << QByteArray("1,500,000;2,5;3") << std::vector<double>{};
        QTest::newRow("words") << QByteArray("1,5;a,b;3") << std::vector<double>{};
    }
    void commasAreDecimalWhereNothingContradicts()
    {
        QFETCH(QByteArray, cells);
        QFETCH(std::vector<double>, numbers);
        for (const char* separator : {";", ",", "\t"}) {
            QByteArray text = QByteArray("n") + separator + "a\n";
            for (const QByteArray& cell : cells.split(';'))
                text += QByteArray("1") + separator + '"' + cell + "\"\n";
            const auto table = parseTable(text.toStdString(), "t.csv");
            QVERIFY(table.has_value());
            const bool isRead = !numbers.empty() && *separator != ',';
            QCOMPARE(table->columns[1].values, isRead ? numbers : std::vector<double>());
            QCOMPARE(table->columns[1].isNumeric(), isRead);
            QCOMPARE(table->hasDecimalCommas, isRead);
        }
    }

    void refusesWithPlaceAndRemedy_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("location");
        QTest::newRow("empty") << QByteArray() << "table.empty"
                               << "t.csv";
        QTest::newRow("header alone") << QByteArray("a,b\n") << "table.empty"
                                      << "t.csv";
        QTest::newRow("no header") << QByteArray("1,2\n3,4\n") << "table.header"
                                   << "t.csv:1";
        QTest::newRow("duplicate") << QByteArray("a,b,a\n1,2,3\n") << "table.duplicate-column"
                                   << "t.csv:1:3";
        QTest::newRow("ragged") << QByteArray("a,b\n1,2\n3\n") << "table.ragged"
                                << "t.csv:3";
        QTest::newRow("too long") << QByteArray("a,b\n1,2,3\n") << "table.ragged"
                                  << "t.csv:2";
        QTest::newRow("open quote") << QByteArray("a,b\n1,\"2\n3,4\n") << "table.quote"
                                    << "t.csv:2";
        QTest::newRow("latin-1") << QByteArray("a,b\n1,2\n\xE4,2\n") << "table.encoding"
                                 << "t.csv:3";
        QTest::newRow("binary") << QByteArray("a,b\n1,\0\n", 8) << "table.encoding"
                                << "t.csv:2";
        QTest::newRow("wide") << QByteArray("a").append(QByteArray(100000, ',')) << "table.too-wide"
                              << "t.csv:1";
    }
    void refusesWithPlaceAndRemedy()
    {
        QFETCH(QByteArray, text);
        const auto table = parseTable(std::string_view(text.data(), std::size_t(text.size())), "t.csv");
        QVERIFY(!table.has_value());
        QTEST(QString::fromStdString(table.error().code), "code");
        QTEST(QString::fromStdString(table.error().location), "location");
        QVERIFY(!table.error().remedy.empty());
    }

    void quotedLineEndsCountAsLines()
    {
        const auto table = parseTable("a,b\n\"x\ny\",1\nz,2\n", "t.csv");
        QVERIFY(table.has_value());
        QCOMPARE(table->lines, (std::vector<std::size_t>{2, 4}));
    }

    void writesWhatItReads()
    {
        const auto table = parseTable("a,\"b;c\"\nx y,0.1\n\"q\"\"\",1e-300\n", "t.csv");
        QVERIFY(table.has_value());
        const auto again = parseTable(writeTable(*table), "t.csv");
        QVERIFY(again.has_value());
        QCOMPARE(again->columns[1].name, std::string("b;c"));
        QCOMPARE(again->columns[0].texts, table->columns[0].texts);
        QCOMPARE(again->columns[1].values, table->columns[1].values);
    }
};

QTEST_APPLESS_MAIN(TableTest)
#include "tst_table.moc"
